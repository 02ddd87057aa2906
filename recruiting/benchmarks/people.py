"""Made-up people for the benchmark: names as uneven as real ones, in two scripts, always the same."""

import csv
import random
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from openpyxl import Workbook

FIRST = tuple(
    "Ana Ion Maria Ștefan Elena Andrei Vasile Olga Mihai Natalia Dumitru Serghei Tatiana Victor Iulia Radu Cristina"  # noqa: SIM905
    " Alexandru Daniela Nicolae Irina Gheorghe Svetlana Pavel Анна Сергей Елена Дмитрий Ольга Наталья Юлия".split()
)
ENDS = ("escu", "eanu", "aru", "ov", "enko", "chi", "an", "iuc", "ean", "nic")
SYLLABLES = ("po", "mun", "tea", "ru", "ce", "ban", "lun", "gu", "mo", "ra", "gro", "su", "co", "jo", "bo", "го", "ло")
SURNAMES = 20_000
HEADINGS = ["Name", "E-mail", "Phone", "City"]
CITIES = ["Chișinău", "Bălți", "Cahul", "Orhei", "Soroca", "Iași", "Москва"]


def names(draw: random.Random) -> Iterator[str]:
    """An endless row of names; a few surnames are much more common than the rest."""
    surnames = [
        "".join(draw.choice(SYLLABLES) for _ in range(draw.choice((2, 2, 3)))).capitalize() + draw.choice(ENDS)
        for _ in range(SURNAMES)
    ]
    while True:
        yield f"{draw.choice(FIRST)} {surnames[int(SURNAMES * draw.random() ** 3)]}"


def known_person(number: int) -> tuple[str, str]:
    """E-mail and phone of somebody who is in the database already."""
    return f"known{number}@example.org", f"+40721{number:06d}"


def write_file(path: Path, *, rows: int, known: int) -> None:
    """A table in which of every hundred rows two are wrong, two repeat others and ten are of known people.

    It is a spreadsheet when the path ends in .xlsx.
    """
    draw = random.Random(7)  # noqa: S311 the same people in every run
    people = names(draw)
    table = ([next(people), *_contacts(number, known, draw), draw.choice(CITIES)] for number in range(rows))
    write = _write_sheet if path.suffix == ".xlsx" else _write_csv
    write(path, chain([HEADINGS], table))


def _write_csv(path: Path, table: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)


def _write_sheet(path: Path, table: Iterable[list[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table:
        sheet.append(row)
    book.save(path)


def _contacts(number: int, known: int, draw: random.Random) -> tuple[str, str]:
    kind = number % 100
    if kind < 2:
        return "not an address", "12"
    if kind < 4:
        return f"person{number - kind}@example.org", ""
    if kind < 14 and known:
        return known_person(draw.randrange(known))
    return f"person{number}@example.org", f"0{60_000_000 + number}"
