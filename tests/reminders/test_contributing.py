"""The kind of duty that CONTRIBUTING shows works as it stands there."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.enums import Role
from accounts.models import User
from reminders.domain.duty import Kind
from tests.factories import make_user, make_vacancy

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


def shown_kind() -> Kind:
    text = Path(settings.BASE_DIR, "CONTRIBUTING.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], names)  # noqa: S102 our own page
    return names["TargetNear"]()


def test_its_engine_and_its_screen_agree_and_it_stops():
    kind, recruiter = shown_kind(), make_user(Role.HR)
    near = make_vacancy(recruiter=recruiter, opened_at=NOW)
    make_vacancy(recruiter=recruiter, opened_at=NOW)
    near.target_date = date(2026, 12, 9)
    near.save()
    (duty,) = kind.owed(now=NOW)
    (entry,) = kind.entries(now=NOW, people=User.objects.in_bulk())
    known = (duty.subject, duty.owner, duty.schedule, duty.since, duty.due, duty.place)
    place = (entry.vacancy_id, entry.stage_id)
    assert known == (entry.subject, entry.owner, entry.schedule, entry.since, entry.due, place)
    assert known[:3] == (f"vacancy:{near.pk}", recruiter, "by:2026-12-09")
    near.target_date = date(2026, 12, 10)
    near.save()
    assert kind.owed(now=NOW) == []
