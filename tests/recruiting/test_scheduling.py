"""Meetings: who is told what, who is taken, what the clock allows."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from accounts.enums import Role
from outbox.domain.delivery import deliver_waiting
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain.attending import answer_seat, mark_failed, mark_presence
from recruiting.domain.booking import NotBookable
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.local_time import ClockError, moment
from recruiting.domain.scheduling import call_off_without_candidates, cancel, reschedule, schedule
from recruiting.enums import Answer, ApplicationState, InterviewState, Presence, Scope
from recruiting.models import Interview, Letter, Reschedule
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
START = NOW + timedelta(days=3)


def planned(application, *interviewers, starts_at=START, minutes=45, **changes) -> Interview:
    values = {
        "vacancy": application.vacancy,
        "stage": application.stage,
        "applications": [application],
        "interviewers": list(interviewers),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "time_zone": "Europe/Chisinau",
        "by": application.vacancy.created_by,
        "now": NOW,
    }
    return schedule(**values | changes)


def moved(interview, starts_at, **changes) -> Interview:
    values = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "reason": "Ill",
        "by": interview.created_by,
        "now": NOW,
    }
    return reschedule(interview=interview, **values | changes)


def forget_mails() -> None:
    Letter.objects.all().delete()
    OutboundMessage.objects.all().delete()


def calendar(message: OutboundMessage):
    """The entry in the message's only enclosure, and its method."""
    entry = Calendar.from_ical(bytes(message.enclosures.get().content))
    (event,) = entry.walk("VEVENT")
    return event, entry["method"]


@pytest.fixture
def application(db):
    return make_application(make_vacancy())


@pytest.fixture
def interviewer(db):
    return make_user(Role.INTERVIEWER)


class TestInvitations:
    def test_each_interviewer_reads_it_in_own_language_and_on_own_clock(self, application):
        moscow = make_user(Role.INTERVIEWER, language="ru", time_zone="Europe/Moscow")
        london = make_user(Role.INTERVIEWER, language="ro", time_zone="Europe/London")
        planned(application, moscow, london)
        told = {message.recipient: message for message in OutboundMessage.objects.filter(kind="invitation")}
        assert set(told) == {moscow, london}
        assert [told[moscow].language, told[london].language] == ["ru", "ro"]
        assert "12:00–12:45 (Europe/Moscow)" in told[moscow].body
        assert "пятница" in told[moscow].body.lower()
        assert "09:00–09:45 (Europe/London)" in told[london].body
        assert "vineri" in told[london].body.lower()

    def test_the_entry_is_a_request_to_the_whole_panel(self, application, interviewer):
        second = make_user(Role.INTERVIEWER)
        interview = planned(application, interviewer, second, link="https://call.example.org/1")
        event, method = calendar(OutboundMessage.objects.get(recipient=interviewer))
        assert method == "REQUEST"
        assert (str(event["uid"]), event["sequence"]) == (f"{interview.uid}@rubrika", 0)
        assert event.decoded("dtstart") == START
        assert event.decoded("dtend") == START + timedelta(minutes=45)
        assert [str(one) for one in event["attendee"]] == [f"mailto:{interviewer.email}", f"mailto:{second.email}"]
        assert event["attendee"][0].params["PARTSTAT"] == "NEEDS-ACTION"
        assert str(event["organizer"]) == f"mailto:{application.vacancy.created_by.email}"

    def test_a_candidate_reads_the_zone_of_the_interview_and_learns_of_nobody_else(self, interviewer):
        candidate = make_candidate("Дарья", language="ru")
        application = make_application(candidate=candidate)
        other = make_application(application.vacancy, candidate=make_candidate("Someone Else"))
        planned(application, interviewer, applications=[application, other], time_zone="Europe/Moscow")
        message = Letter.objects.get(application=application).message
        event, method = calendar(message)
        assert (message.to, message.language, method) == (candidate.email, "ru", "PUBLISH")
        assert "12:00–12:45 (Europe/Moscow)" in message.body
        everything = message.subject + message.body + bytes(message.enclosures.get().content).decode()
        assert [word for word in ("Someone Else", interviewer.full_name, interviewer.email) if word in everything] == []
        assert "attendee" not in event

    def test_a_candidate_without_an_address_gets_no_letter(self, interviewer):
        application = make_application(candidate=make_candidate(email=""))
        planned(application, interviewer)
        assert Letter.objects.count() == 0

    def test_a_line_break_in_a_name_writes_no_header(self, interviewer):
        application = make_application(candidate=make_candidate("Eve\r\nBcc: spy@example.org"))
        planned(application, interviewer)
        subject = OutboundMessage.objects.get(recipient=interviewer).subject
        assert subject.splitlines() == [subject]


