"""Copying, editing, publishing, retiring and discarding on the pages: who may, what is refused, what is kept."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role as UserRole
from competencies.domain.drafting import Row, save_draft
from competencies.enums import GridState, Section
from competencies.models import Competency, Grid, GridAnchor
from tests.factories import make_competency, make_grid, make_role, make_user
from tests.factories.library import make_competencies

pytestmark = pytest.mark.django_db
ACTS = ["grid_copy", "grid_edit", "grid_publish", "grid_retire", "grid_discard"]


@pytest.fixture
def hr(client):
    client.force_login(make_user(UserRole.HR, full_name="Elena Cojocaru"))
    return client


@pytest.fixture
def draft() -> Grid:
    return make_grid(competencies=[make_competency(name) for name in ("Focus", "Writing", "Tact")], published=False)


def at(name: str, grid: Grid) -> str:
    return reverse(f"competencies:{name}", args=[grid.pk])


def typed(grid: Grid, **changes) -> dict:
    """The editor's form as the page sends it, with some fields typed over."""
    items = list(grid.items.all())
    data = {
        "seen_revision": grid.revision,
        "supplement_share": grid.supplement_share,
        "note": "",
        "rows-TOTAL_FORMS": len(items),
        "rows-INITIAL_FORMS": len(items),
        "add-competency": "",
        "add-section": "core",
        "add-required_level": "3",
        "add-weight": "",
        "act": "save",
    }
    for place, item in enumerate(items):
        row = {
            "competency": item.competency_id,
            "section": item.section,
            "required_level": item.required_level,
            "weight": str(item.weight),
            "ORDER": item.order,
        }
        data |= {f"rows-{place}-{name}": value for name, value in row.items()}
        if item.must_have:
            data[f"rows-{place}-must_have"] = "on"
    return data | changes


def adding(competency: Competency) -> dict:
    return {"add-competency": competency.pk, "add-weight": "1"}


def requirements(grid: Grid) -> list[tuple]:
    return list(grid.items.values_list("competency__name_en", "required_level", "weight", "must_have"))


def state(grid: Grid) -> dict:
    return Grid.objects.values().get(pk=grid.pk)


class TestWhoMay:
    @pytest.mark.parametrize("role", [UserRole.INTERVIEWER, UserRole.HIRING_MANAGER])
    @pytest.mark.parametrize("name", ACTS)
    def test_readers_are_refused_every_act_on_a_published_grid(self, client, role, name):
        grid = make_grid()
        before = (state(grid), Grid.objects.count())
        client.force_login(make_user(role))

        assert client.post(at(name, grid), {}).status_code == 403
        assert client.get(at(name, grid)).status_code == (405 if name == "grid_copy" else 403)
        assert (state(grid), Grid.objects.count()) == before

    @pytest.mark.parametrize("role", [UserRole.INTERVIEWER, UserRole.HIRING_MANAGER])
    @pytest.mark.parametrize("name", ACTS)
    def test_for_readers_a_draft_does_not_exist(self, client, draft, role, name):
        before = state(draft)
        client.force_login(make_user(role))

        response = client.post(at(name, draft), typed(draft))

        assert response.status_code == 404
        assert "Focus [en]" not in response.content.decode()
        assert state(draft) == before

    @pytest.mark.parametrize("role", [UserRole.HR, UserRole.ADMIN])
    def test_hr_and_administrators_publish(self, client, draft, role):
        client.force_login(make_user(role))
        client.post(at("grid_publish", draft), {"seen_revision": 0})
        assert state(draft)["state"] == GridState.PUBLISHED

    def test_a_guest_is_sent_to_the_log_in(self, client, draft):
        for name in ACTS:
            assert client.post(at(name, draft), typed(draft)).url.startswith(reverse("account_login"))

    @pytest.mark.parametrize("name", ACTS)
    def test_a_grid_that_is_not_there_is_not_found(self, hr, name):
        assert hr.post(reverse(f"competencies:{name}", args=[404])).status_code == 404


