import pytest

from competencies.domain.ladder import ladder
from tests.factories import make_competency, make_grid, make_role

pytestmark = pytest.mark.django_db


def family():
    return {
        level: make_role(level=level, family="customer_support_specialist") for level in ("senior", "junior", "middle")
    }


def levels(of) -> dict[str, list[int | None]]:
    return {competency.key: [step.level for step in steps] for competency, steps in of.rows}


def test_roles_stand_from_the_lowest_level_up_whatever_their_age():
    roles = family()
    assert [role.level for role in ladder(roles["senior"]).roles] == ["junior", "middle", "senior"]


def test_each_role_shows_the_level_that_its_newest_published_grid_requires():
    roles, focus, writing = family(), make_competency(key="focus"), make_competency(key="writing")
    make_grid(roles["junior"], competencies=[focus], required_level=2)
    make_grid(roles["junior"], competencies=[focus], required_level=3, version=2)
    make_grid(roles["middle"], competencies=[focus, writing], required_level=4)

    assert levels(ladder(roles["junior"])) == {"focus": [3, 4, None], "writing": [None, 4, None]}


def test_a_draft_does_not_show():
    roles, focus = family(), make_competency(key="focus")
    make_grid(roles["junior"], competencies=[focus], required_level=2)
    make_grid(roles["junior"], competencies=[focus], required_level=5, version=2, published=False)

    assert levels(ladder(roles["junior"])) == {"focus": [2, None, None]}


def test_the_level_that_is_being_typed_stands_in_for_the_roles_own():
    roles, focus = family(), make_competency()
    make_grid(roles["junior"], competencies=[focus], required_level=2)
    make_grid(roles["middle"], competencies=[focus], required_level=4)

    steps = ladder(roles["junior"]).steps(focus.pk, typed=5)

    assert [(step.level, step.now) for step in steps] == [(5, True), (4, False), (None, False)]


def test_another_family_stays_out():
    roles, focus = family(), make_competency(key="focus")
    make_grid(make_role(family="customer_relations", level="junior"), competencies=[focus])

    assert levels(ladder(roles["junior"])) == {}


def test_it_takes_two_queries_however_large_the_family_is(django_assert_num_queries):
    roles = family()
    for role in roles.values():
        make_grid(role, items=10)

    with django_assert_num_queries(2):
        levels(ladder(roles["junior"]))
