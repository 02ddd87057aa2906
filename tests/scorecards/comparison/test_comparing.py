import pytest

from accounts.enums import Role
from recruiting.enums import Reveal
from scorecards.domain.comparing import compare, items_of
from tests.factories import (
    make_application,
    make_card,
    make_grid,
    make_interview,
    make_user,
    make_vacancy,
    publish_directly,
)

pytestmark = pytest.mark.django_db


def test_candidates_in_work_are_compared_and_those_without_an_open_card_are_named_apart(world):
    rated, fresh = world.rated([3, 4], [5, 4]), make_application(world.vacancy)
    comparison = compare(vacancy=world.vacancy, user=world.manager)
    assert [column.application for column in comparison.columns] == [rated]
    assert comparison.unrated == (fresh,)
    assert [cell.mean for cell in comparison.columns[0].assessment.cells] == [4, 4]


def test_whoever_owes_a_card_on_a_candidate_gets_no_figure_of_that_candidate(world):
    blind = world.rated([5, 5])
    seen = world.rated([3, 3])
    make_interview(blind, world.manager)
    comparison = compare(vacancy=world.vacancy, user=world.manager)
    assert [column.application for column in comparison.columns] == [seen]
    assert comparison.unrated == (blind,)


def test_a_hidden_rating_changes_nothing_that_is_computed_for_a_blind_person(world):
    blind, seen = world.rated([5, 5]), world.rated([3, 3])
    interview = make_interview(blind, world.manager)
    before = compare(vacancy=world.vacancy, user=world.manager)
    make_card(interview, world.interviewers[1], levels=[1, 1])
    after = compare(vacancy=world.vacancy, user=world.manager)
    assert [seen] == [column.application for column in after.columns]
    assert (before.assessments, before.groups) == (after.assessments, after.groups)


def test_a_stage_that_opens_at_the_debrief_gives_no_figures_before_it(world):
    application = world.rated([5, 5])
    world.vacancy.stages.filter(pk=application.stage_id).update(reveal=Reveal.AT_DEBRIEF)
    assert compare(vacancy=world.vacancy, user=world.manager).columns == ()


def test_a_rater_who_observed_nothing_in_a_candidate_links_nobody_with_them(world):
    seen = world.rated([4, 4], by=(0,))
    met = world.rated([None, None], [3, 2], by=(0, 1))
    unknown = world.rated([None, None], by=(0,))
    comparison = compare(vacancy=world.vacancy, user=world.manager)
    assert sorted(group.applications for group in comparison.groups) == [(seen.pk,), (met.pk,), (unknown.pk,)]
    assert not comparison.solution.comparable(seen.pk, met.pk)


def test_a_card_that_is_not_independent_is_shown_but_kept_out_of_the_model(world):
    application = world.rated([3, 3])
    interview = make_interview(application, world.interviewers[1])
    make_card(interview, world.interviewers[1], levels=[5, 5], independent=False)
    comparison = compare(vacancy=world.vacancy, user=world.recruiter)
    assert comparison.columns[0].assessment.cells[0].raters == 2
    assert list(comparison.solution.raters) == [world.interviewers[0].pk]


def test_candidates_met_by_different_people_stand_in_groups_without_a_common_order(world):
    world.rated([3, 3])
    application = make_application(world.vacancy)
    interview = make_interview(application, world.interviewers[3])
    make_card(interview, world.interviewers[3], levels=[5, 5])
    comparison = compare(vacancy=world.vacancy, user=world.recruiter)
    assert [column.place for column in comparison.columns] == [1, 1]
    assert {column.group for column in comparison.columns} == {1, 2}


def test_another_vacancy_never_enters(world):
    other = make_vacancy(recruiter=world.recruiter)
    make_card(make_interview(make_application(other), world.interviewers[0]), world.interviewers[0])
    assert compare(vacancy=world.vacancy, user=world.recruiter).columns == ()


@pytest.mark.parametrize(("chosen", "weights"), [(True, [42, 28, 30]), (False, [60, 40])])
def test_a_chosen_supplement_takes_its_declared_share_of_the_weight(db, chosen, weights):
    grid = make_grid(items=3, published=False)
    grid.supplement_share = 30
    for order, (section, weight) in enumerate([("core", 60), ("core", 40), ("supplement", 100)], start=1):
        grid.items.filter(order=order).update(section=section, weight=weight)
    vacancy = make_vacancy(grid=publish_directly(grid), with_supplement=chosen)
    assert [item.weight for item in items_of(vacancy)] == pytest.approx(weights)


@pytest.mark.parametrize("size", [2, 12])
def test_the_number_of_queries_does_not_grow_with_candidates(world, django_assert_num_queries, size):
    for _ in range(size):
        world.rated([3, 4], [4, 4])
    vacancy = type(world.vacancy).objects.select_related("rule", "grid", "role").get(pk=world.vacancy.pk)
    with django_assert_num_queries(6):
        compare(vacancy=vacancy, user=world.manager)


def test_fifty_candidates_by_four_raters_and_ten_competencies_take_at_most_fifteen_queries(
    client, django_assert_max_num_queries
):
    manager = make_user(Role.HIRING_MANAGER)
    raters = [make_user(Role.INTERVIEWER) for _ in range(4)]
    vacancy = make_vacancy(grid=make_grid(items=10), hiring_manager=manager)
    for _ in range(50):
        application = make_application(vacancy)
        interview = make_interview(application)
        for rater in raters:
            make_card(interview, rater, levels=[3, 4, 3, 2, 5, 3, 4, None, 3, 4])
    client.force_login(manager)
    with django_assert_max_num_queries(15):
        response = client.get(f"/vacancies/{vacancy.pk}/compare/")
    assert response.content.count(b'class="rk-cell') == 500
