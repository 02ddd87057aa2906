"""Files as people and programs save them, and files that are something else."""

import io
import zipfile
from datetime import date

import pytest

from recruiting.domain.errors import Refused
from recruiting.domain.importing import limits, sheets
from recruiting.domain.importing.guessing import guess
from recruiting.domain.importing.reading import LONG_LINE, OPEN_QUOTE, Layout, read_lines
from tests.factories.importing import csv_bytes, xlsx_bytes

RU = (
    ("Анна Петрова", "anna@example.org", "+79161234567", "Санкт-Петербург"),
    ("Сергей Щербаков", "s@example.org", "", ""),
)
RO = (("Ştefan Ţurcanu", "stefan@example.org", "069123456", "Bălţi"), ("Ion Mândru", "ion@example.org", "", "Chişinău"))


def lines(content: bytes, layout: Layout | None = None):
    file = io.BytesIO(content)
    return list(read_lines(file, layout or guess(file, language="en")))


def texts(content: bytes) -> list[list[str]]:
    return [line.cells for line in lines(content)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_alphabet_and_separator_of_a_russian_file_are_found(encoding, delimiter):
    headings = ["ФИО", "Почта", "Телефон", "Город"]
    assert texts(csv_bytes(*RU, encoding=encoding, delimiter=delimiter, headings=headings))[1:] == [
        list(row) for row in RU
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1250", "iso8859-2"])
def test_the_alphabet_of_a_romanian_file_is_found(encoding):
    assert texts(csv_bytes(*RO, encoding=encoding, delimiter=";"))[1:] == [list(row) for row in RO]


def test_letters_far_down_the_file_decide_as_well():
    rows = [("Ana Rusu", f"a{number}@example.org", "", "") for number in range(5_000)]
    assert texts(csv_bytes(*rows, RU[0], encoding="cp1251"))[-1] == list(RU[0])


def test_a_line_that_names_the_separator_is_understood():
    assert texts(b"sep=;\r\nName;E-mail\r\nAna, Rusu;a@example.org\r\n") == [
        ["Name", "E-mail"],
        ["Ana, Rusu", "a@example.org"],
    ]


def test_lines_keep_their_number_past_quoted_line_breaks_and_blank_lines():
    content = b'Name,City\r\n"Ana\r\nRusu",Cahul\r\n\r\nIon,Orhei\r\n'
    assert [(line.number, line.cells[0]) for line in lines(content)] == [(1, "Name"), (2, "Ana\r\nRusu"), (5, "Ion")]


def test_a_stray_quotation_mark_costs_one_line():
    content = b'Name,City\n"Ana,Cahul\n' + b"".join(b"P%d,Orhei\n" % number for number in range(200))
    found = lines(content)
    assert [(line.number, line.fault) for line in found if line.fault] == [(2, OPEN_QUOTE)]
    assert [line.cells[0] for line in found[2:]] == [f"P{number}" for number in range(200)]
    assert [line.number for line in found[2:]] == list(range(3, 203))


def test_an_endless_line_is_told_and_the_next_one_read():
    content = b"Name,City\n" + b"x" * 10_000_000 + b"\nIon,Orhei\n"
    assert [(line.number, line.fault, line.cells[:1]) for line in lines(content)][1:] == [
        (2, LONG_LINE, []),
        (3, "", ["Ion"]),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"%PDF-1.7 x", "no table"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no table"),
        (bytes(range(256)) * 40, "no table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words):
    with pytest.raises(Refused, match=words):
        guess(io.BytesIO(content), language="en")


def test_a_spreadsheet_gives_what_a_person_sees():
    content = xlsx_bytes(
        ("Ana Rusu", "a@example.org", 37369123456, date(2026, 5, 1)), (), ("Ion", None, 69123456.0, True)
    )
    assert [(line.number, line.cells) for line in lines(content)][1:] == [
        (2, ["Ana Rusu", "a@example.org", "37369123456", "2026-05-01"]),
        (4, ["Ion", "", "69123456", "yes"]),
    ]


def archive(**parts: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file


def test_a_spreadsheet_that_unpacks_to_too_much_is_not_unpacked():
    with pytest.raises(Refused, match="unpacks to far more"):
        sheets.check_sheet(archive(**{"xl/worksheets/sheet1.xml": bytes(limits.UNPACKED + 1)}))
    with pytest.raises(Refused, match="unpacks to far more"):
        sheets.check_sheet(archive(**{"xl/sharedStrings.xml": bytes(limits.SHARED_TEXTS + 1)}))


def test_entities_and_made_up_rows_in_a_spreadsheet_do_no_harm():
    whole = io.BytesIO(xlsx_bytes(("Ana", "a@example.org", "", "")))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    for name, content in (
        ("xl/workbook.xml", laughs),
        ("xl/worksheets/sheet1.xml", laughs),
    ):
        file = io.BytesIO()
        with zipfile.ZipFile(whole) as book, zipfile.ZipFile(file, "w") as copy:
            for part in book.namelist():
                copy.writestr(part, content if part == name else book.read(part))
        with pytest.raises(Refused, match="damaged"):
            list(read_lines(file, Layout("xlsx", sheet="Sheet")))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    far = sheet % b'<row r="1"><c r="A1" t="inlineStr"><is><t>Ana</t></is></c></row><row r="99999999999"/>'
    file = io.BytesIO()
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(file, "w") as copy:
        for part in book.namelist():
            copy.writestr(part, far if part == "xl/worksheets/sheet1.xml" else book.read(part))
    assert [line.cells for line in read_lines(file, Layout("xlsx", sheet="Sheet"))] == [["Ana"]]
