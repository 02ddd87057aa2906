"""An approval of a job description is noted with a day of review that the term allows, and never rewritten."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.enums import Role
from competencies.domain.approving import note_approval, years_after
from competencies.domain.errors import Refused
from competencies.models import DescriptionApproval
from tests.factories import make_role, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
DAY = date(2024, 2, 29)


def note(role=None, *, approved_on=DAY, review_by=None):
    role = role or make_role()
    return note_approval(role=role, approved_on=approved_on, review_by=review_by, by=make_user(Role.HR), now=NOW)


def test_without_a_day_it_is_five_years():
    assert note().review_by == date(2029, 2, 28)
    assert years_after(date(2024, 3, 1), 5) == date(2029, 3, 1)


@pytest.mark.parametrize(
    ("approved_on", "review_by", "words"),
    [
        (date(2026, 12, 3), None, "cannot lie in the future"),
        (DAY, DAY, "comes after the approval"),
        (DAY, date(2029, 3, 1), "five years at the latest"),
    ],
)
def test_what_is_refused(approved_on, review_by, words):
    with pytest.raises(Refused, match=words):
        note(approved_on=approved_on, review_by=review_by)
    assert DescriptionApproval.objects.count() == 0


def test_a_repeated_click_is_one():
    role = make_role()
    note(role)
    with pytest.raises(Refused, match="noted already"):
        note(role)


def test_the_database_keeps_what_was_noted():
    row = note()
    with pytest.raises(DatabaseError), transaction.atomic():
        DescriptionApproval.objects.filter(pk=row.pk).update(review_by=date(2027, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


class TestPage:
    def test_it_is_noted_and_shown(self, client):
        person, role = make_user(Role.HR, language="en", full_name="Ann Approver"), make_role()
        client.force_login(person)
        page = reverse("competencies:role", args=[role.key])
        assert "nobody is reminded of a review" in client.get(page).content.decode()
        answer = client.post(reverse("competencies:role_approve", args=[role.key]), {"approved_on": "2024-02-29"})
        assert answer["Location"] == page
        shown = client.get(page).content.decode()
        assert "Approved on 29 February 2024" in shown
        assert "to be reviewed by 28 February 2029 · noted by Ann Approver" in shown

    @pytest.mark.parametrize("day", ["", "yesterday", "0001-01-01", "2999-01-01", "2024-02-30"])
    def test_what_was_typed_stays_with_the_reason(self, client, day):
        role = make_role()
        client.force_login(make_user(Role.HR, language="en"))
        fields = {"approved_on": day, "review_by": "2026-12-31"}
        answer = client.post(reverse("competencies:role_approve", args=[role.key]), fields)
        assert answer.status_code == 422
        assert 'value="2026-12-31"' in answer.content.decode()
        assert "rk-error" in answer.content.decode()
        assert DescriptionApproval.objects.count() == 0

    def test_an_interviewer_reads_and_does_not_write(self, client):
        role = make_role()
        client.force_login(make_user(Role.INTERVIEWER, language="en"))
        assert "Note the approval" not in client.get(reverse("competencies:role", args=[role.key])).content.decode()
        assert client.post(reverse("competencies:role_approve", args=[role.key]), {}).status_code == 403
