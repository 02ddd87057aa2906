"""Compare the candidates of a vacancy on its grid, from the ratings one person may see now.

Number of queries: constant, whatever the number of candidates, raters and competencies.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import cast

from accounts.models import User
from competencies.enums import GridState, Section
from competencies.models import Grid
from recruiting.domain.declared_rule import judged_items
from recruiting.models import Application, Stage, Vacancy
from recruiting.models.application import ApplicationQuerySet
from scorecards.domain.assessing import Assessment, Item, Voice, assess, coverage_in_percent, latest
from scorecards.domain.fitting import parameters_for
from scorecards.domain.ordering import Group, Rule, Standing, order, standing
from scorecards.measurement import connectivity, model
from scorecards.models import FittedParameters, Rating, Scorecard


@dataclass(frozen=True)
class Column:
    """One candidate of the comparison."""

    application: Application
    assessment: Assessment
    standing: Standing
    group: int
    place: int | None
    shares_with: tuple[int, ...]

    @property
    def fit_percent(self) -> int | None:
        return None if self.assessment.fit is None else round(100 * self.assessment.fit)

    @property
    def coverage_percent(self) -> int:
        return coverage_in_percent(self.assessment.coverage)


@dataclass(frozen=True)
class Comparison:
    """Everything the comparison page and the decision's snapshot say, computed from one set of visible cards."""

    vacancy: Vacancy
    rule: Rule
    items: tuple[Item, ...]
    cards: tuple[Scorecard, ...]
    voices: tuple[Voice, ...]
    assessments: dict[int, Assessment]
    groups: tuple[Group, ...]
    columns: tuple[Column, ...]
    unrated: tuple[Application, ...]
    parameters: FittedParameters | None = None
    stages: tuple[Stage, ...] = ()  # all with a card that is open to the reader, also those left out
    stage: int | None = None  # the only one counted

    @property
    def components(self) -> model.Components:
        return components_of(self.parameters)

    @cached_property
    def solution(self) -> model.Solution | None:
        return solve(self.items, self.voices, self.components)

    def column(self, application: int) -> Column | None:
        return next((column for column in self.columns if column.application.pk == application), None)


def compare(
    *,
    vacancy: Vacancy,
    user: User,
    narrowed_to: ApplicationQuerySet | None = None,
    waived: Mapping[int, Collection[int]] = MappingProxyType({}),
    stage: int | None = None,
    read_as: Grid | None = None,
) -> Comparison:
    """The comparison as `user` may see it; candidates none of whose cards are open to them are in `unrated`.

    `narrowed_to` narrows it (default: candidates in work); `waived` maps an application to accepted shortfalls.
    `stage`: only the cards of the stage with this id count, unless it has none that are open; `read_as`: levels,
    weights and must-haves are those of this grid, of another level.
    """
    items = items_of(vacancy) if read_as is None else read_against(vacancy, read_as)
    wanted = Application.objects.active() if narrowed_to is None else narrowed_to
    applications = {one.pk: one for one in _visible(wanted, vacancy, user)}
    visible = tuple(visible_cards(vacancy, user, applications))
    stages = tuple(sorted({card.stage for card in visible}, key=lambda one: one.order))
    if stage not in {one.pk for one in stages}:
        stage = None
    cards = tuple(card for card in visible if stage in (None, card.stage_id))
    comparison = computed(
        vacancy=vacancy,
        rule=rule_of(vacancy),
        items=items,
        cards=cards,
        voices=tuple(voices_of(cards)),
        applications=applications,
        waived=waived,
        parameters=parameters_for(vacancy),
    )
    return replace(comparison, stages=stages, stage=stage)


def computed(
    *,
    vacancy: Vacancy,
    rule: Rule,
    items: tuple[Item, ...],
    cards: tuple[Scorecard, ...],
    voices: tuple[Voice, ...],
    applications: Mapping[int, Application],
    waived: Mapping[int, Collection[int]],
    parameters: FittedParameters | None = None,
) -> Comparison:
    """What the voices add up to; no query. Without fitted parameters the medians of the priors stand in."""
    components = components_of(parameters)
    assessments = assess(items, voices)
    better = _better(solve(items, voices, components))
    groups = tuple(order(assessments, groups_of(items, voices), rule, better, waived))
    columns = tuple(_columns(groups, applications, assessments, rule, waived))
    unrated = tuple(one for key, one in applications.items() if key not in assessments)
    return Comparison(vacancy, rule, items, cards, voices, assessments, groups, columns, unrated, parameters)


def components_of(parameters: FittedParameters | None) -> model.Components:
    return parameters.components if parameters else model.MEDIANS


def items_of(vacancy: Vacancy) -> tuple[Item, ...]:
    """What the vacancy judges by; a chosen supplement takes its share of the whole weight, the rest the remainder."""
    chosen = vacancy.rule.with_supplement
    share = vacancy.grid.supplement_share / 100 if chosen else 0.0
    return tuple(
        Item(
            id=item.pk,
            name=item.name,
            required=item.required_level,
            weight=float(item.weight) * (share if item.section == Section.SUPPLEMENT else 1 - share),
            must_have=item.must_have,
            section=item.section,
            deciding=item.competency.deciding,
            communication=item.competency.communication,
        )
        for item in judged_items(vacancy.grid, with_supplement=chosen).select_related("competency")
    )


