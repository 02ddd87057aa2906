"""A reader narrows a comparison to a stage, reads it as another level, pins and moves; a decision ignores all that."""

import pytest
from django.db import connection
from django.urls import reverse

from competencies.models import Competency
from scorecards.domain.arranging import Arrangement, heads, parse_ids
from scorecards.domain.comparability import unfairness
from scorecards.domain.comparing import compare, other_levels
from scorecards.domain.laying_out import rows
from scorecards.models import Scorecard
from tests.factories import make_competency, make_grid, make_role, make_user

pytestmark = pytest.mark.django_db


def shown(comparison) -> list[int]:
    return [column.application.pk for column in comparison.columns]


def test_only_the_cards_of_the_chosen_stage_count(world):
    both = world.rated([2, 2], stage="interview")
    other = world.rated([5, 5], stage="manager")
    stage = world.vacancy.stages.get(key="manager")
    narrowed = compare(vacancy=world.vacancy, user=world.manager, stage=stage.pk)
    assert shown(narrowed) == [other.pk]
    assert [one.pk for one in narrowed.unrated] == [both.pk]
    assert [one.key for one in narrowed.stages] == ["interview", "manager"]


def test_a_stage_without_cards_that_are_open_narrows_nothing(world):
    first = world.rated([2, 2])
    assert shown(compare(vacancy=world.vacancy, user=world.manager, stage=10**9)) == [first.pk]


@pytest.fixture
def senior(world):
    """A grid of the family's next level: the first competency at 5, and one that the vacancy does not look at."""
    first = world.vacancy.grid.items.order_by("order").first().competency
    role = make_role(family=world.vacancy.role.family)
    return make_grid(role=role, competencies=[first, make_competency("Mentoring")], required_level=5, must_have=True)


def test_the_other_levels_are_the_published_grids_of_the_family(world, senior):
    make_grid()
    make_grid(role=make_role(family=world.vacancy.role.family), published=False)
    assert set(other_levels(world.vacancy)) >= {senior}
    assert all(grid.role.family == world.vacancy.role.family for grid in other_levels(world.vacancy))
    assert world.vacancy.grid not in other_levels(world.vacancy)


def test_read_as_another_level_the_same_ratings_meet_other_demands(world, senior):
    world.rated([4, 4])
    [column] = compare(vacancy=world.vacancy, user=world.manager, read_as=senior).columns
    first, mentoring = column.assessment.cells
    assert (first.item.required, first.mean, first.below) == (5, 4, True)
    assert (mentoring.mean, mentoring.item.planned) == (None, False)
    assert column.assessment.coverage == pytest.approx(0.5)


def test_the_evidence_behind_a_cell_asks_for_what_the_page_asks_for(client, world, senior):
    application, item = world.rated([3, 5]), world.vacancy.grid.items.order_by("order").first()
    higher = senior.items.get(competency=item.competency).required_level
    assert higher != item.required_level
    client.force_login(world.manager)
    page = client.get(f"/vacancies/{world.vacancy.pk}/compare/?read_as={senior.pk}").content.decode()
    cell = reverse("scorecards:cell", args=[world.vacancy.pk, application.pk, item.pk]) + f"?read_as={senior.pk}"
    assert cell in page
    assert f"needs {higher}." in client.get(cell, headers={"hx-request": "true"}).content.decode()
    whole = client.get(cell, follow=True).content.decode()  # without scripts: the page opened at the cell
    assert ('id="evidence"' in whole, f"needs {higher}." in whole) == (True, True)


def test_what_the_vacancy_does_not_look_at_is_named_and_has_no_row(client, world, senior):
    world.rated([4, 4])
    comparison = compare(vacancy=world.vacancy, user=world.manager, read_as=senior)
    assert [row.item.name for row in rows(comparison, comparison.columns)] == [comparison.items[0].name]
    client.force_login(world.manager)
    page = client.get(f"/vacancies/{world.vacancy.pk}/compare/?read_as={senior.pk}").content.decode()
    assert "This vacancy does not look at: Mentoring [en]." in page
    assert "A decision stands on all stages and on the grid of this vacancy." in page


