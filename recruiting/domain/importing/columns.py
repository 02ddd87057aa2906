"""What the columns of a table hold, recognised by their headings in English, Russian and Romanian."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruiting.domain.errors import Refused


class Field(TextChoices):
    """What a column may hold."""

    FULL_NAME = "full_name", gettext_lazy("Name")
    LAST_NAME = "last_name", gettext_lazy("Surname")
    FIRST_NAME = "first_name", gettext_lazy("First name")
    MIDDLE_NAME = "middle_name", gettext_lazy("Patronymic")
    EMAIL = "email", gettext_lazy("E-mail")
    PHONE = "phone", gettext_lazy("Phone")
    CITY = "city", gettext_lazy("City")
    LANGUAGE = "language", gettext_lazy("Language of letters")
    SOURCE = "source", gettext_lazy("Where from")
    IS_INTERNAL = "is_internal", gettext_lazy("Own employee")


HEADINGS: dict[Field, str] = {
    Field.FULL_NAME: "name, full name, candidate, candidate name, applicant, person, имя и фамилия, фио, имя, кандидат,"
    " соискатель, полное имя, фамилия имя отчество, фамилия имя, nume complet, numele, nume si prenume,"
    " nume prenume, numele si prenumele, candidat, candidatul, nume",
    Field.LAST_NAME: "last name, surname, family name, lastname, фамилия, nume de familie",
    Field.FIRST_NAME: "first name, given name, firstname, forename, prenume, prenumele",
    Field.MIDDLE_NAME: "middle name, patronymic, отчество, patronimic",
    Field.EMAIL: "e mail, email, mail, e mail address, email address, электронная почта, эл почта, почта, емейл, имейл,"
    " адрес электронной почты, адрес e mail, posta electronica, adresa de e mail, adresa email, adresa de email",
    Field.PHONE: "phone, phone number, telephone, tel, mobile, mobile phone, cell, телефон, номер телефона, мобильный,"
    " мобильный телефон, тел, моб, telefon, numar de telefon, nr telefon, mobil, telefon mobil",
    Field.CITY: "city, town, location, город, населенный пункт, место жительства, oras, orasul,"
    " localitate, localitatea",
    Field.LANGUAGE: "language, language of letters, preferred language, язык, язык писем, limba, limba scrisorilor",
    Field.SOURCE: "source, where from, channel, источник, откуда, канал, sursa, de unde, canal",
    Field.IS_INTERNAL: "internal, internal candidate, own employee, employee, внутренний, внутренний кандидат,"
    " сотрудник, наш сотрудник, свой сотрудник, intern, candidat intern, angajat, angajat propriu",
}
NAMES = (Field.LAST_NAME, Field.FIRST_NAME, Field.MIDDLE_NAME)


def plain(text: str) -> str:
    """Small letters and digits, single blanks between words; accents and marks gone, ё as е."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", bare).casefold().replace("_", " ")))


_FIELDS = {plain(heading): field for field, words in HEADINGS.items() for heading in words.split(",")}


def field_of(heading: str) -> Field | None:
    """What a heading names, or None."""
    return _FIELDS.get(plain(heading)) if len(heading) < 100 else None


def recognise(headings: Sequence[str]) -> list[str]:
    """The field of each column, "" where it is not known; of two that name one field the first counts.

    Beside a first name or a surname, a column "Name" holds the missing one of the two.
    """
    found: list[Field | None] = [field_of(heading) for heading in headings]
    parts = {Field.FIRST_NAME, Field.LAST_NAME} & set(found)
    if len(parts) == 1 and Field.FULL_NAME in found:
        other = ({Field.FIRST_NAME, Field.LAST_NAME} - parts).pop()
        found = [other if field == Field.FULL_NAME else field for field in found]
    return [field or "" if field not in found[:place] else "" for place, field in enumerate(found)]


def heading_place(lines: Sequence[Sequence[str]]) -> int:
    """Which of the first lines names the columns, counted from one, or 0 for none; titles may stand above it.

    The one that names most fields, if it names two; else the first that is not narrower than half of the widest.
    """
    known = [sum(1 for field in recognise(cells) if field) for cells in lines]
    if max(known) > 1:
        return known.index(max(known)) + 1
    filled = [sum(1 for cell in cells if cell.strip()) for cells in lines]
    first = next(place for place, count in enumerate(filled) if 2 * count >= max(filled))
    return first + 1 if is_heading(lines[first]) else first


def is_heading(cells: Iterable[str]) -> bool:
    """Whether a first line names the columns: one known heading, or nothing that looks like an address or number."""
    cells = list(cells)
    return any(field_of(cell) for cell in cells) or not any("@" in cell or _is_number(cell) for cell in cells)


def _is_number(cell: str) -> bool:
    return len(re.findall(r"\d", cell)) >= 5


def check_columns(columns: Sequence[str]) -> None:
    """Raise Refused unless there is a name, a way to answer, and no field twice."""
    named = [column for column in columns if column]
    twice = next((Field(column) for column in named if named.count(column) > 1), None)
    if twice:
        raise Refused(_("“%(field)s” is chosen for two columns. Choose it for one.") % {"field": twice.label})
    if not {Field.FULL_NAME, Field.LAST_NAME, Field.FIRST_NAME} & set(named):
        raise Refused(_("Say which column holds the name."))
    if not {Field.EMAIL, Field.PHONE} & set(named):
        raise Refused(_("Say which column holds the e-mail address or the phone number."))