def read_against(vacancy: Vacancy, grid: Grid) -> tuple[Item, ...]:
    """What `grid`, of another level, asks for; a competency that the vacancy rates too keeps the vacancy's own item.

    Competencies of `grid` that the vacancy does not look at stay in, so that coverage tells what was not seen.
    """
    own = {item.competency_id: item.pk for item in vacancy.grid.items.all()}
    return tuple(
        Item(
            id=own.get(item.competency_id, item.pk),
            name=item.name,
            required=item.required_level,
            weight=float(item.weight),
            must_have=item.must_have,
            section=item.section,
            deciding=item.competency.deciding,
            communication=item.competency.communication,
            planned=item.competency_id in own,
        )
        for item in judged_items(grid, with_supplement=False).select_related("competency")
    )


def other_levels(vacancy: Vacancy) -> list[Grid]:
    """The newest published grids of the family's other roles: what the candidates may be read as."""
    published = Grid.objects.filter(state=GridState.PUBLISHED, role__family=vacancy.role.family)
    return list(
        published.exclude(role=vacancy.role_id).select_related("role").order_by("role_id", "-version").distinct("role")
    )


def rule_of(vacancy: Vacancy) -> Rule:
    declared = vacancy.rule
    return Rule(declared.min_coverage / 100, float(declared.equal_low), float(declared.equal_high))


def _visible(wanted: ApplicationQuerySet, vacancy: Vacancy, user: User) -> Iterable[Application]:
    return (
        wanted.visible_to(user)
        .filter(vacancy=vacancy)
        .select_related("candidate", "stage")
        .order_by("candidate__name_sort", "pk")
    )


def visible_cards(vacancy: Vacancy, user: User, applications: Iterable[int]) -> Iterable[Scorecard]:
    """Sealed cards on these applications of the vacancy that the person may see, with their ratings."""
    return (
        Scorecard.objects.visible_to(user)
        .submitted()
        .filter(application__vacancy=vacancy, application__in=list(applications))
        .select_related("interviewer", "stage")
        .prefetch_related("ratings", "critical_errors")
        .order_by("pk")
    )


def voices_of(cards: Iterable[Scorecard]) -> Iterable[Voice]:
    for card in cards:
        for rating in card.ratings.all():
            yield _voice(card, rating)


def _voice(card: Scorecard, rating: Rating) -> Voice:
    return Voice(
        application=card.application_id,
        item=rating.item_id,
        rater=card.interviewer_id,
        level=rating.level,
        stage_order=card.stage.order,
        card=card.pk,
        rating=rating.pk,
        independent=card.independent,
    )


def solve(items: Sequence[Item], voices: Iterable[Voice], components: model.Components) -> model.Solution | None:
    """The model over independent ratings that count; None while there is nothing to solve."""
    ratings = counted(items, voices)
    if not ratings:
        return None
    return model.solve(ratings, components, {item.id: item.weight for item in items})


def counted(items: Sequence[Item], voices: Iterable[Voice]) -> list[tuple[int, int, int, int]]:
    """What enters the model, as (application, rater, item, level): independent ratings that count."""
    known = {item.id for item in items}
    return [
        (voice.application, voice.rater, voice.item, voice.level)
        for voice in latest(voices)
        if voice.level is not None and voice.independent and voice.item in known
    ]


def _better(solution: model.Solution | None):
    known = solution.candidates if solution else {}

    def better(a: int, b: int) -> float | None:
        if solution is None or a not in known or b not in known or not solution.comparable(a, b):
            return None
        return solution.probability_better(a, b)

    return better


def groups_of(items: Sequence[Item], voices: Sequence[Voice]) -> list[tuple[int, ...]]:
    """Candidates connected through shared raters, largest group first.

    Who observed nothing in a candidate links nobody with them, and a candidate in whom nobody did stands alone.
    """
    known = {item.id for item in items}
    seen = {(voice.application, voice.rater) for voice in voices if voice.level is not None and voice.item in known}
    groups = [cast(tuple[int, ...], group.candidates) for group in connectivity.components(sorted(seen))]
    alone = {voice.application for voice in voices} - {application for application, _rater in seen}
    return sorted([*groups, *((one,) for one in alone)], key=lambda members: (-len(members), members))


def _columns(
    groups: Sequence[Group],
    applications: Mapping[int, Application],
    assessments: Mapping[int, Assessment],
    rule: Rule,
    waived: Mapping[int, Collection[int]],
) -> Iterable[Column]:
    for number, group in enumerate(groups, start=1):
        places = {one: place for place in group.places for one in place.applications}
        for one in group.applications:
            place = places.get(one)
            yield Column(
                application=applications[one],
                assessment=assessments[one],
                standing=standing(assessments[one], rule, waived.get(one, ())),
                group=number,
                place=place.number if place else None,
                shares_with=tuple(other for other in place.applications if other != one) if place else (),
            )
