"""Exercises, texts, demand and the printed profile: read by everybody, changed by nobody here."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role as UserRole
from competencies.models import DemandSkill, DemandSnapshot, Exercise, Grid, GridItem, LibraryText, Role
from tests.competencies.library_files import LibraryFiles, preset
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LIBRARY = reverse("competencies:library")


@pytest.fixture
def library(tmp_path: Path) -> None:
    files = LibraryFiles(tmp_path)
    files.content["weight_presets.yaml"]["presets"].append(preset("elsewhere", tact=2))
    call_command("load_library", "--from", str(files.write()), stdout=StringIO())


@pytest.fixture
def reader(client, library):
    client.force_login(make_user(UserRole.INTERVIEWER))
    return client


def page(reader, name: str, *args, query: str = "") -> str:
    response = reader.get(reverse(f"competencies:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        f"{LIBRARY}?show=exercises",
        f"{LIBRARY}?show=texts",
        reverse("competencies:exercise", args=["typing"]),
        reverse("competencies:text", args=["letter_invitation"]),
        reverse("competencies:role_profile", args=["support_middle"]),
        reverse("competencies:demand", args=["support_middle"]),
    ],
)
def test_a_guest_is_sent_to_log_in_and_nobody_posts(client, reader, address):
    assert reader.get(address).status_code == 200
    assert reader.post(address).status_code == 405
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", ["exercise", "text", "role_profile", "demand"])
def test_what_is_not_there_is_not_found(reader, name):
    assert reader.get(reverse(f"competencies:{name}", args=["nothing"])).status_code == 404


def test_the_tabs_lead_to_exercises_and_texts(reader):
    assert reverse("competencies:exercise", args=["typing"]) in page(reader, "library", query="?show=exercises")
    assert reverse("competencies:text", args=["letter_invitation"]) in page(reader, "library", query="?show=texts")


def test_an_exercise_shows_its_times_its_bands_with_verdicts_and_a_sheet(reader):
    shown = page(reader, "exercise", "typing")

    assert "5 to 10 minutes" in shown
    for line in ("0–3", "4–24", "25–32", "0 to 3 [en]", "Does not pass", "Passes", "Speed [en]", "Shouts [en]"):
        assert line in shown


def test_a_text_shows_its_subject_and_keeps_its_placeholders(reader):
    shown = page(reader, "text", "letter_invitation")

    assert "Subject [en]" in shown
    assert "<p>Hello {name},</p>" in shown
    assert "Part [en]" in shown


def test_the_profile_says_what_is_required_and_how_it_looks(reader):
    shown = page(reader, "role_profile", "support_middle")

    assert "Title support_middle [en]" in shown
    assert "focus behaviour 3 [en]" in shown
    assert "writing behaviour 4 [en]" in shown
    assert "focus behaviour 4 [en]" not in shown
    assert reverse("competencies:role_profile", args=["support_middle"]) in page(reader, "role", "support_middle")


def test_a_role_without_a_grid_has_a_profile_and_no_demand(reader):
    role = Role.objects.create(key="bare", family="bare", title_en="Bare role")

    assert "Bare role" in page(reader, "role_profile", role.key)
    assert reader.get(reverse("competencies:demand", args=[role.key])).status_code == 404


def test_demand_takes_the_largest_share_of_a_competency_and_changes_no_weight(reader):
    snapshot = DemandSnapshot.objects.get()
    writing = snapshot.skills.get(label="письмо").competency
    DemandSkill.objects.create(snapshot=snapshot, order=9, label="грамотность", share=Decimal("40"), competency=writing)
    before = list(GridItem.objects.order_by("pk").values())

    response = reader.get(reverse("competencies:demand", args=["support_middle"]))

    rows = [(one.item.competency.key, one.share, one.suggested) for one in response.context["items"]]
    assert rows == [("focus", None, Decimal(60)), ("writing", Decimal(40), Decimal(40))]
    assert list(GridItem.objects.order_by("pk").values()) == before


def test_an_older_snapshot_is_reached_by_its_date(reader):
    role = Role.objects.get()
    DemandSnapshot.objects.create(key="newer", role=role, date=date(2026, 3, 1))
    address = reverse("competencies:demand", args=[role.key])

    assert reader.get(address).context["snapshot"].key == "newer"
    assert reader.get(f"{address}?date=2025-01-01").context["snapshot"].key == "middle_2025"
    assert reader.get(f"{address}?date=2024-01-01").status_code == 404


def test_the_grid_page_shows_presets_that_speak_of_it_and_keeps_its_weights(reader):
    grid = Grid.objects.get()

    response = reader.get(reverse("competencies:grid", args=[grid.pk]))

    shifts = {
        one.preset.key: [(shift.weight, shift.suggested) for shift in one.shifts]
        for one in response.context["suggestions"]
    }
    assert shifts == {"small_firm": [(Decimal(60), Decimal("69"))]}
    assert [item.weight for item in grid.items.all()] == [60, 40]


@pytest.mark.parametrize(
    "address", [f"{LIBRARY}?show=exercises", f"{LIBRARY}?show=texts", "/library/texts/letter_invitation/"]
)
def test_the_number_of_queries_does_not_grow_with_the_library(reader, address):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(address).status_code == 200
        return len(captured)

    before = queries()
    typing, text = Exercise.objects.get(), LibraryText.objects.get()
    for number in range(3):
        Exercise.objects.create(key=f"more_{number}", kind="case", minutes=5, name_en=f"More {number}")
        LibraryText.objects.create(key=f"more_{number}", kind="legal", title_en=f"More {number}")
        text.parts.create(
            order=number + 2, group_en="More", body_en="More", competency=typing.criteria.first().competency
        )
    assert queries() == before
