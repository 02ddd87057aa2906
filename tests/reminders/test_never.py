"""Properties over zones, clock changes and holidays: no mail on a holiday, after the stop, or while it is put off."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.working_days import public_holidays
from reminders.domain.hours import Hours
from reminders.domain.rhythm import AtAges, Mornings, UntilDone, latest
from tests.reminders.test_rhythm import duty, moments, patient, people

IN_THE_MORNING = [Mornings(), Mornings(every=2, most=3), AtAges(14)]


@patient
@given(people, moments)
def test_no_morning_is_a_holiday(owner, moment):
    hours = Hours.of(owner)
    mornings = [day for day, _at in islice(hours.mornings(moment), 120)]
    assert [day for day in mornings if day in public_holidays(owner.country)] == []


@patient
@given(people, moments, st.sampled_from(IN_THE_MORNING), st.integers(0, 90 * 24))
def test_nothing_of_working_days_is_mailed_on_a_day_off(owner, due, rhythm, later):
    hours, now = Hours.of(owner), due + timedelta(hours=later)
    found = latest(rhythm, duty(owner, due=due), now=now)
    assert found is None or hours.is_working_day(hours.local(now).date())


@patient
@given(people, moments, st.integers(0, 40 * 24))
def test_nothing_is_mailed_a_day_after_the_last_of_a_series(owner, due, later):
    one = duty(owner, due=due)
    last = list(UntilDone().occurrences(one, Hours.of(owner)))[-1].at
    assert latest(UntilDone(), one, now=last + timedelta(days=1, hours=later)) is None


@patient
@given(people, moments, st.integers(1, 14 * 24), st.integers(0, 999))
def test_nothing_is_mailed_while_it_is_put_off_and_its_end_is_told(owner, due, put_off, part):
    until = due + timedelta(hours=put_off)
    one = replace(duty(owner, due=due), snoozed_until=until)
    assert latest(UntilDone(), one, now=due + part * timedelta(hours=put_off) / 1000) is None
    hours = Hours.of(owner)
    found = latest(UntilDone(), one, now=hours.awake(until))
    assert found is None or hours.awake(until) >= found.at >= until


@patient
@given(people, moments, st.integers(0, 72), st.integers(0, 72 * 60))
def test_nothing_is_mailed_once_it_has_lost_its_sense(owner, due, lasts, minutes):
    ends = due + timedelta(hours=lasts)
    one = duty(owner, due=due, ends=ends)
    assert [latest(rhythm, one, now=ends + timedelta(minutes=minutes)) for rhythm in (UntilDone(), Mornings())] == [
        None,
        None,
    ]
