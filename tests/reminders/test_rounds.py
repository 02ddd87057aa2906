"""Rounds over weeks, whatever the zone, the clock's jumps, the holidays, the quiet hours and the rule: properties."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.domain.hours import Hours
from reminders.domain.rhythm import AtAges, BeforeTheStart, Mornings, Rhythm, UntilDone, latest
from tests.reminders.test_rhythm import people

patient = settings(deadline=None, max_examples=60)
# Around the jumps of the clock in Europe and America, the turn of the year, and a plain week.
STARTS = [
    datetime(year, month, day, tzinfo=UTC)
    for year, month, day in ((2026, 3, 6), (2026, 3, 27), (2026, 10, 23), (2026, 12, 23), (2026, 6, 1))
]
moments = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from(STARTS),
    st.integers(0, 4 * 24 * 60),
)
rhythms = st.one_of(
    st.builds(BeforeTheStart, first=st.integers(1, 72)),
    st.builds(UntilDone, first=st.integers(0, 1440), every=st.integers(1, 10), most=st.integers(1, 20)),
    st.builds(Mornings, first=st.integers(0, 10), every=st.integers(1, 10), most=st.integers(1, 20)),
    st.builds(AtAges, first=st.integers(1, 20)),
)


@dataclass
class Owed:
    """What a rhythm knows of a duty."""

    owner: SimpleNamespace
    since: datetime
    due: datetime
    ends: datetime | None
    snoozed_until: datetime | None = None
    received_at: datetime | None = None
    given_at: datetime | None = None
    why: str = "because"


def owed(owner, rhythm: Rhythm, due: datetime, snooze: timedelta | None) -> Owed:
    ends = due + timedelta(days=3) if isinstance(rhythm, BeforeTheStart) else None
    return Owed(owner, due - timedelta(days=1) if ends else due, due, ends, due + snooze if snooze else None)


def mailed(one: Owed, rhythm: Rhythm, step: timedelta, days: int = 40) -> list[tuple[datetime, str, datetime]]:
    """What rounds at that distance mail, as the engine does: a point once, none that lies before the last one told."""
    hours, now, told, found = Hours.of(one.owner), one.due - timedelta(days=4), None, []
    end = one.due + timedelta(days=days)
    while now < end:
        point = latest(rhythm, one, now=now, hours=hours)
        if point is not None and (told is None or point.at > told):
            told = point.at
            found.append((now, point.name, point.at))
        now += step
    return found


@patient
@given(people, moments, rhythms, st.integers(37, 700), st.none() | st.timedeltas(timedelta(hours=1), timedelta(days=7)))
def test_never_early_never_quiet_never_twice_never_after_the_stop(owner, due, rhythm, minutes, snooze):
    one = owed(owner, rhythm, due, snooze)
    hours = Hours.of(owner)
    mails = mailed(one, rhythm, timedelta(minutes=minutes))
    assert all(now >= at for now, _name, at in mails)
    assert not any(hours.is_quiet(now) for now, _name, _at in mails)
    names = [name for _now, name, _at in mails]
    assert len(set(names)) == len(names)
    if one.ends is not None:
        assert all(now < one.ends for now, _name, _at in mails)
    if snooze is not None and one.snoozed_until is not None:
        before = [now for now, _name, _at in mails if now < one.snoozed_until]
        assert before == []
    most = {UntilDone: lambda: rhythm.most + 1, Mornings: lambda: rhythm.most}.get(type(rhythm), lambda: 2)()
    assert len(mails) <= most + (snooze is not None)


@patient
@given(people, moments, st.builds(UntilDone, first=st.just(60), every=st.integers(1, 3), most=st.integers(1, 5)))
def test_after_the_last_morning_there_is_silence_even_if_nothing_was_mailed(owner, due, rhythm):
    one = owed(owner, rhythm, due, None)
    series = list(rhythm.occurrences(one, Hours.of(owner)))
    assert latest(rhythm, one, now=series[-1].at + timedelta(days=1)) is None
    assert latest(rhythm, one, now=series[-1].at + timedelta(days=400)) is None


@patient
@given(people, moments, rhythms)
def test_whatever_the_distance_of_rounds_the_last_point_that_is_due_is_the_same(owner, due, rhythm):
    one = owed(owner, rhythm, due, None)
    often = {name for _now, name, _at in mailed(one, rhythm, timedelta(hours=1), days=12)}
    seldom = {name for _now, name, _at in mailed(one, rhythm, timedelta(hours=5), days=12)}
    assert seldom <= often
