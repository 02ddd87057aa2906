"""What one may not see changes nothing that one sees: on no page, in no file, in no mail, in no line of the log.

For each person of a made-up vacancy every hidden rating, note and figure is changed; everything the person can ask for
must stay the same to the byte.
"""

import json
import logging
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox.models import OutboundMessage
from reminders.domain.engine import remind
from scorecards.models import Scorecard
from tests.access import TABLE
from tests.scorecards.blind_world import SECRET, World, change_behind, hidden_from, make_world

pytestmark = pytest.mark.django_db

WITHOUT_RATINGS = re.compile(
    r"account_|competencies:|outbox:|accounts:(?!access_log)|scorecards:worker|reminders:(pass_on|rules)"
    r"|recruiting:(pipeline|import|letter|call|people_data|destruction|legal|consent|own_page|erase|duplicate|file|claim$"
    r"|candidate_add|vacancy_new|vacancy_facts|vacancy_task|interview_(calendar|new|reschedule|cancel)|unanswered)"
)
"""Addresses that read no scorecard and no decision; everything else is asked for."""
OF_A_VACANCY = {"compare", "compare_xlsx", "vacancy_pdf", "board", "vacancy_sources", "vacancy_settings"}
OF_AN_APPLICATION = {
    "application",
    "close",
    "application_data",
    "candidate_contacts",
    "decide",
    "panel",
    "topics",
    "feedback",
}
OF_A_TALK = {"debrief", "debrief_live"}
OF_A_MEETING = {"conflicts", "interview", "interview_presence", "recusal", "sheet"}
OF_A_PLACE = {"card", "card_remarks", "kit", "kit_pdf", "behalf"}


def names() -> list[str]:
    return [name for method, name in TABLE if method == "GET" and not WITHOUT_RATINGS.match(name)]


def arguments(name: str, world: World) -> Iterator[dict]:
    """Every object of the world that the address can be asked about."""
    view = name.split(":")[1]
    places = [(one, one.attendances.first().application_id) for one in world.interviews]
    if view in OF_A_VACANCY:
        yield {"pk": world.vacancy.pk}
    elif view in OF_AN_APPLICATION | OF_A_TALK:
        yield from ({"pk": one.pk} for one in world.applications)
    elif view in OF_A_MEETING:
        key = "interview" if view == "sheet" else "pk"
        yield from ({key: one.pk} for one in world.interviews)
    elif view == "seat_handover":
        yield from ({"pk": one.pk, "seat": seat.pk} for one in world.interviews for seat in one.seats.all())
    elif view in OF_A_PLACE:
        seat = {"interviewer": world.people["first"].pk} if view == "behalf" else {}
        yield from ({"interview": meeting.pk, "application": application} | seat for meeting, application in places)
    elif view in ("decision", "decision_pdf", "revise"):
        yield from ({"pk": one.pk} for one in world.decisions)
    elif view != "cell":
        yield {}


def addresses(world: World) -> list[str]:
    found = [reverse(name, kwargs=known) for name in names() for known in arguments(name, world)]
    compare = reverse("scorecards:compare", args=[world.vacancy.pk])
    stages = world.vacancy.stages.filter(requires_scorecards=True)
    items = world.vacancy.grid.items.all()
    cells = [f"{compare}?cell={one.pk}-{item.pk}" for one in world.applications for item in items]
    orders = [f"{compare}?stage={stage.pk}" for stage in stages] + [f"{compare}?sort={items[0].pk}"]
    search = [reverse("desk:search") + "?q=candidate", reverse("desk:search") + f"?q={SECRET}"]
    return found + cells + orders + search


