"""How each interviewer rates beside colleagues on the same candidates: computed at night, read by that person.

Only ratings of ended vacancies of the last two years enter, and only of people who have read the staff notice. The
figures are for learning: no list of candidates, no decision and no other page reads them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone
from recruiting.models import Vacancy
from scorecards.domain.fitting import ORGANISATION, Row, settled_ratings
from scorecards.measurement import diagnostics, model
from scorecards.models import CalibrationLead, CalibrationNotice, FittedParameters, RaterFigures

log = structlog.get_logger("scorecards")

NOTICE = 1  # raise it when the notice changes in meaning: everybody is asked again, and figures wait until then
KEPT = timedelta(days=730)
LISTED_ABOVE = 2.6  # standard errors; in a list of many people two would name somebody by chance alone


def calibrate(*, now: datetime) -> int:
    """Compute the figures of everybody who read the notice, and remove what may no longer be kept; how many were kept.

    One transaction: a reader sees the figures of one night, never of two.
    """
    since = now - KEPT
    rows = settled_ratings(Vacancy.objects.filter(closed_at__gte=since))
    informed = set(_informed().values_list("user", flat=True))
    raters = sorted(informed & {row[1] for row in rows})
    components = _components()
    figures = [
        RaterFigures(
            user_id=rater,
            ratings=sum(row[1] == rater for row in rows),
            since=since.date(),
            figures=_figures(rows, components, rater),
            computed_at=now,
        )
        for rater in raters
    ]
    with transaction.atomic():
        RaterFigures.objects.all().delete()
        RaterFigures.objects.bulk_create(figures)
    log.info("scorecards.calibrated", raters=len(figures), ratings=len(rows))
    return len(figures)


def _informed() -> QuerySet[CalibrationNotice]:
    return CalibrationNotice.objects.filter(version=NOTICE, user__is_active=True)


def _components() -> model.Components:
    newest = FittedParameters.objects.filter(family=ORGANISATION).order_by("-version").first()
    return newest.components if newest else model.MEDIANS


def _figures(rows: list[Row], components: model.Components, rater: int) -> dict:
    """Each indicator as plain values; the colleagues who give the measure are not named anywhere."""
    report = diagnostics.rater(rows, components, rater)
    names = ("severity", "consistency", "halo", "range_use", "agreement")
    found = {name: _plain(getattr(report, name)) for name in names}
    return {**found, "middle_share": report.middle_share}


def _plain(indicator: diagnostics.Indicator) -> dict:
    values = indicator._asdict()
    return values | {"withheld": str(indicator.withheld) if indicator.withheld else None}


def read_notice(*, by: User, now: datetime) -> None:
    """Note that the person read the staff notice; from the next night on there are figures."""
    CalibrationNotice.objects.update_or_create(user=by, defaults={"version": NOTICE, "read_at": now})


def has_read_notice(user: User) -> bool:
    return _informed().filter(user=user).exists()


@transaction.atomic
def name_lead(*, user: User, by: User, now: datetime) -> None:
    """Let the person read everybody's figures. Raises AlreadyDone."""
    try:
        with transaction.atomic():
            CalibrationLead.objects.create(user=user, named_by=by, named_at=now)
    except IntegrityError as named:
        raise AlreadyDone(_("%(name)s leads the calibration already.") % {"name": user}) from named
    log.info("scorecards.calibration_lead_named", user=user.pk, by=by.pk)


def release_lead(*, user: User, by: User) -> None:
    """Take it away again. Raises AlreadyDone."""
    deleted, _rows = CalibrationLead.objects.filter(user=user).delete()
    if not deleted:
        raise AlreadyDone(_("%(name)s does not lead the calibration.") % {"name": user})
    log.info("scorecards.calibration_lead_released", user=user.pk, by=by.pk)


def leads(user: User) -> bool:
    return CalibrationLead.objects.filter(user=user).exists()


def everybody() -> Iterable[RaterFigures]:
    """The figures of all, for who leads the calibration, by name; one query."""
    return RaterFigures.objects.select_related("user").order_by("user__name_sort", "pk")


def stands_out(severity: dict) -> bool:
    """Whether a difference is beyond what a list of many people shows by chance."""
    if severity["value"] is None:
        return False
    error = (severity["high"] - severity["low"]) / (2 * 1.96)
    return abs(severity["value"]) > LISTED_ABOVE * error
