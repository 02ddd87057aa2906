"""Snapshots of demand come from CSV: all of a file or nothing, and no date twice."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from competencies.models import DemandSkill, DemandSnapshot
from tests.factories import make_competency, make_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def library():
    make_role(key="head")
    make_competency(key="training")


@pytest.fixture
def load(tmp_path: Path):
    def load(text: str, *, on: str = "2025-03-01", role: str = "head", encoding: str = "utf-8") -> str:
        file = tmp_path / "demand.csv"
        file.write_bytes(text.encode(encoding))
        out = StringIO()
        call_command("import_demand", str(file), "--role", role, "--date", on, stdout=out)
        return out.getvalue()

    return load


def skills() -> list[tuple]:
    return list(DemandSkill.objects.order_by("order").values_list("label", "share", "competency__key"))


GOOD = [("обучение", Decimal("36.47"), "training"), ("отчёты", Decimal("2.00"), None)]


@pytest.mark.parametrize(
    "text",
    [
        "skill,share,competency\nобучение,36.47,training\nотчёты,2,\n",
        "skill;share;competency\nотчёты;2 %;\nобучение;36,47;training\n",
        "skill,share,competency\r\nобучение,36.47,training\r\nотчёты,2,\r\n",
    ],
)
def test_a_file_becomes_a_snapshot_with_the_most_wanted_skill_first(load, text):
    assert load(text) == "head_2025_03_01: 2 skills.\n"

    snapshot = DemandSnapshot.objects.get()
    assert (snapshot.role.key, snapshot.date, snapshot.precision) == ("head", date(2025, 3, 1), "day")
    assert skills() == GOOD


def test_a_file_with_a_byte_order_mark_is_read(load):
    load("skill,share,competency\nобучение,36.47,training\nотчёты,2,\n", encoding="utf-8-sig")
    assert skills() == GOOD


def test_the_competency_may_be_left_out(load):
    load("skill,share\nобучение,36.47\n")
    assert skills() == [("обучение", Decimal("36.47"), None)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("skill,share\na,1\nb,101\n", "Line 3: “101” is not a share from 0 to 100."),
        ("skill,share\na,many\n", "Line 2: “many” is not a share"),
        ("skill,share\na,NaN\n", "Line 2: “NaN” is not a share"),
        ("skill,share\na,1\n,2\n", "Line 3: The skill is empty"),
        ("skill,share\na,1\nA,2\n", "Line 3: “A” is also in line 2."),
        ("skill,share,competency\na,1,luck\n", "Line 2: There is no competency luck."),
        ("name,value\na,1\n", "Line 1: the columns skill, share, competency were expected."),
        ("skill,share\na,36,47\n", "Line 2: 3 values instead of 2."),
        ("skill,share,share\na,36,47\n", "Line 1: the columns"),
        ('skill,share\na,1\n"b,2\n', "Line 3: unexpected end of data."),
        ("skill,share\na\0b,1\n", "Line 2: “a�b” has signs that cannot be read."),
        ("skill,share\n", "The file has no rows."),
        ("", "Line 1: the columns"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_imported(load, text, complaint):
    with pytest.raises(CommandError) as error:
        load(text)

    assert str(error.value).startswith("Nothing was imported. ")
    assert complaint in str(error.value)
    assert (DemandSnapshot.objects.count(), DemandSkill.objects.count()) == (0, 0)


def test_a_file_that_is_not_utf_8_is_refused(load):
    with pytest.raises(CommandError, match="cannot be read as UTF-8"):
        load("skill,share\nобучение,1\n", encoding="cp1251")


def test_a_date_is_taken_once(load):
    load("skill,share\na,1\n")

    with pytest.raises(CommandError, match="already a snapshot of 2025-03-01"):
        load("skill,share\na,2\n")

    load("skill,share\na,2\n", on="2025-04-01")
    assert list(DemandSnapshot.objects.values_list("date", flat=True)) == [date(2025, 4, 1), date(2025, 3, 1)]


def test_an_unknown_role_and_a_day_that_is_none_are_refused(load):
    with pytest.raises(CommandError, match="There is no role nobody"):
        load("skill,share\na,1\n", role="nobody")
    with pytest.raises(CommandError, match="date"):
        load("skill,share\na,1\n", on="soon")
