"""The pages of an import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AccessAction, Role
from accounts.models import AccessEvent
from recruiting.domain.importing.limits import MOST_COLUMNS
from recruiting.enums import ImportState, RowMatch, TeamFunction
from recruiting.models import CandidateImport, ImportRow, TeamMember
from recruiting.views import importing
from tests.factories import make_application, make_candidate, make_user, make_vacancy
from tests.factories.importing import csv_bytes, xlsx_bytes

pytestmark = pytest.mark.django_db
ANA, BAD = ("Ana Rusu", "ana@example.org", "", "Cahul"), ("=Ion", "not an address", "", "")


@pytest.fixture
def vacancy(client):
    vacancy = make_vacancy()
    client.force_login(vacancy.created_by)
    return vacancy


def send(client, vacancy, content: bytes, name="people.csv"):
    data = {"file": SimpleUploadedFile(name, content), "source": "agency", "language": "ro"}
    return client.post(reverse("recruiting:import_new", args=[vacancy.pk]), data, follow=True)


def page(answer) -> str:
    return answer.content.decode()


def test_a_small_file_is_read_at_once_and_its_errors_shown_by_line_and_column(client, vacancy):
    text = page(send(client, vacancy, csv_bytes(ANA, BAD)))
    assert ("1 good row" in text, "1 with errors" in text) == (True, True)
    assert "“not an address” is not an e-mail address." in text
    assert 'data-label="Line">3</th><td data-label="Column">E-mail</td>' in text


def test_bringing_in_ends_with_a_report_and_the_rows_that_were_left(client, vacancy):
    send(client, vacancy, csv_bytes(ANA, BAD))
    batch = CandidateImport.objects.get()
    answer = client.post(reverse("recruiting:import_rows", args=[batch.pk]), {"start": "1"}, follow=True)
    assert ("Report" in page(answer), vacancy.applications.count()) == (True, 1)
    left = client.get(reverse("recruiting:import_left", args=[batch.pk])).getvalue().decode("utf-8-sig")
    assert left.splitlines()[1:] == ["3,E-mail: “not an address” is not an e-mail address.,'=Ion,not an address,,"]
    assert AccessEvent.objects.filter(action=AccessAction.EXPORT, subject_kind="candidateimport").count() == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "The file is empty."),
        (b"%PDF-1.7", "a.csv", "This is no table"),
        (b"PK\x03\x04", "a.xlsx", "damaged"),
        (b"x" * 50_000 + b"\n", "a.csv", "no rows that can be read"),
    ],
)
def test_a_wrong_file_is_refused_on_the_form(client, vacancy, content, name, words):
    answer = send(client, vacancy, content, name)
    assert (answer.status_code, words in page(answer), CandidateImport.objects.count()) == (422, True, 0)


def test_a_file_over_the_limit_is_refused(client, vacancy, settings):
    settings.UPLOAD_LIMIT_BYTES = 1_000
    answer = send(client, vacancy, csv_bytes(ANA) * 100)
    assert (answer.status_code, CandidateImport.objects.count()) == (422, 0)


def test_columns_that_are_not_known_are_asked_for(client, vacancy):
    text = page(send(client, vacancy, csv_bytes(("Ana Rusu", "ana@example.org"), headings=["Who", "Where to"])))
    assert "Say what the columns hold" in text
    batch = CandidateImport.objects.get()
    address = reverse("recruiting:import_columns", args=[batch.pk])
    settings = {"encoding": batch.encoding, "delimiter": batch.delimiter, "headings_at": "1"}
    refused = client.post(address, settings | {"column0": "full_name", "column1": ""})
    assert (refused.status_code, "Say which column holds the e-mail" in page(refused)) == (422, True)
    answer = client.post(address, settings | {"column0": "full_name", "column1": "email"}, follow=True)
    assert "1 good row" in page(answer)


def test_a_title_above_the_headings_is_left_out(client, vacancy):
    rows = [[], ["Surname", "First name", "E-mail"], ["Rusu", "Ana", "ana@example.org", "late"]]
    text = page(send(client, vacancy, xlsx_bytes(*rows, headings=["Replies of November"]), "replies.xlsx"))
    batch = CandidateImport.objects.get()
    assert (batch.headings_at, batch.columns) == (2, ["last_name", "first_name", "email", ""])
    assert ("1 good row" in text, "Replies of November" in text) == (True, False)
    assert batch.rows.get().full_name == "Rusu Ana"


def test_another_line_can_be_said_to_name_the_columns(client, vacancy):
    send(client, vacancy, csv_bytes(("Ana Rusu", "ana@example.org"), headings=["Who", "Where to"]))
    batch = CandidateImport.objects.get()
    address = reverse("recruiting:import_columns", args=[batch.pk])
    read = {"encoding": batch.encoding, "delimiter": batch.delimiter, "column0": "full_name", "column1": "email"}
    client.post(address, read | {"headings_at": "0"})
    batch.refresh_from_db()
    assert (batch.headings_at, batch.columns) == (0, ["", ""])
    text = page(client.post(address, read | {"headings_at": "0"}, follow=True))
    assert ("1 good row" in text, batch.rows.count(), batch.rows.filter(is_good=True).count()) == (True, 2, 1)
    assert client.post(address, read | {"headings_at": "3"}).status_code == 422


def test_a_table_with_more_columns_than_are_read_comes_in_by_those_that_are(client, vacancy):
    more = [f"Note {number}" for number in range(MOST_COLUMNS)]
    content = csv_bytes(["Ana Rusu", "ana@example.org", *more], headings=["Name", "E-mail", *more])
    send(client, vacancy, content)
    batch = CandidateImport.objects.get()
    assert (batch.good, batch.bad, len(batch.columns)) == (1, 0, MOST_COLUMNS)


def test_another_alphabet_reads_the_file_again(client, vacancy):
    send(client, vacancy, csv_bytes(("Анна Петрова", "a@example.org"), headings=["Name", "E-mail"], encoding="cp1251"))
    batch = CandidateImport.objects.get()
    settings = {"encoding": "koi8_r", "delimiter": batch.delimiter, "headings_at": "1", "column0": "full_name"}
    client.post(reverse("recruiting:import_columns", args=[batch.pk]), settings)
    assert batch.rows.get().full_name == "Анна Петрова".encode("cp1251").decode("koi8_r")


@pytest.mark.parametrize("every", ["all", "none"])
def test_ticking_all_rows_keeps_who_is_said_to_be_another_person(client, vacancy, every):
    make_application(vacancy=make_vacancy(recruiter=vacancy.created_by), candidate=make_candidate(email=ANA[1]))
    send(client, vacancy, csv_bytes(ANA))
    row = ImportRow.objects.get()
    assert row.match == RowMatch.EMAIL
    said = {"shown": row.pk, "separate": row.pk, "every": every}
    client.post(reverse("recruiting:import_rows", args=[row.batch_id]), said)
    row.refresh_from_db()
    assert (row.separate, row.chosen) == (True, every == "all")


def test_a_larger_file_shows_how_far_it_is(client, vacancy, monkeypatch):
    monkeypatch.setattr(importing, "SMALL_FILE", 10)
    text = page(send(client, vacancy, csv_bytes(ANA)))
    assert ('hx-trigger="every 2s"' in text, "<progress" in text) == (True, True)
    part = client.get(
        reverse("recruiting:import", args=[CandidateImport.objects.get().pk]), headers={"HX-Request": "true"}
    )
    assert page(part).lstrip().startswith('<div id="import"')
    assert "HX-Request" in part["Vary"]  # or the browser shows this part as the page when one comes back to it


def test_giving_up_removes_file_and_rows(client, vacancy):
    send(client, vacancy, csv_bytes(ANA))
    batch = CandidateImport.objects.get()
    client.post(reverse("recruiting:import_forget", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, bool(batch.content), batch.rows.count(), batch.head) == (ImportState.FAILED, False, 0, [])
    assert client.post(reverse("recruiting:import_rows", args=[batch.pk]), {"start": "1"}).status_code == 422


def test_a_second_recruiter_of_the_team_does_not_see_whom_the_rows_name(client, vacancy):
    send(client, vacancy, csv_bytes(ANA))
    second = make_user(Role.HR)
    TeamMember.objects.create(vacancy=vacancy, user=second, function=TeamFunction.RECRUITER)
    client.force_login(second)
    assert client.get(reverse("recruiting:import", args=[CandidateImport.objects.get().pk])).status_code == 403
    assert "people.csv" in page(client.get(reverse("recruiting:import_new", args=[vacancy.pk])))


def test_the_page_takes_as_many_queries_for_many_rows_as_for_few(client, vacancy):
    send(client, vacancy, csv_bytes(ANA))
    few_rows = CandidateImport.objects.get()
    send(client, vacancy, csv_bytes(*[(f"Person {n}", f"p{n}@example.org", "", "") for n in range(40)]))
    many_rows = CandidateImport.objects.exclude(pk=few_rows.pk).get()
    seen = []
    for batch in (few_rows, many_rows):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("recruiting:import", args=[batch.pk]))
        seen.append(len(queries))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_the_example_can_be_imported_as_it_is(client, vacancy, language):
    type(vacancy.created_by).objects.filter(pk=vacancy.created_by_id).update(language=language)
    example = client.get(reverse("recruiting:import_example")).getvalue()
    send(client, vacancy, example)
    batch = CandidateImport.objects.get()
    assert (batch.state, batch.good, batch.bad) == (ImportState.READY, 2, 0)
