"""A duty can be put off for a while or passed on; both are written down, and mails and My day follow."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.domain.leave import plan_leave
from accounts.enums import Role
from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import TeamFunction
from recruiting.models import Application, TeamMember
from reminders.domain.duties import duties_of
from reminders.domain.engine import remind
from reminders.domain.explaining import explain
from reminders.domain.postponing import MOST_TIMES, colleagues, duty_of, hand_on, snooze
from reminders.enums import Decided
from reminders.models import HandOff, Snooze
from tests.factories import make_application, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Chișinău
DAY = timedelta(days=1)


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def colleague():
    return make_user(Role.HR)


@pytest.fixture
def stuck(recruiter, colleague):
    """A candidate past the limit, whom two recruiters look after."""
    vacancy = make_vacancy(recruiter=recruiter, opened_at=NOW)
    TeamMember.objects.create(vacancy=vacancy, user=colleague, function=TeamFunction.RECRUITER)
    return make_application(vacancy, stage_since=NOW - 9 * DAY, applied_at=NOW, revision=1)


def owed_by(person, now=NOW):
    return [duty for _kind, duties in duties_of(person, now) for duty in duties]


def the_duty(person, now=NOW):
    (duty,) = owed_by(person, now)
    return duty


def mailed(now) -> list[tuple]:
    return [(one.duty.owner, one.occurrence.name[:7]) for one in remind(now=now)]


class TestPuttingOff:
    def test_no_mail_until_then_and_one_at_that_time(self, stuck, recruiter, colleague):
        snooze(duty=the_duty(recruiter), until=NOW + DAY, by=recruiter, now=NOW)
        assert mailed(NOW) == [(colleague, "once")]
        assert mailed(NOW + DAY - timedelta(minutes=1)) == []
        assert mailed(NOW + DAY) == [(recruiter, "snoozed")]
        assert mailed(NOW + 2 * DAY) == []

    def test_its_limits(self, stuck, recruiter, colleague):
        duty = the_duty(recruiter)
        for until in (NOW, NOW + 7 * DAY + timedelta(seconds=1)):
            with pytest.raises(Refused):
                snooze(duty=duty, until=until, by=recruiter, now=NOW)
        with pytest.raises(Refused):
            snooze(duty=duty, until=NOW + DAY, by=colleague, now=NOW)
        for number in range(MOST_TIMES):
            snooze(duty=duty, until=NOW + (number + 1) * DAY, by=recruiter, now=NOW)
        with pytest.raises(Refused):
            snooze(duty=duty, until=NOW + 5 * DAY, by=recruiter, now=NOW)
        assert Snooze.objects.count() == MOST_TIMES

    def test_a_repeated_click_is_one(self, stuck, recruiter):
        snooze(duty=the_duty(recruiter), until=NOW + DAY, by=recruiter, now=NOW)
        with pytest.raises(AlreadyDone):
            snooze(duty=the_duty(recruiter), until=NOW + DAY, by=recruiter, now=NOW)

    def test_two_presses_of_the_same_button_are_one_of_three_times(self, client, stuck, recruiter):
        client.force_login(recruiter)
        what = {"kind": "stage_overdue", "subject": f"application:{stuck.pk}", "days": "1"}
        for seconds in (0, 2):
            with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
                client.post(reverse("reminders:put_off"), what)
        assert Snooze.objects.count() == 1

    def test_not_past_the_start_of_what_it_is_about(self, recruiter):
        person = make_user(Role.INTERVIEWER)
        make_interview(make_application(make_vacancy(opened_at=NOW), applied_at=NOW), person, starts_at=NOW + DAY / 2)
        with pytest.raises(Refused):
            snooze(duty=owed_by(person)[0], until=NOW + DAY, by=person, now=NOW)

    def test_what_moves_on_is_not_put_off_any_more(self, stuck, recruiter):
        snooze(duty=the_duty(recruiter), until=NOW + 7 * DAY, by=recruiter, now=NOW)
        stuck.stage, stuck.stage_since = stuck.vacancy.stages.get(key="manager"), NOW - 8 * DAY
        stuck.save()
        assert the_duty(recruiter).snoozed_until is None

    def test_on_the_page_it_stands_apart(self, client, stuck, recruiter):
        client.force_login(recruiter)
        with time_machine.travel(NOW, tick=False):
            answer = client.post(
                reverse("reminders:put_off"),
                {"kind": "stage_overdue", "subject": f"application:{stuck.pk}", "days": "3"},
            )
            day = client.get(reverse("desk:my_day")).context["day"]
        assert answer.status_code == 302
        assert ([len(section.rows) for section in day.sections], len(day.put_off)) == ([], 1)


class TestPassingOn:
    def test_the_colleague_has_it_with_the_note_and_the_giver_not(self, stuck, recruiter, colleague):
        assert colleagues(the_duty(recruiter), now=NOW) == [colleague]
        hand_on(duty=the_duty(recruiter), to=colleague, note=" On leave ", by=recruiter, now=NOW)
        assert owed_by(recruiter) == []
        assert (the_duty(colleague).handed_by, the_duty(colleague).note) == (recruiter.full_name, "On leave")
        assert mailed(NOW) == [(colleague, "passed:")]
        assert mailed(NOW + 2 * DAY) == []

    def test_whoever_was_mailed_before_learns_that_it_is_theirs_now(self, stuck, recruiter, colleague):
        assert mailed(NOW) == [(recruiter, "once"), (colleague, "once")]
        hand_on(duty=the_duty(recruiter, NOW + DAY), to=colleague, note="Weak.", by=recruiter, now=NOW + DAY)
        (told,) = remind(now=NOW + DAY)
        assert (told.duty.owner, told.occurrence.name[:7]) == (colleague, "passed:")
        assert (f"{recruiter.full_name} has passed this on" in told.message.body, "Weak" in told.message.body) == (
            True,
            False,
        )
        assert mailed(NOW + 2 * DAY) == []
        (reason,) = [one for one in explain(user=colleague, at=NOW + 2 * DAY) if one.subject]
        assert reason.decided == Decided.WRITTEN

    def test_before_its_first_mail_that_one_tells_the_colleague(self, stuck, recruiter, colleague):
        Application.objects.update(stage_since=NOW - (stuck.stage.day_limit + 1) * DAY)  # over since midnight
        early = NOW.replace(hour=1)
        hand_on(duty=the_duty(recruiter, early), to=colleague, note="", by=recruiter, now=early)
        assert mailed(NOW) == [(colleague, "once")]
        assert mailed(NOW + DAY) == []

    def test_nobody_who_is_away_is_offered(self, stuck, recruiter, colleague):
        other = make_user(Role.HR)
        days = {"first_day": NOW.date(), "last_day": NOW.date() + DAY}
        plan_leave(user=colleague, substitute=other, by=colleague, now=NOW, **days)
        assert colleagues(the_duty(recruiter), now=NOW) == [other]
        with pytest.raises(Refused):
            hand_on(duty=the_duty(recruiter), to=colleague, note="", by=recruiter, now=NOW)

    def test_it_can_come_back(self, stuck, recruiter, colleague):
        hand_on(duty=the_duty(recruiter), to=colleague, note="", by=recruiter, now=NOW)
        hand_on(duty=the_duty(colleague), to=recruiter, note="Yours", by=colleague, now=NOW)
        assert owed_by(colleague) == []
        assert mailed(NOW) == [(recruiter, "passed:")]

    @pytest.mark.parametrize("gone", ["team", "login", "role"])
    def test_once_the_colleague_is_gone_the_giver_has_it_again(self, stuck, recruiter, colleague, gone):
        hand_on(duty=the_duty(recruiter), to=colleague, note="", by=recruiter, now=NOW)
        if gone == "team":
            TeamMember.objects.filter(user=colleague).delete()
        User.objects.filter(pk=colleague.pk).update(
            is_active=gone != "login", role=Role.INTERVIEWER if gone == "role" else Role.HR
        )
        assert the_duty(recruiter).handed_by == ""
        assert [one.decided for one in explain(user=recruiter, at=NOW) if one.subject] == [Decided.DUE]
        assert mailed(NOW) == [(recruiter, "back:20")]

    def test_while_the_colleague_is_away_the_giver_who_stands_in_has_it(self, stuck, recruiter, colleague):
        hand_on(duty=the_duty(recruiter), to=colleague, note="", by=recruiter, now=NOW)
        days = {"first_day": NOW.date(), "last_day": NOW.date() + DAY}
        plan_leave(user=colleague, substitute=recruiter, by=colleague, now=NOW, **days)
        assert [one.decided for one in explain(user=recruiter, at=NOW) if one.subject] == [Decided.DUE]
        assert mailed(NOW) == [(recruiter, "back:20")]
        assert owed_by(recruiter, NOW + 3 * DAY) == []

    @pytest.mark.parametrize("gone", ["team", "login", "role"])
    def test_a_giver_who_was_mailed_before_is_mailed_once_when_it_comes_back(self, stuck, recruiter, colleague, gone):
        assert sorted(name for _who, name in mailed(NOW)) == ["once", "once"]
        hand_on(duty=the_duty(recruiter), to=colleague, note="", by=recruiter, now=NOW + DAY)
        assert mailed(NOW + DAY) == [(colleague, "passed:")]
        if gone == "team":
            TeamMember.objects.filter(user=colleague).delete()
        User.objects.filter(pk=colleague.pk).update(
            is_active=gone != "login", role=Role.INTERVIEWER if gone == "role" else Role.HR
        )
        told = [one.decided for one in explain(user=recruiter, at=NOW + 2 * DAY) if one.subject]
        assert told == [Decided.DUE]
        assert mailed(NOW + 2 * DAY) == [(recruiter, "back:20")]
        assert [mailed(NOW + days * DAY) for days in range(2, 9)] == [[]] * 7
        told = [one.decided for one in explain(user=recruiter, at=NOW + 9 * DAY) if one.subject]
        assert told == [Decided.WRITTEN]

    def test_a_giver_is_mailed_once_although_the_colleague_comes_and_goes(self, stuck, recruiter, colleague):
        mailed(NOW)
        hand_on(duty=the_duty(recruiter), to=colleague, note="", by=recruiter, now=NOW + DAY)
        mailed(NOW + DAY)
        places = TeamMember.objects.filter(user=colleague)
        place = places.get()
        places.delete()
        assert mailed(NOW + 2 * DAY) == [(recruiter, "back:20")]
        place.save(force_insert=True)
        assert mailed(NOW + 2 * DAY) == []
        places.delete()
        assert mailed(NOW + 5 * DAY) == []

    def test_while_the_colleague_is_away_with_nobody_instead_the_giver_is_mailed(self, stuck, recruiter, colleague):
        mailed(NOW)
        hand_on(duty=the_duty(recruiter), to=colleague, note="", by=recruiter, now=NOW)
        mailed(NOW + timedelta(hours=1))
        first = (NOW + DAY).date()
        plan_leave(user=colleague, substitute=None, by=colleague, now=NOW, first_day=first, last_day=first + 5 * DAY)
        assert mailed(NOW + DAY) == [(recruiter, "back:20")]
        assert [owed_by(recruiter, NOW + 9 * DAY), mailed(NOW + 9 * DAY)] == [[], []]

    def test_only_ones_own_and_to_somebody_who_can_do_it(self, stuck, recruiter, colleague):
        duty = the_duty(recruiter)
        with pytest.raises(Refused):
            hand_on(duty=duty, to=make_user(Role.HR), note="", by=recruiter, now=NOW)
        with pytest.raises(Refused):
            hand_on(duty=duty, to=colleague, note="", by=colleague, now=NOW)
        hand_on(duty=duty, to=colleague, note="", by=recruiter, now=NOW)
        with pytest.raises(AlreadyDone):
            hand_on(duty=duty, to=colleague, note="", by=recruiter, now=NOW)

    def test_a_scorecard_is_nobody_elses(self, recruiter):
        people = [make_user(Role.INTERVIEWER) for _ in range(2)]
        vacancy = make_vacancy(opened_at=NOW)
        make_interview(make_application(vacancy, applied_at=NOW), *people, starts_at=NOW - DAY)
        assert colleagues(owed_by(people[0])[0], now=NOW) == []

    def test_the_page(self, client, stuck, recruiter, colleague):
        client.force_login(recruiter)
        what = {"kind": "stage_overdue", "subject": f"application:{stuck.pk}"}
        with time_machine.travel(NOW, tick=False):
            assert client.get(reverse("reminders:pass_on"), what).status_code == 200
            wrong = client.post(reverse("reminders:pass_on"), what | {"to": make_user(Role.HR).pk})
            done = client.post(reverse("reminders:pass_on"), what | {"to": colleague.pk, "note": "Please"})
            again = client.post(reverse("reminders:pass_on"), what | {"to": colleague.pk})
        assert (wrong.status_code, done.status_code, again.status_code) == (422, 302, 404)
        assert HandOff.objects.get().note == "Please"


@pytest.mark.parametrize("table", ["snooze", "handoff"])
def test_what_was_said_stays_said(stuck, recruiter, colleague, table):
    snooze(duty=the_duty(recruiter), until=NOW + DAY, by=recruiter, now=NOW)
    hand_on(duty=the_duty(recruiter), to=colleague, note="", by=recruiter, now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM reminders_{table}")


def test_nothing_of_somebody_else_is_found(stuck, recruiter):
    assert duty_of(make_user(Role.HR), kind="stage_overdue", subject=f"application:{stuck.pk}", now=NOW) is None
    assert duty_of(recruiter, kind="no such kind", subject="x", now=NOW) is None


def test_what_was_mailed_long_ago_and_is_still_owed_is_told_so(stuck, recruiter, colleague):
    assert (recruiter, "once") in mailed(NOW)
    (reason,) = [one for one in explain(user=recruiter, at=NOW + 90 * DAY) if one.kind.key == "stage_overdue"]
    assert (reason.decided, reason.at) == (Decided.WRITTEN, NOW)


@pytest.mark.parametrize(
    ("day", "decided", "ends"),
    [
        (
            datetime(2026, 12, 24, 21, tzinfo=UTC),
            Decided.DAY_OFF,
            datetime(2026, 12, 28, 7, tzinfo=UTC),
        ),  # Christmas Eve
        (datetime(2026, 12, 15, 21, tzinfo=UTC), Decided.DAY_OFF, datetime(2026, 12, 16, 7, tzinfo=UTC)),
        (datetime(2026, 12, 20, 9, tzinfo=UTC), Decided.DAY_OFF, datetime(2026, 12, 21, 7, tzinfo=UTC)),  # a Sunday
    ],
)
def test_what_waits_for_work_is_promised_for_the_hour_at_which_it_comes(
    stuck, recruiter, colleague, day, decided, ends
):
    (reason,) = [one for one in explain(user=recruiter, at=day) if one.kind.key == "stage_overdue"]
    assert (reason.decided, reason.at) == (decided, ends)
    before = [mailed(moment) for moment in (day, ends - timedelta(minutes=1))]
    assert [(recruiter, "once") in mails for mails in (*before, mailed(ends))] == [False, False, True]
