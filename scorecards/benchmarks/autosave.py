"""An automatic save beside a bare view that does one UPDATE: `./run manage bench autosave [REQUESTS]`.

Both go through the same middleware with the same session and user, in turns and in one process, against a database
made for this run and dropped after it. The server's socket is left out on both sides: what is compared is the work.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import cast
from urllib.parse import urlencode
from wsgiref.types import StartResponse

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path, reverse
from django.utils import timezone

from accounts.enums import Role as PersonRole
from accounts.models import User
from competencies.models import Grid, Role
from recruiting.domain.adding import Person, add_candidate
from recruiting.domain.opening import open_vacancy
from recruiting.domain.scheduling import schedule
from recruiting.enums import Source, TeamFunction
from recruiting.models import AREAS, Interview, PipelineTemplate
from scorecards.domain.answers import Answer, Answers
from scorecards.domain.filling import save_card
from scorecards.models import Scorecard

COMPETENCIES = 12
REQUESTS, ROUNDS = 400, 5
MOST_QUERIES, LEAST_RATE = 6, 0.60
TEXT = "Called the client back within the hour, named both options and a date, and wrote the case down. " * 6


def bare(request, pk: int):
    """The least that a view can do to save something."""
    Scorecard.objects.filter(pk=pk).update(saved_at=timezone.now())
    return HttpResponse("ok")


urlpatterns = [path("bare/<int:pk>/", bare, name="bare"), path("", include("config.urls"))]


def run(argv: list[str]) -> int:
    """Print queries and rates of both, with the bars; zero when all are met."""
    requests = int(argv[0]) if argv else REQUESTS
    with _own_database(), override_settings(ROOT_URLCONF=__name__):
        card = _card()
        send = _sender(card.interviewer)
        saves, bares = _saves(card, send), _bares(card, send)
        next(saves), next(bares)
        with CaptureQueriesContext(connection) as captured:
            next(saves)
        statements = [query["sql"] for query in captured.captured_queries]
        rates = [_rates(saves, bares, requests // ROUNDS) for _round in range(ROUNDS)]
        whole = _whole(card, send)
    return _report(statements, rates, whole)


def _report(statements: list[str], rates: list[tuple[float, float]], whole: tuple[int, float]) -> int:
    for statement in statements:
        _say(f"    {' '.join(statement.split())[:110]}")
    queries = len(statements)
    ratios = sorted(save / plain for save, plain in rates)
    save, plain = (max(side) for side in zip(*rates, strict=True))
    _say(f"  automatic save of a text  {save:7.0f} requests/s")
    _say(f"  bare view, one UPDATE     {plain:7.0f} requests/s")
    _say(f"  ratio: median {ratios[len(ratios) // 2]:.2f}, lowest round {ratios[0]:.2f}, highest {ratios[-1]:.2f}")
    _say(f"  for comparison, the whole card of {COMPETENCIES}: {whole[0]} queries, {whole[1]:.0f} requests/s")
    met = [
        _bar(f"at most {MOST_QUERIES} queries with session and user: {queries}", queries <= MOST_QUERIES),
        _bar(f"at least {LEAST_RATE:.0%} of the bare view", ratios[len(ratios) // 2] >= LEAST_RATE),
    ]
    return 0 if all(met) else 1


def _rates(saves: Iterator, bares: Iterator, times: int) -> tuple[float, float]:
    """Requests a second of both, measured in turns of ten, so that a busy moment of the machine meets both."""
    spent = {id(saves): 0.0, id(bares): 0.0}
    for _turn in range(max(1, times // 10)):
        for side in (saves, bares):
            started = time.perf_counter()
            for _request in range(10):
                next(side)
            spent[id(side)] += time.perf_counter() - started
    done = max(1, times // 10) * 10
    return done / spent[id(saves)], done / spent[id(bares)]


def _saves(card: Scorecard, send: Callable) -> Iterator[int]:
    """Save one text again and again, each time a little longer, as somebody types."""
    url = reverse("scorecards:card_jot", args=[card.interview_id, card.application_id])
    item, version, typed = card.ratings.order_by("item__order")[0].item_id, card.version, 0
    while True:
        typed += 1
        fields = {"version": version, "writer": "bench", f"evidence-{item}": TEXT + str(typed)}
        yield send(url, fields)
        version += 1


def _bares(card: Scorecard, send: Callable) -> Iterator[int]:
    url = reverse("bare", args=[card.pk])
    while True:
        yield send(url, {"text": TEXT})


def _whole(card: Scorecard, send: Callable, times: int = 20) -> tuple[int, float]:
    """Queries and rate of saving every field of the card, which the first save and each changed level do."""
    url = reverse("scorecards:card_save", args=[card.interview_id, card.application_id])
    fields = {"writer": "bench", "version": 0, "recommendation": ""}
    items = list(card.ratings.values_list("item", flat=True))
    for number in range(times + 1):
        words = {f"evidence-{item}": f"{TEXT}{number}" for item in items} | {f"level-{item}": "3" for item in items}
        if number == 1:
            started = time.perf_counter()
        send(url, fields | words, autosave=True)
    rate = times / (time.perf_counter() - started)
    with CaptureQueriesContext(connection) as captured:
        send(url, fields | words | {"summary": TEXT}, autosave=True)
    return len(captured.captured_queries), rate


def _sender(user: User) -> Callable:
    """A function that posts fields through the whole stack of middleware and fails unless they are taken."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    token = "a" * 32
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    application = WSGIHandler()

    def send(url: str, fields: dict, *, autosave: bool = False) -> int:
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        status: list[str] = []
        start = cast(StartResponse, lambda line, _headers: status.append(line))
        response = application(_environ(url, body, cookie, autosave), start)
        b"".join(response)
        response.close()
        if not status[0].startswith("200"):
            raise RuntimeError(f"{url} answered {status[0]}")
        return len(body)

    return send


