"""Forms that seat people name who is on leave and offer a tick; the page of an interview says it to who runs it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Absence, User
from recruiting.domain.on_leave import unspoken
from recruiting.enums import Answer
from recruiting.models import Interview
from tests.factories import make_application, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave

pytestmark = pytest.mark.django_db
NOON = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = "They come all the same"


@pytest.fixture
def recruiter() -> User:
    return make_user(Role.HR)


@pytest.fixture
def application(recruiter):
    return make_application(make_vacancy(recruiter=recruiter))


@pytest.fixture
def nina() -> User:
    return make_user(Role.INTERVIEWER, full_name="Nina Popa", time_zone="Europe/Chisinau")


@pytest.fixture
def radu() -> User:
    return make_user(Role.INTERVIEWER, full_name="Radu Munteanu", time_zone="Europe/Chisinau")


def leave(person: User) -> Absence:
    return make_leave(person, first_day=date(2031, 3, 3), days=5)


def awaited(meeting: Interview) -> list[str]:
    """Who sits there on leave without a word that they come."""
    return [row.user.full_name for row in unspoken(timezone.now(), interview=meeting.pk)]


def url(name: str, *keys: int) -> str:
    return reverse(f"recruiting:{name}", args=keys)


def typed(application, *people, **changes) -> dict:
    return {
        "stage": application.stage_id,
        "applications": [application.pk],
        "interviewers": [user.pk for user in people],
        "day": "2031-03-04",
        "clock": "14:00",
        "minutes": "45",
        "time_zone": "Europe/Chisinau",
        "place": "Room 3",
        "link": "",
    } | changes


def tick(*leaves) -> dict[str, str]:
    return {"despite_leave": ",".join(str(row.pk) for row in leaves)}


class TestPages:
    @pytest.fixture(autouse=True)
    def logged_in(self, client, recruiter):
        client.force_login(recruiter)

    def test_planning_asks_once_and_a_second_press_with_the_tick_plans(self, client, application, nina):
        away, address = leave(nina), url("interview_new", application.vacancy_id)
        assert TICK not in client.get(address).content.decode()
        asked = client.post(address, typed(application, nina))
        assert (asked.status_code, TICK in asked.content.decode()) == (422, True)
        assert asked.context["form"].errors == {
            "interviewers": ["Nina Popa is away from 3 March 2031 to 7 March 2031."]
        }
        html = asked.content.decode()
        assert ('value="Room 3"' in html, f'value="{away.pk}"' in html) == (True, True)
        assert client.post(address, typed(application, nina, **tick(away))).status_code == 302
        assert awaited(Interview.objects.get()) == []

    def test_the_tick_never_covers_somebody_who_was_not_named(self, client, application, nina, radu):
        first, second, address = leave(nina), leave(radu), url("interview_new", application.vacancy_id)
        answer = client.post(address, typed(application, nina, radu, **tick(first)))
        assert len(answer.context["form"].errors["interviewers"]) == 2
        (box,) = [line for line in answer.content.decode().split("<") if 'name="despite_leave"' in line]
        assert (f'value="{first.pk},{second.pk}"' in box, "checked" in box) == (True, False)

    def test_the_tick_stays_while_something_else_is_mended(self, client, application, nina):
        away, address = leave(nina), url("interview_new", application.vacancy_id)
        answer = client.post(address, typed(application, nina, stage="", **tick(away)))
        (box,) = [line for line in answer.content.decode().split("<") if 'name="despite_leave"' in line]
        assert ("checked" in box, "interviewers" in answer.context["form"].errors) == (True, False)

    def test_who_is_taken_and_who_is_away_are_named_together(self, client, application, nina, radu):
        make_interview(make_application(application.vacancy), radu, starts_at=NOON)
        leave(nina)
        answer = client.post(url("interview_new", application.vacancy_id), typed(application, nina, radu))
        said = " ".join(answer.context["form"].errors["interviewers"])
        assert ("Radu Munteanu already has" in said, "Nina Popa is away" in said) == (True, True)

    @pytest.mark.parametrize("rubbish", ["on", "1,x", "-1", "9" * 5000, "²"])
    def test_a_tick_that_names_no_leave_is_none(self, client, application, nina, rubbish):
        leave(nina)
        sent = typed(application, nina, despite_leave=rubbish)
        assert client.post(url("interview_new", application.vacancy_id), sent).status_code == 422

    def test_changing_asks_too_and_marks_who_is_away_in_the_list(self, client, application, nina, radu):
        meeting = make_interview(application, nina, starts_at=NOON)
        away = leave(radu)
        address = url("interview_reschedule", meeting.pk)
        assert "Radu Munteanu · away from 3 March 2031 to 7 March 2031" in client.get(address).content.decode()
        sent = typed(application, radu, reason="Ill", sequence=0)
        asked = client.post(address, sent)
        assert (asked.status_code, TICK in asked.content.decode()) == (422, True)
        assert client.post(address, sent | tick(away)).status_code == 302

    def test_handing_a_seat_over_asks_too(self, client, application, nina, radu):
        meeting = make_interview(application, nina, starts_at=NOON)
        away = leave(radu)
        address = url("seat_handover", meeting.pk, meeting.seats.get().pk)
        assert "Radu Munteanu · Interviewer · away from" in client.get(address).content.decode()
        sent = {"successor": radu.pk, "reason": "away"}
        asked = client.post(address, sent)
        assert (asked.status_code, TICK in asked.content.decode()) == (422, True)
        assert client.post(address, sent | tick(away)).status_code == 302
        assert meeting.seats.get(removed_at=None).interviewer == radu

    def test_the_list_costs_as_many_queries_for_many_people_away(
        self, client, application, nina, django_assert_max_num_queries, django_assert_num_queries
    ):
        address = url("interview_reschedule", make_interview(application, nina, starts_at=NOON).pk)
        client.get(address)
        with django_assert_max_num_queries(20) as few:
            client.get(address)
        for _number in range(5):
            leave(make_user(Role.INTERVIEWER))
        with django_assert_num_queries(len(few)):
            client.get(address)

    def test_the_page_says_who_is_away_and_takes_the_word_that_they_come(self, client, application, nina):
        meeting = make_interview(application, nina, starts_at=NOON)
        page, address = url("interview", meeting.pk), url("seat_coming", meeting.pk, meeting.seats.get().pk)
        assert address not in client.get(page).content.decode()
        away = leave(nina)
        html = client.get(page).content.decode()
        assert ("away from 3 March 2031 to 7 March 2031" in html, address in html) == (True, True)
        client.post(address, {"leave": [away.pk + 1, "x"]})
        assert awaited(meeting) == ["Nina Popa"]
        assert "Nina Popa comes all the same" in client.post(address, {"leave": away.pk}, follow=True).content.decode()
        html = client.get(page).content.decode()
        assert ("to 7 March 2031 · comes all the same" in html, address in html) == (True, False)

    def test_a_colleague_of_the_panel_reads_nothing_of_the_leave(self, client, application, nina, radu):
        meeting = make_interview(application, nina, radu, starts_at=NOON)
        leave(nina)
        client.force_login(radu)
        assert "away from" not in client.get(url("interview", meeting.pk)).content.decode()

    def test_oneself_is_asked_again_and_answers(self, client, application, nina):
        meeting = make_interview(application, nina, starts_at=NOON)
        meeting.seats.update(answer=Answer.ACCEPTED)
        leave(nina)
        client.force_login(nina)
        page = url("interview", meeting.pk)
        assert "You are on leave then. Will you be there all the same?" in client.get(page).content.decode()
        client.post(url("seat_answer", meeting.pk), {"answer": "accepted"})
        assert "You are on leave then" not in client.get(page).content.decode()
        assert awaited(meeting) == []

    def test_a_seat_of_another_interview_is_not_found(self, client, application, nina):
        meeting = make_interview(application, nina, starts_at=NOON)
        other = make_interview(make_application(), nina, starts_at=NOON + DAY)
        assert client.post(url("seat_coming", meeting.pk, other.seats.get().pk)).status_code == 404

    def test_a_running_meeting_takes_no_word(self, client, application, nina):
        start = timezone.now() - timedelta(minutes=10)
        meeting = make_interview(application, nina, starts_at=start)
        away = make_leave(nina)
        address = url("seat_coming", meeting.pk, meeting.seats.get().pk)
        html = client.get(url("interview", meeting.pk)).content.decode()
        assert ("away from" in html, address in html) == (True, False)
        answer = client.post(address, {"leave": away.pk}, follow=True)
        assert "This interview has begun. Note who came." in answer.content.decode()
