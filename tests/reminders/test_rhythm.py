"""When mails come: never before they are due, never in quiet hours, never after they lost their sense."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.domain.duty import Duty
from reminders.domain.hours import Hours
from reminders.domain.rhythm import MOST_MORNINGS, BeforeTheStart, OnceInTheMorning, UntilDone, UntilSettled, latest

ZONES = [
    "Europe/Chisinau",
    "Europe/Bucharest",
    "Europe/Moscow",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
]
COUNTRIES = ["MD", "RO", "RU", "US", "ZZ"]
RHYTHMS = [BeforeTheStart(), UntilDone(), OnceInTheMorning(), UntilSettled()]
LOOKED_AT = 30  # points of a series, which may have no end
CHISINAU = {
    "time_zone": "Europe/Chisinau",
    "country": "MD",
    "work_days": [0, 1, 2, 3, 4],
    "work_from": time(9),
    "quiet_from": time(21),
    "quiet_until": time(8),
}

patient = settings(deadline=None)  # the first look at a country's holidays takes a while
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 zone is given
people = st.fixed_dictionaries(
    {
        "time_zone": st.sampled_from(ZONES),
        "country": st.sampled_from(COUNTRIES),
        "work_days": st.lists(st.integers(0, 6), unique=True, min_size=1),
        "work_from": clocks,
        "quiet_from": clocks,
        "quiet_until": clocks,
    }
).map(lambda values: SimpleNamespace(**values))


def person(**changes):
    return SimpleNamespace(**CHISINAU | changes)


def duty(owner, *, due: datetime, since: datetime | None = None, ends: datetime | None = None) -> Duty:
    return Duty(
        kind="k", subject="s", owner=owner, since=since or due, due=due, ends=ends, schedule="1", url="/", why="because"
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def moments_of(rhythm, one: Duty) -> list[tuple[str, datetime]]:
    hours = Hours.of(one.owner)
    return [(occurrence.name, hours.local(occurrence.at)) for occurrence in rhythm.occurrences(one, hours)]


class TestProperties:
    @patient
    @given(people, moments)
    def test_awake_is_never_earlier_and_never_quiet(self, owner, moment):
        hours = Hours.of(owner)
        awake = hours.awake(moment)
        assert awake >= moment
        assert not hours.is_quiet(awake)
        assert awake - moment < timedelta(hours=49)

    @patient
    @given(people, moments)
    def test_mornings_are_working_days_in_order_and_never_quiet(self, owner, moment):
        hours = Hours.of(owner)
        mornings = list(islice(hours.mornings(moment), 12))
        assert mornings
        assert [day for day, _at in mornings] == sorted({day for day, _at in mornings})
        assert all(day.weekday() in owner.work_days for day, _at in mornings)
        assert all(begins > moment and not hours.is_quiet(begins) for _day, begins in mornings)

    @patient
    @given(people, moments, st.sampled_from(RHYTHMS), st.integers(0, 48), st.integers(0, 11), st.integers(0, 600))
    def test_what_is_mailed_is_due_awake_and_has_not_lost_its_sense(
        self, owner, due, rhythm, hours_left, point, minutes
    ):
        ends = due + timedelta(hours=hours_left) if hours_left or isinstance(rhythm, BeforeTheStart) else None
        one = duty(owner, due=due, since=due - timedelta(days=2), ends=ends)
        series = list(islice(rhythm.occurrences(one, Hours.of(owner)), LOOKED_AT))
        now = series[min(point, len(series) - 1)].at + timedelta(minutes=minutes)
        found = latest(rhythm, one, now=now)
        hours = Hours.of(owner)
        if (ends is not None and now >= ends) or hours.is_quiet(now):
            assert found is None
        elif found is not None:
            assert found == [occurrence for occurrence in series if occurrence.at <= now][-1]
            assert not hours.is_quiet(found.at)
            assert isinstance(rhythm, BeforeTheStart) or found.at >= due
        else:
            assert not hours.is_at_work(now)

    @patient
    @given(people, moments, st.sampled_from(RHYTHMS))
    def test_a_series_goes_forward_and_names_each_point_once(self, owner, due, rhythm):
        one = duty(
            owner, due=due, since=due - timedelta(days=9), ends=due if isinstance(rhythm, BeforeTheStart) else None
        )
        series = list(islice(rhythm.occurrences(one, Hours.of(owner)), LOOKED_AT))
        assert all(earlier.at <= later.at for earlier, later in pairwise(series))
        assert len({occurrence.name for occurrence in series}) == len(series)

    @patient
    @given(people, moments)
    def test_a_missing_scorecard_is_mailed_at_most_once_a_day_and_eleven_times_in_all(self, owner, due):
        series = moments_of(UntilDone(), duty(owner, due=due))
        assert len(series) == 1 + MOST_MORNINGS
        dates = [name for name, _moment in series[1:]]
        assert dates == sorted(set(dates))
        assert dates[0] > f"morning:{series[0][1].date()}"


class TestInterviewAhead:
    def test_a_day_and_an_hour_before(self):
        one = duty(
            person(),
            since=at("2026-11-01T09:00+02:00"),
            due=at("2026-12-02T14:00+02:00"),
            ends=at("2026-12-02T14:00+02:00"),
        )
        assert moments_of(BeforeTheStart(), one) == [
            ("day", at("2026-12-01T14:00+02:00")),
            ("hour", at("2026-12-02T13:00+02:00")),
        ]

    def test_one_in_quiet_hours_waits_and_is_dropped_if_the_start_comes_first(self):
        start = at("2026-12-02T07:30+02:00")
        one = duty(person(), since=at("2026-11-01T09:00+02:00"), due=start, ends=start)
        assert latest(BeforeTheStart(), one, now=at("2026-12-01T08:00+02:00")).name == "day"
        assert latest(BeforeTheStart(), one, now=at("2026-12-02T07:29+02:00")) is None
        assert latest(BeforeTheStart(), one, now=at("2026-12-02T08:00+02:00")) is None

    def test_whoever_is_asked_late_is_not_reminded_of_what_they_have_just_read(self):
        start = at("2026-12-02T14:00+02:00")
        one = duty(person(), since=at("2026-12-02T11:00+02:00"), due=start, ends=start)
        assert [name for name, _moment in moments_of(BeforeTheStart(), one)] == ["hour"]

    def test_the_missed_day_is_let_go_once_the_hour_has_come(self):
        start = at("2026-12-02T14:00+02:00")
        one = duty(person(), since=at("2026-11-01T09:00+02:00"), due=start, ends=start)
        assert latest(BeforeTheStart(), one, now=at("2026-12-02T13:05+02:00")).name == "hour"


class TestScorecard:
    def test_an_hour_after_then_working_mornings_without_weekend_and_holiday(self):
        one = duty(person(country="RO", time_zone="Europe/Bucharest"), due=at("2026-11-27T17:00+02:00"))
        series = moments_of(UntilDone(), one)
        assert series[:3] == [
            ("hour", at("2026-11-27T17:00+02:00")),
            ("morning:2026-12-02", at("2026-12-02T09:00+02:00")),  # weekend, Saint Andrew, National Day
            ("morning:2026-12-03", at("2026-12-03T09:00+02:00")),
        ]

    def test_it_stops_after_ten_mornings(self):
        one = duty(person(country="ZZ"), due=at("2026-11-02T10:00+02:00"))
        assert moments_of(UntilDone(), one)[-1][0] == "morning:2026-11-16"
        assert latest(UntilDone(), one, now=at("2026-11-16T23:59+02:00")) is None
        assert latest(UntilDone(), one, now=at("2026-11-16T20:00+02:00")).name == "morning:2026-11-16"
        assert latest(UntilDone(), one, now=at("2026-11-17T09:00+02:00")) is None

    def test_an_evening_interview_is_mailed_the_next_morning_only_once_that_day(self):
        one = duty(person(country="ZZ"), due=at("2026-11-02T21:30+02:00"))
        assert moments_of(UntilDone(), one)[:2] == [
            ("hour", at("2026-11-03T08:00+02:00")),
            ("morning:2026-11-04", at("2026-11-04T09:00+02:00")),
        ]

    def test_a_morning_that_was_missed_is_not_sent_on_a_free_day(self):
        one = duty(person(country="ZZ"), due=at("2026-11-05T10:00+02:00"))
        assert latest(UntilDone(), one, now=at("2026-11-07T11:00+02:00")) is None
        assert latest(UntilDone(), one, now=at("2026-11-09T09:00+02:00")).name == "morning:2026-11-09"


class TestOnce:
    def test_on_the_first_working_morning_after(self):
        one = duty(person(country="ZZ"), due=at("2026-11-06T09:00+02:00"))
        assert moments_of(OnceInTheMorning(), one) == [("once", at("2026-11-09T09:00+02:00"))]

    def test_what_became_known_late_waits_for_the_working_day(self):
        one = duty(person(country="ZZ"), due=at("2026-11-04T09:00+02:00"))
        assert latest(OnceInTheMorning(), one, now=at("2026-11-05T22:00+02:00")) is None
        assert latest(OnceInTheMorning(), one, now=at("2026-11-06T08:30+02:00")) is None
        assert latest(OnceInTheMorning(), one, now=at("2026-11-06T15:00+02:00")).name == "once"

    def test_nobody_without_working_days_is_written_to(self):
        assert moments_of(OnceInTheMorning(), duty(person(work_days=[]), due=at("2026-11-06T09:00+02:00"))) == []


class TestClockChanges:
    BUCHAREST = {"time_zone": "Europe/Bucharest", "country": "ZZ"}

    def test_a_morning_that_is_skipped_begins_later(self):
        hours = Hours.of(
            person(**self.BUCHAREST, work_days=[6], work_from=time(3, 30), quiet_from=time(0), quiet_until=time(0))
        )
        day, begins = next(hours.mornings(at("2026-03-28T12:00+02:00")))
        assert (day, begins) == (date(2026, 3, 29), at("2026-03-29T04:30+03:00"))

    def test_quiet_hours_that_end_in_the_hour_that_comes_twice(self):
        hours = Hours.of(person(**self.BUCHAREST, quiet_from=time(22), quiet_until=time(3, 30)))
        assert hours.awake(at("2026-10-25T01:00+03:00")) == at("2026-10-25T03:30+03:00")
        assert hours.awake(at("2026-10-25T03:10+02:00")) == at("2026-10-25T03:30+02:00")

    def test_a_quiet_hour_is_the_same_hour_in_summer_and_winter(self):
        hours = Hours.of(person(**self.BUCHAREST))
        zone = ZoneInfo("Europe/Bucharest")
        for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)):
            assert hours.local(hours.awake(datetime.combine(day, time(5), tzinfo=zone))).time() == time(8)

    @pytest.mark.parametrize(("clock", "quiet"), [("12:59", False), ("13:00", True), ("14:59", True), ("15:00", False)])
    def test_quiet_hours_within_a_day(self, clock, quiet):
        hours = Hours.of(person(quiet_from=time(13), quiet_until=time(15)))
        assert hours.is_quiet(at(f"2026-12-01T{clock}+02:00")) is quiet

    def test_equal_ends_mean_no_quiet_hours(self):
        hours = Hours.of(person(quiet_from=time(9), quiet_until=time(9)))
        assert not any(hours.is_quiet(at(f"2026-12-01T{hour:02}:00+02:00")) for hour in range(24))


class TestUntilSettled:
    def test_it_comes_again_after_each_working_week_and_never_ends(self):
        one = duty(person(), due=at("2026-12-01T10:00+00:00"))
        names = [point.name for point in islice(UntilSettled().occurrences(one, Hours.of(one.owner)), 60)]
        days = [date.fromisoformat(name.removeprefix("morning:")) for name in names]
        assert all(5 <= (later - day).days <= 30 for day, later in pairwise(days))
        assert (days[-1] - days[0]).days > 400

    def test_a_rule_sets_distance_and_end(self):
        one = duty(person(), due=at("2026-12-01T10:00+00:00"))
        rhythm = UntilSettled().adjusted(first=None, every=1, most=3)
        assert len(list(rhythm.occurrences(one, Hours.of(one.owner)))) == 3
