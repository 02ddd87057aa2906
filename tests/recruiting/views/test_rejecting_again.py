"""Who was changed while the letters were written stays on the page with them; a second press sends each letter once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from outbox.models import OutboundMessage
from recruiting.domain import gates
from recruiting.domain.workflow import move
from recruiting.models import Application
from tests.factories import make_application, make_candidate, make_vacancy
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db
BODY = "Hello, {name}. We spoke about the night shifts."


@pytest.fixture
def vacancy(client, monkeypatch):
    monkeypatch.setattr(gates, "_gates", [])
    vacancy = make_vacancy()
    client.force_login(vacancy.created_by)
    return vacancy


@pytest.fixture
def people(vacancy):
    since = timezone.now() - timedelta(days=1)
    return [
        make_application(vacancy, candidate=make_candidate(name), stage="review", stage_since=since)
        for name in ("Ana", "Ion", "Max")
    ]


def typed(people, **changes) -> dict:
    words = {"subject_en": "Your application", "body_en": BODY, "confirm": "1"}
    return words | {"chosen": [f"{row.pk}.{row.revision}" for row in people]} | changes


def reject(client, vacancy, data):
    return client.post(reverse("recruiting:reject_together", args=[vacancy.pk]), data)


def moved(row: Application) -> None:
    """Somebody takes the person a stage further while the letters are written."""
    move(
        application=Application.objects.get(pk=row.pk),
        to_stage=row.vacancy.stages.get(key="interview"),
        seen_revision=row.revision,
        by=row.vacancy.created_by,
        now=timezone.now(),
    )


def sent() -> list[str]:
    return sorted(OutboundMessage.objects.values_list("body", flat=True))


def test_who_was_moved_meanwhile_stays_with_the_typed_letter(client, vacancy, people):
    moved(people[1])
    page = reject(client, vacancy, typed(people, reason=make_reason().pk))
    assert page.status_code == 200
    assert [one.application.candidate.full_name for one in page.context["picked"]] == ["Ion"]
    assert [letter.body for _row, letter in page.context["letters"]] == [BODY.format(name="Ion")]
    html = page.content.decode()
    assert BODY in html
    assert "1 person is not rejected" in html
    assert len(sent()) == 2


def test_a_second_press_sends_the_rest_and_no_letter_twice(client, vacancy, people):
    moved(people[1])
    first = typed(people, reason=make_reason().pk)
    page = reject(client, vacancy, first)
    again = [f"{one.application.pk}.{one.seen_revision}" for one in page.context["picked"]]
    assert reject(client, vacancy, first | {"chosen": again}).status_code == 302
    assert sent() == [BODY.format(name=name) for name in ("Ana", "Ion", "Max")]
    assert not Application.objects.active().exists()
    reject(client, vacancy, first)
    assert len(sent()) == 3


def test_who_is_closed_already_is_named_and_not_offered_again(client, vacancy, people):
    reason = make_reason().pk
    reject(client, vacancy, typed(people[:1], reason=reason))
    moved(people[1])
    page = reject(client, vacancy, typed(people, reason=reason))
    assert [one.application.candidate.full_name for one in page.context["together"].held] == ["Ana", "Ion"]
    assert [one.application.candidate.full_name for one in page.context["picked"]] == ["Ion"]


def test_when_all_were_held_back_nothing_was_done_and_all_is_there(client, vacancy, people):
    for row in people:
        moved(row)
    page = reject(client, vacancy, typed(people, reason=make_reason().pk))
    assert (page.status_code, len(page.context["picked"]), sent()) == (409, 3, [])
    assert BODY in page.content.decode()
