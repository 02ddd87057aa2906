"""The board's filters, its list, the acts on ticked people and the undo, as a recruiter without scripts uses them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain import figures, gates
from recruiting.domain.gates import Blocker
from recruiting.domain.people_data.own_page import person_behind
from recruiting.enums import Source, TeamFunction
from recruiting.models import Application, StageMove, TeamMember
from tests.factories import make_application, make_candidate, make_user, make_vacancy
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_gates(monkeypatch):
    monkeypatch.setattr(gates, "_gates", [])


@pytest.fixture
def vacancy(db):
    return make_vacancy()


@pytest.fixture
def recruiter(client, vacancy):
    client.force_login(vacancy.created_by)
    return vacancy.created_by


@pytest.fixture
def people(vacancy):
    since = timezone.now() - timedelta(days=1)
    names = ["Ana", "Ion", "Max"]
    return [
        make_application(vacancy, candidate=make_candidate(name), stage="review", stage_since=since) for name in names
    ]


def tick(rows) -> list[str]:
    return [f"{row.pk}.{row.revision}" for row in rows]


def act(client, vacancy, query="", **data):
    return client.post(reverse("recruiting:board_act", args=[vacancy.pk]) + query, data)


def reject(client, vacancy, **data):
    return client.post(reverse("recruiting:reject_together", args=[vacancy.pk]), data)


def shown(client, vacancy, **query) -> list[str]:
    response = client.get(reverse("recruiting:board", args=[vacancy.pk]), query)
    return sorted(card.name for card in response.context["board"].cards)


def test_filters_keep_source_owner_age_and_missing_cards(client, recruiter, vacancy, monkeypatch):
    now, colleague = timezone.now(), make_user(Role.HR)
    rows = {
        "Ana": {"source": Source.AGENCY, "owner": recruiter, "stage_since": now - timedelta(days=9)},
        "Ion": {"source": Source.REFERRAL, "owner": colleague, "stage_since": now - timedelta(days=2)},
        "Max": {"source": Source.AGENCY, "owner": None, "stage_since": now},
    }
    made = {
        name: make_application(vacancy, candidate=make_candidate(name), stage="review", **fields)
        for name, fields in rows.items()
    }
    monkeypatch.setattr(figures, "_providers", [lambda asked: {made["Ana"].pk: (1, 2), made["Ion"].pk: (2, 2)}])
    assert shown(client, vacancy, source="agency") == ["Ana", "Max"]
    assert shown(client, vacancy, owner=str(recruiter.pk)) == ["Ana"]
    assert shown(client, vacancy, owner="0") == ["Max"]
    assert shown(client, vacancy, age="over") == ["Ana"]
    assert shown(client, vacancy, age="near") == ["Ion"]  # the limit of the review is two days
    assert shown(client, vacancy, missing="on") == ["Ana"]
    assert shown(client, vacancy, source="agency", age="over") == ["Ana"]
    assert shown(client, vacancy, source="no such", owner="x", age="old", sort="-none") == ["Ana", "Ion", "Max"]


def test_the_list_is_sorted_by_its_heads_both_ways(client, recruiter, vacancy, people):
    address = reverse("recruiting:board", args=[vacancy.pk])
    names = lambda sort: [row["name"] for row in client.get(address, {"view": "list", "sort": sort}).context["rows"]]  # noqa: E731
    assert (names("name"), names("-name")) == (["Ana", "Ion", "Max"], ["Max", "Ion", "Ana"])
    html = client.get(address, {"view": "list", "sort": "-name"}).content.decode()
    assert 'aria-sort="descending"' in html
    assert html.count('name="chosen"') == 3


def test_counts_are_of_those_the_person_may_see(client, vacancy, people):
    interviewer = make_user(Role.INTERVIEWER)
    TeamMember.objects.create(vacancy=vacancy, user=interviewer, function=TeamFunction.INTERVIEWER)
    client.force_login(interviewer)
    board = client.get(reverse("recruiting:board", args=[vacancy.pk])).context["board"]
    assert (board.total, board.late, board.missing, dict(board.owners)) == (0, 0, 0, {})


def test_ticked_people_move_and_come_back_to_the_same_view(client, recruiter, vacancy, people):
    stage = vacancy.stages.get(key="interview")
    response = act(client, vacancy, "?view=list", do="move", to_stage=stage.pk, chosen=tick(people))
    assert response["Location"] == reverse("recruiting:board", args=[vacancy.pk]) + "?view=list"
    assert set(Application.objects.values_list("stage__key", flat=True)) == {"interview"}


def test_a_second_press_that_hands_nobody_over_says_so(client, recruiter, vacancy, people):
    told = []
    for _press in range(2):
        done = act(client, vacancy, do="owner", owner=recruiter.pk, chosen=tick(people))
        told += [str(one) for one in client.get(done.url).context["messages"]]
    assert told == [f"{recruiter.full_name} now answers for 3 people.", "This is so already."]


def test_who_is_held_back_is_named_with_the_reason(client, recruiter, vacancy, people, monkeypatch):
    late = people[1].pk
    gate = lambda row, stage: [Blocker("late", "A scorecard is missing.")] if row.pk == late else []  # noqa: E731
    monkeypatch.setattr(gates, "_gates", [gate])
    response = act(client, vacancy, do="move", to_stage=vacancy.stages.get(key="interview").pk, chosen=tick(people))
    html = response.content.decode()
    assert response.status_code == 200
    assert "Ion</a>: A scorecard is missing." in html
    assert "2 people went on" in html


@pytest.mark.parametrize("chosen", [[], ["x"], ["1.2.3"], ["999999.0"], ["-1.0"]])
def test_nobody_ticked_or_nonsense_moves_nobody(client, recruiter, vacancy, people, chosen):
    response = act(client, vacancy, do="move", to_stage=vacancy.stages.get(key="interview").pk, chosen=chosen)
    assert response.status_code == 422
    assert not StageMove.objects.exists()


def test_people_of_another_vacancy_are_out_of_reach(client, recruiter, vacancy):
    foreign = make_application(stage="review")
    act(client, vacancy, do="move", to_stage=vacancy.stages.get(key="interview").pk, chosen=tick([foreign]))
    foreign.refresh_from_db()
    assert foreign.stage.key == "review"


def test_every_letter_is_shown_in_the_persons_language_before_it_is_sent(client, recruiter, vacancy):
    made = [
        make_application(vacancy, candidate=make_candidate(name, language=language), stage="review")
        for name, language in [("Ana", "ro"), ("Дарья", "ru"), ("Tom", "en")]
    ]
    page = reject(client, vacancy, chosen=tick(made))
    letters = {row.candidate.full_name: letter for row, letter in page.context["letters"]}
    assert page.status_code == 200
    assert {name: name in letter.body for name, letter in letters.items()} == {"Ana": True, "Дарья": True, "Tom": True}
    assert not OutboundMessage.objects.exists()
    names = [name for name in page.context["form"].fields if name.startswith("body_")]
    assert sorted(names) == ["body_en", "body_ro", "body_ru"]


def test_a_rejection_needs_a_reason_and_keeps_what_was_typed(client, recruiter, vacancy, people):
    typed = {"subject_en": "Your application", "body_en": "Hello, {name}. Typed here.", "confirm": "1"}
    response = reject(client, vacancy, chosen=tick(people), **typed)
    assert (response.status_code, "Typed here." in response.content.decode()) == (422, True)
    assert not OutboundMessage.objects.exists()
    broken = reject(
        client, vacancy, chosen=tick(people), **typed | {"body_en": "Hello, {nme}.", "reason": make_reason().pk}
    )
    assert (broken.status_code, list(broken.context["form"].errors)) == (422, ["body_en"])


def test_a_confirmed_rejection_can_be_taken_back_with_one_button(client, recruiter, vacancy, people):
    typed = {"subject_en": "Your application", "body_en": "Hello, {name}.", "reason": make_reason().pk, "confirm": "1"}
    assert reject(client, vacancy, chosen=tick(people), **typed).status_code == 302
    assert sorted(OutboundMessage.objects.values_list("body", flat=True)) == [
        "Hello, Ana.",
        "Hello, Ion.",
        "Hello, Max.",
    ]
    last = client.get(reverse("recruiting:board", args=[vacancy.pk])).context["last_act"]
    assert (last.count, last.closed) == (3, True)
    assert act(client, vacancy, do="undo", act=str(last.act)).status_code == 302
    assert set(Application.objects.values_list("state", flat=True)) == {"active"}
    assert set(OutboundMessage.objects.values_list("state", flat=True)) == {MessageState.CANCELLED}
    assert client.get(reverse("recruiting:board", args=[vacancy.pk])).context["last_act"] is None


def test_no_letter_is_promised_to_whoever_has_no_address(client, recruiter, vacancy, people):
    mute = make_application(vacancy, candidate=make_candidate("Zoe", email="", phone="+37369111222"), stage="review")
    typed = {"subject_en": "Your application", "body_en": "Hello.", "no_letter_reason": "Told by phone."}
    done = reject(client, vacancy, chosen=tick([*people[:2], mute]), reason=make_reason().pk, confirm="1", **typed)
    assert [str(one) for one in client.get(done.url).context["messages"]] == [
        "2 applications are closed. Their letters leave in 10 minutes.",
        "1 application is closed without a letter.",
    ]


@pytest.mark.parametrize("wrong", ["", "x", "6f1d5c1e-0000-4000-8000-000000000000"])
def test_an_undo_of_nothing_says_so(client, recruiter, vacancy, people, wrong):
    assert act(client, vacancy, do="undo", act=wrong).status_code == 422


def test_others_of_the_team_cannot_act(client, vacancy, people):
    client.force_login(vacancy.members.get(function="hiring_manager").user)
    stage = vacancy.stages.get(key="interview").pk
    assert act(client, vacancy, do="move", to_stage=stage, chosen=tick(people)).status_code == 403
    assert reject(client, vacancy, chosen=tick(people)).status_code == 403


def test_each_letter_of_a_rejection_leads_to_the_own_page_of_whoever_gets_it(client, recruiter, vacancy, people):
    typed = {"subject_en": "Your application", "body_en": "{name}: {own_page}", "reason": make_reason().pk}
    assert reject(client, vacancy, chosen=tick(people), confirm="1", **typed).status_code == 302
    bodies = dict(row.split(": ") for row in OutboundMessage.objects.values_list("body", flat=True))
    behind = {
        name: person_behind(link.rstrip("/").rsplit("/", 1)[1], now=timezone.now()) for name, link in bodies.items()
    }
    assert behind == {row.candidate.full_name: row.candidate for row in people}


def test_the_link_is_a_secret_and_stands_in_no_subject(client, recruiter, vacancy, people):
    typed = {"subject_en": "{name}: {own_page}", "body_en": "Hello", "reason": make_reason().pk}
    response = reject(client, vacancy, chosen=tick(people), confirm="1", **typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["subject_en"])
    assert not OutboundMessage.objects.exists()
