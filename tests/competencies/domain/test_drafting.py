"""Drafts: copied from what was published, saved against the revision that was seen, discarded."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from competencies.domain.drafting import Row, copy_to_draft, discard_draft, save_draft
from competencies.domain.errors import Conflict, DraftExists, Refused
from competencies.domain.publishing import retire
from competencies.enums import GridState
from competencies.models import Grid, GridItem
from tests.factories import make_competency, make_grid, make_user, publish_directly

pytestmark = pytest.mark.django_db


def requirements(grid: Grid) -> list[tuple]:
    return list(grid.items.values_list("order", "competency", "section", "required_level", "weight", "must_have"))


def rows_of(grid: Grid) -> list[Row]:
    return [
        Row(item.competency_id, item.section, item.required_level, item.weight, item.must_have)
        for item in grid.items.all()
    ]


class TestCopying:
    def test_a_draft_has_the_requirements_of_the_version_it_was_copied_from(self):
        grid = make_grid(items=3, must_have=True)
        hr, now = make_user(), timezone.now()

        draft = copy_to_draft(grid=grid, by=hr, now=now)

        assert requirements(draft) == requirements(grid)
        assert (draft.state, draft.version, draft.based_on, draft.created_by, draft.created_at) == (
            GridState.DRAFT,
            2,
            grid,
            hr,
            now,
        )

    def test_the_copies_of_texts_stay_behind(self):
        draft = copy_to_draft(grid=make_grid(), by=make_user(), now=timezone.now())
        assert set(draft.items.values_list("name_en", "anchors", "questions")) == {(None, None, None)}

    def test_share_and_warnings_come_along(self):
        grid = make_grid(published=False)
        Grid.objects.filter(pk=grid.pk).update(supplement_share=20, warnings_en="Beware", warnings_ru="Осторожно")
        grid.refresh_from_db()
        draft = copy_to_draft(grid=publish_directly(grid), by=make_user(), now=timezone.now())
        assert (draft.supplement_share, draft.warnings_en, draft.warnings_ru) == (20, "Beware", "Осторожно")

    def test_a_retired_version_can_be_copied(self):
        grid = retire(grid=make_grid(), by=make_user(), now=timezone.now())
        assert copy_to_draft(grid=grid, by=make_user(), now=timezone.now()).version == 2

    def test_a_draft_cannot_be_copied(self):
        with pytest.raises(Refused):
            copy_to_draft(grid=make_grid(published=False), by=make_user(), now=timezone.now())

    def test_a_role_has_one_draft_and_the_second_person_is_led_to_it(self):
        grid = make_grid()
        draft = copy_to_draft(grid=grid, by=make_user(), now=timezone.now())

        with pytest.raises(DraftExists) as refusal:
            copy_to_draft(grid=grid, by=make_user(), now=timezone.now())

        assert refusal.value.draft == draft
        assert Grid.objects.count() == 2

    @pytest.mark.django_db(transaction=True)
    def test_two_people_at_once_get_one_draft(self):
        grid, people = make_grid(), [make_user(), make_user()]
        start, outcomes = Barrier(2), []

        def copy(person):
            try:
                start.wait()
                outcomes.append(copy_to_draft(grid=grid, by=person, now=timezone.now()))
            except DraftExists as refused:
                outcomes.append(refused.draft)
            finally:
                connection.close()

        threads = [Thread(target=copy, args=[person]) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        draft = Grid.objects.get(state=GridState.DRAFT)
        assert outcomes == [draft, draft]
        assert draft.items.count() == 2


class TestSaving:
    def test_rows_replace_the_items_in_their_order(self):
        draft = make_grid(items=3, published=False)
        first, second, _third = draft.items.all()
        new = make_competency()
        hr, now = make_user(), timezone.now()

        save_draft(
            grid=draft,
            seen_revision=0,
            rows=[
                Row(new.pk, "people", 5, Decimal("12.5"), True),
                Row(second.competency_id, "core", 4, Decimal("40"), False),
                Row(first.competency_id, "core", 2, Decimal("47.5"), True),
            ],
            by=hr,
            now=now,
            note="Wider",
            supplement_share=10,
        )

        assert requirements(draft) == [
            (1, new.pk, "people", 5, Decimal("12.50"), True),
            (2, second.competency_id, "core", 4, Decimal("40.00"), False),
            (3, first.competency_id, "core", 2, Decimal("47.50"), True),
        ]
        assert set(draft.items.values_list("pk", flat=True)) > {first.pk, second.pk}
        assert (draft.revision, draft.saved_by, draft.saved_at, draft.note, draft.supplement_share) == (
            1,
            hr,
            now,
            "Wider",
            10,
        )

    def test_a_stale_revision_changes_nothing_and_names_who_was_faster(self):
        draft = make_grid(published=False)
        mine = [Row(row.competency_id, "core", 5, row.weight, True) for row in rows_of(draft)]
        save_draft(
            grid=draft, seen_revision=0, rows=rows_of(draft), by=make_user(full_name="Ana Rusu"), now=timezone.now()
        )
        before = (requirements(draft), Grid.objects.values().get(pk=draft.pk))

        with pytest.raises(Conflict, match="Ana Rusu saved this draft"):
            save_draft(grid=draft, seen_revision=0, rows=mine, by=make_user(), now=timezone.now(), note="Mine")

        assert (requirements(draft), Grid.objects.values().get(pk=draft.pk)) == before

    def test_a_published_grid_is_not_saved(self):
        grid = make_grid()
        before = requirements(grid)

        with pytest.raises(Conflict) as conflict:
            save_draft(grid=grid, seen_revision=grid.revision, rows=[], by=make_user(), now=timezone.now())

        assert conflict.value.grid.state == GridState.PUBLISHED
        assert requirements(grid) == before

    def test_what_the_database_refuses_leaves_the_draft_as_it_was(self):
        draft = make_grid(published=False)
        before = requirements(draft)
        rows = [Row(row.competency_id, "core", 3, Decimal(0), False) for row in rows_of(draft)]

        with pytest.raises(Exception, match="grid_item_weight_range"):
            save_draft(grid=draft, seen_revision=0, rows=rows, by=make_user(), now=timezone.now())

        assert (requirements(draft), Grid.objects.get(pk=draft.pk).revision) == (before, 0)

    def test_saving_takes_as_many_queries_for_many_rows_as_for_few(self, django_assert_num_queries):
        hr = make_user()
        for items in (3, 60):
            draft = make_grid(items=items, published=False)
            rows = [*rows_of(draft)[1:], Row(make_competency().pk, "core", 3, Decimal(1), False)]
            with django_assert_num_queries(16):
                save_draft(grid=draft, seen_revision=0, rows=rows, by=hr, now=timezone.now())


class TestDiscarding:
    def test_a_draft_goes_with_its_items_and_the_published_version_stays(self):
        grid = make_grid()
        draft = copy_to_draft(grid=grid, by=make_user(), now=timezone.now())

        discard_draft(grid=draft, by=make_user(), now=timezone.now())

        assert list(Grid.objects.all()) == [grid]
        assert set(GridItem.objects.values_list("grid", flat=True)) == {grid.pk}

    def test_a_draft_that_somebody_saved_meanwhile_is_not_discarded(self):
        draft = make_grid(published=False)
        save_draft(grid=Grid.objects.get(), seen_revision=0, rows=rows_of(draft), by=make_user(), now=timezone.now())

        with pytest.raises(Conflict):
            discard_draft(grid=draft, by=make_user(), now=timezone.now(), seen_revision=0)

        assert draft.items.count() == 2

    def test_a_published_grid_is_not_discarded(self):
        grid = make_grid()

        with pytest.raises(Conflict):
            discard_draft(grid=grid, by=make_user(), now=timezone.now())

        assert list(Grid.objects.all()) == [grid]
