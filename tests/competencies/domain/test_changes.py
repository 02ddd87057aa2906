import pytest
from django.utils import timezone

from competencies.domain.changes import changes
from competencies.domain.drafting import copy_to_draft
from competencies.models import Grid, GridItem
from tests.factories import make_competency, make_grid, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Grid:
    grid = make_grid(competencies=[make_competency("Focus"), make_competency("Writing")])
    return copy_to_draft(grid=grid, by=make_user(), now=timezone.now())


def test_a_fresh_copy_changes_nothing(draft):
    assert changes(draft) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"required_level": 5}, "Focus [en]: level 3 → 5"),
        ({"weight": "47.5"}, "Focus [en]: weight 50 → 47.5"),
        ({"must_have": True}, "Focus [en]: must-have"),
    ],
)
def test_each_changed_value_is_one_line(draft, change, told):
    draft.items.filter(order=1).update(**change)
    assert changes(draft) == [told]


def test_competencies_that_came_and_went_are_named(draft):
    draft.items.filter(order=1).delete()
    GridItem.objects.create(grid=draft, order=3, competency=make_competency("Tact"), required_level=3, weight=50)
    assert changes(draft) == ["Tact [en]: new", "Focus [en]: taken out"]


def test_the_share_of_the_supplement_is_told(draft):
    draft.supplement_share = 30
    assert changes(draft) == ["Share of the supplement: 0 → 30"]


def test_a_first_version_has_nothing_to_be_compared_with():
    assert changes(make_grid(published=False)) == []
