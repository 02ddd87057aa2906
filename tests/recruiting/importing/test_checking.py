"""One line becomes a person, or the reasons why it cannot."""

import pytest

from recruiting.domain.errors import Refused
from recruiting.domain.importing.checking import Checker, Defaults
from recruiting.domain.importing.columns import check_columns, heading_place, is_heading, recognise
from recruiting.domain.importing.reading import Line
from recruiting.domain.importing.reporting import neutral

DEFAULTS = Defaults(region="MD", language="ro", source="agency", is_internal=False, city="Cahul")
COLUMNS = ["full_name", "email", "phone", "city", "language", "source", "is_internal"]


def check(*cells: str, columns=COLUMNS, strict_width=False):
    return Checker(list(columns), DEFAULTS, strict_width=strict_width).check(Line(2, list(cells)))


def faults(*cells: str, **options) -> list[tuple[str, int]]:
    return [(code, column) for code, column, _value in check(*cells, **options).faults]


def test_what_a_line_says_is_kept_in_one_form():
    row = check(
        " Ana \u00a0 Rusu ", "mailto:Ana@Example.org", "069 123 456", "Orhei", "русский", "Recommendation", "да"
    )
    assert (row.full_name, row.email, row.phone, row.city) == ("Ana Rusu", "ana@example.org", "+37369123456", "Orhei")
    assert (row.language, row.source, row.is_internal, row.faults) == ("ru", "referral", True, [])


def test_what_a_line_leaves_out_is_as_chosen_for_the_import():
    row = check("Ana Rusu", "ana@example.org")
    assert (row.city, row.language, row.source, row.is_internal) == ("Cahul", "ro", "agency", False)


def test_a_name_may_stand_in_parts():
    row = check(
        "Петрова", "Анна", "Сергеевна", "a@example.org", columns=["last_name", "first_name", "middle_name", "email"]
    )
    assert row.full_name == "Петрова Анна Сергеевна"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("", "a@example.org"), [("no_name", 0)]),
        (("123", "a@example.org"), [("no_name", 0)]),
        (("x" * 151, "a@example.org"), [("long_name", 0)]),
        (("Ana",), [("no_contact", 1)]),
        (("Ana", "a@", "069123456"), [("email", 1)]),
        (("Ana", "a@", "12"), [("email", 1), ("phone", 2)]),
        (("Ana", f"{'a' * 250}@example.org"), [("email", 1)]),
        (("Ana", "a@example.org", "", "x" * 101), [("city", 3)]),
        (("Ana", "a@example.org", "", "", "klingon"), [("language", 4)]),
        (("Ana", "a@example.org", "", "", "", "", "maybe"), [("is_internal", 6)]),
        (("Ana\0", "a@example.org"), [("unreadable", 0)]),
        (("An\ufffd", "a@example.org"), [("unreadable", 0)]),
        (("Ana", "#N/A", "069123456"), [("sheet_error", 1), ("email", 1)]),
        (("Ana", "a@example.org", "", "", "", "", "", "more"), [("width", -1)]),
    ],
)
def test_each_fault_is_told_with_its_column(cells, expected):
    assert faults(*cells) == expected


def test_a_short_line_of_text_is_refused_for_its_values_may_stand_in_wrong_columns():
    assert faults("Ana", "a@example.org", strict_width=True) == [("width", -1)]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["Full name", "E-MAIL", "Phone number", "Town"], ["full_name", "email", "phone", "city"]),
        (["ФИО", "Эл. почта", "Телефон", "Город"], ["full_name", "email", "phone", "city"]),
        (["Nume", "Prenume", "Adresa de e-mail", "Orașul"], ["last_name", "first_name", "email", "city"]),
        (["Имя", "Фамилия", "Ёлка", "E-mail"], ["first_name", "last_name", "", "email"]),
        (["Name", "E-mail", "E-mail"], ["full_name", "email", ""]),
    ],
)
def test_headings_are_recognised_in_three_languages(headings, fields):
    assert recognise(headings) == fields


def test_a_first_line_with_an_address_is_no_heading():
    assert (is_heading(["Ana Rusu", "ana@example.org"]), is_heading(["x", "y"]), is_heading(["Name", "a@b"])) == (
        False,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([["Name", "E-mail"], ["Ana Rusu", "ana@example.org"]], 1),
        ([["Отклики за ноябрь"], ["Фамилия", "Почта"], ["Русу", "ana@example.org"]], 2),
        ([["Candidați", "", ""], ["12.11.2026"], ["Nr", "Nume", "E-mail"], ["1", "Ana", "a@example.org"]], 3),
        ([["Replies"], ["Who", "Where", "When"], ["Ana", "a@example.org", "now"]], 2),
        ([["Replies"], ["Ana", "a@example.org", "069123456"]], 1),
        ([["Ana", "a@example.org"], ["Ion", "i@example.org"]], 0),
        ([[], ["Ana", "a@example.org"]], 1),
    ],
    ids=["first", "title", "two titles", "strange words", "title alone", "none", "unreadable first line"],
)
def test_headings_may_stand_below_a_title_or_be_missing(lines, place):
    assert heading_place(lines) == place


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["email"], "holds the name"),
        (["full_name"], "e-mail address or the phone"),
        (["full_name", "email", "email"], "two columns"),
    ],
)
def test_columns_that_do_not_suffice_are_refused(columns, words):
    with pytest.raises(Refused, match=words):
        check_columns(columns)


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("-x", "'-x"), ("+37369123456", "+37369123456"), ("+x", "'+x"), ("Ana", "Ana")],
)
def test_no_cell_of_the_report_is_taken_for_a_formula(cell, written):
    assert neutral(cell) == written
