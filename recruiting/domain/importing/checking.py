"""One line of a table becomes a person, or the reasons why it cannot. No database here."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.enums import Language
from recruiting.domain.contacts import normal_email, normal_phone
from recruiting.domain.importing.columns import NAMES, Field, plain
from recruiting.domain.importing.reading import Line
from recruiting.enums import Source

ODD = ("Cc", "Cn", "Cs")
LONGEST_NAME, LONGEST_CITY, LONGEST_EMAIL = 150, 100, 254
SHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
YES = frozenset({"yes", "y", "true", "1", "x", "да", "д", "da", "+", "✓"})
NO = frozenset({"no", "n", "false", "0", "нет", "н", "nu", "-", "–", ""})
LANGUAGES = {
    **dict.fromkeys(["en", "eng", "english", "английский", "engleza"], Language.ENGLISH),
    **dict.fromkeys(["ru", "rus", "russian", "русскии", "русский", "rusa"], Language.RUSSIAN),
    **dict.fromkeys(
        ["ro", "rom", "rum", "romanian", "румынскии", "румынский", "romana", "moldoveneasca"], Language.ROMANIAN
    ),
}
SOURCES = {
    Source.JOB_SITE: "job site, job board, сайт вакансий, сайт работы, site de joburi, site de locuri de munca",
    Source.COMPANY_SITE: "company site, our site, career site, сайт компании, наш сайт, site propriu",
    Source.REFERRAL: "referral, recommended by an employee, recommendation, рекомендация, рекомендация сотрудника,"
    " recomandare, recomandat de un angajat",
    Source.INTERNAL: "internal, own employee, внутренний, свой сотрудник, intern, angajat propriu",
    Source.AGENCY: "agency, агентство, кадровое агентство, agentie, agentie de recrutare",
    Source.SEARCH: "search, found by the recruiter, sourcing, поиск, поиск рекрутера, cautare",
    Source.SOCIAL: "social, social network, social media, соцсети, социальная сеть, retea sociala, retele sociale",
    Source.OTHER: "other, другое, иное, altele, alta sursa",
}
_SOURCES = {plain(words): source for source, all_of in SOURCES.items() for words in all_of.split(",")} | {
    plain(source.value): source for source in Source
}


@dataclass(frozen=True)
class Defaults:
    """What holds for a line that does not say otherwise; numbers without a country code are read in `region`."""

    region: str
    language: str
    source: str
    is_internal: bool
    city: str


@dataclass
class Checked:
    """A person as the file gives it, or `faults`: (code, number of the column from 0 or -1, what stands there)."""

    line: int
    cells: list[str]
    full_name: str = ""
    email: str = ""
    phone: str = ""
    city: str = ""
    language: str = ""
    source: str = ""
    is_internal: bool = False
    faults: list[tuple[str, int, str]] = field(default_factory=list)


class Checker:
    """Checks lines of one table. `columns` is the field of each column, `strict_width` refuses short lines too."""

    def __init__(self, columns: list[str], defaults: Defaults, *, strict_width: bool):
        self.width, self.defaults, self.strict_width = len(columns), defaults, strict_width
        self.place = {Field(name): number for number, name in enumerate(columns) if name}
        whole = (Field.FULL_NAME,) if Field.FULL_NAME in self.place else NAMES
        self.names = [self.place[part] for part in whole if part in self.place]

    def check(self, line: Line) -> Checked:
        row = Checked(line.number, [_readable(cell) for cell in line.cells])
        if line.fault or not self._fits(row, line.cells):
            if line.fault:
                row.faults.append((line.fault, -1, ""))
            return row
        row.cells += [""] * (self.width - len(row.cells))
        self._look_for_garbage(row, line.cells)
        row.full_name = self._name(row)
        row.email, row.phone = self._of(row, Field.EMAIL, _email), self._of(row, Field.PHONE, self._phone)
        row.city = self._of(row, Field.CITY, _city) or self.defaults.city
        row.language = self._of(row, Field.LANGUAGE, _language) or self.defaults.language
        row.source = _SOURCES.get(plain(self._text(row, Field.SOURCE)), self.defaults.source)
        row.is_internal = self._is_internal(row)
        if not row.email and not row.phone and not any(code in ("email", "phone") for code, *_rest in row.faults):
            row.faults.append(("no_contact", self.place.get(Field.EMAIL, self.place.get(Field.PHONE, -1)), ""))
        return row

    def _fits(self, row: Checked, cells: list[str]) -> bool:
        extra = any(cell.strip() for cell in cells[self.width :])
        if not extra and (len(cells) >= self.width or not self.strict_width):
            del row.cells[self.width :]
            return True
        row.faults.append(("width", -1, f"{len(cells)}/{self.width}"))
        return False

    def _look_for_garbage(self, row: Checked, cells: list[str]) -> None:
        for number in self.place.values():
            if number >= len(cells):
                continue
            if _is_garbage(cells[number]):
                row.faults.append(("unreadable", number, row.cells[number][:40]))
            elif cells[number].strip() in SHEET_ERRORS:
                row.faults.append(("sheet_error", number, cells[number].strip()))

    def _text(self, row: Checked, what: Field) -> str:
        return " ".join(row.cells[self.place[what]].split()) if what in self.place else ""

    def _of(self, row: Checked, what: Field, read: Callable[[str], str | None]) -> str:
        """The value of a cell in the form in which it is kept; "" for an empty cell or, with a fault, a wrong one."""
        typed = self._text(row, what)
        value = read(typed) if typed else ""
        if value is None:
            row.faults.append((what.value, self.place[what], typed[:80]))
        return value or ""

    def _name(self, row: Checked) -> str:
        name = unicodedata.normalize("NFC", " ".join(" ".join(row.cells[number] for number in self.names).split()))
        if not any(sign.isalpha() for sign in name):
            row.faults.append(("no_name", self.names[0], name[:80]))
        elif len(name) > LONGEST_NAME:
            row.faults.append(("long_name", self.names[0], name[:80]))
        return name[:LONGEST_NAME]

    def _phone(self, typed: str) -> str | None:
        return normal_phone(typed, self.defaults.region)

    def _is_internal(self, row: Checked) -> bool:
        said = self._text(row, Field.IS_INTERNAL).casefold()
        if said and said not in YES | NO:
            row.faults.append(("is_internal", self.place[Field.IS_INTERNAL], said[:80]))
        return said in YES or (not said and (self.defaults.is_internal or row.source == Source.INTERNAL))


def _email(typed: str) -> str | None:
    address = normal_email(typed.removeprefix("mailto:"))
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address if len(address) <= LONGEST_EMAIL else None


def _city(typed: str) -> str | None:
    return typed if len(typed) <= LONGEST_CITY else None


def _language(typed: str) -> str | None:
    return LANGUAGES.get(plain(typed))


def _is_garbage(cell: str) -> bool:
    """Control characters, and the mark that stands for bytes which are no letter in the chosen alphabet."""
    if cell.isprintable():
        return "\ufffd" in cell
    return any(sign == "\ufffd" or (unicodedata.category(sign) in ODD and not sign.isspace()) for sign in cell)


def _readable(cell: str) -> str:
    """The cell without what a database or a screen cannot hold; any blank is a blank."""
    if cell.isprintable():
        return cell
    blanks = "".join(" " if sign.isspace() else sign for sign in cell)
    return "".join(sign for sign in blanks if sign.isprintable())
