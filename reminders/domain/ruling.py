"""Setting what a vacancy or a stage says about a kind of reminder, with its history."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from recruiting.models import Stage, Vacancy
from reminders.domain.duty import Kind
from reminders.domain.rulebook import FIELDS
from reminders.models import Rule, RuleChange


@transaction.atomic
def set_rule(
    *, vacancy: Vacancy, stage: Stage | None, kind: Kind, said: dict[str, bool | int | None], by: User, now: datetime
) -> RuleChange | None:
    """Say it, field by field; None leaves a field to the vacancy or to the usual. None when nothing changes."""
    Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    where: dict[str, Any] = {"vacancy": vacancy, "stage": stage, "kind": kind.key}
    row = Rule.objects.filter(**where).first()
    before = {name: getattr(row, name) if row else None for name in FIELDS}
    after = {name: said.get(name) for name in FIELDS}
    if before == after:
        return None
    if any(value is not None for value in after.values()):
        Rule.objects.update_or_create(**where, defaults=after)
    elif row:
        row.delete()
    return RuleChange.objects.create(**where, before=before, after=after, by=by, at=now)
