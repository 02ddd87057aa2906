"""Who sees whose ratings. Every case sets one panel up and asks for one person what `visible_to` gives."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import User
from recruiting.enums import ApplicationState, InterviewState, Presence, Reveal, TeamFunction
from recruiting.models import Application, Interview, Seat, TeamMember, Vacancy
from scorecards.enums import CardState, DeclineReason, Recommendation
from scorecards.models import Rating, Scorecard
from tests.factories import (
    make_application,
    make_attendance,
    make_card,
    make_interview,
    make_user,
    make_vacancy,
)

pytestmark = pytest.mark.django_db


@dataclass
class Panel:
    """One candidate in one stage: a colleague has rated, the person asked about has not."""

    vacancy: Vacancy
    application: Application
    interview: Interview
    colleague: User
    theirs: Scorecard
    recruiter: User
    manager: User

    def seat(self, person: User) -> Seat:
        return Seat.objects.create(interview=self.interview, interviewer=person, added_at=timezone.now())

    def rate(self, person: User, **fields) -> Scorecard:
        return make_card(self.interview, person, **fields)

    def decline(self, person: User, **fields) -> Scorecard:
        card = self.rate(person, submitted=False, **fields)
        Scorecard.objects.filter(pk=card.pk).update(
            state=CardState.DECLINED, decline_reason=DeclineReason.TOO_LITTLE, closed_at=timezone.now()
        )
        return card

    def meeting(self, state: InterviewState) -> None:
        Interview.objects.filter(pk=self.interview.pk).update(state=state)


def make_panel() -> Panel:
    recruiter, manager = make_user(Role.HR), make_user(Role.HIRING_MANAGER)
    vacancy = make_vacancy(recruiter=recruiter, hiring_manager=manager)
    colleague = make_user(Role.INTERVIEWER)
    application = make_application(vacancy)
    interview = make_interview(application, colleague, starts_at=timezone.now() - timedelta(hours=2))
    return Panel(vacancy, application, interview, colleague, make_card(interview, colleague), recruiter, manager)


def sees(panel: Panel, person: User) -> bool:
    return panel.theirs in Scorecard.objects.visible_to(person)


# Each case changes the panel and returns the person who looks; the value says whether the colleague's card is open.
def interviewer_before_own_card(panel):
    panel.seat(person := make_user(Role.INTERVIEWER))
    return person


def interviewer_with_draft(panel):
    panel.seat(person := make_user(Role.INTERVIEWER))
    panel.rate(person, submitted=False)
    return person


def interviewer_after_own_card(panel):
    panel.seat(person := make_user(Role.INTERVIEWER))
    panel.rate(person)
    return person


def interviewer_who_declined(panel):
    panel.seat(person := make_user(Role.INTERVIEWER))
    panel.decline(person)
    return person


def interviewer_without_seat(panel):
    return make_user(Role.INTERVIEWER)


def interviewer_whose_seat_was_removed(panel):
    seat = panel.seat(person := make_user(Role.INTERVIEWER))
    Seat.objects.filter(pk=seat.pk).update(removed_at=timezone.now())
    return person


def interviewer_removed_after_own_card(panel):
    person = interviewer_after_own_card(panel)
    Seat.objects.filter(interviewer=person).update(removed_at=timezone.now())
    return person


def interviewer_on_team_without_seat(panel):
    person = make_user(Role.INTERVIEWER)
    TeamMember.objects.create(vacancy=panel.vacancy, user=person, function=TeamFunction.INTERVIEWER)
    return person


def recruiter_off_panel(panel):
    return panel.recruiter


def recruiter_who_became_an_interviewer(panel):
    """The place in the team stays where another one goes on; it is nothing without the role."""
    panel.recruiter.role = Role.INTERVIEWER
    panel.recruiter.save()
    return panel.recruiter


def recruiter_on_panel(panel):
    panel.seat(panel.recruiter)
    return panel.recruiter


def recruiter_on_panel_with_draft(panel):
    panel.seat(panel.recruiter)
    panel.rate(panel.recruiter, submitted=False)
    return panel.recruiter


def recruiter_on_panel_after_own_card(panel):
    panel.seat(panel.recruiter)
    panel.rate(panel.recruiter)
    return panel.recruiter


def recruiter_who_declined(panel):
    panel.seat(panel.recruiter)
    panel.decline(panel.recruiter)
    return panel.recruiter


def recruiter_whose_seat_was_removed(panel):
    seat = panel.seat(panel.recruiter)
    panel.rate(panel.recruiter, submitted=False)
    Seat.objects.filter(pk=seat.pk).update(removed_at=timezone.now())
    return panel.recruiter


def recruiter_with_seat_in_coming_interview(panel):
    later = make_interview(panel.application, starts_at=timezone.now() + timedelta(days=2))
    Seat.objects.create(interview=later, interviewer=panel.recruiter, added_at=timezone.now())
    return panel.recruiter


def recruiter_marked_absent(panel):
    seat = panel.seat(panel.recruiter)
    Seat.objects.filter(pk=seat.pk).update(presence=Presence.NO_SHOW)
    return panel.recruiter


def recruiter_on_cancelled_panel(panel):
    other = make_interview(panel.application, panel.recruiter, state=InterviewState.CANCELLED)
    make_card(other, panel.recruiter, submitted=False)
    return panel.recruiter


def recruiter_on_panel_that_failed(panel):
    make_interview(panel.application, panel.recruiter, state=InterviewState.TECHNICAL_FAILURE)
    return panel.recruiter


def recruiter_of_another_vacancy(panel):
    make_vacancy(recruiter=(person := make_user(Role.HR)))
    return person


def recruiter_rejected_before_own_card(panel):
    panel.seat(panel.recruiter)
    _close(panel.application)
    return panel.recruiter


def recruiter_rejected_while_draft(panel):
    panel.seat(panel.recruiter)
    panel.rate(panel.recruiter, submitted=False)
    _close(panel.application)
    return panel.recruiter


def recruiter_whose_candidate_did_not_come(panel):
    other = make_interview(panel.application, panel.recruiter, starts_at=timezone.now() - timedelta(hours=5))
    other.attendances.update(presence=Presence.NO_SHOW)
    return panel.recruiter


def recruiter_on_panel_of_another_stage(panel):
    stage = panel.vacancy.stages.get(key="manager")
    make_interview(panel.application, panel.recruiter, stage=stage, starts_at=timezone.now() - timedelta(hours=5))
    return panel.recruiter


def interviewer_who_rated_another_stage(panel):
    stage = panel.vacancy.stages.get(key="manager")
    meeting = make_interview(
        panel.application, person := make_user(Role.INTERVIEWER), stage=stage, starts_at=timezone.now()
    )
    make_card(meeting, person)
    return person


def interviewer_who_rated_another_candidate(panel):
    other = make_application(panel.vacancy)
    meeting = make_interview(other, person := make_user(Role.INTERVIEWER))
    make_card(meeting, person)
    return person


def manager_off_panel(panel):
    return panel.manager


def manager_on_panel(panel):
    panel.seat(panel.manager)
    return panel.manager


def manager_on_panel_after_own_card(panel):
    panel.seat(panel.manager)
    panel.rate(panel.manager)
    return panel.manager


def administrator_off_panel(panel):
    return make_user(Role.ADMIN)


def administrator_on_panel(panel):
    panel.seat(person := make_user(Role.ADMIN))
    return person


def administrator_with_draft(panel):
    panel.seat(person := make_user(Role.ADMIN))
    panel.rate(person, submitted=False)
    return person


def administrator_after_own_card(panel):
    panel.seat(person := make_user(Role.ADMIN))
    panel.rate(person)
    return person


def group_session_half_rated(panel):
    make_attendance(panel.interview, make_application(panel.vacancy))
    panel.seat(panel.recruiter)
    panel.rate(panel.recruiter, application=panel.application)
    return panel.recruiter


def group_session_all_rated(panel):
    other = make_application(panel.vacancy)
    make_attendance(panel.interview, other)
    panel.seat(panel.recruiter)
    for application in (panel.application, other):
        panel.rate(panel.recruiter, application=application)
    return panel.recruiter


def group_session_where_the_other_did_not_come(panel):
    make_attendance(panel.interview, make_application(panel.vacancy), presence=Presence.NO_SHOW)
    panel.seat(panel.recruiter)
    panel.rate(panel.recruiter, application=panel.application)
    return panel.recruiter


def group_session_where_the_other_could_not_be_rated(panel):
    other = make_application(panel.vacancy)
    make_attendance(panel.interview, other)
    panel.seat(panel.recruiter)
    panel.rate(panel.recruiter, application=panel.application)
    panel.decline(panel.recruiter, application=other)
    return panel.recruiter


def recruiter_who_declined_once_and_rated_the_next_meeting(panel):
    panel.seat(panel.recruiter)
    panel.decline(panel.recruiter)
    again = make_interview(panel.application, starts_at=timezone.now() - timedelta(hours=5))
    make_card(again, panel.recruiter)
    return panel.recruiter


def recruiter_with_draft_without_a_meeting(panel):
    card = panel.rate(panel.recruiter, submitted=False)
    Scorecard.objects.filter(pk=card.pk).update(interview=None)
    return panel.recruiter


def debrief_stage_after_own_card(panel):
    _at_debrief(panel)
    return interviewer_after_own_card(panel)


def debrief_stage_for_the_manager(panel):
    _at_debrief(panel)
    return panel.manager


def _close(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.REJECTED, closed_at=timezone.now(), no_letter_reason="Told on the phone."
    )


def _at_debrief(panel: Panel) -> None:
    panel.vacancy.stages.update(reveal=Reveal.AT_DEBRIEF)


CASES: dict[Callable[[Panel], User], bool] = {
    interviewer_before_own_card: False,
    interviewer_with_draft: False,
    interviewer_after_own_card: True,
    interviewer_who_declined: False,
    interviewer_without_seat: False,
    interviewer_whose_seat_was_removed: False,
    interviewer_removed_after_own_card: True,
    interviewer_on_team_without_seat: False,
    interviewer_who_rated_another_stage: False,
    interviewer_who_rated_another_candidate: False,
    recruiter_off_panel: True,
    recruiter_who_became_an_interviewer: False,
    recruiter_on_panel: False,
    recruiter_on_panel_with_draft: False,
    recruiter_on_panel_after_own_card: True,
    recruiter_who_declined: False,
    recruiter_whose_seat_was_removed: True,
    recruiter_with_seat_in_coming_interview: False,
    recruiter_marked_absent: False,
    recruiter_on_cancelled_panel: True,
    recruiter_on_panel_that_failed: True,
    recruiter_of_another_vacancy: False,
    recruiter_rejected_before_own_card: True,
    recruiter_rejected_while_draft: False,
    recruiter_whose_candidate_did_not_come: True,
    recruiter_on_panel_of_another_stage: True,
    manager_off_panel: True,
    manager_on_panel: False,
    manager_on_panel_after_own_card: True,
    administrator_off_panel: True,
    administrator_on_panel: False,
    administrator_with_draft: False,
    administrator_after_own_card: True,
    group_session_half_rated: False,
    group_session_all_rated: True,
    group_session_where_the_other_did_not_come: True,
    group_session_where_the_other_could_not_be_rated: True,
    recruiter_who_declined_once_and_rated_the_next_meeting: True,
    recruiter_with_draft_without_a_meeting: False,
    debrief_stage_after_own_card: False,
    debrief_stage_for_the_manager: False,
}


@pytest.mark.parametrize(("case", "open_"), CASES.items(), ids=lambda value: getattr(value, "__name__", str(value)))
def test_colleagues_card_is_open_only_as_the_rule_says(case, open_):
    panel = make_panel()
    assert sees(panel, case(panel)) is open_


@pytest.mark.parametrize("name", ["compare", "compare_xlsx"])
def test_a_place_in_the_team_opens_no_comparison_to_whoever_lost_the_role(client, name):
    panel = make_panel()
    client.force_login(recruiter_who_became_an_interviewer(panel))
    assert client.get(reverse(f"scorecards:{name}", args=[panel.vacancy.pk])).status_code == 404


def test_own_card_is_always_visible():
    panel = make_panel()
    person = interviewer_with_draft(panel)
    assert [card.interviewer for card in Scorecard.objects.visible_to(person)] == [person]


def test_draft_of_a_colleague_is_visible_to_nobody():
    panel = make_panel()
    panel.seat(writer := make_user(Role.INTERVIEWER))
    draft = panel.rate(writer, submitted=False)
    for person in (panel.recruiter, panel.manager, panel.colleague, make_user(Role.ADMIN)):
        assert draft not in Scorecard.objects.visible_to(person)


BLIND = [case for case, open_ in CASES.items() if not open_]
PAGES = ("scorecards:panel", "recruiting:application")


def pages_of(panel: Panel, person: User) -> list[tuple[int, str]]:
    """Status and text of every page about the candidate, without what is random in each answer."""
    client = Client()
    client.force_login(person)
    addresses = [reverse(name, args=[panel.application.pk]) for name in PAGES]
    addresses += [
        reverse(f"scorecards:{name}", args=[panel.interview.pk, panel.application.pk]) for name in ("card", "kit")
    ]
    addresses += [
        reverse("recruiting:board", args=[panel.vacancy.pk]),
        reverse("scorecards:compare", args=[panel.vacancy.pk]),
        reverse("recruiting:interview", args=[panel.interview.pk]),
        reverse("desk:my_day"),
    ]
    return [_seen(client.get(address)) for address in addresses]


def _seen(response) -> tuple[int, str]:
    text = response.content.decode() if response.status_code == 200 else ""
    return response.status_code, re.sub(r"[0-9A-Za-z]{64}|[0-9a-f]{32}", "", text)


def rewrite(card: Scorecard, levels: list[int | None], recommendation: str, text: str) -> None:
    """Change what a sealed card says, which only a test with the seals off can do."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for rating, level in zip(card.ratings.all(), levels, strict=True):
            Rating.objects.filter(pk=rating.pk).update(level=level, not_observed=level is None, evidence=text)
        Scorecard.objects.filter(pk=card.pk).update(recommendation=recommendation, summary=text)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


HIDDEN = st.tuples(
    st.lists(st.none() | st.integers(1, 5), min_size=2, max_size=2),
    st.sampled_from(Recommendation.values),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
)


@pytest.mark.parametrize("case", BLIND, ids=lambda case: case.__name__)
def test_nothing_on_any_page_of_a_blind_person_depends_on_a_hidden_rating(case):
    panel = make_panel()
    person = case(panel)
    with time_machine.travel(timezone.now(), tick=False):  # pages say how many minutes are left
        before = pages_of(panel, person)

        @settings(max_examples=3, deadline=None, database=None)
        @given(hidden=HIDDEN)
        def unchanged(hidden):
            rewrite(panel.theirs, *hidden)
            assert pages_of(panel, person) == before

        unchanged()


def test_the_same_pages_change_for_whoever_may_read():
    panel = make_panel()
    before = pages_of(panel, panel.recruiter)
    rewrite(panel.theirs, [1, 5], Recommendation.STRONG_NO, "Changed words")
    assert pages_of(panel, panel.recruiter) != before