def unpacked(content: bytes) -> bytes:
    """A workbook is an archive, whose entries carry the second in which they were packed."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in sorted(archive.namelist()))


class Reader:
    """One person with a browser of their own, whose visits leave nothing behind."""

    def __init__(self, user, caplog, urls: list[str]) -> None:
        self.user, self.caplog, self.urls = user, caplog, urls
        self.client = Client()
        self.client.force_login(user)
        self.client.get(reverse("accounts:settings"))  # its cookie holds the secret of all further forms

    def everything(self) -> dict[str, object]:
        """Every answer, every mail and every line of the log."""
        self.caplog.clear()
        answers: dict[str, object] = {url: self.answer(url) for url in self.urls}
        answers["mails"] = self.mails()
        answers["log"] = [(one.name, one.getMessage()) for one in self.caplog.records]
        return answers

    def answer(self, url: str) -> tuple[int, str, bytes]:
        with transaction.atomic():
            response = self.client.get(url, headers={"hx-request": "true"} if "/cell" in url else {})
            request_finished.disconnect(close_old_connections)  # the test's transaction lives on this connection
            response.close()
            request_finished.connect(close_old_connections)
            transaction.set_rollback(True)
        return response.status_code, response.headers.get("Location", ""), unpacked(response.content)

    def mails(self) -> list[tuple[str, str, str]]:
        with transaction.atomic():
            remind(now=timezone.now())
            mine = OutboundMessage.objects.filter(recipient=self.user)
            found = sorted(mine.values_list("subject", "body", "html"))
            transaction.set_rollback(True)
        return found


@pytest.fixture
def same_forms(monkeypatch):
    """What differs between two visits of one page by design: a form's secret, an opened page's name. PDFs are words."""
    for view in ("card_page", "marking", "sheet"):
        monkeypatch.setattr(f"scorecards.views.{view}.token_hex", lambda count: "0" * 2 * count)
    monkeypatch.setattr("django.middleware.csrf._mask_cipher_secret", lambda secret: secret)
    monkeypatch.setattr("django.middleware.csrf._unmask_cipher_token", lambda token: token)
    monkeypatch.setattr("typst.compile", lambda *_template, sys_inputs, **_: json.dumps(sys_inputs).encode())


def check(world: World, caplog) -> int:
    """How many answers were compared; the first difference is named with its reader and address."""
    urls, compared = addresses(world), 0
    caplog.set_level(logging.DEBUG, logger="rubrika")
    for name, user in world.people.items():
        reader = Reader(user, caplog, urls)
        before = reader.everything()
        with transaction.atomic():
            change_behind(user, world)
            after = reader.everything()
            transaction.set_rollback(True)
        differing = [url for url in before if before[url] != after[url]]
        assert (name, differing) == (name, [])
        assert (name, [url for url in after if SECRET in str(after[url]) and f"q={SECRET}" not in url]) == (name, [])
        compared += sum(answer[0] == 200 for url, answer in before.items() if url in urls)
    return compared


@pytest.mark.slow
@time_machine.travel("2026-12-02 09:30:00Z", tick=False)
def test_nobody_sees_a_trace_of_what_is_hidden(same_forms, caplog):
    world = make_world(1, candidates=2)
    assert any(hidden_from(user) for user in world.people.values())
    assert check(world, caplog) > 100


@pytest.mark.simulation
@pytest.mark.parametrize("seed", range(2, 30))
@time_machine.travel("2026-12-02 09:30:00Z", tick=False)
def test_nobody_sees_a_trace_in_many_more_worlds(seed, same_forms, caplog):
    assert check(make_world(seed), caplog) > 100


@time_machine.travel("2026-12-02 09:30:00Z", tick=False)
def test_the_look_would_notice_one_open_level(same_forms, caplog):
    """The same look sees the change of a card that is open to the person, so its silence above says something."""
    world = make_world(1)
    user = world.people["idle_admin"]
    card = Scorecard.objects.visible_to(user).filter(ratings__level__isnull=False).first()
    reader = Reader(user, caplog, [reverse("scorecards:compare", args=[world.vacancy.pk])])
    before = reader.everything()
    with transaction.atomic():
        connection.cursor().execute("SET LOCAL session_replication_role = replica")
        rating = card.ratings.filter(level__isnull=False).first()
        rating.level = 1 + rating.level % 5
        rating.save()
        after = reader.everything()
        transaction.set_rollback(True)
    assert before != after
