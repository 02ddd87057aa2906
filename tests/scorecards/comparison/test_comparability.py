"""Candidates who were asked different planned questions on one stage are named, from the cards open to the reader."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.models import Application, KitQuestion
from scorecards.domain.comparability import AskedApart, unfairness
from scorecards.domain.comparing import compare
from scorecards.enums import Asked
from scorecards.models import QuestionMark
from tests.factories import (
    make_application,
    make_candidate,
    make_card,
    make_grid,
    make_interview,
    make_user,
    make_vacancy,
)
from tests.scorecards.comparison.conftest import World, seal

QUESTIONS = 7
A, S, R, _ = Asked.ASKED, Asked.SKIPPED, Asked.REPLACED, None
ALL = [A] * QUESTIONS


@pytest.fixture
def long_kit(db) -> World:
    """A stage with seven planned questions, two interviewers and the hiring manager who reads."""
    recruiter, manager = make_user(Role.HR), make_user(Role.HIRING_MANAGER)
    grid = make_grid(items=QUESTIONS)
    vacancy = make_vacancy(grid=grid, recruiter=recruiter, hiring_manager=manager)
    return World(vacancy, recruiter, manager, [make_user(Role.INTERVIEWER) for _number in range(2)])


def asked(world: World, name: str, *panel: list[Asked | None], stage: str = "interview", draft=False) -> Application:
    """A candidate with one card for each list of marks, in the order of the kit; the last may stay a draft."""
    application = make_application(world.vacancy, candidate=make_candidate(name, added_by=world.recruiter), stage=stage)
    seats = world.interviewers[: len(panel)]
    starts = timezone.now() - timedelta(days=2, hours=Application.objects.count())
    interview = make_interview(application, *seats, starts_at=starts)
    questions = list(KitQuestion.objects.filter(stage=interview.stage).order_by("order"))
    for person, marks in zip(seats, panel, strict=True):
        card = make_card(interview, person, submitted=False)
        QuestionMark.objects.bulk_create(
            QuestionMark(scorecard=card, question=question, mark=mark)
            for question, mark in zip(questions, marks, strict=True)
            if mark
        )
        if not (draft and person == seats[-1]):
            seal(card)
    return application


def found(world: World, user=None) -> tuple[AskedApart, ...]:
    return unfairness(compare(vacancy=world.vacancy, user=user or world.manager)).asked_apart


def test_the_kit_of_the_stage_has_the_questions_that_these_tests_speak_of(long_kit):
    assert long_kit.vacancy.stages.get(key="interview").kit.count() == QUESTIONS


def test_more_than_a_third_asked_of_only_one_is_named_with_both_and_the_stage(long_kit):
    one, other = asked(long_kit, "Ana", ALL), asked(long_kit, "Ion", [A, A, A, A, S, S, R])
    stage = long_kit.vacancy.stages.get(key="interview")
    assert found(long_kit) == (AskedApart(stage, one, other, apart=3, noted=7),)


@pytest.mark.parametrize(
    "marks",
    [
        ALL,
        [A, A, A, A, A, S, S],  # two of seven: less than a third
        [A, _, _, _, _, _, _],  # what nobody marked is not known
        [S, A, _, _, _, _, _],  # one alone, though it is half of what is known
        [_] * QUESTIONS,
    ],
)
def test_what_is_no_substantial_difference(long_kit, marks):
    asked(long_kit, "Ana", ALL), asked(long_kit, "Ion", marks)
    assert found(long_kit) == ()


def test_two_of_those_known_for_both_are_enough(long_kit):
    asked(long_kit, "Ana", [A, A, A, _, _, _, _]), asked(long_kit, "Ion", [S, R, A, A, A, A, A])
    assert [(one.apart, one.noted) for one in found(long_kit)] == [(2, 3)]


def test_a_question_that_anybody_of_the_panel_asked_was_asked(long_kit):
    asked(long_kit, "Ana", ALL)
    asked(long_kit, "Ion", [S, S, S, A, A, A, A], [A, A, A, S, S, S, S])
    assert found(long_kit) == ()


def test_the_most_different_pair_comes_first(long_kit):
    asked(long_kit, "Ana", ALL)
    asked(long_kit, "Ion", [A, A, A, A, S, S, S])
    asked(long_kit, "Max", [S, S, S, S, S, S, S])
    assert [one.apart for one in found(long_kit)] == [7, 4, 3]


def test_marks_of_a_card_that_is_not_open_to_the_reader_change_nothing(long_kit):
    asked(long_kit, "Ana", ALL)
    asked(long_kit, "Ion", [S] * QUESTIONS, draft=True)
    assert found(long_kit) == ()
    member = long_kit.interviewers[0]
    assert found(long_kit, member) == ()


def test_different_stages_are_not_held_against_each_other(long_kit):
    asked(long_kit, "Ana", ALL), asked(long_kit, "Ion", [S] * QUESTIONS, stage="manager")
    assert found(long_kit) == ()


def test_the_page_says_it_in_words_with_the_rule_and_names_no_rater(long_kit, client):
    asked(long_kit, "Ana", ALL), asked(long_kit, "Ion", [S] * QUESTIONS)
    client.force_login(long_kit.manager)
    page = client.get(reverse("scorecards:compare", args=[long_kit.vacancy.pk])).content.decode()
    said = "Ana and Ion were asked different questions on “"
    line = page[page.index(said) :]
    line = line[: line.index("</li>")]
    assert "7 of the 7 planned questions noted for both were asked of only one of them." in line
    assert all(person.full_name not in line for person in long_kit.interviewers)
    assert "A pair is named when at least two planned questions" in page


def test_one_query_whatever_the_number_of_candidates(long_kit, django_assert_num_queries):
    for number in range(4):
        asked(long_kit, f"Person {number}", ALL if number % 2 else [S] * QUESTIONS)
    comparison = compare(vacancy=long_kit.vacancy, user=long_kit.manager)
    with django_assert_num_queries(1):
        assert len(unfairness(comparison).asked_apart) == 4


def test_a_second_rater_who_observed_nothing_leaves_the_candidate_to_one(world):
    application = world.rated([3, 4], [None, None])
    assert unfairness(compare(vacancy=world.vacancy, user=world.manager)).alone == (application,)