class TestCopy:
    def test_a_copy_leads_to_its_editor(self, hr):
        grid = make_grid()

        response = hr.post(at("grid_copy", grid))

        draft = Grid.objects.get(state=GridState.DRAFT)
        assert response.url == at("grid_edit", draft)
        assert (draft.based_on, requirements(draft)) == (grid, requirements(grid))

    def test_a_second_copy_leads_to_the_draft_that_is_there(self, hr):
        role = make_role()
        grid, draft = make_grid(role), make_grid(role, version=2, published=False)

        assert hr.post(at("grid_copy", grid)).url == at("grid_edit", draft)
        assert Grid.objects.count() == 2

    def test_a_draft_is_not_copied(self, hr, draft):
        assert hr.post(at("grid_copy", draft)).url == at("grid", draft)
        assert Grid.objects.count() == 1


class TestEdit:
    def test_levels_weights_and_must_haves_are_saved(self, hr, draft):
        changes = {"rows-0-required_level": "5", "rows-0-weight": "40", "rows-1-must_have": "on", "note": "Sharper"}

        response = hr.post(at("grid_edit", draft), typed(draft, **changes))

        assert response.url == at("grid_edit", draft)
        assert requirements(draft) == [
            ("Focus [en]", 5, Decimal("40.00"), False),
            ("Writing [en]", 3, Decimal("33.33"), True),
            ("Tact [en]", 3, Decimal("33.34"), False),
        ]
        saved = Grid.objects.get(pk=draft.pk)
        assert (saved.revision, saved.saved_by.full_name, saved.note) == (1, "Elena Cojocaru", "Sharper")

    @pytest.mark.parametrize("weight", ["9.5", "9,5", " 9.50 "])
    @pytest.mark.parametrize("language", ["en", "ru", "ro"])
    def test_a_weight_may_be_typed_with_a_point_or_a_comma(self, client, draft, weight, language):
        client.force_login(make_user(UserRole.HR, language=language))
        client.post(at("grid_edit", draft), typed(draft, **{"rows-0-weight": weight}))
        assert draft.items.first().weight == Decimal("9.50")

    def test_a_saved_form_shows_what_stands_in_the_way_with_links_to_the_place(self, hr, draft):
        hr.post(at("grid_edit", draft), typed(draft, **{"rows-0-weight": "30"}))

        response = hr.get(at("grid_edit", draft))

        (blocker,) = response.context["blockers"]
        assert (blocker.code, blocker.message, blocker.detail) == (
            "weights",
            "Add 3.33 % of weight",
            "Now 96.67 of 100.",
        )
        page = response.content.decode()
        assert 'href="#weights"' in page
        assert 'id="weights"' in page

    def test_a_row_is_taken_out(self, hr, draft):
        hr.post(at("grid_edit", draft), typed(draft, **{"rows-1-DELETE": "on", "rows-1-weight": ""}))
        assert [row[0] for row in requirements(draft)] == ["Focus [en]", "Tact [en]"]

    def test_a_competency_is_added_at_the_end(self, hr, draft):
        new = make_competency("Patience")
        add = {"add-competency": new.pk, "add-section": "people", "add-required_level": "4", "add-weight": "10"}

        hr.post(at("grid_edit", draft), typed(draft, **add, act="add"))

        last = draft.items.last()
        assert (last.competency, last.section, last.required_level, last.weight) == (new, "people", 4, Decimal(10))

    @pytest.mark.parametrize(
        ("act", "expected"), [("up", ["Writing", "Focus", "Tact"]), ("down", ["Focus", "Tact", "Writing"])]
    )
    def test_a_row_moves_without_a_script_and_what_was_typed_is_saved_with_it(self, hr, draft, act, expected):
        second = draft.items.get(order=2).competency_id

        hr.post(at("grid_edit", draft), typed(draft, act=f"{act}:{second}", **{"rows-0-required_level": "5"}))

        assert [row[0].removesuffix(" [en]") for row in requirements(draft)] == expected
        assert draft.items.get(competency__name_en="Focus [en]").required_level == 5

    def test_rows_come_in_the_order_that_the_form_says(self, hr, draft):
        hr.post(at("grid_edit", draft), typed(draft, **{"rows-0-ORDER": 3, "rows-2-ORDER": 1}))
        assert [row[0] for row in requirements(draft)] == ["Tact [en]", "Writing [en]", "Focus [en]"]

    def test_weights_are_spread_to_100(self, hr, draft):
        weights = {f"rows-{place}-weight": "20" for place in range(3)}
        hr.post(at("grid_edit", draft), typed(draft, act="spread", **weights))
        assert sum(row[2] for row in requirements(draft)) == 100

    def test_save_and_publish_leads_to_the_confirmation(self, hr, draft):
        response = hr.post(at("grid_edit", draft), typed(draft, act="publish", **{"rows-0-required_level": "5"}))
        assert response.url == at("grid_publish", draft)
        assert draft.items.first().required_level == 5
        assert state(draft)["state"] == GridState.DRAFT

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("rows-0-weight", "much"),
            ("rows-0-weight", "0"),
            ("rows-0-weight", "100.01"),
            ("rows-0-weight", "9.999"),
            ("rows-0-weight", "NaN"),
            ("rows-0-required_level", "6"),
            ("rows-0-section", "elsewhere"),
            ("rows-0-competency", "999999"),
            ("supplement_share", "91"),
            ("add-weight", "-1"),
        ],
    )
    def test_what_cannot_be_saved_is_refused_and_everything_typed_stays(self, hr, draft, field, value):
        before = (state(draft), requirements(draft))
        changes = {"rows-1-weight": "12.34", "note": "What I typed", field: value}

        response = hr.post(at("grid_edit", draft), typed(draft, **changes))

        page = response.content.decode()
        assert response.status_code == 422
        assert 'role="alert"' in page
        assert 'value="12.34"' in page
        assert "What I typed" in page
        assert (state(draft), requirements(draft)) == before

    def test_a_wrong_field_is_marked_and_linked_from_the_list_of_errors(self, hr, draft):
        page = hr.post(at("grid_edit", draft), typed(draft, **{"rows-0-weight": "much"})).content.decode()

        assert 'href="#id_rows-0-weight"' in page
        assert 'value="much"' in page
        assert 'aria-invalid="true"' in page

    def test_a_competency_to_add_needs_a_weight(self, hr, draft):
        response = hr.post(at("grid_edit", draft), typed(draft, **{"add-competency": make_competency().pk}))
        assert response.status_code == 422
        assert response.context["add"].errors == {"weight": ["Say how much it weighs."]}

    def test_a_competency_cannot_stand_twice(self, hr, draft):
        first = draft.items.first().competency_id
        response = hr.post(at("grid_edit", draft), typed(draft, **{"rows-1-competency": first}))
        assert response.status_code == 422
        assert response.context["formset"].non_form_errors() == ["A competency stands in the grid twice."]

    def test_a_form_without_its_counters_is_refused(self, hr, draft):
        data = {name: value for name, value in typed(draft).items() if "_FORMS" not in name}
        assert hr.post(at("grid_edit", draft), data).status_code == 422
        assert draft.items.count() == 3

    def test_the_last_free_place_is_filled_and_a_competency_past_it_is_refused(self, hr):
        *most, last, over = make_competencies(61)
        full = make_grid(competencies=most, published=False)
        assert hr.post(at("grid_edit", full), typed(full, **adding(last))).status_code == 302
        full.refresh_from_db()
        response = hr.post(at("grid_edit", full), typed(full, **adding(over)))
        assert (response.status_code, full.items.count()) == (422, 60)
        assert "A grid holds at most 60 competencies" in response.content.decode()

    def test_a_draft_with_too_many_rows_shows_all_of_them_until_some_are_taken_out(self, hr):
        grid = make_grid(competencies=make_competencies(62), published=False)
        response = hr.post(at("grid_edit", grid), typed(grid, **{"rows-0-DELETE": "on"}))
        assert (response.status_code, len(response.context["rows"])) == (422, 62)
        assert "A grid holds at most 60 competencies" in response.content.decode()
        response = hr.post(at("grid_edit", grid), typed(grid, **{"rows-0-DELETE": "on", "rows-1-DELETE": "on"}))
        assert (response.status_code, grid.items.count()) == (302, 60)

    @pytest.mark.parametrize("field", ["act", "overwrite", "seen_revision", "rows-0-competency", "rows-0-ORDER"])
    def test_a_number_longer_than_any_is_no_crash(self, hr, draft, field):
        endless = "9" * 5000
        response = hr.post(
            at("grid_edit", draft), typed(draft, **{field: f"up:{endless}" if field == "act" else endless})
        )
        assert response.status_code in (302, 422)

    def test_a_published_grid_leads_to_its_page(self, hr):
        grid = make_grid()
        assert hr.get(at("grid_edit", grid)).url == at("grid", grid)

    def test_a_published_grid_is_not_saved_and_what_was_typed_stays_on_screen(self, hr):
        grid = make_grid()
        before = (state(grid), requirements(grid))

        response = hr.post(at("grid_edit", grid), typed(grid, **{"rows-0-weight": "12.34"}))

        assert response.status_code == 409
        assert 'value="12.34"' in response.content.decode()
        assert (state(grid), requirements(grid)) == before

    def test_the_ladder_follows_the_level_in_the_draft(self, hr):
        role = make_role(level="middle")
        competency = make_competency()
        make_grid(role, competencies=[competency], required_level=2)
        make_grid(make_role(level="senior"), competencies=[competency], required_level=5)
        draft = make_grid(role, competencies=[competency], required_level=4, version=2, published=False)

        (row,) = hr.get(at("grid_edit", draft)).context["rows"]

        assert [step.level for step in row.steps] == [4, 5]