class TestMoving:
    def test_the_entry_keeps_its_uid_and_raises_its_sequence(self, application, interviewer):
        interview = planned(application, interviewer)
        moved(interview, START + timedelta(days=1))
        event, method = calendar(OutboundMessage.objects.filter(recipient=interviewer).latest("pk"))
        assert (method, str(event["uid"]), event["sequence"]) == ("REQUEST", f"{interview.uid}@rubrika", 1)
        assert event.decoded("dtstart") == START + timedelta(days=1)

    def test_it_keeps_who_and_why_and_asks_everybody_again(self, application, interviewer):
        interview = planned(application, interviewer)
        interview.seats.update(answer=Answer.ACCEPTED)
        interview.attendances.update(answer=Answer.ACCEPTED)
        moved(interview, START + timedelta(days=1))
        row = Reschedule.objects.get()
        assert (row.from_starts_at, row.to_starts_at, row.reason) == (START, START + timedelta(days=1), "Ill")
        assert [interview.seats.get().answer, interview.attendances.get().answer] == [Answer.NONE, Answer.NONE]

    def test_another_interviewer_is_invited_and_the_first_one_is_set_free(self, application, interviewer):
        substitute = make_user(Role.INTERVIEWER)
        interview = planned(application, interviewer)
        forget_mails()
        moved(interview, START, interviewers=[substitute])
        methods = {message.recipient: calendar(message)[1] for message in OutboundMessage.objects.all()}
        assert methods == {interviewer: "CANCEL", substitute: "REQUEST"}
        assert Reschedule.objects.count() == 0
        assert planned(make_application(), interviewer).pk

    def test_a_new_room_is_told_without_asking_again(self, application, interviewer):
        interview = planned(application, interviewer)
        interview.seats.update(answer=Answer.ACCEPTED)
        forget_mails()
        moved(interview, START, place="Room 5")
        assert sorted(OutboundMessage.objects.values_list("kind", flat=True)) == ["invitation", "letter"]
        assert interview.seats.get().answer == Answer.ACCEPTED

    def test_a_closed_meeting_is_not_moved(self, application, interviewer):
        interview = planned(application, interviewer)
        Interview.objects.filter(pk=interview.pk).update(state=InterviewState.HELD)
        with pytest.raises(Refused):
            moved(interview, START + timedelta(days=1))


class TestCancelling:
    def test_everybody_is_told_and_the_time_is_free_again(self, application, interviewer):
        interview = planned(application, interviewer)
        forget_mails()
        cancel(interview=interview, reason="Budget", by=interview.created_by, now=NOW)
        panel = OutboundMessage.objects.get(kind="invitation")
        letter = OutboundMessage.objects.get(kind="letter")
        event, method = calendar(panel)
        assert (method, event["sequence"], str(event["status"])) == ("CANCEL", 1, "CANCELLED")
        assert calendar(letter)[1] == "CANCEL"
        assert ("Budget" in panel.body, "Budget" in letter.body) == (True, False)
        assert planned(make_application(application.vacancy), interviewer).pk != interview.pk

    def test_twice_is_said_and_tells_nobody_again(self, application, interviewer):
        interview = planned(application, interviewer)
        cancel(interview=interview, reason="x", by=interview.created_by, now=NOW)
        before = OutboundMessage.objects.count()
        with pytest.raises(AlreadyDone):
            cancel(interview=interview, reason="x", by=interview.created_by, now=NOW)
        assert OutboundMessage.objects.count() == before


class TestClosedApplications:
    def close(self, application) -> None:
        application.state, application.closed_at = ApplicationState.REJECTED, NOW
        application.no_letter_reason = "Told by phone"
        application.save()

    def test_a_meeting_without_a_candidate_is_called_off_and_only_the_panel_told(self, application, interviewer):
        interview = planned(application, interviewer)
        forget_mails()
        self.close(application)
        called_off = call_off_without_candidates(application=application, by=interview.created_by, now=NOW)
        assert called_off == [interview]
        assert list(OutboundMessage.objects.values_list("to", flat=True)) == [interviewer.email]
        assert interview.seats.get().active is False

    def test_a_group_goes_on_without_one(self, application, interviewer):
        other = make_application(application.vacancy)
        planned(application, interviewer, applications=[application, other])
        self.close(application)
        assert call_off_without_candidates(application=application, by=interviewer, now=NOW) == []

    def test_what_has_begun_stays(self, application, interviewer):
        planned(application, interviewer)
        self.close(application)
        assert call_off_without_candidates(application=application, by=interviewer, now=START) == []


