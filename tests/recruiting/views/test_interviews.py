"""Pages of interviews: who sees what, what can be done, and what happens to what was typed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.enums import Role
from accounts.models import AccessEvent
from outbox.models import OutboundMessage
from recruiting.enums import Answer, InterviewState, Presence
from recruiting.models import Candidate, Interview, Letter
from tests.factories import make_application, make_attendance, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db
NOON = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def recruiter():
    return make_user(Role.HR, time_zone="Europe/Chisinau")


@pytest.fixture
def interviewer():
    return make_user(Role.INTERVIEWER)


@pytest.fixture
def application(recruiter):
    return make_application(make_vacancy(recruiter=recruiter))


@pytest.fixture
def interview(application, interviewer):
    return make_interview(application, interviewer, starts_at=NOON)


def url(name: str, pk: int) -> str:
    return reverse(f"recruiting:{name}", args=[pk])


def typed(application, *people, **changes) -> dict:
    return {
        "stage": application.stage_id,
        "applications": [application.pk],
        "interviewers": [user.pk for user in people],
        "day": "2031-03-04",
        "clock": "14:00",
        "minutes": "",
        "time_zone": "Europe/Chisinau",
        "place": "Room 3",
        "link": "",
    } | changes


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def names_on(response) -> list[str]:
    return [interview.title for interview in response.context["interviews"]]


class TestList:
    def test_an_interviewer_sees_own_seats_only(self, client, interviewer, interview, application):
        make_interview(make_application(application.vacancy), make_user(Role.INTERVIEWER), starts_at=NOON)
        client.force_login(interviewer)
        response = client.get(reverse("recruiting:interviews"), {"whose": "all"})
        assert names_on(response) == [application.candidate.full_name]

    def test_a_recruiter_sees_those_of_the_team_and_no_others(self, client, recruiter, interview, application):
        make_interview(make_application(), make_user(Role.INTERVIEWER), starts_at=NOON)
        client.force_login(recruiter)
        assert names_on(client.get(reverse("recruiting:interviews"))) == [application.candidate.full_name]

    def test_past_ones_are_listed_apart_latest_first(self, client, recruiter, application, interviewer):
        old = make_interview(application, interviewer, starts_at=NOON - timedelta(days=9000))
        newer = make_interview(
            make_application(application.vacancy), interviewer, starts_at=NOON - timedelta(days=8000)
        )
        client.force_login(recruiter)
        response = client.get(reverse("recruiting:interviews"), {"when": "past"})
        assert [row.pk for row in response.context["interviews"]] == [newer.pk, old.pk]
        assert names_on(client.get(reverse("recruiting:interviews"))) == []

    def test_a_nonsense_filter_is_as_if_not_asked(self, client, recruiter, interview, application):
        client.force_login(recruiter)
        asked = {"whose": "x", "when": "y", "vacancy": "z", "page": "q"}
        response = client.get(reverse("recruiting:interviews"), asked)
        assert names_on(response) == [application.candidate.full_name]

    def test_the_number_of_queries_does_not_grow(
        self, client, recruiter, application, interviewer, django_assert_num_queries, django_assert_max_num_queries
    ):
        client.force_login(recruiter)
        make_interview(application, interviewer, starts_at=NOON)
        with django_assert_max_num_queries(15) as few:
            client.get(reverse("recruiting:interviews"))
        for hours in range(1, 6):
            row = make_interview(
                make_application(application.vacancy), interviewer, starts_at=NOON + timedelta(hours=hours)
            )
            make_attendance(row, make_application(application.vacancy))
        with django_assert_num_queries(len(few)):
            client.get(reverse("recruiting:interviews"))


class TestPage:
    def test_it_shows_people_time_and_the_ways_on(self, client, interviewer, interview, application):
        client.force_login(interviewer)
        response = client.get(url("interview", interview.pk))
        assert response.status_code == 200
        html = response.content.decode()
        assert application.candidate.full_name in html
        assert reverse("scorecards:kit", args=[interview.pk, application.pk]) in html
        assert reverse("scorecards:card", args=[interview.pk, application.pk]) in html
        assert "14:00–14:45" in html

    def test_a_panel_without_anybody_says_what_to_do(self, client, recruiter, interview):
        interview.seats.update(removed_at=timezone.now())
        client.force_login(recruiter)
        answer = client.get(url("interview", interview.pk)).content.decode()
        assert "Nobody has a seat here. Change the interview and choose who rates." in answer

    def test_out_of_reach_is_not_found(self, client, interview):
        for role in (Role.HR, Role.INTERVIEWER, Role.HIRING_MANAGER):
            client.force_login(make_user(role))
            names = [
                "interview",
                "interview_calendar",
                "interview_reschedule",
                "interview_cancel",
                "interview_presence",
            ]
            assert [client.get(url(name, interview.pk)).status_code for name in names] == [404] * 5
            assert client.post(url("seat_answer", interview.pk), {"answer": "accepted"}).status_code == 404

    def test_a_seat_that_was_taken_away_shows_nothing(self, client, interviewer, interview):
        interview.seats.update(removed_at=NOON)
        client.force_login(interviewer)
        assert client.get(url("interview", interview.pk)).status_code == 404

    def test_an_interviewer_may_not_run_it(self, client, interviewer, interview):
        client.force_login(interviewer)
        for name in ("interview_reschedule", "interview_cancel"):
            assert client.get(url(name, interview.pk)).status_code == 403
            assert client.post(url(name, interview.pk), {"reason": "x"}).status_code == 403
        interview.refresh_from_db()
        assert interview.state == InterviewState.PLANNED

    def test_an_administrator_reads_and_changes_nothing(self, client, interview):
        client.force_login(make_user(Role.ADMIN))
        assert client.get(url("interview", interview.pk)).status_code == 200
        assert client.get(url("interview_presence", interview.pk)).status_code == 403
        assert client.post(url("interview_cancel", interview.pk), {"reason": "x"}).status_code == 403


class TestCalendarEntry:
    def test_it_is_the_meeting_and_leaves_a_trace(self, client, interviewer, interview, application):
        client.force_login(interviewer)
        response = client.get(url("interview_calendar", interview.pk))
        (event,) = Calendar.from_ical(response.content).walk("VEVENT")
        assert event.decoded("dtstart") == NOON
        assert event["uid"] == f"{interview.uid}@rubrika"
        assert AccessEvent.objects.filter(user=interviewer, action="export", subject_id=str(interview.pk)).count() == 1


class TestPlanning:
    def test_it_plans_and_invites(self, client, recruiter, application, interviewer):
        client.force_login(recruiter)
        response = client.post(url("interview_new", application.vacancy_id), typed(application, interviewer))
        interview = Interview.objects.get()
        assert response.status_code == 302
        assert response.url == url("interview", interview.pk)
        assert interview.starts_at == NOON
        assert interview.ends_at == NOON + timedelta(minutes=45)
        told = OutboundMessage.objects.order_by("kind").values_list("to", "kind")
        assert list(told) == [(interviewer.email, "invitation"), (application.candidate.email, "letter")]
        assert Letter.objects.get().application == application

    def test_who_is_taken_is_named_and_the_typed_text_stays(self, client, recruiter, application, interviewer):
        make_interview(make_application(), interviewer, starts_at=NOON + timedelta(minutes=30))
        client.force_login(recruiter)
        data = typed(application, interviewer, place="The blue room")
        response = client.post(url("interview_new", application.vacancy_id), data)
        assert response.status_code == 422
        assert response.context["form"].errors["interviewers"] == [
            f"{interviewer.full_name} already has an interview on 4 March 2031 from 14:30 to 15:15."
        ]
        assert "The blue room" in response.content.decode()
        assert Interview.objects.count() == 1
        assert OutboundMessage.objects.count() == 0

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"day": "2031-03-30", "clock": "03:30", "time_zone": "Europe/Bucharest"}, "clock"),
            ({"day": "2031-10-26", "clock": "03:30", "time_zone": "Europe/Bucharest"}, "clock"),
            ({"day": "2011-03-04"}, "clock"),
            ({"day": "0001-01-01"}, "clock"),
            ({"day": "9999-12-31", "clock": "23:30", "time_zone": "America/New_York"}, "clock"),
            ({"minutes": "481"}, "minutes"),
            ({"minutes": "9" * 20}, "minutes"),
            ({"minutes": "0"}, "minutes"),
            ({"interviewers": []}, "interviewers"),
            ({"applications": []}, "applications"),
            ({"time_zone": "Mars/Olympus"}, "time_zone"),
            ({"link": "javascript:alert(1)"}, "link"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, client, recruiter, application, interviewer, changes, field):
        client.force_login(recruiter)
        data = typed(application, interviewer, **changes)
        response = client.post(url("interview_new", application.vacancy_id), data)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert Interview.objects.count() == 0

    def test_candidates_of_another_vacancy_cannot_be_chosen(self, client, recruiter, application, interviewer):
        stranger = make_application()
        client.force_login(recruiter)
        data = typed(application, interviewer, applications=[stranger.pk])
        response = client.post(url("interview_new", application.vacancy_id), data)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["applications"]

    @pytest.mark.parametrize(
        ("stands", "meets"),
        [("review", "interview"), ("interview", "interview"), ("manager", "manager"), ("offer", "offer")],
    )
    def test_the_link_of_a_candidate_fills_the_form_with_the_stage_of_the_next_talk(
        self, client, recruiter, application, stands, meets
    ):
        stages = {stage.key: stage for stage in application.vacancy.stages.all()}
        type(application).objects.filter(pk=application.pk).update(stage=stages[stands])
        client.force_login(recruiter)
        response = client.get(url("interview_new", application.vacancy_id), {"application": application.pk})
        initial = response.context["form"].initial
        assert initial == {
            "time_zone": "Europe/Chisinau",
            "applications": [application.pk],
            "stage": stages[meets].pk,
        }

    def test_only_the_recruiter_of_the_team_plans(self, client, application, interviewer):
        manager = application.vacancy.members.get(function="hiring_manager").user
        client.force_login(manager)
        assert client.get(url("interview_new", application.vacancy_id)).status_code == 403
        client.force_login(make_user(Role.HR))
        data = typed(application, interviewer)
        assert client.post(url("interview_new", application.vacancy_id), data).status_code == 404
        assert Interview.objects.count() == 0


class TestChanging:
    def again(self, interview, interviewer, **changes) -> dict:
        return {
            "interviewers": [interviewer.pk],
            "day": "2031-03-05",
            "clock": "10:00",
            "minutes": "60",
            "time_zone": "Europe/Chisinau",
            "place": "",
            "link": "",
            "reason": "The room is taken",
            "sequence": interview.sequence,
        } | changes

    def test_a_new_time_keeps_who_and_why(self, client, recruiter, interview, interviewer):
        client.force_login(recruiter)
        response = client.post(url("interview_reschedule", interview.pk), self.again(interview, interviewer))
        assert response.status_code == 302
        interview.refresh_from_db()
        move = interview.reschedules.get()
        assert interview.starts_at == datetime(2031, 3, 5, 8, 0, tzinfo=UTC)
        assert (move.by, move.reason, move.from_starts_at) == (recruiter, "The room is taken", NOON)
        assert "The room is taken" in client.get(url("interview", interview.pk)).content.decode()

    def test_an_old_page_is_a_conflict(self, client, recruiter, interview, interviewer):
        Interview.objects.filter(pk=interview.pk).update(sequence=3)
        client.force_login(recruiter)
        response = client.post(
            url("interview_reschedule", interview.pk), self.again(interview, interviewer, sequence=2)
        )
        assert response.status_code == 409
        assert interview.reschedules.count() == 0

    def test_without_a_reason_it_is_refused(self, client, recruiter, interview, interviewer):
        client.force_login(recruiter)
        response = client.post(url("interview_reschedule", interview.pk), self.again(interview, interviewer, reason=""))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["reason"]

    def test_cancelling_twice_is_a_message(self, client, recruiter, interview):
        client.force_login(recruiter)
        for _ in range(2):
            response = client.post(url("interview_cancel", interview.pk), {"reason": "No budget"}, follow=True)
        assert [str(message) for message in response.context["messages"]][-1] == (
            "This interview has already been cancelled."
        )
        assert OutboundMessage.objects.count() == 2

    def test_a_candidate_without_an_address_is_named_when_it_is_cancelled(self, client, recruiter, interview):
        Candidate.objects.update(email="", full_name="Ana Lungu")
        client.force_login(recruiter)
        response = client.post(url("interview_cancel", interview.pk), {"reason": "No budget"}, follow=True)
        assert "Without an e-mail address, so not written to: Ana Lungu." in said(response)

    def test_one_that_has_begun_is_cancelled_without_a_word_of_mails(self, client, recruiter, interview):
        begun = timezone.now() - timedelta(hours=2)
        Interview.objects.update(starts_at=begun, ends_at=begun + timedelta(hours=1))
        client.force_login(recruiter)
        page = client.get(url("interview_cancel", interview.pk)).content.decode()
        assert "nobody is written to" in page
        response = client.post(url("interview_cancel", interview.pk), {"reason": "Ill"}, follow=True)
        assert said(response) == ["The interview is cancelled. It had begun already, so nobody was written to."]
        assert not OutboundMessage.objects.exists()


class TestAnswers:
    def test_an_interviewer_answers_for_the_own_seat(self, client, interviewer, interview):
        client.force_login(interviewer)
        client.post(url("seat_answer", interview.pk), {"answer": "accepted"})
        assert interview.seats.get().answer == Answer.ACCEPTED

    def test_a_refusal_is_told_to_who_planned_it(self, client, interviewer, interview, recruiter):
        client.force_login(interviewer)
        for _ in range(2):
            client.post(url("seat_answer", interview.pk), {"answer": "declined"})
        assert list(OutboundMessage.objects.values_list("to", "kind")) == [(recruiter.email, "notice")]

    def test_a_recruiter_without_a_seat_has_no_answer_to_give(self, client, recruiter, interview):
        client.force_login(recruiter)
        assert client.post(url("seat_answer", interview.pk), {"answer": "accepted"}).status_code == 403
        assert interview.seats.get().answer == Answer.NONE

    def test_the_recruiter_notes_the_candidates_answer(self, client, recruiter, interviewer, interview):
        place = interview.attendances.get()
        data = {"answer": "accepted", "attendance": place.pk}
        client.force_login(interviewer)
        assert client.post(url("seat_answer", interview.pk), data).status_code == 403
        client.force_login(recruiter)
        client.post(url("seat_answer", interview.pk), data)
        place.refresh_from_db()
        assert place.answer == Answer.ACCEPTED

    def test_a_place_in_another_interview_is_not_found(self, client, recruiter, interview):
        other = make_interview(make_application(), make_user(Role.INTERVIEWER))
        client.force_login(recruiter)
        data = {"answer": "accepted", "attendance": other.attendances.get().pk}
        assert client.post(url("seat_answer", interview.pk), data).status_code == 404


class TestPresence:
    @pytest.fixture
    def interview(self, application, interviewer):
        return make_interview(application, interviewer, starts_at=NOON - timedelta(days=8000))

    def test_an_interviewer_notes_the_candidate_only(self, client, interviewer, interview):
        place, seat = interview.attendances.get(), interview.seats.get()
        client.force_login(interviewer)
        form = client.get(url("interview_presence", interview.pk)).context["form"]
        assert list(form.fields) == [f"attendance_{place.pk}"]
        client.post(
            url("interview_presence", interview.pk), {f"attendance_{place.pk}": "no_show", f"seat_{seat.pk}": "no_show"}
        )
        place.refresh_from_db()
        seat.refresh_from_db()
        assert (place.presence, seat.presence) == (Presence.NO_SHOW, Presence.UNKNOWN)

    def test_who_came_makes_it_held(self, client, recruiter, interview):
        place, seat = interview.attendances.get(), interview.seats.get()
        client.force_login(recruiter)
        client.post(
            url("interview_presence", interview.pk), {f"attendance_{place.pk}": "came", f"seat_{seat.pk}": "came"}
        )
        interview.refresh_from_db()
        assert interview.state == InterviewState.HELD

    def test_a_breakdown_needs_its_reason(self, client, recruiter, interview):
        place, seat = interview.attendances.get(), interview.seats.get()
        client.force_login(recruiter)
        data = {f"attendance_{place.pk}": "unknown", f"seat_{seat.pk}": "unknown", "failed": "on"}
        assert client.post(url("interview_presence", interview.pk), data).status_code == 422
        client.post(url("interview_presence", interview.pk), data | {"failure": "The call dropped"})
        interview.refresh_from_db()
        assert (interview.state, interview.state_reason) == (InterviewState.TECHNICAL_FAILURE, "The call dropped")

    def test_nobody_is_noted_before_the_start(self, client, recruiter, application):
        ahead = make_interview(application, recruiter, starts_at=NOON)
        place, seat = ahead.attendances.get(), ahead.seats.get()
        client.force_login(recruiter)
        client.post(url("interview_presence", ahead.pk), {f"attendance_{place.pk}": "came", f"seat_{seat.pk}": "came"})
        place.refresh_from_db()
        assert place.presence == Presence.UNKNOWN