class TestConflict:
    def stale(self, hr, draft, **changes):
        """Somebody saves level 5 for Focus; then this form, opened before, is sent with level 2."""
        mine = typed(draft, **{"rows-0-required_level": "2", "rows-0-weight": "12.34", "note": "Mine"} | changes)
        theirs = [Row(item.competency_id, "core", 5, item.weight, True) for item in draft.items.all()]
        save_draft(
            grid=draft,
            seen_revision=0,
            rows=theirs,
            by=make_user(full_name="Ana Rusu"),
            now=timezone.now(),
            note="Theirs",
        )
        return hr.post(at("grid_edit", draft), mine)

    def test_a_stale_form_is_told_and_nothing_is_lost_on_either_side(self, hr, draft):
        response = self.stale(hr, draft)

        page = response.content.decode()
        assert response.status_code == 409
        assert "Ana Rusu saved this draft" in page
        assert 'value="12.34"' in page
        assert "Mine" in page
        assert {(row[1], row[3]) for row in requirements(draft)} == {(5, True)}
        assert state(draft)["note"] == "Theirs"

    def test_both_sides_are_shown(self, hr, draft):
        difference = self.stale(hr, draft).context["theirs"][0]

        assert (difference.name, difference.saved.required_level, difference.typed.required_level) == (
            "Focus [en]",
            5,
            2,
        )
        assert (difference.saved_weight, difference.typed_weight) == ("33.33", "12.34")

    def test_what_the_other_person_wrote_stands_beside_what_was_typed(self, hr, draft):
        response = self.stale(hr, draft)
        assert response.context["other_note"] is True
        assert "<td>Theirs</td><td>Mine</td>" in response.content.decode()

    def test_a_person_may_decide_to_save_what_they_typed(self, hr, draft):
        self.stale(hr, draft)

        response = hr.post(
            at("grid_edit", draft), typed(draft, seen_revision="0", overwrite="1", note="Mine after all")
        )

        assert response.status_code == 302
        assert state(draft)["note"] == "Mine after all"

    def test_a_third_save_in_between_is_told_again(self, hr, draft):
        self.stale(hr, draft)
        Grid.objects.filter(pk=draft.pk).update(revision=7)

        assert hr.post(at("grid_edit", draft), typed(draft, overwrite="1")).status_code == 409

    def test_the_same_form_sent_twice_is_saved_once(self, hr, draft):
        data = typed(draft)

        assert [hr.post(at("grid_edit", draft), data).status_code for _ in range(2)] == [302, 409]


