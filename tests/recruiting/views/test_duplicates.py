"""The pages on which somebody decides whether two records are one person."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AccessAction
from accounts.models import AccessEvent
from recruiting.enums import ApplicationState, ReasonKind
from recruiting.models import DuplicatePair
from tests.factories import make_application, make_candidate, make_interview, make_vacancy
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db
LIST = reverse("recruiting:duplicates")


@pytest.fixture
def vacancy(client):
    vacancy = make_vacancy()
    client.force_login(vacancy.created_by)
    return vacancy


def make_twins(vacancy, *names: str) -> list:
    return [make_application(vacancy, candidate=make_candidate(name, phone="+37369123456")) for name in names]


def pair_of(*applications) -> DuplicatePair:
    first, second = sorted(row.candidate_id for row in applications)
    return DuplicatePair.objects.get(first=first, second=second)


def test_the_list_offers_what_was_just_added(client, vacancy):
    make_twins(vacancy, "Ana Rusu", "Victor Ceban")
    page = client.get(LIST).content.decode()
    assert "Ana Rusu · Victor Ceban" in page
    assert ("same phone" in page, "same e-mail" in page, "similar name" in page) == (True, False, False)


def test_a_person_out_of_reach_is_not_hinted_at(client, vacancy):
    here, _there = make_twins(vacancy, "Ana Rusu")[0], make_twins(make_vacancy(), "Ana Rusu")
    page = client.get(LIST)
    assert ("No duplicates" in page.content.decode(), DuplicatePair.objects.count()) == (True, 1)
    assert client.get(reverse("recruiting:duplicate", args=[DuplicatePair.objects.get().pk])).status_code == 404
    assert client.post(reverse("recruiting:duplicate", args=[DuplicatePair.objects.get().pk])).status_code == 404
    here.refresh_from_db()
    assert here.candidate.merges.count() == 0


def test_both_are_shown_side_by_side_and_the_reading_is_kept(client, vacancy):
    pair = pair_after(client, make_twins(vacancy, "Ana Rusu", "Ana Russu"))
    page = client.get(reverse("recruiting:duplicate", args=[pair.pk])).content.decode()
    assert page.count('type="radio"') == 4  # name and e-mail differ
    assert "Both applied for" in page
    read = AccessEvent.objects.filter(action=AccessAction.READ_CANDIDATE).values_list("subject_id", flat=True)
    assert set(read) == {str(pair.first_id), str(pair.second_id)}


def pair_after(client, applications) -> DuplicatePair:
    client.get(LIST)
    return pair_of(*applications)


def test_merging_says_so_and_takes_the_pair_away(client, vacancy):
    pair = pair_after(client, make_twins(vacancy, "Ana Rusu", "Ana Russu"))
    address = reverse("recruiting:duplicate", args=[pair.pk])
    answer = client.post(address, {"full_name": "second"}, follow=True)
    assert "The two records of Ana Russu are one now." in answer.content.decode()
    assert "No duplicates" in answer.content.decode()
    assert client.post(address).status_code == 404


def test_a_made_up_side_is_refused(client, vacancy):
    pair = pair_after(client, make_twins(vacancy, "Ana Rusu", "Ana Russu"))
    answer = client.post(reverse("recruiting:duplicate", args=[pair.pk]), {"full_name": "third"})
    assert (answer.status_code, "Nothing was merged" in answer.content.decode()) == (422, True)


def test_a_merge_that_is_refused_keeps_what_was_chosen(client, vacancy):
    twins = make_twins(vacancy, "Ana Rusu", "Ana Russu")
    other = make_application(make_vacancy(recruiter=vacancy.created_by), candidate=twins[1].candidate)
    at = {"starts_at": timezone.now() + timedelta(days=1)}
    make_interview(twins[0], **at), make_interview(other, **at)
    pair = pair_after(client, twins)
    answer = client.post(reverse("recruiting:duplicate", args=[pair.pk]), {"full_name": "second", "email": "first"})
    chosen = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', answer.content.decode())
    assert (answer.status_code, dict(chosen)) == (422, {"full_name": "second", "email": "first"})


def test_keeping_apart_is_remembered(client, vacancy):
    pair = pair_after(client, make_twins(vacancy, "Ana Rusu", "Ana Russu"))
    answer = client.post(reverse("recruiting:duplicate_apart", args=[pair.pk]), follow=True)
    assert "Kept as two people" in answer.content.decode()
    assert "No duplicates" in client.get(LIST).content.decode()


def test_the_list_takes_as_many_queries_for_many_pairs_as_for_few(client, vacancy):
    make_twins(vacancy, "Ana Rusu", "Victor Ceban")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    make_twins(vacancy, "Ion Lupu", "Vera Cojocaru", "Oleg Prodan")
    client.get(LIST)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_an_application_shows_what_came_of_the_earlier_ones(client, vacancy):
    person = make_candidate("Ana Rusu")
    reason = make_reason(ReasonKind.REJECTED, "Too little experience")
    earlier = make_vacancy(recruiter=vacancy.created_by, title="Night shift")
    hidden = make_vacancy(title="Board secretary")
    for elsewhere in (earlier, hidden):
        make_application(elsewhere, candidate=person, state=ApplicationState.REJECTED, reason=reason)
    row = make_application(vacancy, candidate=person)
    page = client.get(reverse("recruiting:application", args=[row.pk])).content.decode()
    assert ("Night shift" in page, "Rejected" in page, "Too little experience" in page) == (True, True, True)
    assert "Board secretary" not in page


def test_a_reason_is_told_only_where_contacts_are_open(client, vacancy):
    person, reason = make_candidate("Ana Rusu"), make_reason(ReasonKind.REJECTED, "Too little experience")
    closed = make_application(candidate=person, state=ApplicationState.REJECTED, reason=reason)
    seen_from_a_seat = make_application(vacancy, candidate=person)
    make_interview(closed, vacancy.created_by)
    page = client.get(reverse("recruiting:application", args=[seen_from_a_seat.pk])).content.decode()
    assert ("Rejected" in page, "Too little experience" in page) == (True, False)
