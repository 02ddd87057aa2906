"""Loading: what changed in the files comes in, what was edited here stays, a bad file stops everything."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from competencies.domain.drafting import discard_draft
from competencies.domain.loading import BadFile, Plan, load_library
from competencies.enums import GridState
from competencies.models import (
    Anchor,
    Competency,
    Criterion,
    DemandSkill,
    DemandSnapshot,
    Exercise,
    Grid,
    LibraryText,
    LoadedRow,
    PayFigure,
    PresetMultiplier,
    Question,
    Role,
    RoleStatement,
    ScoreBand,
    TextPart,
    WeightPreset,
)
from tests.competencies.library_files import LibraryFiles, competency, item, question, role, text
from tests.factories import make_grid, make_role, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(tmp_path: Path) -> LibraryFiles:
    return LibraryFiles(tmp_path)


def load(library: LibraryFiles) -> dict[str, dict[str, list[str]]]:
    """Load the files as they are now: what happened, by kind, as lists of keys; empty lists are left out."""
    done = load_library(library.write(), now=timezone.now())
    return {plan.kind: told for plan in done.plans if (told := _told(plan))}


def _told(plan: Plan) -> dict[str, list[str]]:
    lists = {name: [entry.key for entry in getattr(plan, name)] for name in ("created", "updated", "kept")}
    return {name: keys for name, keys in lists.items() if keys}


class TestFirstLoad:
    def test_everything_is_created(self, library):
        assert load(library) == {
            "competency": {"created": ["tact", "focus", "writing"]},
            "question": {"created": ["q_call", "q_focus", "q_writing"]},
            "role": {"created": ["support_middle"]},
            "grid": {"created": ["support_middle"]},
            "exercise": {"created": ["typing"]},
            "text": {"created": ["letter_invitation"]},
            "preset": {"created": ["small_firm"]},
            "demand": {"created": ["middle_2025"]},
        }

    def test_a_competency_comes_with_its_anchors_in_every_language(self, library):
        load(library)

        focus = Competency.objects.get(key="focus")
        assert (focus.name_en, focus.name_ru, focus.definition_ro) == (
            "Name focus [en]",
            "Name focus [ru]",
            "What focus is [ro]",
        )
        assert list(focus.anchors.values_list("level", "text_en", "text_ro")) == [
            (level, f"focus behaviour {level} [en]", f"focus behaviour {level} [ro]") for level in range(1, 6)
        ]
        assert Anchor.objects.filter(competency__key="tact").count() == 0

    def test_names_get_their_sort_keys(self, library):
        load(library)
        assert "" not in Competency.objects.values_list("name_sort_ru", flat=True)

    def test_a_question_has_its_competencies_and_one_follow_up_a_line(self, library):
        load(library)

        asked = Question.objects.get(key="q_call")
        assert sorted(asked.competencies.values_list("key", flat=True)) == ["focus", "tact"]
        assert asked.follow_ups_ru == "first [ru]\nsecond [ru]"

    def test_a_role_has_its_figures_and_its_statements_in_order(self, library):
        load(library)

        loaded = Role.objects.get(key="support_middle")
        assert (loaded.pay_from, loaded.pay_to, loaded.pay_currency, loaded.pay_tax, loaded.pay_year) == (
            Decimal("50000.00"),
            Decimal("75000.50"),
            "RUB",
            "net",
            None,
        )
        assert (loaded.experience_from, loaded.experience_to, loaded.bonus_percent_max) == (1, 3, 30)
        assert loaded.outcomes_en == "First outcome [en]\nSecond outcome [en]"
        assert loaded.work_format_ro == "Office [ro]"
        duties = RoleStatement.objects.filter(role=loaded, kind="duty").values_list("text_en", "competency__key")
        assert list(duties) == [("Answers [en]", "focus"), ("Writes [en]", "writing")]

    def test_a_role_has_pay_by_city_with_its_tax_basis(self, library):
        load(library)

        figure = PayFigure.objects.get()
        assert (figure.role.key, figure.city_ru, figure.pay_from, figure.pay_to, figure.pay_tax, figure.pay_year) == (
            "support_middle",
            "City [ru]",
            None,
            Decimal("40000.00"),
            "gross",
            None,
        )

    def test_an_exercise_has_its_times_its_sheet_and_its_bands_in_order(self, library):
        load(library)

        typing = Exercise.objects.get(key="typing")
        assert (typing.minutes_from, typing.minutes, typing.prep_minutes_from, typing.feedback_minutes) == (
            5,
            10,
            None,
            5,
        )
        assert typing.scenario_ru == "First [ru]\n1. Second [ru]"
        assert list(typing.criteria.values_list("name_ro", "competency__key")) == [
            ("Speed [ro]", "writing"),
            ("Calm [ro]", None),
        ]
        assert list(typing.bands.values_list("low", "high", "verdict")) == [
            (0, 3, "fail"),
            (4, 24, "pass"),
            (25, 32, "fail"),
        ]
        assert list(typing.categories.values_list("key", "verdict", "label_en")) == [("high", "pass", "High [en]")]
        assert list(typing.indicators.values_list("key", "name_ru")) == [("control", "Control [ru]")]
        assert list(typing.client_types.values_list("name_en", "behaviour_en")) == [("Rude [en]", "Shouts [en]")]

    def test_a_text_keeps_its_lines_its_facts_and_its_parts(self, library):
        load(library)

        letter = LibraryText.objects.get(key="letter_invitation")
        assert (letter.kind, letter.note_ru, letter.role) == ("letter", "Subject [ru]", None)
        assert letter.body_en == "Hello {name},\n\nCome. [en]"
        assert letter.facts == {"event": "invitation", "closing": False}
        assert list(letter.parts.values_list("group_en", "body_ro", "competency__key")) == [
            ("Group [en]", "Part [ro]", "writing")
        ]

    def test_a_preset_and_a_snapshot_name_competencies(self, library):
        load(library)

        assert list(
            WeightPreset.objects.get().multipliers.values_list("competency__key", "multiplier", "reason_ru")
        ) == [("focus", Decimal("1.50"), "Why focus [ru]")]
        snapshot = DemandSnapshot.objects.get()
        assert (snapshot.role.key, snapshot.date.isoformat(), snapshot.precision) == (
            "support_middle",
            "2025-01-01",
            "year",
        )
        assert list(snapshot.skills.values_list("label", "share", "competency__key")) == [
            ("письмо", Decimal("12.50"), "writing"),
            ("удача", Decimal("1.00"), None),
        ]

    def test_the_first_version_of_a_grid_is_published_by_the_library(self, library):
        load(library)

        grid = Grid.objects.get()
        assert (grid.role.key, grid.version, grid.state, grid.published_by, grid.warnings_ru) == (
            "support_middle",
            1,
            GridState.PUBLISHED,
            None,
            "Beware [ru]",
        )
        assert list(grid.items.values_list("competency__key", "required_level", "weight", "must_have", "name_ro")) == [
            ("focus", 3, Decimal(60), True, "Name focus [ro]"),
            ("writing", 4, Decimal(40), False, "Name writing [ro]"),
        ]


class TestLoadingAgain:
    def test_the_second_load_changes_nothing(self, library):
        load(library)
        before = everything()

        assert load(library) == {}
        assert everything() == before

    def test_a_change_of_the_files_comes_in(self, library):
        load(library)
        library.content["competencies/focus.yaml"]["anchors"][3] = text("Sharper")
        library.content["questions/core.yaml"]["questions"][0]["minutes"] = 9
        library.content["roles/support_middle.yaml"]["statements"].pop()

        assert load(library) == {
            "competency": {"updated": ["focus"]},
            "question": {"updated": ["q_focus"]},
            "role": {"updated": ["support_middle"]},
        }
        assert Anchor.objects.get(competency__key="focus", level=3).text_ru == "Sharper [ru]"
        assert Question.objects.get(key="q_focus").minutes == 9
        assert RoleStatement.objects.filter(kind="duty").count() == 1
        assert load(library) == {}

    def test_new_entries_come_in_beside_the_old(self, library):
        load(library)
        library.content["competencies/patience.yaml"] = competency("patience")

        assert load(library) == {"competency": {"created": ["patience"]}}

    @pytest.mark.parametrize(
        ("kind", "key", "edit"),
        [
            ("competency", "focus", lambda: Competency.objects.filter(key="focus").update(name_ru="Наше слово")),
            (
                "competency",
                "focus",
                lambda: Anchor.objects.filter(competency__key="focus", level=2).update(text_ro="Al nostru"),
            ),
            ("competency", "focus", lambda: Anchor.objects.filter(competency__key="focus", level=5).delete()),
            ("question", "q_focus", lambda: Question.objects.filter(key="q_focus").update(strong_en="Ours")),
            ("question", "q_focus", lambda: Question.objects.get(key="q_focus").competencies.clear()),
            ("role", "support_middle", lambda: Role.objects.update(pay_to=90000)),
            ("role", "support_middle", lambda: RoleStatement.objects.filter(kind="requirement").delete()),
            ("role", "support_middle", lambda: PayFigure.objects.update(pay_year=2026)),
            ("exercise", "typing", lambda: ScoreBand.objects.filter(low=4).update(label_ru="Наша граница")),
            ("text", "letter_invitation", lambda: LibraryText.objects.update(body_ro="Al nostru")),
            ("preset", "small_firm", lambda: PresetMultiplier.objects.all().delete()),
            ("demand", "middle_2025", lambda: DemandSkill.objects.filter(competency=None).delete()),
        ],
    )
    def test_what_was_edited_here_is_kept_and_told(self, library, kind, key, edit):
        load(library)
        edit()
        before = everything()
        library.content["competencies/focus.yaml"]["definition"] = text("Shipped anew")
        library.content["questions/core.yaml"]["questions"][0]["text"] = text("Shipped anew")
        library.content["roles/support_middle.yaml"]["purpose"] = text("Shipped anew")
        library.content["exercises/typing.yaml"]["purpose"] = text("Shipped anew")
        library.content["texts/letters.yaml"]["texts"][0]["note"] = text("Shipped anew")
        library.content["weight_presets.yaml"]["presets"][0]["name"] = text("Shipped anew")
        library.content["demand/middle_2025.yaml"]["source"] = text("Shipped anew")

        told = load(library)

        assert told[kind] == {"kept": [key]}
        assert everything()[kind] == before[kind]

    def test_an_edit_that_is_taken_back_lets_the_next_change_in(self, library):
        load(library)
        Competency.objects.filter(key="focus").update(name_ru="Наше слово")
        library.content["competencies/focus.yaml"]["definition"] = text("Shipped anew")
        load(library)
        Competency.objects.filter(key="focus").update(name_ru="Name focus [ru]")

        assert load(library) == {"competency": {"updated": ["focus"]}}
        assert Competency.objects.get(key="focus").definition_en == "Shipped anew [en]"

    def test_what_was_removed_here_stays_removed(self, library):
        library.content["questions/tact.yaml"] = {"questions": [question("q_tact", "tact")]}
        load(library)
        Question.objects.filter(key="q_tact").delete()
        Competency.objects.filter(key="tact").delete()

        assert load(library) == {"competency": {"kept": ["tact"]}, "question": {"kept": ["q_tact"]}}
        assert not Question.objects.filter(key="q_tact").exists()
        assert list(Question.objects.get(key="q_call").competencies.values_list("key", flat=True)) == ["focus"]

    def test_a_row_that_was_made_here_under_the_same_key_is_kept(self, library):
        Competency.objects.create(key="focus", category="value", name_en="Ours", definition_en="Ours")

        library.content["grids/support_middle.yaml"]["items"] = [item("writing", 100)]
        assert load(library)["competency"] == {"created": ["tact", "writing"], "kept": ["focus"]}
        assert Competency.objects.get(key="focus").name_en == "Ours"


class TestGrids:
    def test_a_changed_grid_becomes_a_draft_and_the_published_one_stays(self, library):
        load(library)
        published = Grid.objects.get()
        library.content["grids/support_middle.yaml"]["items"][0]["required_level"] = 5

        assert load(library) == {"grid": {"updated": ["support_middle"]}}

        draft = Grid.objects.get(state=GridState.DRAFT)
        assert (draft.version, draft.based_on, draft.created_by) == (2, published, None)
        assert list(draft.items.values_list("competency__key", "required_level")) == [("focus", 5), ("writing", 4)]
        assert list(published.items.values_list("required_level", flat=True)) == [3, 4]
        assert load(library) == {}

    def test_a_draft_that_somebody_works_on_is_left_alone(self, library):
        load(library)
        library.content["grids/support_middle.yaml"]["items"][0]["required_level"] = 5
        load(library)
        library.content["grids/support_middle.yaml"]["items"][0]["required_level"] = 4

        assert load(library) == {"grid": {"kept": ["support_middle"]}}
        assert Grid.objects.get(state=GridState.DRAFT).items.first().required_level == 5

    def test_the_change_comes_when_the_draft_is_out_of_the_way(self, library):
        load(library)
        library.content["grids/support_middle.yaml"]["items"][0]["required_level"] = 5
        load(library)
        library.content["grids/support_middle.yaml"]["items"][0]["required_level"] = 4
        load(library)
        draft = Grid.objects.get(state=GridState.DRAFT)
        discard_draft(grid=draft, by=make_user(), now=timezone.now())

        assert load(library) == {"grid": {"updated": ["support_middle"]}}
        assert Grid.objects.get(state=GridState.DRAFT).items.first().required_level == 4

    def test_a_discarded_draft_does_not_come_back_by_itself(self, library):
        load(library)
        library.content["grids/support_middle.yaml"]["items"][0]["required_level"] = 5
        load(library)
        discard_draft(grid=Grid.objects.get(state=GridState.DRAFT), by=make_user(), now=timezone.now())

        assert load(library) == {}
        assert Grid.objects.count() == 1

    def test_a_grid_that_was_made_here_first_is_left_alone(self, library):
        ours = make_grid(make_role(key="support_middle", level="middle"))

        assert load(library)["grid"] == {"kept": ["support_middle"]}
        assert list(Grid.objects.all()) == [ours]

    def test_a_changed_anchor_does_not_reach_the_published_grid(self, library):
        load(library)
        digest = Grid.objects.get().digest
        library.content["competencies/focus.yaml"]["anchors"][3] = text("Sharper")
        load(library)

        assert Grid.objects.get().digest == digest
        assert Grid.objects.get().items.first().anchors.get(level=3).text_en == "focus behaviour 3 [en]"


def everything() -> dict[str, list]:
    """All rows that loading writes, by kind."""
    return {
        "competency": rows(Competency, Anchor),
        "question": rows(Question, Question.competencies.through),
        "role": rows(Role, RoleStatement, PayFigure),
        "grid": rows(Grid),
        "exercise": rows(Exercise, Criterion, ScoreBand),
        "text": rows(LibraryText, TextPart),
        "preset": rows(WeightPreset, PresetMultiplier),
        "demand": rows(DemandSnapshot, DemandSkill),
        "noted": rows(LoadedRow),
    }


def rows(*models) -> list[dict]:
    return [row for model in models for row in model.objects.order_by("pk").values()]


def spoil(name: str, *path, value):
    """A change of one place in the files, by the path that leads to it."""

    def change(content):
        target = content[name]
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return change


BAD = [
    (spoil("competencies/focus.yaml", "name", "ru", value=""), "focus.yaml: focus: name.ru: is empty or not a text"),
    (spoil("competencies/focus.yaml", "name", value={"en": "x"}), "focus: name: a text in exactly en, ru, ro"),
    (spoil("competencies/focus.yaml", "name", value=text("x" * 121)), "focus: name.en: more than 120 characters"),
    (spoil("competencies/focus.yaml", "category", value="skill"), "focus: category: 'skill' is not one of"),
    (spoil("competencies/focus.yaml", "anchors", value={1: text("x")}), "focus: anchors: exactly the levels 1 to 5"),
    (spoil("competencies/focus.yaml", "anchors", 4, "ro", value=" "), "focus: anchors.4.ro: is empty"),
    (spoil("competencies/focus.yaml", "colour", value="red"), "focus: unknown field colour"),
    (spoil("competencies/focus.yaml", "key", value="Focus!"), "key: 'Focus!' is not a key in snake_case"),
    (spoil("competencies/writing.yaml", "key", value="focus"), "writing.yaml: focus: this key is also in focus.yaml"),
    (
        spoil("questions/core.yaml", "questions", 1, "minutes", value=0),
        "core.yaml: q_writing: minutes: 0 is not a number",
    ),
    (spoil("questions/core.yaml", "questions", 1, "minutes", value=True), "q_writing: minutes: True is not a number"),
    (
        spoil("questions/core.yaml", "questions", 0, "competencies", value=["luck"]),
        "q_focus: there is no competency luck",
    ),
    (spoil("questions/core.yaml", "questions", 0, "follow_ups", value="x"), "q_focus: follow_ups: a list was expected"),
    (spoil("roles/support_middle.yaml", "pay", "to", value=1), "support_middle: pay: ends below its beginning"),
    (
        spoil("roles/support_middle.yaml", "statements", 1, "competency", value="luck"),
        "support_middle: there is no competency",
    ),
    (
        spoil("roles/support_middle.yaml", "statements", 1, "kind", value="duties"),
        "support_middle: kind: 'duties' is not one",
    ),
    (
        spoil("grids/support_middle.yaml", "role", value="nobody"),
        "support_middle.yaml: nobody: there is no role nobody",
    ),
    (spoil("grids/support_middle.yaml", "items", 0, "competency", value="luck"), "there is no competency luck"),
    (spoil("grids/support_middle.yaml", "items", 1, "competency", value="focus"), "focus stands in the grid twice"),
    (
        spoil("grids/support_middle.yaml", "items", 0, "weight", value=61),
        "cannot be published: Take away 1 % of weight",
    ),
    (
        spoil("grids/support_middle.yaml", "items", 0, "must_have", value="yes"),
        "must_have: 'yes' is neither true nor false",
    ),
    (spoil("exercises/typing.yaml", "bands", 1, "low", value=5), "typing.yaml: typing: bands: 5 does not follow 3"),
    (spoil("exercises/typing.yaml", "bands", 0, "high", value=-1), "high: -1 is not a number from 0 to"),
    (spoil("exercises/typing.yaml", "minutes_from", value=11), "typing: minutes: ends below its beginning"),
    (spoil("exercises/typing.yaml", "criteria", 0, "competency", value="luck"), "there is no competency luck"),
    (spoil("texts/letters.yaml", "texts", 0, "kind", value="poem"), "letter_invitation: kind: 'poem' is not one"),
    (spoil("texts/letters.yaml", "texts", 0, "role", value="nobody"), "letter_invitation: there is no role nobody"),
    (
        spoil("weight_presets.yaml", "presets", 0, "multipliers", 0, "multiplier", value=3),
        "is not a number from 0.5 to 2",
    ),
    (spoil("demand/middle_2025.yaml", "date", value="2025"), "middle_2025: date: '2025' is not a date"),
    (spoil("demand/middle_2025.yaml", "skills", 0, "share", value=101), "share: 101 is not a number from 0 to 100"),
    (
        spoil("roles/support_middle.yaml", "pay_figures", 0, "to", value=None),
        "support_middle: pay_figures: neither from nor to",
    ),
    (
        spoil("grids/support_middle.yaml", "supplement_share", value=20),
        "cannot be published: Set the share of the supplement",
    ),
]


class TestBadFiles:
    @pytest.mark.parametrize(("change", "complaint"), BAD)
    def test_a_bad_file_is_named_with_its_key_and_nothing_is_loaded(self, library, change, complaint):
        change(library.content)

        with pytest.raises(BadFile) as error:
            load(library)

        assert complaint in str(error.value)
        assert [len(found) for found in everything().values()] == [0] * 9

    @pytest.mark.parametrize("field", ["category", "name", "definition"])
    def test_a_missing_field_is_named(self, library, field):
        del library.content["competencies/focus.yaml"][field]

        with pytest.raises(BadFile, match=f"focus.yaml: focus: {field} is missing"):
            load(library)

    def test_two_roles_of_a_family_cannot_have_the_same_level(self, library):
        library.content["roles/support_twin.yaml"] = role("support_twin")

        with pytest.raises(BadFile, match="support_twin: the family has this level already, in support_middle"):
            load(library)

    def test_a_file_that_is_not_yaml_is_named(self, library):
        (library.root / "competencies" / "broken.yaml").write_text("key: [", encoding="utf-8")

        with pytest.raises(BadFile, match=r"broken\.yaml"):
            load(library)

    def test_a_field_that_is_given_twice_is_refused(self, library):
        written = yaml.safe_dump(question("q_twice", "focus"), allow_unicode=True) + "minutes: 9\n"
        (library.root / "questions" / "twice.yaml").write_text(written, encoding="utf-8")

        with pytest.raises(BadFile, match="a field is given twice"):
            load(library)

    def test_a_bad_change_after_a_good_load_leaves_the_good_one(self, library):
        load(library)
        before = everything()
        library.content["competencies/focus.yaml"]["definition"] = text("Good change")
        library.content["grids/support_middle.yaml"]["items"][0]["required_level"] = 9

        with pytest.raises(BadFile, match="required_level: 9 is not a number from 1 to 5"):
            load_library(library.write(), now=timezone.now() + timedelta(days=1))

        assert everything() == before