class TestPublish:
    def test_the_confirmation_says_what_changes(self, hr, draft):
        response = hr.get(at("grid_publish", draft))
        assert (response.status_code, response.context["blockers"]) == (200, [])
        assert state(draft)["state"] == GridState.DRAFT

    def test_publishing_leads_to_the_grid(self, hr, draft):
        assert hr.post(at("grid_publish", draft), {"seen_revision": 0}).url == at("grid", draft)
        assert state(draft)["state"] == GridState.PUBLISHED

    def test_blockers_are_named_and_linked_and_nothing_is_published(self, hr, draft):
        draft.items.filter(order=1).update(weight=1)
        competency = draft.items.get(order=2).competency
        competency.questions.all().delete()

        response = hr.post(at("grid_publish", draft), {"seen_revision": 0})

        page = response.content.decode()
        assert response.status_code == 422
        assert [blocker.code for blocker in response.context["blockers"]] == ["weights", "questions"]
        assert f'href="{at("grid_edit", draft)}#weights"' in page
        assert f'href="{at("grid_edit", draft)}#item-{competency.key}"' in page
        assert (state(draft)["state"], GridAnchor.objects.count()) == (GridState.DRAFT, 0)

    def test_a_draft_that_changed_meanwhile_is_shown_again(self, hr, draft):
        Grid.objects.filter(pk=draft.pk).update(revision=3)

        response = hr.post(at("grid_publish", draft), {"seen_revision": 2})

        assert response.status_code == 409
        assert 'name="seen_revision" value="3"' in response.content.decode()
        assert state(draft)["state"] == GridState.DRAFT

    def test_a_grid_that_somebody_published_meanwhile_is_told(self, hr):
        grid = make_grid()
        response = hr.post(at("grid_publish", grid), {"seen_revision": 0})
        assert response.status_code == 409
        assert hr.get(at("grid_publish", grid)).url == at("grid", grid)