class TestRefusals:
    def refused(self, application, *people, **changes) -> tuple[str, int]:
        with pytest.raises(NotBookable) as caught:
            planned(application, *people, **changes)
        return caught.value.field, Interview.objects.count()

    def test_the_past(self, application, interviewer):
        assert self.refused(application, interviewer, starts_at=NOW - timedelta(seconds=1)) == ("starts_at", 0)

    def test_the_end_before_the_start(self, application, interviewer):
        assert self.refused(application, interviewer, ends_at=START) == ("minutes", 0)

    def test_longer_than_a_working_day(self, application, interviewer):
        assert self.refused(application, interviewer, minutes=481) == ("minutes", 0)
        assert planned(application, interviewer, minutes=480).pk

    def test_a_stage_without_candidates(self, application, interviewer):
        stage = application.stage
        stage.scope = Scope.VACANCY
        assert self.refused(application, interviewer, stage=stage) == ("stage", 0)

    def test_a_stage_of_another_vacancy(self, application, interviewer):
        assert self.refused(application, interviewer, stage=make_vacancy().stages.first()) == ("stage", 0)

    def test_a_candidate_of_another_vacancy(self, application, interviewer):
        assert self.refused(application, interviewer, applications=[make_application()]) == ("applications", 0)

    def test_a_candidate_who_is_no_longer_in_work(self, application, interviewer):
        application.state, application.closed_at = ApplicationState.REJECTED, NOW
        application.no_letter_reason = "Told by phone"
        application.save()
        assert self.refused(application, interviewer) == ("applications", 0)

    def test_nobody_to_meet(self, application, interviewer):
        assert self.refused(application) == ("interviewers", 0)
        assert self.refused(application, interviewer, applications=[]) == ("applications", 0)

    def test_an_interviewer_who_has_left(self, application):
        assert self.refused(application, make_user(Role.INTERVIEWER, is_active=False)) == ("interviewers", 0)

    def test_a_vacancy_that_is_closed(self, application, interviewer):
        application.vacancy.state = "closed"
        application.vacancy.save()
        with pytest.raises(Refused):
            planned(application, interviewer)


class TestDoubleBooking:
    def test_the_taken_interviewer_is_named_without_the_other_vacancy(self, application, interviewer):
        other = make_application(make_vacancy(title="Secret project"), candidate=make_candidate("Hidden Person"))
        planned(other, interviewer)
        with timezone.override(ZoneInfo("Europe/Moscow")), pytest.raises(NotBookable) as caught:
            planned(application, interviewer, starts_at=START + timedelta(minutes=44))
        assert caught.value.messages == (
            f"{interviewer.full_name} already has an interview on 4 December 2026 from 12:00 to 12:45.",
        )
        assert caught.value.field == "interviewers"

    def test_the_same_person_in_two_vacancies_cannot_be_in_two_places(self, application, interviewer):
        elsewhere = make_application(candidate=application.candidate)
        planned(elsewhere, make_user(Role.INTERVIEWER))
        with pytest.raises(NotBookable) as caught:
            planned(application, interviewer)
        assert caught.value.field == "applications"

    def test_one_after_the_other_is_no_overlap(self, application, interviewer):
        planned(application, interviewer)
        later = planned(make_application(), interviewer, starts_at=START + timedelta(minutes=45))
        assert later.pk

    def test_who_declined_is_free_and_cannot_take_it_back_when_booked(self, application, interviewer):
        first = planned(application, interviewer)
        seat = first.seats.get()
        answer_seat(seat=seat, answer=Answer.DECLINED, now=NOW)
        planned(make_application(), interviewer)
        with pytest.raises(NotBookable):
            answer_seat(seat=seat, answer=Answer.ACCEPTED, now=NOW)
        seat.refresh_from_db()
        assert seat.answer == Answer.DECLINED

    def test_moving_onto_a_taken_time_changes_nothing(self, application, interviewer):
        planned(application, interviewer)
        second = planned(make_application(), interviewer, starts_at=START + timedelta(hours=2))
        told = OutboundMessage.objects.count()
        with pytest.raises(NotBookable):
            moved(second, START)
        second.refresh_from_db()
        assert second.starts_at == START + timedelta(hours=2)
        assert OutboundMessage.objects.count() == told


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_recruiters_book_the_same_interviewer_and_one_wins(self):
        interviewer = make_user(Role.INTERVIEWER)
        first, second = make_application(make_vacancy()), make_application(make_vacancy())
        results = at_once(lambda: planned(first, interviewer), lambda: planned(second, interviewer))
        assert sorted(type(result).__name__ for result in results) == ["Interview", "NotBookable"]
        assert Interview.objects.count() == 1
        assert OutboundMessage.objects.filter(kind="invitation").count() == 1

    def test_two_cancel_and_one_is_told_so(self):
        interview = make_interview(make_application(), make_user(Role.INTERVIEWER), starts_at=START)

        def act():
            return cancel(interview=interview, reason="x", by=interview.created_by, now=NOW)

        results = at_once(act, act)
        assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "Interview"]

    def test_two_meetings_can_swap_their_times(self):
        interviewer = make_user(Role.INTERVIEWER)
        one = make_interview(make_application(), interviewer, starts_at=START)
        two = make_interview(make_application(), interviewer, starts_at=START + timedelta(minutes=45))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for interview, other in ((one, two), (two, one)):
                Interview.objects.filter(pk=interview.pk).update(starts_at=other.starts_at, ends_at=other.ends_at)
        one.refresh_from_db()
        two.refresh_from_db()
        assert (one.starts_at, two.starts_at) == (START + timedelta(minutes=45), START)
        assert one.seats.get().period.lower == one.starts_at


