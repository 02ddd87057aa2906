"""A seat changes hands with what nobody has begun on it: one act before and after the meeting, told to both."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.enums import Role
from accounts.models import User
from outbox.models import OutboundMessage
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.handing_seats import hand_seat, who_cannot
from recruiting.enums import HandoverReason, InterviewState, Presence
from recruiting.models import Letter, SeatHandover
from tests.at_once import at_once
from tests.factories import make_application, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave
from tests.scorecards.places import Place, close, make_place, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place() -> Place:
    """A meeting two hours ago whose interviewer owes a card."""
    return make_place()


@pytest.fixture
def heir() -> User:
    return make_user(Role.INTERVIEWER, full_name="Heir")


def hand(place: Place, to: User, reason=HandoverReason.AWAY, by=None):
    seat = place.interview.seats.get(interviewer=place.person)
    return hand_seat(seat=seat, successor=to, reason=reason, by=by or place.interview.created_by, now=timezone.now())


def sitting(meeting) -> set[User]:
    return {seat.interviewer for seat in meeting.seats.filter(removed_at=None)}


def address(place: Place) -> str:
    seat = place.interview.seats.get(interviewer=place.person)
    return reverse("recruiting:seat_handover", args=[place.interview.pk, seat.pk])


class TestAfterTheMeeting:
    def test_the_seat_passes_and_the_meeting_stays_as_it_was(self, place, heir):
        before = place.interview.sequence
        hand(place, heir)
        place.interview.refresh_from_db()
        assert (sitting(place.interview), place.interview.sequence) == ({heir}, before)

    def test_who_why_and_by_whom_is_kept_for_good(self, place, heir):
        hand(place, heir, HandoverReason.LOAD)
        row = SeatHandover.objects.get()
        assert (row.was, row.became, row.reason, row.by) == (place.person, heir, "load", place.interview.created_by)
        for change in (
            "UPDATE recruiting_seathandover SET reason = 'left'",
            "DELETE FROM recruiting_seathandover",
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                connection.cursor().execute(change)

    def test_both_are_told_without_a_word_to_the_candidate(self, place, heir):
        hand(place, heir)
        mails = {mail.to: mail for mail in OutboundMessage.objects.all()}
        assert set(mails) == {place.person.email, heir.email}
        assert "You owe no scorecard there" in mails[place.person.email].body
        link = reverse("recruiting:interview", args=[place.interview.pk])
        assert (link in mails[heir.email].body, link in mails[place.person.email].body) == (True, False)
        assert [mail.enclosures.count() for mail in mails.values()] == [0, 0]
        assert Letter.objects.count() == 0

    def test_somebody_switched_off_is_not_written_to(self, place, heir):
        User.objects.filter(pk=place.person.pk).update(is_active=False)
        hand(place, heir)
        assert [mail.to for mail in OutboundMessage.objects.all()] == [heir.email]

    @pytest.mark.parametrize(
        ("reason", "came"), [(HandoverReason.INSTEAD, Presence.CAME), (HandoverReason.AWAY, Presence.UNKNOWN)]
    )
    def test_who_came_instead_counts_as_present(self, place, heir, reason, came):
        place.interview.seats.update(presence=Presence.NO_SHOW)
        assert hand(place, heir, reason).presence == came

    def test_who_was_in_another_meeting_then_cannot_have_seen_it(self, place, heir):
        other = make_application(make_vacancy())
        make_interview(other, heir, starts_at=place.interview.starts_at)
        with pytest.raises(Refused, match="Heir already has an interview at that time"):
            hand(place, heir)
        assert (sitting(place.interview), OutboundMessage.objects.count()) == ({place.person}, 0)

    def test_nothing_is_handed_over_when_nothing_is_owed(self, place, heir):
        close(place.application)
        with pytest.raises(Refused, match="No candidate of this interview is in work"):
            hand(place, heir)

    @pytest.mark.parametrize("state", [InterviewState.CANCELLED, InterviewState.TECHNICAL_FAILURE])
    def test_nor_of_a_meeting_that_was_not(self, place, heir, state):
        place.interview.state = state
        place.interview.save()
        with pytest.raises(Refused, match="did not take place"):
            hand(place, heir)


class TestBeforeTheMeeting:
    def test_calendars_follow(self, heir):
        place = make_place(starts_at=timezone.now() + DAY)
        hand(place, heir)
        assert sitting(place.interview) == {heir}
        names = {mail.to: mail.enclosures.get().name for mail in OutboundMessage.objects.all()}
        assert names == {place.person.email: "invite.ics", heir.email: "invite.ics"}
        assert (SeatHandover.objects.count(), Letter.objects.count()) == (1, 0)


class TestWhoCannot:
    def test_each_with_a_reason(self, place, heir):
        colleague = make_user(Role.INTERVIEWER, full_name="Colleague")
        place.interview.seats.create(interviewer=colleague, added_at=timezone.now())
        gone = make_user(Role.INTERVIEWER, full_name="Gone", is_active=False)
        assert who_cannot(place.interview, [heir, colleague, gone]) == {
            colleague.pk: "Colleague sits on this panel already",
            gone.pk: "Gone can no longer log in.",
        }

    def test_however_many_people_the_queries_stay(self, place, heir, django_assert_num_queries):
        many = [make_user(Role.INTERVIEWER) for _number in range(12)]
        with django_assert_num_queries(7):
            who_cannot(place.interview, [heir])
        with django_assert_num_queries(7):
            who_cannot(place.interview, [heir, *many])

    def test_the_database_refuses_a_handover_to_oneself(self, place):
        with pytest.raises(IntegrityError, match="seat_handed_to_somebody_else"), transaction.atomic():
            SeatHandover.objects.create(
                interview=place.interview,
                was=place.person,
                became=place.person,
                reason=HandoverReason.AWAY,
                by=place.person,
                at=timezone.now(),
            )

    def test_and_a_reason_that_is_not_on_the_list(self, place, heir):
        with pytest.raises(IntegrityError, match="seat_handed_for_a_reason_of_the_list"), transaction.atomic():
            SeatHandover.objects.create(
                interview=place.interview, was=place.person, became=heir, reason="mood", by=heir, at=timezone.now()
            )


class TestPage:
    def test_the_recruiter_chooses_among_those_who_may(self, client, place, heir):
        client.force_login(place.interview.created_by)
        gone = make_user(Role.INTERVIEWER, full_name="Gone", is_active=False)
        page = client.get(address(place)).content.decode()
        assert (f'value="{heir.pk}"' in page, f'value="{gone.pk}"' in page) == (True, False)
        assert client.post(address(place), {"successor": heir.pk, "reason": "load"}).status_code == 302
        assert sitting(place.interview) == {heir}
        shown = text_of(client.get(reverse("recruiting:interview", args=[place.interview.pk])))
        assert f"{place.person.full_name} → Heir Has too much to do" in shown

    def test_beside_somebody_away_stands_from_when_to_when(self, client, place, heir):
        leave = make_leave(heir)
        client.force_login(place.interview.created_by)
        first, last = (date_format(day, "j E Y") for day in (leave.first_day, leave.last_day))
        assert f"Heir · Interviewer · away from {first} to {last}" in text_of(client.get(address(place)))

    def test_it_is_told_on_the_application(self, client, place, heir):
        hand(place, heir)
        client.force_login(place.interview.created_by)
        shown = text_of(client.get(reverse("recruiting:application", args=[place.application.pk])))
        assert f"gave the seat of {place.person.full_name} in" in shown

    def test_what_is_missing_or_wrong_is_said_and_nothing_happens(self, client, place, heir):
        client.force_login(place.interview.created_by)
        for data in ({}, {"successor": heir.pk}, {"reason": "load"}, {"successor": "x", "reason": "y"}):
            assert client.post(address(place), data).status_code == 422
        wrong = {"successor": place.person.pk, "reason": "load"}
        assert "This person cannot take it over" in client.post(address(place), wrong).content.decode()
        assert sitting(place.interview) == {place.person}

    def test_a_second_click_is_a_message(self, client, place, heir):
        client.force_login(place.interview.created_by)
        seat = place.interview.seats.get(interviewer=place.person)
        url = reverse("recruiting:seat_handover", args=[place.interview.pk, seat.pk])
        hand(place, heir)
        other = make_user(Role.INTERVIEWER)
        answer = client.post(url, {"successor": other.pk, "reason": "load"}, follow=True)
        assert "no longer has this seat" in text_of(answer)
        assert "no longer has this seat" in text_of(client.get(url))
        assert sitting(place.interview) == {heir}

    def test_a_seat_of_another_interview_is_not_found(self, client, place):
        client.force_login(place.interview.created_by)
        other = make_place()
        seat = other.interview.seats.get()
        url = reverse("recruiting:seat_handover", args=[place.interview.pk, seat.pk])
        assert client.get(url).status_code == 404

    def test_the_button_stands_where_one_may(self, client, place):
        page = reverse("recruiting:interview", args=[place.interview.pk])
        client.force_login(place.interview.created_by)
        assert address(place) in client.get(page).content.decode()
        client.force_login(place.person)
        assert address(place) not in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_it_over_at_once_one_succeeds():
    place = make_place()
    seat = place.interview.seats.get(interviewer=place.person)
    heirs = [make_user(Role.INTERVIEWER), make_user(Role.INTERVIEWER)]
    results = at_once(
        *(
            lambda heir=heir: hand_seat(
                seat=seat,
                successor=heir,
                reason=HandoverReason.AWAY,
                by=place.interview.created_by,
                now=timezone.now(),
            )
            for heir in heirs
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "Seat"]
    assert len(sitting(place.interview)) == 1
    assert SeatHandover.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_seats_handed_to_one_person_at_once_leave_one_seat():
    place, heir = make_place(), make_user(Role.INTERVIEWER)
    second = place.interview.seats.create(interviewer=make_user(Role.INTERVIEWER), added_at=timezone.now())
    first = place.interview.seats.get(interviewer=place.person)
    results = at_once(
        *(
            lambda seat=seat: hand_seat(
                seat=seat,
                successor=heir,
                reason=HandoverReason.AWAY,
                by=place.interview.created_by,
                now=timezone.now(),
            )
            for seat in (first, second)
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Seat"]
    assert place.interview.seats.filter(removed_at=None).count() == 2


def test_an_already_done_is_a_refusal_of_its_own(place, heir):
    seat = place.interview.seats.get(interviewer=place.person)
    hand(place, heir)
    with pytest.raises(AlreadyDone):
        hand_seat(
            seat=seat,
            successor=make_user(Role.INTERVIEWER),
            reason=HandoverReason.AWAY,
            by=place.interview.created_by,
            now=timezone.now(),
        )
