from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models import DateTimeField as Moment
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Role as UserRole
from accounts.models import User
from competencies.models import DescriptionApproval
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duty import Duty, Kind
from reminders.domain.rhythm import Mornings
from reminders.enums import Subject

NOTICE = timedelta(days=30)  # before the day of the review; agreeing on new words takes weeks


class DescriptionReview(Kind):
    """A job description is looked at again by its day. Whoever noted its approval is asked, or the administrators once
    that person has left or lost the right. Over when a new approval is noted."""

    key = "description_review"
    heading = _("Job descriptions to review")
    button = pgettext_lazy("button", "Open")
    why = _("a job description is to be reviewed")
    rhythm = Mornings(every=10, most=3)
    about = Subject.LIBRARY

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        rows = list(narrowed(_ending(now), among, description="pk").select_related("role", "by"))
        keepers = list(User.objects.filter(_KEEPS).order_by("pk"))
        duties = [self._duty(row, owner) for row in rows for owner in _owners(row, keepers)]
        return [duty for duty in duties if user is None or duty.owner.pk == user.pk]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        able = {f"by__{name}": value for name, value in _ABLE.items()}
        own = columns(_ending(now).filter(**able), self.key, _row("by"))
        keepers = User.objects.filter(_KEEPS).order_by("pk").values_list("pk", flat=True)
        left = [columns(_ending(now).exclude(**able), self.key, _row(Value(pk))) for pk in keepers]
        return own.union(*left, all=True)

    def _duty(self, row: DescriptionApproval, owner: User) -> Duty:
        asked_from = _midnight(row.review_by - NOTICE)
        return Duty(
            kind=self.key,
            subject=f"description:{row.pk}",
            owner=owner,
            since=asked_from,
            due=asked_from,
            late_from=_midnight(row.review_by + timedelta(days=1)),
            schedule=f"by:{row.review_by:%Y-%m-%d}",
            url=reverse("competencies:role", args=[row.role.key]) + "#description",
            why=self.why,
            people=(row.role.title,),
        )


_ABLE: dict[str, Any] = {"is_active": True, "role__in": [UserRole.HR, UserRole.ADMIN]}
_KEEPS = Q(is_active=True, role=UserRole.ADMIN)


def _owners(row: DescriptionApproval, keepers: list[User]) -> list[User]:
    able = row.by.is_active and row.by.role in _ABLE["role__in"]
    return [row.by] if able else keepers


def _ending(now: datetime) -> QuerySet[DescriptionApproval]:
    """The newest approval of each role whose review is near or past, the nearest first."""
    newer = DescriptionApproval.objects.filter(role=OuterRef("role"), pk__gt=OuterRef("pk"))
    soon = timezone.localdate(now, timezone.get_default_timezone()) + NOTICE
    return DescriptionApproval.objects.filter(~Exists(newer), review_by__lte=soon).order_by("review_by", "pk")


def _midnight(day: date) -> datetime:
    """The beginning of a day on the installation's clock."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def _row(owner: Any) -> Row:
    day = Func(F("review_by"), Value(NOTICE.days), arg_joiner=" - ", template="(%(expressions)s)::timestamp")
    zone = Value(str(timezone.get_default_timezone()))
    asked_from = Func(zone, day, function="timezone", output_field=Moment())
    written = Func(F("review_by"), Value("YYYY-MM-DD"), function="to_char", output_field=CharField())
    return Row(
        subject=named(description="pk"),
        owner=owner,
        vacancy=None,
        stage=None,
        since=asked_from,
        due=asked_from,
        schedule=Concat(Value("by:"), written),
    )
