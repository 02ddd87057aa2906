"""Estimate the model's parameters in the background and find the ones a comparison is computed with.

A request only solves. What is fitted are ratings of ended vacancies in which nobody has a draft left and which opened
to the team, so that no figure of a running vacancy can move with a rating somebody is still kept blind from.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from competencies.models import Role
from recruiting.domain.vacancy_state import ENDS
from recruiting.enums import ApplicationState, Reveal
from recruiting.models import Application, Vacancy
from scorecards.domain.assessing import Voice, latest
from scorecards.enums import CardState
from scorecards.measurement import model
from scorecards.models import FittedParameters, Rating, Scorecard

log = structlog.get_logger("scorecards")

ORGANISATION = ""
LEAST_FOR_MEDIANS = 300  # ratings from which the organisation's own values replace the medians of the literature
LEAST_FOR_FAMILY = 100  # below, a family's estimate would be little more than the penalty itself
LEAST_CANDIDATES = 3

Row = tuple[int, int, int, int]


def parameters_for(vacancy: Vacancy) -> FittedParameters | None:
    """The newest parameters of the vacancy's role family, else of the organisation, else None: one query."""
    known = FittedParameters.objects.filter(family__in=[vacancy.role.family, ORGANISATION])
    return known.order_by("-family", "-version").first()


def fit_all(*, now: datetime) -> list[FittedParameters]:
    """Fit the organisation, then every family, where there are ratings enough and new ones; the versions added."""
    added = []
    every = settled_ratings(Vacancy.objects.all())
    if len(every) >= LEAST_FOR_MEDIANS:
        added.append(_fit(ORGANISATION, every, model.MEDIANS, now))
    medians = _organisation()
    for family in Role.objects.order_by("family").values_list("family", flat=True).distinct():
        rows = settled_ratings(Vacancy.objects.filter(role__family=family))
        if len(rows) >= LEAST_FOR_FAMILY:
            added.append(_fit(family, rows, medians, now))
    return [one for one in added if one is not None]


def _organisation() -> model.Components:
    newest = FittedParameters.objects.filter(family=ORGANISATION).order_by("-version").first()
    return newest.components if newest else model.MEDIANS


def settled_ratings(vacancies: QuerySet[Vacancy]) -> list[Row]:
    """Independent ratings that count, as (application, rater, competency, level), in a stable order; one query.

    Settled: nobody can be kept blind from them any more.
    """
    active = Application.objects.filter(vacancy=OuterRef("pk"), state=ApplicationState.ACTIVE)
    drafts = Scorecard.objects.filter(application__vacancy=OuterRef("pk"), state=CardState.DRAFT)
    over = vacancies.filter(~Exists(active), ~Exists(drafts), state__in=ENDS)
    shown = Q(scorecard__stage__reveal=Reveal.AFTER_OWN) | Q(scorecard__application__debrief__closed_at__isnull=False)
    found = Rating.objects.filter(
        shown,
        scorecard__state=CardState.SUBMITTED,
        scorecard__independent=True,
        scorecard__application__vacancy__in=over,
        level__isnull=False,
    ).values_list(
        "scorecard__application",
        "scorecard__interviewer",
        "item__competency",
        "level",
        "scorecard__stage__order",
        "scorecard",
        "pk",
    )
    return sorted(
        (voice.application, voice.rater, voice.item, voice.level) for voice in latest(_voices(found)) if voice.level
    )


def _voices(rows: Iterable[tuple]) -> Iterable[Voice]:
    """Rows as voices whose item is the competency, the same in every grid of the family."""
    for application, rater, competency, level, stage_order, card, rating in rows:
        yield Voice(application, competency, rater, level, stage_order, card, rating)


def _fit(family: str, rows: list[Row], medians: model.Components, now: datetime) -> FittedParameters | None:
    """A new version, or None when too few people were rated or the last version already knows these ratings."""
    candidates, raters = {row[0] for row in rows}, {row[1] for row in rows}
    source = hashlib.sha256(repr((rows, asdict(medians))).encode()).hexdigest()
    newest = FittedParameters.objects.filter(family=family).order_by("-version").first()
    if len(candidates) < LEAST_CANDIDATES or (newest is not None and newest.source == source):
        return None
    components = model.fit(rows, medians=medians)
    with transaction.atomic():
        fitted, created = FittedParameters.objects.get_or_create(
            family=family,
            version=newest.version + 1 if newest else 1,
            defaults={
                **asdict(components),
                "ratings": len(rows),
                "candidates": len(candidates),
                "raters": len(raters),
                "source": source,
                "fitted_at": now,
            },
        )
    if not created:  # another worker was faster with the same ratings
        return None
    log.info("scorecards.fitted", family=family or "organisation", version=fitted.version, ratings=len(rows))
    return fitted
