"""Stepping off before the interview: the seat is free, the recruiter knows, and the person stays blind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.models import OutboundMessage
from recruiting.domain.booking import NotBookable
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.scheduling import reschedule, schedule
from recruiting.enums import TeamFunction
from recruiting.models import Interview, Seat
from reminders.domain.duties.panel_short import PanelShort
from scorecards.domain.owed import owed_cards
from scorecards.domain.recusing import recuse
from scorecards.domain.submission import submit_card
from scorecards.enums import CardState, RecusalReason
from scorecards.models import Recusal, Scorecard
from tests.at_once import at_once
from tests.factories import make_application, make_attendance, make_card, make_seat, make_user
from tests.scorecards.places import Place, make_place, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return ahead()


def ahead() -> Place:
    return make_place(starts_at=timezone.now() + timedelta(days=2))


def act(place: Place, **changes) -> Recusal:
    values = {"interview": place.interview, "by": place.person, "reason": RecusalReason.RELATED, "note": "Cousins."}
    return recuse(**values | {"now": timezone.now()} | changes)


def duties(place: Place) -> list[str]:
    owner = place.interview.created_by
    return [duty.subject for duty in PanelShort().owed(now=timezone.now(), user=owner)]


def test_the_seat_is_free_and_the_reason_is_kept(place):
    made = act(place)
    seat = Seat.objects.get(interviewer=place.person)
    assert (seat.removed_at, made.reason, made.note) == (made.at, "related", "Cousins.")


def test_the_note_is_kept_from_a_recruiter_who_still_rates_the_candidate(place):
    other = make_user(Role.HR)
    place.application.vacancy.members.create(user=other, function=TeamFunction.RECRUITER)
    make_seat(place.interview, place.interview.created_by)
    act(place, note="She never kept a promise.")
    told = {mail.recipient: mail.body for mail in OutboundMessage.objects.filter(subject__contains="stepped off")}
    told = {person: ("never kept" in body, "after your own scorecard" in body) for person, body in told.items()}
    assert told == {other: (True, False), place.interview.created_by: (False, True)}


def test_who_is_no_recruiter_by_role_any_more_is_not_told(place):
    former = make_user(Role.INTERVIEWER)
    place.application.vacancy.members.create(user=former, function=TeamFunction.RECRUITER)
    act(place)
    told = OutboundMessage.objects.filter(subject__contains="stepped off")
    assert [mail.recipient for mail in told] == [place.interview.created_by]


def test_whoever_stepped_off_is_seated_on_no_panel_of_the_candidate_again(place):
    act(place)
    other = make_user(Role.INTERVIEWER)
    meeting, times = place.interview, {"starts_at": place.interview.starts_at, "ends_at": place.interview.ends_at}
    more = {"by": meeting.created_by, "now": timezone.now()}
    with pytest.raises(NotBookable, match="conflict of interest"):
        reschedule(interview=meeting, interviewers=[place.person, other], reason="", **times, **more)
    new = {"vacancy": meeting.vacancy, "stage": meeting.stage, "time_zone": "UTC"}
    new |= {name: moment + timedelta(days=1) for name, moment in times.items()}
    with pytest.raises(NotBookable, match="conflict of interest"):
        schedule(applications=[place.application], interviewers=[place.person], **new, **more)
    stranger = make_application(meeting.vacancy)
    assert schedule(applications=[stranger], interviewers=[place.person], **new, **more).seats.count() == 1


def test_whoever_stepped_off_owes_nothing_and_stays_blind(place):
    theirs = make_card(place.interview, make_seat(place.interview, make_user(Role.INTERVIEWER)).interviewer)
    act(place)
    later = place.interview.ends_at + timedelta(hours=1)
    assert [card.interviewer for card in owed_cards(now=later) if card.interviewer == place.person] == []
    assert theirs not in Scorecard.objects.visible_to(place.person)


def test_a_recruiter_who_stepped_off_stays_blind_too():
    place = ahead()
    recruiter = place.interview.created_by
    make_seat(place.interview, recruiter)
    theirs = make_card(place.interview, place.person)
    act(place, by=recruiter)
    assert theirs not in Scorecard.objects.visible_to(recruiter)


def test_every_candidate_of_a_group_is_declined():
    place = ahead()
    other = make_application(place.application.vacancy)
    make_attendance(place.interview, other)
    act(place)
    declined = Scorecard.objects.filter(interviewer=place.person, state=CardState.DECLINED)
    assert set(declined.values_list("application", flat=True)) == {place.application.pk, other.pk}


def test_a_draft_is_kept_as_declined(place):
    place.save(place.answers(text="Prepared."))
    act(place)
    card = Scorecard.objects.get()
    assert (card.state, card.ratings.first().evidence) == (CardState.DECLINED, "Prepared.")


def test_the_recruiters_are_told_without_a_rating(place):
    act(place)
    told = OutboundMessage.objects.get(recipient=place.interview.created_by)
    assert place.person.full_name in told.subject
    assert "We are related or close friends" in told.body
    assert told.about == [place.application.candidate.uid]


def test_the_recruiter_owes_a_new_seat_until_there_is_one(place):
    act(place)
    assert duties(place) == [f"interview:{place.interview.pk}"]
    make_seat(place.interview, make_user(Role.INTERVIEWER), added_at=timezone.now())
    assert duties(place) == []


def test_the_duty_ends_with_the_interview(place):
    act(place)
    Interview.objects.update(state="cancelled")
    assert duties(place) == []


def test_the_duty_is_the_teams_recruiters_alone(place):
    act(place)
    assert PanelShort().owed(now=timezone.now(), user=make_user(Role.HR)) == []


REFUSALS = {
    "begun": (lambda: make_place(), {}, "has begun"),
    "no seat": (ahead, {"by": "stranger"}, "not on the panel"),
    "other without words": (ahead, {"reason": RecusalReason.OTHER, "note": " "}, "Say in words"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_stands_in_the_way_is_told(name):
    where, changes, message = REFUSALS[name]
    if changes.get("by"):
        changes = {"by": make_user(Role.INTERVIEWER)}
    with pytest.raises(Refused, match=message):
        act(where(), **changes)
    assert Recusal.objects.count() == 0


def test_whoever_rated_already_cannot_step_off(place):
    card = place.save(place.answers())
    submit_card(card=card, seen_version=1, by=place.person, now=timezone.now())
    with pytest.raises(Refused, match="rated already"):
        act(place)
    assert Seat.objects.get(interviewer=place.person).removed_at is None


def test_a_second_click_is_told(place):
    act(place)
    with pytest.raises(AlreadyDone):
        act(place)


def test_a_recusal_is_never_rewritten(place):
    act(place)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Recusal.objects.update(reason="other")


@pytest.mark.django_db(transaction=True)
def test_stepping_off_and_submitting_at_once_do_not_both_happen():
    place = ahead()
    card = place.save(place.answers())
    done = at_once(
        lambda: act(place), lambda: submit_card(card=card, seen_version=1, by=place.person, now=timezone.now())
    )
    refused = [result for result in done if isinstance(result, Refused)]
    assert len(refused) == 1
    kept = Scorecard.objects.get()
    assert (kept.state == CardState.SUBMITTED) == (Recusal.objects.count() == 0)


def page(place: Place) -> str:
    return reverse("scorecards:recusal", args=[place.interview.pk])


def test_the_page_asks_for_a_reason_and_keeps_the_note(client, place):
    client.force_login(place.person)
    answer = client.post(page(place), {"note": "We share a flat."})
    assert (answer.status_code, Recusal.objects.count()) == (422, 0)
    assert "We share a flat." in text_of(answer)


def test_the_page_does_it(client, place):
    client.force_login(place.person)
    assert client.post(page(place), {"reason": "related"}).url == reverse("desk:my_day")
    assert Recusal.objects.get().interviewer == place.person


def test_after_the_beginning_the_page_leads_to_the_scorecard(client):
    place = make_place()
    client.force_login(place.person)
    assert "The interview has begun" in text_of(client.get(page(place)))


def test_the_interview_offers_it_to_its_panel_before_it_begins(client, place):
    client.force_login(place.person)
    address = reverse("recruiting:interview", args=[place.interview.pk])
    assert page(place) in client.get(address).content.decode()
    client.force_login(place.interview.created_by)
    assert page(place) not in client.get(address).content.decode()