class TestPresence:
    def test_who_came_makes_it_held_and_taking_it_back_reopens_it(self, application, interviewer):
        interview = make_interview(application, interviewer, starts_at=NOW - timedelta(hours=1))
        place = interview.attendances.get()
        assert (
            mark_presence(interview=interview, seats={}, attendances={place.pk: Presence.CAME}, now=NOW).state
            == InterviewState.HELD
        )
        assert (
            mark_presence(interview=interview, seats={}, attendances={place.pk: Presence.NO_SHOW}, now=NOW).state
            == InterviewState.PLANNED
        )

    def test_a_breakdown_frees_the_times(self, application, interviewer):
        interview = make_interview(application, interviewer, starts_at=NOW - timedelta(minutes=10))
        mark_failed(interview=interview, reason="No sound", now=NOW)
        assert interview.seats.get().active is False

    def test_nothing_is_noted_on_a_cancelled_one(self, application, interviewer):
        interview = make_interview(
            application, interviewer, starts_at=NOW - timedelta(hours=1), state=InterviewState.CANCELLED
        )
        with pytest.raises(Refused):
            mark_failed(interview=interview, reason="x", now=NOW)


class TestClock:
    def test_an_hour_that_is_skipped(self):
        with pytest.raises(ClockError) as caught:
            moment(date(2026, 3, 29), time(3, 30), "Europe/Bucharest")
        assert caught.value.message == (
            "03:30 does not exist that day in Europe/Bucharest: clocks go forward. Choose another time."
        )

    def test_an_hour_that_comes_twice(self):
        with pytest.raises(ClockError):
            moment(date(2026, 10, 25), time(3, 30), "Europe/Bucharest")
        assert moment(date(2026, 10, 25), time(3, 30), "UTC") == datetime(2026, 10, 25, 3, 30, tzinfo=UTC)

    def test_the_edges_of_the_change_are_plain(self):
        assert moment(date(2026, 3, 29), time(4, 0), "Europe/Bucharest") == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
        assert moment(date(2026, 10, 25), time(4, 0), "Europe/Bucharest") == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)

    @given(
        st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 what a clock on the wall shows
        st.sampled_from(["Europe/Bucharest", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
    )
    def test_the_clock_there_shows_what_was_typed_and_only_then(self, shown, zone):
        shown = shown.replace(fold=0)
        try:
            found = moment(shown.date(), shown.time(), zone)
        except ClockError:
            return
        there = found.astimezone(UTC).astimezone(ZoneInfo(zone))
        assert there.replace(tzinfo=None) == shown
        for hours in (-1, -0.5, 0.5, 1):
            other = (found.astimezone(UTC) + timedelta(hours=hours)).astimezone(ZoneInfo(zone))
            assert other.replace(tzinfo=None, fold=0) != shown


def test_a_change_that_must_leave_at_once_does_not_overtake_the_invitation(application, interviewer):
    interview, later = planned(application, interviewer), NOW + timedelta(minutes=2)
    moved(interview, NOW + timedelta(hours=2), now=later)
    deliver_waiting(now=later + timedelta(seconds=30))
    letters = OutboundMessage.objects.filter(to=application.candidate.email, state=MessageState.SENT).order_by(
        "sent_at"
    )
    assert [calendar(letter)[0]["SEQUENCE"] for letter in letters] == [0, 1]


def test_an_invitation_that_is_held_stays_held_whatever_leaves_at_once(application, interviewer):
    interview = planned(application, interviewer)
    OutboundMessage.objects.filter(to=application.candidate.email).update(state=MessageState.HELD)
    moved(interview, NOW + timedelta(hours=2))
    states = (
        OutboundMessage.objects.filter(to=application.candidate.email).order_by("pk").values_list("state", flat=True)
    )
    assert list(states) == ["held", "waiting"]
