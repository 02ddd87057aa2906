"""The board: columns, cards, their age, moving by button, and the same number of queries for 3 and for 300."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from recruiting.domain import board, figures, gates, workflow
from recruiting.domain.gates import Blocker
from recruiting.enums import Scope, TeamFunction
from recruiting.models import Application, Candidate, StageMove, TeamMember
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def vacancy():
    return make_vacancy(recruiter=make_user(Role.HR, time_zone="Europe/Chisinau"))


@pytest.fixture
def page(client, vacancy):
    """The board as its recruiter sees it."""
    client.force_login(vacancy.created_by)
    return lambda **query: client.get(reverse("recruiting:board", args=[vacancy.pk]), query)


@pytest.fixture
def no_gates(monkeypatch):
    monkeypatch.setattr(gates, "_gates", [])


def columns(response) -> dict[str, list[str]]:
    return {column.stage.key: [card.name for card in column.cards] for column in response.context["board"].columns}


def press(client, application, key: str, **changes):
    data = {
        "to_stage": application.vacancy.stages.get(key=key).pk,
        "seen_revision": application.revision,
        "back": "board",
    }
    headers = changes.pop("headers", {})
    return client.post(reverse("recruiting:move", args=[application.pk]), data | changes, **headers)


def test_only_stages_about_candidates_are_columns(page, vacancy):
    make_application(vacancy)
    vacancy.stages.filter(key="offer").update(scope=Scope.AFTER_HIRE)
    assert list(columns(page())) == ["review", "interview", "manager"]


def test_cards_stand_in_their_stage_longest_first_and_closed_ones_not_at_all(page, vacancy):
    now = timezone.now()
    for name, days in [("Ana", 1), ("Ion", 3)]:
        make_application(
            vacancy, candidate=make_candidate(name), stage="review", stage_since=now - timedelta(days=days)
        )
    make_application(vacancy, candidate=make_candidate("Max"), stage="review", state="rejected")
    assert columns(page()) == {"review": ["Ion", "Ana"], "interview": [], "manager": [], "offer": []}


def test_cards_can_be_sorted_by_name_in_any_alphabet(page, vacancy):
    for name in ["Żaneta", "Ștefan", "Ana", "Павел"]:
        make_application(vacancy, candidate=make_candidate(name), stage="review")
    assert columns(page(sort="name"))["review"] == ["Ana", "Ștefan", "Żaneta", "Павел"]


def test_the_late_filter_keeps_those_over_their_limit(page, vacancy):
    now = timezone.now()
    for name, days in [("Ana", 2), ("Ion", 3)]:  # the limit of the review is two days
        make_application(
            vacancy, candidate=make_candidate(name), stage="review", stage_since=now - timedelta(days=days)
        )
    response = page(age="over")
    assert columns(response)["review"] == ["Ion"]
    assert (response.context["board"].total, response.context["board"].late) == (2, 1)


@pytest.mark.parametrize(
    ("days", "limit", "words"),
    [
        (0, None, "today"),
        (1, None, "1 day"),
        (5, None, "5 days"),
        (0, 1, "today, limit 1 day"),
        (0, 3, "today, limit 3 days"),
        (2, 1, "2 of 1 day"),
        (1, 3, "1 of 3 days"),
    ],
)
def test_the_age_is_said_in_words(days, limit, words):
    assert board.age_text(days, limit) == words


@pytest.mark.parametrize(
    ("days", "near", "over"),
    [(0, False, False), (3, False, False), (4, True, False), (5, True, False), (6, False, True)],
)
def test_a_card_is_marked_from_three_quarters_of_the_limit(vacancy, days, near, over):
    now = timezone.now()
    make_application(vacancy, stage="interview", stage_since=now - timedelta(days=days))  # the limit is five days
    shown = board.read_board(vacancy=vacancy, user=vacancy.created_by, now=now)
    (card,) = shown.columns[1].cards
    assert (card.days, card.is_near, card.is_over) == (days, near, over)


def test_days_are_those_of_the_viewers_calendar():
    with timezone.override("Europe/Chisinau"):
        late_evening = timezone.make_aware(timezone.datetime(2026, 12, 1, 23, 30))
        next_morning = timezone.make_aware(timezone.datetime(2026, 12, 2, 0, 30))
        assert board.days_between(late_evening, next_morning) == 1
    with timezone.override("UTC"):
        assert board.days_between(late_evening, next_morning) == 0


def test_the_next_interview_stands_on_the_card(page, vacancy):
    application = make_application(vacancy)
    later = timezone.now() + timedelta(days=9)
    make_interview(application, starts_at=later)
    soon = make_interview(application, starts_at=later - timedelta(days=5))
    (card,) = page().context["board"].columns[1].cards
    assert card.meeting == soon.starts_at


def test_the_figure_of_scorecards_comes_from_a_provider_and_is_absent_without_one(page, vacancy, monkeypatch):
    application = make_application(vacancy)
    monkeypatch.setattr(figures, "_providers", [])
    assert "rk-seg" not in page().content.decode()
    monkeypatch.setattr(figures, "_providers", [lambda rows: {row.pk: (1, 3) for row in rows}])
    response = page()
    (card,) = response.context["board"].columns[1].cards
    assert (card.pk, card.cards_in, board.ticks(card.cards_in)) == (application.pk, (1, 3), [True, False, False])
    assert "1 of 3 in" in response.content.decode()


def test_the_recruiter_has_a_button_and_a_choice_for_every_card(page, vacancy):
    make_application(vacancy, stage="review")
    html = page().content.decode()
    assert html.count('id="next-') == 1
    assert html.count('name="chosen"') == 1
    assert html.count('name="move" value="') == 1 + 1 + 3  # the dragged one's, onwards, and one for each other stage
    assert html.count('draggable="true"') == 1


def test_others_see_cards_without_acts(client, vacancy):
    make_application(vacancy, stage="review")
    client.force_login(vacancy.members.get(function="hiring_manager").user)
    html = client.get(reverse("recruiting:board", args=[vacancy.pk])).content.decode()
    assert 'name="chosen"' not in html
    assert 'draggable="true"' not in html
    assert "rk-card" in html


def test_an_interviewer_sees_the_cards_of_those_they_meet(client, vacancy):
    interviewer = make_user(Role.INTERVIEWER)
    TeamMember.objects.create(vacancy=vacancy, user=interviewer, function=TeamFunction.INTERVIEWER)
    met = make_application(vacancy)
    make_application(vacancy)
    make_interview(met, interviewer)
    client.force_login(interviewer)
    response = client.get(reverse("recruiting:board", args=[vacancy.pk]))
    assert columns(response)["interview"] == [met.candidate.full_name]


def test_a_button_moves_the_card_and_comes_back_to_the_same_view(client, page, vacancy, no_gates):
    application = make_application(vacancy, stage="review")
    page()
    address = reverse("recruiting:move", args=[application.pk])
    stage = vacancy.stages.get(key="interview")
    data = {"to_stage": stage.pk, "seen_revision": 0, "back": "board"}
    response = client.post(f"{address}?sort=name", data, follow=True)
    assert response.redirect_chain == [(reverse("recruiting:board", args=[vacancy.pk]) + "?sort=name", 302)]
    assert columns(response)["interview"] == [application.candidate.full_name]
    assert [str(message) for message in response.context["messages"]] == [
        f"{application.candidate.full_name} moved to “Interview [en]”."
    ]


def test_htmx_gets_the_board_alone_with_the_message_and_the_icons(client, page, vacancy, no_gates):
    application = make_application(vacancy, stage="review")
    page()
    response = press(client, application, "interview", headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert (html.count('id="board"'), html.count('id="messages"'), html.count("<symbol") > 0) == (1, 1, True)
    assert "moved to “Interview [en]”" in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_card_that_a_colleague_moved_is_shown_where_it_is_with_who_did_it(client, page, vacancy, no_gates, headers):
    application = make_application(vacancy, stage="review")
    page()
    workflow.move(
        application=application,
        to_stage=vacancy.stages.get(key="manager"),
        seen_revision=0,
        by=make_user(Role.HR, full_name="Irina Moraru"),
        now=timezone.now(),
    )
    response = press(client, application, "interview", headers=headers)
    assert response.status_code == 409
    assert "Irina Moraru moved" in response.content.decode()
    assert columns(response)["manager"] == [application.candidate.full_name]


def test_a_repeated_click_is_a_message(client, page, vacancy, no_gates):
    application = make_application(vacancy, stage="review")
    page()
    press(client, application, "interview")
    response = press(client, application, "interview")
    assert response.status_code == 302
    assert StageMove.objects.count() == 1


def test_what_a_gate_says_is_shown_and_a_reason_goes_past_it(client, page, vacancy, monkeypatch):
    monkeypatch.setattr(gates, "_gates", [lambda row, stage: [Blocker("late", "Irina's scorecard is missing.")]])
    application = make_application(vacancy, stage="review")
    page()
    held = press(client, application, "interview")
    assert held.status_code == 422
    assert "Irina&#x27;s scorecard is missing." in held.content.decode()
    assert 'name="override_reason"' in held.content.decode()
    assert press(client, application, "interview", override_reason="She is ill.").status_code == 302
    step = application.moves.get()
    assert (step.override_reason, step.overridden) == ("She is ill.", ["late"])


def test_a_stage_of_another_vacancy_does_not_exist_here(client, page, vacancy, no_gates):
    application = make_application(vacancy, stage="review")
    foreign = make_vacancy(recruiter=vacancy.created_by).stages.get(key="interview")
    page()
    assert press(client, application, "interview", to_stage=foreign.pk).status_code == 404
    application.refresh_from_db()
    assert application.stage.key == "review"


@pytest.mark.parametrize(
    "broken", [{"to_stage": ""}, {"to_stage": "x"}, {"seen_revision": ""}, {"seen_revision": "-1"}]
)
def test_a_broken_form_moves_nothing_and_says_so(client, page, vacancy, no_gates, broken):
    application = make_application(vacancy, stage="review")
    page()
    response = press(client, application, "interview", **broken)
    assert response.status_code == 422
    assert not StageMove.objects.exists()


def queries_of(page) -> int:
    with CaptureQueriesContext(connection) as captured:
        page()
    return len(captured)


def fill(vacancy, count: int) -> None:
    now, stages = timezone.now(), list(vacancy.stages.all())
    people = Candidate.objects.bulk_create(
        Candidate(full_name=f"Person {number}", added_by=vacancy.created_by, added_at=now) for number in range(count)
    )
    Application.objects.bulk_create(
        Application(
            candidate=person, vacancy=vacancy, stage=stages[place % len(stages)], stage_since=now, applied_at=now
        )
        for place, person in enumerate(people)
    )


def test_three_hundred_candidates_cost_as_many_queries_as_three(page, vacancy):
    fill(vacancy, 3)
    few = queries_of(page)
    fill(vacancy, 297)
    assert page().context["board"].total == 300
    assert queries_of(page) == few


@pytest.mark.parametrize(("language", "day"), [("en", "3 November"), ("ru", "3 ноября"), ("ro", "3 noiembrie")])
def test_the_list_writes_days_as_the_language_does(page, vacancy, language, day):
    User.objects.filter(pk=vacancy.created_by_id).update(language=language)
    make_application(vacancy, applied_at=datetime(2026, 11, 3, 12, 0, tzinfo=UTC))
    assert f">{day}<" in page(view="list").content.decode()
