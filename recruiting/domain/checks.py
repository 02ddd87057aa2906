"""Stages that are no columns of the board: what is done once for the vacancy, and for each person after the hire."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import ApplicationState, Scope
from recruiting.models import Application, Stage, StageCheck, Vacancy


@dataclass(frozen=True)
class CheckLine:
    """One line of the checklist: the stage, the hired person it is about if any, and the latest word on it."""

    stage: Stage
    application: Application | None
    latest: StageCheck | None

    @property
    def is_done(self) -> bool:
        return self.latest is not None and self.latest.done


def checklist(vacancy: Vacancy) -> list[CheckLine]:
    """Every line in the order of the stages; a stage after the hire has one for each hired person, none before."""
    stages = vacancy.stages.exclude(scope=Scope.CANDIDATE).order_by("order")
    latest = {
        (check.stage_id, check.application_id): check
        for check in StageCheck.objects.filter(stage__vacancy=vacancy).select_related("by").order_by("at", "pk")
    }
    hired = list(_hired(vacancy))
    return [
        CheckLine(stage, person, latest.get((stage.pk, person.pk if person else None)))
        for stage in stages
        for person in (hired if stage.scope == Scope.AFTER_HIRE else [None])
    ]


@transaction.atomic
def check(*, stage: Stage, application: Application | None, done: bool, by: User, now: datetime) -> StageCheck:
    """Note that a stage is done, or that it is not after all. Raises AlreadyDone for a repeated click."""
    Vacancy.objects.select_for_update(no_key=True).get(pk=stage.vacancy_id)
    if (stage.scope == Scope.VACANCY) != (application is None) or stage.scope == Scope.CANDIDATE:
        raise Refused(_("This stage is not a line of the checklist."))
    if application is not None and not _hired(stage.vacancy).filter(pk=application.pk).exists():
        raise Refused(_("This person is not hired here."))
    latest = StageCheck.objects.filter(stage=stage, application=application).last()
    if (latest.done if latest else False) == done:
        raise AlreadyDone(_("Already noted."))
    return StageCheck.objects.create(stage=stage, application=application, done=done, by=by, at=now)


def _hired(vacancy: Vacancy):
    rows = vacancy.applications.filter(state=ApplicationState.HIRED).select_related("candidate")
    return rows.order_by("candidate__name_sort", "pk")


def still_open(lines: Iterable[CheckLine]) -> int:
    return sum(not line.is_done for line in lines)
