"""The comparison of 50 candidates, four raters and twelve competencies against a bare Django page of the same rows.

Both are asked for through the whole stack by the same person, in one run. The bare page reads every rating with its
card, rater, candidate and competency in one query and prints them in a plain table. Bars: at most 15 queries and at
most 6 times the bare page's time on the server; the same for 500 candidates, of whom the page shows one sheet.
"""

import argparse
import sys
import time
from datetime import datetime, timedelta
from types import ModuleType

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from django.utils import timezone

from accounts.domain.arguments import between
from accounts.enums import Role
from accounts.models import User
from competencies.models import Grid, GridItem
from recruiting.enums import Source, TeamFunction, VacancyState
from recruiting.models import Application, Candidate, DeclaredRule, Stage, TeamMember, Vacancy
from scorecards.domain.laying_out import SHEET
from scorecards.enums import CardState, Recommendation
from scorecards.models import Rating, Scorecard

SIZES, RATERS, COMPETENCIES, TIMES, QUERIES = (50, 500), 4, 12, 6.0, 15
BARE = """<!doctype html><html lang="en"><head><title>Ratings</title></head><body><table>
{% for row in rows %}<tr><td>{{ row.scorecard.application.candidate.full_name }}</td><td>{{ row.item.name }}</td>
<td>{{ row.scorecard.interviewer.full_name }}</td><td>{{ row.level }}</td></tr>
{% endfor %}</table></body></html>"""


def run(argv: list[str]) -> int:
    """Make the rows inside a transaction that is rolled back, measure, print; 0 when every bar is met."""
    parser = argparse.ArgumentParser(prog="bench compare", description=__doc__)
    parser.add_argument("--repeat", type=between(1, 10_000), default=10, help="turns; the best of each side counts")
    parser.add_argument("--seed", type=between(0, 2**32 - 1), default=7, help="seed of the made-up ratings")
    options = parser.parse_args(argv)
    met = []
    for size in SIZES:
        with transaction.atomic(), override_settings(ROOT_URLCONF=_addresses(), ALLOWED_HOSTS=["*"], DEBUG=False):
            met.append(_measure(size, options))
            transaction.set_rollback(True)
    return 0 if all(met) else 1


def _measure(size: int, options: argparse.Namespace) -> bool:
    vacancy, user = _scene(size, options.seed)
    client = Client()
    client.force_login(user)
    sides = {"bare page": f"/bare/{vacancy.pk}/", "compare": reverse("scorecards:compare", args=[vacancy.pk])}
    for address in sides.values():  # templates are compiled and caches filled once, on both sides
        _get(client, address)
    counts = {name: _queries(client, address) for name, address in sides.items()}
    turns = [[_seconds(client, address) for address in sides.values()] for _turn in range(options.repeat)]
    best = dict(zip(sides, map(min, zip(*turns, strict=True)), strict=True))
    _say(f"{size} candidates, {RATERS} raters, {COMPETENCIES} competencies, best of {options.repeat} turns")
    for name, seconds in best.items():
        _say(f"  {name:10} {seconds * 1e3:8.1f} ms  {counts[name]:3} queries  {seconds / best['bare page']:5.2f} times")
    ratio = best["compare"] / best["bare page"]
    fast = _bar(f"{ratio:.2f} times the bare page, at most {TIMES:.0f}", ratio <= TIMES)
    few = _bar(f"{counts['compare']} queries, at most {QUERIES}", counts["compare"] <= QUERIES)
    return fast and few


