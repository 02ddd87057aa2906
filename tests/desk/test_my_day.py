"""My day shows each person what they owe, where it is done, and nothing that is not theirs to see."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.enums import Role
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.enums import Answer, Presence
from reminders.domain.engine import remind
from tests.factories import make_application, make_candidate, make_card, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=13)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    return {role: make_user(role) for role in Role}


@pytest.fixture
def vacancy(people):
    return make_vacancy(
        recruiter=people[Role.HR], hiring_manager=people[Role.HIRING_MANAGER], title="Night shift", opened_at=LONG_AGO
    )


def candidate(vacancy, name: str, **changes):
    return make_application(vacancy, candidate=make_candidate(name, added_by=vacancy.created_by), **changes)


def meeting(application, *people, starts_at, **changes):
    row = make_interview(application, *people, starts_at=starts_at, created_at=LONG_AGO, **changes)
    row.seats.update(added_at=LONG_AGO, answer=Answer.ACCEPTED)
    return row


def day_of(client, user):
    client.force_login(user)
    return client.get(reverse("desk:my_day"))


def lines(response) -> dict[str, list[str]]:
    """Names on the page by kind of duty."""
    return {section.kind.key: [row.name for row in section.rows] for section in response.context["day"].sections}


class TestSections:
    def test_an_interviewer_prepares_and_writes_scorecards(self, client, people, vacancy):
        person = people[Role.INTERVIEWER]
        ahead = candidate(vacancy, "Alina")
        soon = meeting(ahead, person, starts_at=NOW + timedelta(hours=1), link="https://call.example.org/x")
        meeting(candidate(vacancy, "Boris"), person, starts_at=NOW + timedelta(days=2))
        past = meeting(candidate(vacancy, "Clara"), person, starts_at=NOW - timedelta(hours=5))
        response = day_of(client, person)
        assert response.context["day"].upcoming.interview == soon
        assert lines(response) == {"interview_ahead": ["Boris"], "scorecard_due": ["Clara"]}
        html = response.content.decode()
        assert reverse("scorecards:kit", args=[soon.pk, ahead.pk]) in html
        assert reverse("scorecards:card", args=[past.pk, past.attendances.get().application_id]) in html
        assert "3\xa0hours late" in html
        assert "1 thing waits for you" in html
        assert "1 of them is late" in html

    def test_a_meeting_to_be_answered_is_listed_once(self, client, people, vacancy):
        person = people[Role.INTERVIEWER]
        row = meeting(candidate(vacancy, "Boris"), person, starts_at=NOW + timedelta(days=2))
        row.seats.update(answer=Answer.NONE)
        assert lines(day_of(client, person)) == {"unanswered_interview": ["Boris"]}

    def test_a_recruiter_sees_who_is_stuck_late_or_absent(self, client, people, vacancy):
        person = people[Role.INTERVIEWER]
        candidate(vacancy, "Stuck", stage_since=NOW - timedelta(days=9))
        meeting(candidate(vacancy, "Waiting"), person, starts_at=NOW - timedelta(hours=5))
        absent = meeting(candidate(vacancy, "Absent"), person, starts_at=NOW - timedelta(hours=8))
        absent.attendances.update(presence=Presence.NO_SHOW)
        refused = meeting(candidate(vacancy, "Refused"), person, starts_at=NOW + timedelta(days=2))
        refused.seats.update(answer=Answer.DECLINED)
        response = day_of(client, people[Role.HR])
        assert lines(response) == {
            "stage_overdue": ["Stuck"],
            "scorecards_missing": [person.full_name],
            "invitation_declined": [person.full_name],
            "no_show": ["Absent"],
        }
        assert [row.title for row in response.context["day"].today] == ["Absent", "Waiting"]
        (row,) = response.context["day"].vacancies
        assert (row.vacancy.title, row.in_work, row.days_open) == ("Night shift", 4, 13)

    def test_a_hiring_manager_sees_decisions(self, client, people, vacancy):
        last = vacancy.stages.get(key="manager")
        application = candidate(vacancy, "Decide", stage="manager")
        row = meeting(application, people[Role.INTERVIEWER], starts_at=NOW - timedelta(days=1), stage=last)
        make_card(row, people[Role.INTERVIEWER], at=NOW - timedelta(hours=20))
        response = day_of(client, people[Role.HIRING_MANAGER])
        assert lines(response) == {"decision_waiting": ["Decide"]}
        assert reverse("scorecards:decide", args=[application.pk]) in response.content.decode()

    def test_an_administrator_sees_mails_that_did_not_arrive(self, client, people):
        for state in (MessageState.FAILED, MessageState.UNCERTAIN, MessageState.SENT):
            OutboundMessage.objects.create(
                kind="notice", to="a@example.org", subject="S", body="B", state=state, not_before=NOW, created_at=NOW
            )
        response = day_of(client, people[Role.ADMIN])
        assert sorted(response.context["day"].undelivered.values()) == [1, 1]
        assert "Some mails did not arrive" in response.content.decode()
        assert "Some mails did not arrive" not in day_of(client, people[Role.HR]).content.decode()

    def test_many_lines_open_on_demand(self, client, people, vacancy):
        for number in range(10):
            candidate(vacancy, f"Stuck {number}", stage_since=NOW - timedelta(days=9))
        response = day_of(client, people[Role.HR])
        assert len(lines(response)["stage_overdue"]) == 10
        assert "Show 2 more" in response.content.decode()


class TestCalm:
    WORDS = {
        Role.HR: "Open your first vacancy",
        Role.INTERVIEWER: "No interview waits for you",
        Role.HIRING_MANAGER: "No decision waits for you",
        Role.ADMIN: "Nothing needs your attention",
    }

    @pytest.mark.parametrize("role", list(Role))
    def test_each_role_learns_what_to_do_first(self, client, people, role):
        assert self.WORDS[role] in day_of(client, people[role]).content.decode()

    def test_a_recruiter_with_vacancies_is_told_that_nobody_waits(self, client, people, vacancy):
        assert "Nobody waits for you now" in day_of(client, people[Role.HR]).content.decode()


class TestReach:
    def test_nothing_of_other_teams(self, client, people, vacancy):
        person = people[Role.INTERVIEWER]
        candidate(vacancy, "Hidden Stuck", stage_since=LONG_AGO)
        meeting(candidate(vacancy, "Hidden Today"), person, starts_at=NOW - timedelta(hours=5))
        for role in (Role.HR, Role.INTERVIEWER, Role.HIRING_MANAGER):
            response = day_of(client, make_user(role))
            assert lines(response) == {}
            assert [
                word for word in ("Hidden", "Night shift", person.full_name) if word in response.content.decode()
            ] == []

    @pytest.mark.parametrize("role", list(Role))
    def test_no_ratings_on_the_page_of_anybody(self, client, people, vacancy, role):
        last = vacancy.stages.get(key="manager")
        application = candidate(vacancy, "Rated", stage="manager", stage_since=LONG_AGO)
        secret = {"levels": [5, 1], "evidence": "Zanzibar", "recommendation": "strong_no", "summary": "Timbuktu"}
        row = meeting(application, people[role], starts_at=NOW - timedelta(days=1), stage=last)
        make_card(row, people[Role.INTERVIEWER], at=NOW, **secret)
        html = day_of(client, people[role]).content.decode()
        assert [word for word in ("Zanzibar", "Timbuktu", "Strong no", "strong_no") if word in html] == []

    def test_a_guest_is_asked_to_log_in(self, client):
        assert client.get(reverse("desk:my_day")).status_code == 302


def test_screen_and_mail_speak_of_the_same(client, people, vacancy):
    candidate(vacancy, "Stuck", stage_since=LONG_AGO)
    meeting(candidate(vacancy, "Waiting"), people[Role.INTERVIEWER], starts_at=NOW - timedelta(days=1))
    mailed = {(one.duty.kind, one.duty.owner) for one in remind(now=NOW)}
    shown = {(kind, user) for user in people.values() for kind in lines(day_of(client, user))}
    assert mailed == shown


def test_one_finds_the_reminders_one_was_sent_and_nobody_elses(client, people, vacancy):
    candidate(vacancy, "Stuck", stage_since=LONG_AGO)
    remind(now=NOW)
    subject = OutboundMessage.objects.get().subject
    assert subject in day_of(client, people[Role.HR]).content.decode()
    assert subject not in day_of(client, people[Role.HIRING_MANAGER]).content.decode()


def test_the_number_of_queries_does_not_grow(
    client, people, vacancy, django_assert_num_queries, django_assert_max_num_queries
):
    recruiter, person = people[Role.HR], people[Role.INTERVIEWER]
    client.force_login(recruiter)

    def fill(numbers):
        for number in numbers:
            row = meeting(
                candidate(vacancy, f"C {number}", stage_since=LONG_AGO),
                person,
                starts_at=NOW - timedelta(hours=2 + number),
            )
            row.attendances.update(presence=Presence.CAME if number % 2 else Presence.NO_SHOW)

    fill(range(2))
    with django_assert_max_num_queries(45) as few:
        client.get(reverse("desk:my_day"))
    fill(range(2, 12))
    with django_assert_num_queries(len(few)):
        client.get(reverse("desk:my_day"))
