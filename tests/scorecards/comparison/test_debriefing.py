import pytest
from django.urls import reverse

from recruiting.enums import InterviewState, Presence
from recruiting.models import Attendance
from scorecards.domain.comparing import compare
from scorecards.domain.debriefing import Turnout, summarise, turnout
from tests.factories import make_application, make_interview

pytestmark = pytest.mark.django_db


def summary_of(world):
    return summarise(compare(vacancy=world.vacancy, user=world.manager).columns)


def places(said):
    """Competencies by their place in the grid, for each candidate of a list."""
    return [[cells.index(cell) for cell in one.cells] for one in said for cells in [one.column.assessment.cells]]


def test_raters_on_one_side_of_the_level_and_a_step_apart_agree(world):
    world.rated([3, 1], [4, 2])
    summary = summary_of(world)
    assert (places(summary.agreed), summary.unknown, summary.mixed) == ([[0, 1]], (), ())


def test_raters_on_both_sides_of_the_required_level_are_mixed_even_a_step_apart(world):
    world.rated([2, 3], [3, 3])
    summary = summary_of(world)
    assert (places(summary.mixed), places(summary.agreed)) == ([[0]], [[1]])


def test_two_levels_apart_on_one_side_is_neither_agreed_nor_mixed_across_the_level(world):
    world.rated([3, 3], [5, 3])
    summary = summary_of(world)
    assert (places(summary.agreed), summary.mixed) == ([[1]], ())


def test_one_rater_alone_agrees_with_nobody(world):
    world.rated([3, 3])
    assert summary_of(world).agreed == ()


def test_what_nobody_observed_is_still_unknown_and_never_mixed(world):
    world.rated([None, 3], [None, 3])
    summary = summary_of(world)
    assert (places(summary.unknown), summary.mixed) == ([[0]], ())


def test_invited_came_and_scored_count_candidates_and_not_meetings(world):
    rated = world.rated([3, 3])
    make_interview(rated, world.interviewers[1])
    Attendance.objects.filter(application=rated).update(presence=Presence.CAME)
    make_interview(make_application(world.vacancy))
    make_application(world.vacancy)
    assert turnout(compare(vacancy=world.vacancy, user=world.manager)) == Turnout(invited=2, came=1, scored=1)


def test_a_cancelled_meeting_invites_nobody(world):
    interview = make_interview(make_application(world.vacancy))
    type(interview).objects.filter(pk=interview.pk).update(state=InterviewState.CANCELLED)
    found = turnout(compare(vacancy=world.vacancy, user=world.manager))
    assert found == Turnout(invited=0, came=0, scored=0)


def test_a_candidate_on_whom_the_reader_is_blind_is_in_no_list_and_not_counted_as_scored(world):
    blind = world.rated([2, 3], [3, 3])
    make_interview(blind, world.manager)
    summary = summary_of(world)
    assert (summary.agreed, summary.unknown, summary.mixed) == ((), (), ())
    assert turnout(compare(vacancy=world.vacancy, user=world.manager)).scored == 0


def test_the_page_names_the_mixed_competency_with_its_spread_and_the_level_it_needs(client, world):
    world.rated([2, 3], [4, 3], name="Alina Rusu")
    client.force_login(world.manager)
    page = client.get(reverse("scorecards:compare", args=[world.vacancy.pk])).content.decode()
    part = page[page.index('id="said"') : page.index('id="places"')]
    name = world.vacancy.grid.items.order_by("order").first().name
    assert f"<b>Alina Rusu</b>: {name} 2–4 (needs 3)" in part
    assert "Candidates: 1 invited to an interview, 0 came, 1 with a scorecard" in part
