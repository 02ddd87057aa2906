"""A snapshot of demand from a CSV file: all of it or nothing.

Columns: `skill` as the vacancies name it, `share` in per cent, and `competency`, the key in the library; the last may
be empty. Comma or semicolon between the fields, point or comma in the numbers.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from competencies.domain.errors import Refused
from competencies.enums import Precision
from competencies.models import Competency, DemandSkill, DemandSnapshot, Role

COLUMNS = ("skill", "share", "competency")
LONGEST = DemandSkill._meta.get_field("label").max_length or 0


@dataclass(frozen=True)
class Row:
    skill: str
    share: Decimal
    competency: Competency | None


@transaction.atomic
def import_demand(*, path: Path, role: Role, on: date, source: str = "") -> DemandSnapshot:
    """Store the file as the role's snapshot of that day. Raises `Refused`, naming the line of a bad row."""
    if DemandSnapshot.objects.filter(role=role, date=on).exists():
        message = _("There is already a snapshot of %(date)s for this role. It is not changed.")
        raise Refused(message % {"date": on.isoformat()})
    rows = read_rows(path)
    snapshot = DemandSnapshot.objects.create(
        key=f"{role.key}_{on:%Y_%m_%d}", role=role, date=on, precision=Precision.DAY, source=source
    )
    DemandSkill.objects.bulk_create(
        DemandSkill(snapshot=snapshot, order=order, label=row.skill, share=row.share, competency=row.competency)
        for order, row in enumerate(rows, start=1)
    )
    return snapshot


def read_rows(path: Path) -> list[Row]:
    """The rows of the file, the most wanted skill first."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_("The file cannot be read as UTF-8 text: %(problem)s") % {"problem": error}) from error
    rows = list(_rows(lines))
    if not rows:
        raise Refused(_("The file has no rows."))
    return sorted(rows, key=lambda row: -row.share)


def _rows(lines: Sequence[str]) -> Iterator[Row]:
    separator = ";" if lines and ";" in lines[0] else ","
    reader = csv.DictReader(lines, delimiter=separator, strict=True)
    headings = list(reader.fieldnames or ())
    if not {"skill", "share"} <= set(headings) or len(set(headings)) != len(headings):
        raise Refused(_("Line 1: the columns %(columns)s were expected.") % {"columns": ", ".join(COLUMNS)})
    known = {competency.key: competency for competency in Competency.objects.all()}
    seen: dict[str, int] = {}
    for given in _read(reader):
        row = _row(given, reader.line_num, known)
        if row.skill.casefold() in seen:
            raise _bad(reader.line_num, _("“%(skill)s” is also in line %(other)s.") % _twice(row, seen))
        seen[row.skill.casefold()] = reader.line_num
        yield row


def _read(reader: csv.DictReader) -> Iterator[dict[str, str | None]]:
    """The rows as they stand. A value too many is a decimal comma between commas: its figure would be cut short."""
    try:
        for given in reader:
            if None in given:
                have = len(given) - 1 + len(given[None])
                need = len(reader.fieldnames or ())
                values = {"have": have, "need": need}
                raise _bad(reader.line_num, _("%(have)d values instead of %(need)d") % values + ".")
            yield given
    except csv.Error as error:
        raise _bad(reader.reader.line_num, f"{error}.") from error


def _twice(row: Row, seen: dict[str, int]) -> dict[str, str | int]:
    return {"skill": row.skill, "other": seen[row.skill.casefold()]}


def _row(given: dict[str, str | None], line: int, known: dict[str, Competency]) -> Row:
    skill = (given.get("skill") or "").strip()
    if not skill or len(skill) > LONGEST:
        raise _bad(line, _("The skill is empty or longer than %(longest)s characters.") % {"longest": LONGEST})
    if "\0" in skill:
        raise _bad(line, _("“%(value)s” has signs that cannot be read.") % {"value": skill.replace("\0", "�")})
    key = (given.get("competency") or "").strip()
    if key and key not in known:
        raise _bad(line, _("There is no competency %(key)s.") % {"key": key})
    return Row(skill, _share(given.get("share") or "", line), known.get(key))


def _share(given: str, line: int) -> Decimal:
    try:
        share = Decimal(given.strip().removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not 0 <= share <= 100:
        raise _bad(line, _("“%(given)s” is not a share from 0 to 100.") % {"given": given})
    return share.quantize(Decimal("0.01"))


def _bad(line: int, problem: str) -> Refused:
    return Refused(_("Line %(line)s: %(problem)s") % {"line": line, "problem": problem})
