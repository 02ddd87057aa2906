"""Meetings that call for duties at `NOW`."""

from datetime import UTC, datetime, timedelta

from recruiting.models import Interview
from tests.factories import make_interview

NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)


def held(application, *people, **changes) -> Interview:
    """A meeting that ended two hours ago."""
    starts_at = changes.pop("starts_at", NOW - timedelta(hours=2, minutes=45))
    meeting = make_interview(application, *people, starts_at=starts_at, created_at=LONG_AGO, **changes)
    meeting.seats.update(added_at=LONG_AGO)
    return meeting


def ahead(application, *people, **changes) -> Interview:
    meeting = make_interview(
        application,
        *people,
        starts_at=changes.pop("starts_at", NOW + timedelta(hours=20)),
        created_at=LONG_AGO,
        **changes,
    )
    meeting.seats.update(added_at=LONG_AGO)
    return meeting
