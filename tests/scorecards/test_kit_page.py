"""The plan of the talk, and the kit on paper."""

import json
from datetime import timedelta

import pytest

from accounts.enums import AccessAction, Language
from accounts.models import AccessEvent
from scorecards.domain.assignments import find_assignment
from scorecards.domain.kit_paper import kit_paper_of
from scorecards.domain.marking import kit_of
from scorecards.domain.sheet import exercises_of
from scorecards.domain.talk import plan_of_talk
from tests.factories.exercises import make_kit_exercise, make_test
from tests.factories.shelf import make_exercise
from tests.scorecards.places import Place, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client) -> Place:
    place = make_place(items=3)
    client.force_login(place.person)
    return place


def test_blocks_follow_each_other_and_the_rest_is_the_candidates(place):
    plan = plan_of_talk(place.interview, kit_of(place.interview, None), [])
    assert [block.minutes for block in plan.blocks] == [5, 6, 6, 6, 22]
    assert (plan.minutes, plan.room, plan.over) == (45, 45, 0)
    gaps = [(block.starts_at - place.interview.starts_at) / timedelta(minutes=1) for block in plan.blocks]
    assert gaps == [0, 5, 11, 17, 23]


def test_exercises_and_tests_have_their_blocks_after_the_questions(place):
    make_kit_exercise(place.interview.stage, make_exercise("Call", prep_minutes=5, minutes=10, feedback_minutes=3))
    make_kit_exercise(place.interview.stage, make_test())
    exercises = exercises_of(place.interview.stage)
    plan = plan_of_talk(place.interview, kit_of(place.interview, None), exercises)
    assert [(block.title, block.minutes) for block in plan.blocks[4:6]] == [
        ("Call [en]", 18),
        ("Sociability [en]", exercises[1].sheet.minutes),
    ]
    assert [block.anchor for block in plan.blocks[4:]] == [f"exercise-{one.pk}" for one in exercises] + [""]


@pytest.mark.parametrize("name", ["card", "kit"])
def test_the_clock_counts_exercises_and_leads_to_them(place, client, name):
    row = make_kit_exercise(place.interview.stage, make_exercise("Call", minutes=10))
    page = client.get(place.address(name)).content.decode()
    assert '<li data-minutes="10"><time' in page
    assert f'href="#exercise-{row.pk}"' in page
    assert page.count(f'id="exercise-{row.pk}"') == 1


def test_exercises_and_tests_are_on_paper_with_their_sheets(place, client):
    make_kit_exercise(place.interview.stage)
    make_kit_exercise(place.interview.stage, make_test())
    own = find_assignment(interview=place.interview.pk, application=place.application.pk, by=place.person)
    talk = plan_of_talk(place.interview, kit_of(place.interview, None), exercises_of(place.interview.stage))
    chat, test = kit_paper_of(own, talk, [], "")["exercises"]["rows"]
    assert [title for title, _rows in chat["lists"]] == ["Clients to play", "Scoring sheet"]
    assert chat["lists"][1][1] == ["Notices the mood [en]", "Keeps promises [en]"]
    assert test["lists"] == [
        [
            "How the score is read",
            [
                "0–3: Talks too much [en] (Does not pass)",
                "4–24: Normal [en] (Passes)",
                "25–32: Closed [en] (Does not pass)",
            ],
        ]
    ]
    assert client.get(place.address("kit_pdf")).content.startswith(b"%PDF-")


def test_a_plan_too_long_says_by_how_much(place, client):
    place.interview.ends_at = place.interview.starts_at + timedelta(minutes=20)
    place.interview.save()
    assert plan_of_talk(place.interview, kit_of(place.interview, None), []).over == 8
    assert "8 minutes longer than the meeting" in client.get(place.address("kit")).content.decode()


@pytest.mark.parametrize("language", list(Language))
def test_kit_as_pdf_in_each_language(place, client, language):
    place.person.language = language
    place.person.save()
    response = client.get(place.address("kit_pdf"))
    assert response["Content-Type"] == "application/pdf"
    pdf = response.content
    assert pdf.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", f"/Lang({language})".encode()):
        assert mark in pdf
    event = AccessEvent.objects.get()
    assert (event.action, event.detail) == (AccessAction.EXPORT, {"kit": place.interview.pk})


def test_markup_in_a_name_stays_words(place, client):
    place.application.candidate.full_name = '#panic("x") *Ion* $y$'
    place.application.candidate.save()
    assert client.get(place.address("kit_pdf")).status_code == 200


def test_the_paper_holds_no_rating(place):
    place.save(place.answers(5, 5, 5, text="Secret evidence"))
    own = find_assignment(interview=place.interview.pk, application=place.application.pk, by=place.person)
    paper = kit_paper_of(own, plan_of_talk(place.interview, kit_of(place.interview, None), []), [], "")
    assert "Secret evidence" not in json.dumps(paper)
    assert [len(question["parts"]) for question in paper["questions"]["rows"]] == [3, 3, 3]