def _seconds(client: Client, address: str) -> float:
    started = time.perf_counter()
    _get(client, address)
    return time.perf_counter() - started


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        _get(client, address)
    return len(captured)


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def _addresses() -> ModuleType:
    """The product's addresses and one more: the bare page, which reads the same rows and prints those of one sheet."""
    page = engines["django"].from_string(BARE)

    def bare(request, pk: int) -> HttpResponse:
        rows = Rating.objects.filter(scorecard__application__vacancy=pk).select_related(
            "item", "scorecard__interviewer", "scorecard__application__candidate"
        )
        shown = list(rows.order_by("scorecard__application", "scorecard", "pk"))[: SHEET * RATERS * COMPETENCIES]
        return HttpResponse(page.render({"rows": shown}, request))

    module = ModuleType("bench_addresses")
    module.urlpatterns = [path("bare/<int:pk>/", bare), path("", include(settings.ROOT_URLCONF))]  # type: ignore[attr-defined]
    return module


def _scene(size: int, seed: int) -> tuple[Vacancy, User]:
    """A vacancy whose candidates were each rated by four of six interviewers in one stage."""
    now = timezone.now()
    manager, *raters = _people()
    grid = Grid.objects.published().select_related("role").first()
    if grid is None:
        raise SystemExit("Load the library first: manage load_library")
    vacancy = Vacancy.objects.create(
        title="Compared", role=grid.role, grid=grid, state=VacancyState.OPEN, opened_at=now, created_by=manager,
        created_at=now,
    )  # fmt: skip
    TeamMember.objects.create(vacancy=vacancy, user=manager, function=TeamFunction.HIRING_MANAGER)
    DeclaredRule.objects.create(vacancy=vacancy, declared_by=manager, declared_at=now)
    stage = Stage.objects.create(vacancy=vacancy, order=1, key="interview", name="Interview", method="interview")
    items = list(grid.items.order_by("order")[:COMPETENCIES])
    stage.covers.set(items)
    _cards(_applications(vacancy, stage, size, now), raters, items, np.random.default_rng(seed), now)
    return vacancy, manager


def _people() -> list[User]:
    roles = [Role.HIRING_MANAGER, *[Role.INTERVIEWER] * 6]
    return [
        User.objects.create_user(email=f"bench{number}@bench.example", full_name=f"Person {number}", role=role)
        for number, role in enumerate(roles)
    ]


def _applications(vacancy: Vacancy, stage: Stage, size: int, now: datetime) -> list[Application]:
    people = Candidate.objects.bulk_create(
        Candidate(full_name=f"Candidate {number:03}", added_by=vacancy.created_by, added_at=now)
        for number in range(size)
    )
    return Application.objects.bulk_create(
        Application(
            candidate=person, vacancy=vacancy, stage=stage, stage_since=now, applied_at=now - timedelta(minutes=number),
            source=Source.OTHER,
        )
        for number, person in enumerate(people)
    )  # fmt: skip


def _cards(
    rows: list[Application], raters: list[User], items: list[GridItem], random: np.random.Generator, now: datetime
) -> None:
    """Levels around a skill of each candidate, drafts first: a sealed card takes no rating."""
    strict = random.normal(0, 0.4, len(raters))
    cards, levels = [], []
    for row in rows:
        skill = random.normal(3.3, 0.6)
        for place in random.choice(len(raters), RATERS, replace=False):
            drawn = np.clip(np.rint(skill - strict[place] + random.normal(0, 0.6, len(items))), 1, 5)
            cards.append(
                Scorecard(
                    application=row, stage=row.stage, interviewer=raters[place], created_at=now, saved_at=now,
                    recommendation=Recommendation.YES,
                )
            )  # fmt: skip
            levels.append(drawn.astype(int).tolist())
    Scorecard.objects.bulk_create(cards)
    Rating.objects.bulk_create(
        Rating(scorecard=card, item=item, level=level, evidence="Said and did so.")
        for card, given in zip(cards, levels, strict=True)
        for item, level in zip(items, given, strict=True)
    )
    Scorecard.objects.filter(pk__in=[card.pk for card in cards]).update(
        state=CardState.SUBMITTED, closed_at=now, digest="0" * 64
    )


def _bar(words: str, met: bool) -> bool:
    _say(f"  {'met   ' if met else 'MISSED'}  {words}")
    return met


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
