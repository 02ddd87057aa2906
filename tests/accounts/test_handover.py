"""Handing over: places, seats and access pass on together or not at all, and what stands against it is named."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.errors import Refused
from accounts.domain.handing_over import hand_over
from accounts.enums import PersonChange, Role
from accounts.models import PersonEvent, User
from outbox.models import OutboundMessage
from recruiting.enums import TeamFunction
from recruiting.models import Application, OwnerChange, Seat, TeamMember
from scorecards.models import Scorecard
from tests.at_once import at_once
from tests.factories import make_application, make_card, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def admin(client):
    user = make_user(Role.ADMIN, full_name="Ada")
    client.force_login(user)
    return user


@pytest.fixture
def leaving():
    return make_user(Role.HR, full_name="Leaving")


@pytest.fixture
def successor():
    return make_user(Role.HR, full_name="Successor")


def pass_on(user, admin, **options):
    return hand_over(user=user, by=admin, now=timezone.now(), **options)


def sitting(meeting) -> set[User]:
    return {seat.interviewer for seat in meeting.seats.filter(removed_at=None)}


def test_places_and_seats_pass_on_and_both_people_are_told(admin, leaving, successor):
    vacancy = make_vacancy(recruiter=leaving)
    meeting = make_interview(make_application(vacancy), leaving, starts_at=timezone.now() + DAY)
    passed = pass_on(leaving, admin, successors={"team": successor, "seats": successor})
    assert (len(passed.done), passed.against) == (2, [])
    assert vacancy.members.get(function=TeamFunction.RECRUITER).user == successor
    assert sitting(meeting) == {successor}
    assert set(OutboundMessage.objects.values_list("to", flat=True)) == {leaving.email, successor.email}
    assert all(mail.enclosures.get().name == "invite.ics" for mail in OutboundMessage.objects.all())
    changes = {(row.user, row.added, row.by) for row in vacancy.team_changes.all()}
    assert changes == {(leaving, False, admin), (successor, True, admin)}


def test_who_runs_the_vacancy_next_answers_for_its_applications_in_work(admin, leaving, successor):
    vacancy, colleague = make_vacancy(recruiter=leaving), make_user(Role.HR)
    mine, theirs, over = (make_application(vacancy, owner=who) for who in (leaving, colleague, leaving))
    Application.objects.filter(pk=over.pk).update(
        state="rejected", closed_at=timezone.now(), no_letter_reason="Told by phone."
    )
    pass_on(leaving, admin, successors={"team": successor})
    owners = dict(Application.objects.values_list("pk", "owner"))
    assert owners == {mine.pk: successor.pk, theirs.pk: colleague.pk, over.pk: leaving.pk}
    assert list(OwnerChange.objects.values_list("application", "was", "became", "by")) == [
        (mine.pk, leaving.pk, successor.pk, admin.pk)
    ]


def test_a_clash_is_named_and_then_nothing_is_passed_on(admin, leaving, successor):
    vacancy = make_vacancy(recruiter=leaving)
    start = timezone.now() + DAY
    taken = make_interview(make_application(vacancy), leaving, starts_at=start)
    free = make_interview(make_application(vacancy), leaving, starts_at=start + DAY)
    make_interview(make_application(vacancy), successor, starts_at=start)
    chosen = {"team": successor, "seats": successor}
    with pytest.raises(Refused) as refused:
        pass_on(leaving, admin, successors=chosen)
    assert ["Successor already has an interview" in one.kind for one in refused.value.holdings] == [True]
    assert (sitting(taken), sitting(free)) == ({leaving}, {leaving})
    assert OutboundMessage.objects.count() == 0
    passed = pass_on(leaving, admin, successors=chosen, leave_conflicts=True)
    assert (sitting(taken), sitting(free), len(passed.against)) == ({leaving}, {successor}, 1)


def test_somebody_already_on_the_panel_or_of_the_wrong_role_is_named(admin, leaving):
    vacancy = make_vacancy(recruiter=leaving)
    interviewer = make_user(Role.INTERVIEWER, full_name="Ion")
    make_interview(make_application(vacancy), leaving, interviewer, starts_at=timezone.now() + DAY)
    with pytest.raises(Refused) as refused:
        pass_on(leaving, admin, successors={"team": interviewer, "seats": interviewer})
    assert [one.kind for one in refused.value.holdings] == [
        "the role of Ion does not allow: Recruiter",
        "Ion sits on this panel already",
    ]


def test_each_kind_may_go_to_somebody_else(admin, leaving, successor):
    other = make_user(Role.INTERVIEWER)
    vacancy = make_vacancy(recruiter=leaving)
    meeting = make_interview(make_application(vacancy), leaving, starts_at=timezone.now() + DAY)
    pass_on(leaving, admin, successors={"team": successor, "seats": other})
    assert (vacancy.members.get(function=TeamFunction.RECRUITER).user, sitting(meeting)) == (successor, {other})


def test_a_draft_stays_with_its_author_unread(admin, leaving, successor):
    vacancy = make_vacancy(recruiter=leaving)
    meeting = make_interview(make_application(vacancy), leaving, starts_at=timezone.now() + DAY)
    draft = make_card(meeting, leaving, submitted=False)
    pass_on(leaving, admin, successors={"team": successor, "seats": successor})
    draft.refresh_from_db()
    assert (draft.interviewer, draft.state) == (leaving, "draft")
    assert draft not in Scorecard.objects.visible_to(successor)


def test_nobody_takes_over_from_themselves_or_without_access(admin, leaving, successor):
    for wrong in (leaving, make_user(Role.HR, is_active=False)):
        with pytest.raises(Refused):
            pass_on(leaving, admin, successors={"team": wrong})
    with pytest.raises(Refused):
        pass_on(leaving, admin, successors={})


def test_the_page_hands_over_without_touching_the_access(client, admin, leaving, successor):
    vacancy = make_vacancy(recruiter=leaving)
    address = reverse("accounts:person_handover", args=[leaving.pk])
    assert client.post(address, {"everything": successor.pk}).status_code == 302
    leaving.refresh_from_db()
    assert (leaving.is_active, vacancy.members.filter(user=leaving).exists()) == (True, False)
    assert PersonEvent.objects.get(user=leaving).change == PersonChange.HANDED_OVER


def test_switching_off_with_a_successor_is_one_act(client, admin, leaving, successor):
    vacancy = make_vacancy(recruiter=leaving)
    address = reverse("accounts:person_access", args=[leaving.pk])
    wrong = make_user(Role.INTERVIEWER)
    assert client.post(address, {"read": "on", "successor": wrong.pk}).status_code == 422
    leaving.refresh_from_db()
    assert leaving.is_active
    assert client.post(address, {"read": "on", "successor": successor.pk}).status_code == 302
    leaving.refresh_from_db()
    assert (leaving.is_active, vacancy.members.get(function=TeamFunction.RECRUITER).user) == (False, successor)


def test_the_history_names_who_did_what_and_cannot_be_rewritten(client, admin, leaving):
    client.post(reverse("accounts:person", args=[leaving.pk]), {"full_name": "L", "role": "interviewer"})
    client.post(reverse("accounts:person_access", args=[leaving.pk]), {})
    client.post(reverse("accounts:person_access", args=[leaving.pk]), {"access": "on"})
    rows = [(row.change, row.was, row.becomes, row.by) for row in PersonEvent.objects.filter(user=leaving)]
    assert rows == [
        ("role", "hr", "interviewer", admin),
        ("switched_off", "", "", admin),
        ("switched_on", "", "", admin),
    ]
    page = client.get(reverse("accounts:person", args=[leaving.pk])).content.decode()
    assert "HR manager → Interviewer" in page
    for change in ("UPDATE accounts_personevent SET was = ''", "DELETE FROM accounts_personevent"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(change)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_handing_over_at_once_seat_one_person():
    leaving, admins = make_user(Role.HR), [make_user(Role.ADMIN), make_user(Role.ADMIN)]
    heirs = [make_user(Role.HR), make_user(Role.HR)]
    meeting = make_interview(make_application(make_vacancy(recruiter=leaving)), leaving, starts_at=timezone.now() + DAY)
    at_once(
        *(
            lambda admin=admin, heir=heir: pass_on(leaving, admin, successors={"seats": heir})
            for admin, heir in zip(admins, heirs, strict=True)
        )
    )
    assert len(sitting(meeting)) == 1
    assert Seat.objects.filter(interview=meeting, removed_at=None, interviewer=leaving).count() == 0


def test_a_place_held_instead_of_somebody_is_not_handed_over(admin, leaving, successor):
    vacancy = make_vacancy()
    TeamMember.objects.create(
        vacancy=vacancy, user=leaving, function=TeamFunction.RECRUITER, instead_of=vacancy.created_by
    )
    passed = pass_on(leaving, admin, successors={"team": successor})
    assert (passed.done, vacancy.members.filter(user=successor).exists()) == ([], False)