class TestRetireAndDiscard:
    def test_a_published_grid_is_retired_after_a_confirmation(self, hr):
        grid = make_grid()
        assert hr.get(at("grid_retire", grid)).status_code == 200
        assert state(grid)["state"] == GridState.PUBLISHED
        assert hr.post(at("grid_retire", grid)).url == reverse("competencies:role", args=[grid.role.key])
        assert state(grid)["state"] == GridState.RETIRED
        assert hr.post(at("grid_retire", grid)).status_code == 409

    def test_a_draft_is_not_retired(self, hr, draft):
        assert hr.get(at("grid_retire", draft)).url == at("grid", draft)
        assert hr.post(at("grid_retire", draft)).status_code == 409
        assert state(draft)["state"] == GridState.DRAFT

    def test_a_draft_is_discarded_after_a_confirmation(self, hr, draft):
        assert hr.get(at("grid_discard", draft)).status_code == 200
        assert Grid.objects.count() == 1
        hr.post(at("grid_discard", draft), {"seen_revision": 0})
        assert Grid.objects.count() == 0

    def test_a_draft_that_somebody_saved_meanwhile_is_not_discarded(self, hr, draft):
        Grid.objects.filter(pk=draft.pk).update(revision=1)
        assert hr.post(at("grid_discard", draft), {"seen_revision": 0}).status_code == 409
        assert draft.items.count() == 3

    def test_a_published_grid_is_not_discarded(self, hr):
        grid = make_grid()
        assert hr.get(at("grid_discard", grid)).url == at("grid", grid)
        assert hr.post(at("grid_discard", grid)).status_code == 409
        assert Grid.objects.count() == 1


class TestQueries:
    @pytest.mark.parametrize("size", [3, 60])
    def test_the_editor_takes_as_many_queries_for_many_rows_as_for_few(self, hr, size, django_assert_num_queries):
        draft = make_grid(items=size, published=False)
        draft.items.filter(order=2).update(section=Section.SUPPLEMENT)
        with django_assert_num_queries(14):
            assert hr.get(at("grid_edit", draft)).status_code == 200

    @pytest.mark.parametrize("size", [3, 60])
    def test_publishing_takes_as_many_queries_for_many_rows_as_for_few(self, hr, size, django_assert_num_queries):
        draft = make_grid(items=size, published=False)
        with django_assert_num_queries(18):
            assert hr.post(at("grid_publish", draft), {"seen_revision": 0}).status_code == 302
