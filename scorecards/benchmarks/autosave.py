"""Each kind of automatic save beside a bare view that does one UPDATE: `./run manage bench autosave [REQUESTS]`.

A text typed, a level clicked, a level with its text, and the first save of a card are measured one after another, then
every field of the card at once, as after a time without a network: that one has a bar of queries alone. Both sides go
through the same middleware with the same session and user, in turns and in one process, against a database made for
this run and dropped after it. The server's socket is left out on both sides: what is compared is the work.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from io import BytesIO
from itertools import islice
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
REQUESTS, ROUNDS, TURN = 400, 5, 10
MOST_QUERIES, LEAST_RATE = 6, 0.60
Requests = Iterator[Callable[[], int]]
TEXT = "Called the client back within the hour, named both options and a date, and wrote the case down. " * 6


def bare(request, pk: int):
    """The least that a view can do to save something."""
    Scorecard.objects.filter(pk=pk).update(saved_at=timezone.now())
    return HttpResponse("ok")


urlpatterns = [path("bare/<int:pk>/", bare, name="bare"), path("", include("config.urls"))]


def run(argv: list[str]) -> int:
    """Print queries and rates of each kind of save beside the bare view, with the bars; zero when all are met."""
    requests = int(argv[0]) if argv else REQUESTS
    with _own_database(), override_settings(ROOT_URLCONF=__name__):
        card = _card()
        send = _sender(card.interviewer)
        bare_view = _bares(card, send)
        met = [_measure(name, kind(card, send), bare_view, requests) for name, kind in KINDS.items()]
        met.append(_measure("24 fields at once", _all(card, send), bare_view, requests // ROUNDS, rated=False))
        whole = _whole(card, send)
    _say(f"  for comparison, the whole card of {COMPETENCIES}: {whole[0]} queries, {whole[1]:.0f} requests/s")
    return 0 if all(met) else 1


def _measure(name: str, saves: Requests, bares: Requests, requests: int, *, rated: bool = True) -> bool:
    """Queries of one request, then the rates of both sides in rounds; `rated` says whether the rate has a bar."""
    next(saves)(), next(bares)()
    save = next(saves)
    with CaptureQueriesContext(connection) as captured:
        save()
    statements = [query["sql"] for query in captured.captured_queries]
    rates = [_rates(saves, bares, requests // ROUNDS) for _round in range(ROUNDS)]
    return _report(name, statements, rates, rated=rated)


def _report(name: str, statements: list[str], rates: list[tuple[float, float]], *, rated: bool) -> bool:
    ratios = sorted(save / plain for save, plain in rates)
    median = ratios[len(ratios) // 2]
    save, plain = (max(side) for side in zip(*rates, strict=True))
    _say(f"  {name}: {save:.0f} requests/s, bare view with one UPDATE {plain:.0f} requests/s")
    for statement in statements:
        _say(f"    {' '.join(statement.split())[:110]}")
    _say(f"    ratio: median {median:.2f}, lowest round {ratios[0]:.2f}, highest {ratios[-1]:.2f}")
    few = _bar(
        f"at most {MOST_QUERIES} queries with session and user: {len(statements)}", len(statements) <= MOST_QUERIES
    )
    return few and (not rated or _bar(f"at least {LEAST_RATE:.0%} of the bare view", median >= LEAST_RATE))


def _rates(saves: Requests, bares: Requests, times: int) -> tuple[float, float]:
    """Requests a second of both, measured in turns of ten, so that a busy moment of the machine meets both."""
    turns = max(1, times // TURN)
    spent = [(_spend(saves, TURN), _spend(bares, TURN)) for _turn in range(turns)]
    save, plain = (sum(side) for side in zip(*spent, strict=True))
    return turns * TURN / save, turns * TURN / plain


def _spend(requests: Requests, times: int) -> float:
    """Seconds that so many requests take; what a kind does to get ready comes before each and is not counted."""
    spent = 0.0
    for request in islice(requests, times):
        started = time.perf_counter()
        request()
        spent += time.perf_counter() - started
    return spent


def _typed(card: Scorecard, send: Callable) -> Requests:
    """One text, each time a little longer, as somebody types."""
    item = card.ratings.order_by("item__order")[0].item_id
    return _saves(card, send, lambda number: {f"evidence-{item}": TEXT + str(number)})


def _clicked(card: Scorecard, send: Callable) -> Requests:
    """One level after another on one competency."""
    item = card.ratings.order_by("item__order")[0].item_id
    return _saves(card, send, lambda number: {f"level-{item}": str(1 + number % 5)})


def _both(card: Scorecard, send: Callable) -> Requests:
    """A level and its text within one pause."""
    item = card.ratings.order_by("item__order")[0].item_id
    return _saves(
        card, send, lambda number: {f"level-{item}": str(1 + number % 5), f"evidence-{item}": f"{TEXT}{number}"}
    )


def _all(card: Scorecard, send: Callable) -> Requests:
    """The level and the text of every competency."""
    items = list(card.stage.covers.values_list("pk", flat=True))

    def fields(number: int) -> dict:
        levels = {f"level-{item}": str(1 + number % 5) for item in items}
        return levels | {f"evidence-{item}": f"{TEXT}{number}" for item in items}

    return _saves(Scorecard.objects.get(application=card.application_id), send, fields)


def _begun(card: Scorecard, send: Callable) -> Requests:
    """The first save of a card not begun: it is taken away again before each."""
    item = card.ratings.order_by("item__order")[0].item_id
    url = reverse("scorecards:card_jot", args=[card.interview_id, card.application_id])
    own = Scorecard.objects.filter(interview=card.interview_id, application=card.application_id)
    fields = {"version": 0, "writer": "bench", f"level-{item}": "4"}
    while True:
        own.get().delete()
        yield partial(send, url, fields)


def _saves(card: Scorecard, send: Callable, fields: Callable[[int], dict]) -> Requests:
    url = reverse("scorecards:card_jot", args=[card.interview_id, card.application_id])
    version = Scorecard.objects.get(pk=card.pk).version
    while True:
        yield partial(send, url, {"version": version, "writer": "bench", **fields(version)})
        version += 1


KINDS = {"text typed": _typed, "level clicked": _clicked, "level and text": _both, "first save": _begun}


def _bares(card: Scorecard, send: Callable) -> Requests:
    """The bare view's requests, with nothing to get ready."""
    url = reverse("bare", args=[card.pk])
    while True:
        yield partial(send, url, {"text": TEXT})


def _whole(card: Scorecard, send: Callable, times: int = 20) -> tuple[int, float]:
    """Queries and rate of saving every field of the card, which is left for what the short way does not take."""
    url = reverse("scorecards:card_save", args=[card.interview_id, card.application_id])
    fields = {"writer": "bench", "version": 0, "recommendation": ""}
    # A card of the scene has its meeting.
    items = list(card.stage.covers.values_list("pk", flat=True))
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
