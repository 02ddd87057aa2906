"""What scorecards say to recruiting: who holds a move back, and the one figure on the board."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain import figures, gates
from recruiting.enums import ApplicationState, InterviewState, Presence
from recruiting.models import Application
from scorecards.enums import CardState, DeclineReason
from scorecards.models import Decision, Scorecard
from tests.factories import make_application, make_card, make_interview, make_seat, make_user
from tests.scorecards.places import Place, make_place

pytestmark = pytest.mark.django_db


def said(place: Place, target: str = "manager") -> list[tuple[str, str]]:
    target = place.application.vacancy.stages.get(key=target)
    return [(blocker.code, blocker.message) for blocker in gates.blockers(place.application, target)]


def decline(place: Place) -> None:
    card = make_card(place.interview, place.person, submitted=False)
    Scorecard.objects.filter(pk=card.pk).update(state=CardState.DECLINED, decline_reason=DeclineReason.TOO_LITTLE)


def missing(person) -> tuple[str, str]:
    return ("scorecard_missing", f"{person.full_name}’s scorecard is missing")


def test_each_missing_card_holds_the_move_and_is_named():
    place = make_place()
    make_seat(place.interview, other := make_user(Role.INTERVIEWER, full_name="Zoe Last"))
    make_card(place.interview, make_seat(place.interview, make_user(Role.HR)).interviewer)
    assert said(place) == [missing(place.person), missing(other)]


def test_blocker_names_its_subjects_for_the_log():
    place = make_place()
    target = place.application.vacancy.stages.get(key="manager")
    assert gates.blockers(place.application, target)[0].subjects == (
        f"user:{place.person.pk}",
        f"application:{place.application.pk}",
        f"interview:{place.interview.pk}",
    )


def test_a_draft_is_still_missing():
    place = make_place()
    make_card(place.interview, place.person, submitted=False)
    assert said(place) == [missing(place.person)]


def test_all_cards_in_let_the_move_go():
    place = make_place()
    make_card(place.interview, place.person)
    assert said(place) == []


@pytest.mark.parametrize("target", ["review", "interview"])
def test_moving_back_or_staying_is_free(target):
    assert said(make_place(), target) == []


def test_stage_that_requires_no_card_is_free():
    place = make_place()
    Application.objects.update(stage=place.application.vacancy.stages.get(key="review"))
    place.application.refresh_from_db()
    assert said(place) == []


def test_coming_interview_of_the_stage_holds_the_move():
    place = make_place(starts_at=timezone.now() + timedelta(days=1))
    assert said(place) == [missing(place.person)]


def test_without_an_interview_there_is_nothing_to_go_by():
    place = make_place()
    type(place.interview).objects.update(state=InterviewState.CANCELLED)
    assert said(place) == [("no_interview", "No interview was held in this stage")]


def test_interview_to_which_the_candidate_did_not_come_does_not_count():
    place = make_place()
    place.interview.attendances.update(presence=Presence.NO_SHOW)
    assert said(place) == [("no_interview", "No interview was held in this stage")]


def test_panel_that_could_not_rate_holds_the_move():
    place = make_place()
    decline(place)
    assert said(place) == [("nobody_rated", "Nobody on the panel could rate in this stage")]


def test_one_declined_among_others_does_not():
    place = make_place()
    decline(place)
    make_card(place.interview, make_seat(place.interview, make_user(Role.HR)).interviewer)
    assert said(place) == []


def test_board_counts_cards_in_and_expected_of_the_present_stage():
    place = make_place()
    make_card(place.interview, make_seat(place.interview, make_user(Role.HR)).interviewer)
    other_stage = place.application.vacancy.stages.get(key="manager")
    make_interview(place.application, make_user(), stage=other_stage, starts_at=timezone.now() - timedelta(days=3))
    assert figures.cards_in([place.application]) == {place.application.pk: (1, 2)}


def test_board_expects_nothing_from_who_declined():
    place = make_place()
    make_seat(place.interview, make_user(Role.HR))
    decline(place)
    assert figures.cards_in([place.application]) == {place.application.pk: (0, 1)}


def test_application_without_an_interview_has_no_figure():
    assert figures.cards_in([make_application()]) == {}


def test_figures_of_many_applications_take_one_query(django_assert_num_queries):
    places = [make_place() for _ in range(3)]
    with django_assert_num_queries(1):
        found = figures.cards_in([place.application for place in places])
    assert found == {place.application.pk: (0, 1) for place in places}


@pytest.mark.parametrize("outcome", ["hire", "reject", None])
def test_nobody_is_hired_without_a_sealed_decision_to_hire(outcome):
    place = make_place()
    if outcome:
        decision = Decision(
            application=place.application, outcome=outcome, rationale="Why.", snapshot={}, digest="0" * 64
        )
        decision.by, decision.at = place.person, timezone.now()
        decision.save()
    against = gates.outcome_blockers(place.application, ApplicationState.HIRED)
    assert [blocker.code for blocker in against] == ([] if outcome == "hire" else ["no_decision"])


@pytest.mark.parametrize("outcome", [ApplicationState.REJECTED, ApplicationState.WITHDRAWN])
def test_other_outcomes_need_no_decision(outcome):
    assert gates.outcome_blockers(make_place().application, outcome) == []
