"""The board of 1,000 applications against a bare Django page that lists the same rows, in one run.

Both are asked for through the whole stack by the same person. The bare page reads its rows with one query into model
instances and prints name, stage and day of each in a plain template. Bars: one request, at most 20 queries, at most 3
times the bare page's time on the server, for the columns and for the list.
"""

import argparse
import sys
import time
from datetime import datetime, timedelta
from types import ModuleType

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
from competencies.models import Grid
from recruiting.domain.opening import open_vacancy
from recruiting.enums import Answer, ApplicationState, Scope, Source, TeamFunction
from recruiting.models import (
    AREAS,
    Application,
    Attendance,
    Candidate,
    Interview,
    PipelineTemplate,
    Seat,
    Vacancy,
)

ROWS, TIMES, QUERIES = 1000, 3.0, 20
FIRST = ("Ana", "Ștefan", "Дарья", "Ion", "Екатерина", "Tom", "Iulian")
LAST = ("Rusu", "Соколова", "Hartley", "Țurcanu", "Лебедева", "Marin", "Prodan", "Назарова", "Guțu")
BARE = """<!doctype html><html lang="en"><head><title>Applications</title></head><body><ul>
{% for row in rows %}<li><a href="/applications/{{ row.pk }}/">{{ row.candidate.full_name }}</a>
{{ row.stage.name }}, {{ row.get_source_display }}, {{ row.stage_since|date:"j E Y" }}</li>
{% endfor %}</ul></body></html>"""


def run(argv: list[str]) -> int:
    """Make the rows inside a transaction that is rolled back, measure, print; 0 when every bar is met."""
    parser = argparse.ArgumentParser(prog="bench board", description=__doc__)
    parser.add_argument("--rows", type=between(1, 1_000_000), default=ROWS, help="applications in work")
    parser.add_argument("--repeat", type=between(1, 10_000), default=15, help="turns; the best of each side counts")
    options = parser.parse_args(argv)
    with transaction.atomic(), override_settings(ROOT_URLCONF=_addresses(), ALLOWED_HOSTS=["*"], DEBUG=False):
        met = _measure(options)
        transaction.set_rollback(True)
    return 0 if met else 1


def _measure(options: argparse.Namespace) -> bool:
    vacancy, user = _scene(options.rows)
    client = Client()
    client.force_login(user)
    board = reverse("recruiting:board", args=[vacancy.pk])
    bare = f"/bare/{vacancy.pk}/"
    sides = {"bare page": bare, "board": board, "list": f"{board}?view=list"}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what the database does by itself some seconds after rows came in
    for address in sides.values():  # templates are compiled and caches filled once, on every side
        _get(client, address)
    counts = {name: _queries(client, address) for name, address in sides.items()}
    turns = [[_seconds(client, address) for address in sides.values()] for _turn in range(options.repeat)]
    best = dict(zip(sides, map(min, zip(*turns, strict=True)), strict=True))
    _say(f"{options.rows:,} applications in one vacancy, best of {options.repeat} turns, one request each")
    for name, seconds in best.items():
        _say(f"  {name:10} {seconds * 1e3:8.1f} ms  {counts[name]:3} queries  {seconds / best['bare page']:5.2f} times")
    return all(_bars(name, best[name] / best["bare page"], counts[name]) for name in ("board", "list"))


def _bars(name: str, ratio: float, queries: int) -> bool:
    fast = _bar(f"{name} {ratio:.2f} times the bare page, at most {TIMES:.0f}", ratio <= TIMES)
    few = _bar(f"{name} {queries} queries, at most {QUERIES}", queries <= QUERIES)
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
    """The product's addresses and one more: the bare page."""
    page = engines["django"].from_string(BARE)

    def bare(request, pk: int) -> HttpResponse:
        rows = Application.objects.filter(vacancy=pk, state=ApplicationState.ACTIVE)
        return HttpResponse(page.render({"rows": rows.select_related("candidate", "stage")}, request))

    module = ModuleType("bench_addresses")
    module.urlpatterns = [path("bare/<int:pk>/", bare), path("", include(settings.ROOT_URLCONF))]  # type: ignore[attr-defined]
    return module


def _scene(count: int) -> tuple[Vacancy, User]:
    """An open vacancy with `count` applications over its stages, cards owed for half of them, a meeting for a fifth."""
    now = timezone.now()
    recruiter, manager, *panel = _people()
    grid = Grid.objects.published().select_related("role").first()
    pipeline = PipelineTemplate.objects.usable().filter(key="support_standard").first()
    if grid is None or pipeline is None:
        raise SystemExit("Load the library first: manage load_library")
    vacancy = open_vacancy(
        role=grid.role,
        grid=grid,
        pipeline=pipeline,
        title="A thousand applications",
        openings=10,
        place="",
        target_date=None,
        team=[(recruiter, TeamFunction.RECRUITER), (manager, TeamFunction.HIRING_MANAGER)],
        by=recruiter,
        now=now - timedelta(days=20),
        briefing=dict.fromkeys(AREAS, "Tasks of the next year."),
    )
    _meetings(_applications(vacancy, recruiter, count, now), panel, now)
    return vacancy, recruiter


def _people() -> list[User]:
    roles = [Role.HR, Role.HIRING_MANAGER, Role.INTERVIEWER, Role.INTERVIEWER, Role.INTERVIEWER]
    return [
        User.objects.create_user(email=f"bench{number}@bench.example", full_name=f"Person {number}", role=role)
        for number, role in enumerate(roles)
    ]


def _applications(vacancy: Vacancy, recruiter: User, count: int, now: datetime) -> list[Application]:
    stages = list(vacancy.stages.filter(scope=Scope.CANDIDATE))
    people = Candidate.objects.bulk_create(
        Candidate(
            full_name=f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number}",
            email=f"candidate{number}@bench.example",
            added_by=recruiter,
            added_at=now,
        )
        for number in range(count)
    )
    return Application.objects.bulk_create(
        Application(
            candidate=person,
            vacancy=vacancy,
            stage=stages[number % len(stages)],
            stage_since=now - timedelta(days=number % 17, minutes=number),
            source=Source.values[number % len(Source.values)],
            is_internal=number % 11 == 0,
            owner=recruiter,
            applied_at=now - timedelta(days=number % 20, minutes=number),
        )
        for number, person in enumerate(people)
    )


def _meetings(applications: list[Application], panel: list[User], now: datetime) -> None:
    """Every second application had or has a meeting with the whole panel, one after the other."""
    met = applications[::2]
    starts = [now + timedelta(hours=2 * (place - 0.6 * len(met))) for place in range(len(met))]
    interviews = Interview.objects.bulk_create(
        Interview(
            vacancy=row.vacancy,
            stage=row.stage,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            time_zone="UTC",
            created_by=row.owner,
            created_at=now,
        )
        for row, start in zip(met, starts, strict=True)
    )
    Attendance.objects.bulk_create(
        Attendance(interview=interview, application=row, answer=Answer.ACCEPTED)
        for interview, row in zip(interviews, met, strict=True)
    )
    Seat.objects.bulk_create(
        Seat(interview=interview, interviewer=person, added_at=now) for interview in interviews for person in panel
    )


def _bar(words: str, met: bool) -> bool:
    _say(f"  {'met   ' if met else 'MISSED'}  {words}")
    return met


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