@pytest.mark.parametrize("value", ["x", "-1", "99999999999999999999999", "0"])
def test_nonsense_narrows_nothing(client, world, value):
    world.rated([4, 4])
    client.force_login(world.manager)
    address = f"/vacancies/{world.vacancy.pk}/compare/?read_as={value}&stage={value}&pin={value}&order={value}"
    response = client.get(address)
    assert response.status_code == 200
    assert "special reading" not in response.content.decode()


def test_deciding_qualities_come_first_then_must_haves(world):
    world.rated([3, 3])
    second = world.vacancy.grid.items.order_by("order").last()
    Competency.objects.filter(pk=second.competency_id).update(deciding=True)
    comparison = compare(vacancy=world.vacancy, user=world.manager)
    assert [row.item.id for row in rows(comparison, comparison.columns)][0] == second.pk


@pytest.fixture
def three(world):
    for levels in ([5, 5], [4, 4], [3, 3]):
        world.rated(levels)
    return list(compare(vacancy=world.vacancy, user=world.manager).columns)


def ids(columns) -> list[int]:
    return [column.application.pk for column in columns]


def test_pinned_candidates_stand_first_and_the_rest_keep_the_sort(three):
    first, second, third = ids(three)
    assert ids(Arrangement(pinned=(third,)).arranged(three)) == [third, first, second]


def test_a_candidate_moves_one_place_at_a_time(three):
    first, second, third = ids(three)
    right = heads(three, Arrangement())[0].right
    assert ids(right.arranged(three)) == [second, first, third]


def test_pinned_and_unpinned_candidates_do_not_change_places(three):
    laid = heads(three, Arrangement(pinned=(three[0].application.pk,)))
    assert [(one.pinned, one.left is None, one.right is None) for one in laid] == [
        (True, True, True),
        (False, True, False),
        (False, False, True),
    ]


def test_a_second_click_unpins(three):
    one = three[0].application.pk
    assert heads(three, Arrangement(pinned=(one,)))[0].toggled == Arrangement()


def test_strangers_in_the_address_are_passed_over(three):
    assert Arrangement(pinned=(10**9,), order=(10**9,)).arranged(three) == three


@pytest.mark.parametrize(("text", "found"), [("3,1,3", (3, 1)), ("", ()), ("x,,-1, 4", (4,)), ("9" * 19, ())])
def test_ids_are_read_as_written(text, found):
    assert parse_ids(text) == found


def test_a_stage_that_others_passed_is_named(world):
    one, other = world.rated([4, 4], stage="interview"), world.rated([4, 4], [4, 4], stage="manager")
    found = unfairness(compare(vacancy=world.vacancy, user=world.manager))
    assert {(entry.application.pk, entry.stages[0].key) for entry in found.unseen} == {
        (one.pk, "manager"),
        (other.pk, "interview"),
    }
    assert [application.pk for application in found.alone] == [one.pk]


def test_a_card_that_is_not_independent_is_named_with_its_writer(client, world):
    seen = world.rated([4, 4], [4, 4])
    card = Scorecard.objects.filter(application=seen).first()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Scorecard.objects.filter(pk=card.pk).update(independent=False)
        cursor.execute("SET session_replication_role = origin")
    client.force_login(world.manager)
    page = client.get(f"/vacancies/{world.vacancy.pk}/compare/").content.decode()
    assert f"{card.interviewer} had read colleagues’ ratings before rating {seen.candidate};" in page


def test_nobody_is_warned_of_what_is_fair(world):
    world.rated([4, 4], [4, 4])
    world.rated([3, 3], [4, 4])
    assert not unfairness(compare(vacancy=world.vacancy, user=world.manager))


def test_a_person_who_owes_a_card_finds_nothing_behind_a_stage(world):
    """Narrowing starts from the cards that are open, so it opens none."""
    world.rated([4, 4])
    stranger = make_user()
    assert compare(vacancy=world.vacancy, user=stranger, stage=world.vacancy.stages.get(key="interview").pk).cards == ()