def _environ(url: str, body: bytes, cookie: str, autosave: bool) -> dict:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": url,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
        **({"HTTP_X_REQUESTED_WITH": "autosave"} if autosave else {}),
    }


@contextmanager
def _own_database() -> Iterator[None]:
    """A fresh database beside the usual one; nothing of the usual one is touched."""
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{usual}"
    _say("Making a database for this run…")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


def _card() -> Scorecard:
    """A draft on twelve competencies, made by the acts of the product."""
    call_command("load_library", verbosity=0, stdout=_Quiet())
    now = timezone.now()
    people = [
        _person(number, role) for number, role in enumerate((PersonRole.HR, PersonRole.HIRING_MANAGER, "interviewer"))
    ]
    meeting = _meeting(people[0], people[1], people[2], now)
    application = meeting.attendances.get().application
    items = {item.pk: Answer(level=3, evidence=TEXT) for item in meeting.stage.covers.all()}
    card = save_card(
        interview=meeting, application=application, by=people[2], seen_version=0, answers=Answers(items), now=now
    )
    if not isinstance(card, Scorecard):
        raise RuntimeError("the first save of a card cannot clash")
    return card


def _person(number: int, role) -> User:
    return User.objects.create_user(email=f"{number}@bench.example", full_name=f"Person {number}", role=role)


def _meeting(recruiter: User, manager: User, interviewer: User, now) -> Interview:
    role = Role.objects.get(key="support_senior")
    functions = (TeamFunction.RECRUITER, TeamFunction.HIRING_MANAGER, TeamFunction.INTERVIEWER)
    vacancy = open_vacancy(
        role=role,
        grid=Grid.objects.published().get(role=role),
        pipeline=PipelineTemplate.objects.get(key="support_standard"),
        title="Benchmark",
        openings=1,
        place="",
        target_date=None,
        team=list(zip((recruiter, manager, interviewer), functions, strict=True)),
        by=recruiter,
        now=now,
        briefing=dict.fromkeys(AREAS, "Tasks of the next year."),
    )
    person = Person(full_name="Candidate", email="candidate@bench.example", phone="", language="en", city="")
    application = add_candidate(
        vacancy=vacancy, person=person, source=Source.OTHER, is_internal=False, by=recruiter, now=now, file=None
    )
    stage = vacancy.stages.get(key="grid_interview")
    stage.covers.set(vacancy.grid.items.order_by("order")[:COMPETENCIES])
    starts = now + timedelta(hours=1)
    return schedule(
        vacancy=vacancy,
        stage=stage,
        applications=[application],
        interviewers=[interviewer],
        starts_at=starts,
        ends_at=starts + timedelta(minutes=45),
        time_zone="Europe/Chisinau",
        place="Room",
        link="",
        by=recruiter,
        now=now,
    )


class _Quiet:
    """Takes what a command says about its success."""

    def write(self, _words: str) -> None:
        pass

    def flush(self) -> None:
        pass


def _bar(text: str, met: bool) -> bool:
    _say(f"  [{'met' if met else 'MISSED'}] {text}")
    return met


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
