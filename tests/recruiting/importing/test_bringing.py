"""From a file to candidates: who is recognised, what is kept, and what a worker's death leaves."""

from datetime import timedelta
from time import sleep

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.test import TestCase
from django.utils import timezone

from recruiting.domain.errors import Refused
from recruiting.domain.importing import bringing, choosing, receiving, staging
from recruiting.domain.namesakes import CROWD
from recruiting.enums import ApplicationState, ImportState, RowMatch, VacancyState
from recruiting.models import Application, Candidate, CandidateImport, DuplicatePair, ImportRow, StageMove, Vacancy
from recruiting.tasks import look_after_people
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_interview, make_vacancy
from tests.factories.importing import csv_bytes, make_import, xlsx_bytes

ANA = ("Ana Rusu", "ana@example.org", "", "Cahul")
ION = ("Ion Lupu", "ion@example.org", "069123456", "")


@pytest.fixture
def vacancy(db):
    return make_vacancy()


def read(vacancy, *rows, **wishes) -> CandidateImport:
    batch = make_import(vacancy, csv_bytes(*rows), **wishes)
    staging.read_in(batch_id=batch.pk, now=timezone.now())
    batch.refresh_from_db()
    return batch


def bring(batch: CandidateImport) -> CandidateImport:
    bringing.start(batch=batch, now=timezone.now())
    bringing.bring_in(batch_id=batch.pk, now=timezone.now())
    batch.refresh_from_db()
    return batch


def matches(batch) -> list[str]:
    return list(batch.rows.order_by("line").values_list("match", flat=True))


def counts(batch) -> tuple[int, ...]:
    return (batch.added, batch.attached, batch.here_before, batch.repeated, batch.left_out, batch.bad)


def test_people_stand_in_the_first_stage_with_a_history(vacancy):
    batch = bring(read(vacancy, ANA, ION, source="agency", language="ru", is_internal=True))
    assert (batch.state, counts(batch)) == (ImportState.DONE, (2, 0, 0, 0, 0, 0))
    row = Application.objects.select_related("candidate").get(candidate__email="ion@example.org")
    assert (row.stage.key, row.source, row.is_internal, row.state) == (
        "review",
        "agency",
        True,
        ApplicationState.ACTIVE,
    )
    person = row.candidate
    assert (person.full_name, person.phone, person.language, person.added_by) == (
        "Ion Lupu",
        "+37369123456",
        "ru",
        batch.by,
    )
    assert person.name_sort == Candidate._meta.get_field("name_sort").pre_save(Candidate(full_name="Ion Lupu"), False)
    step = StageMove.objects.get(application=row)
    assert (step.from_stage, step.to_stage, step.by) == (None, row.stage, batch.by)


def test_nothing_personal_stays_when_all_is_in(vacancy):
    batch = read(vacancy, ANA)
    name = batch.content.name
    with_file = default_storage.exists(name)
    with TestCase.captureOnCommitCallbacks(execute=True):
        batch = bring(batch)
    assert (with_file, default_storage.exists(name), bool(batch.content), batch.head) == (True, False, False, [])
    assert (batch.rows.count(), batch.emptied_at is not None) == (0, True)


def test_a_known_person_joins_with_the_record_as_it_stands(vacancy):
    elsewhere = make_vacancy(recruiter=vacancy.created_by)
    by_email = make_application(elsewhere, candidate=make_candidate("Ana R.", email="Ana@Example.org", city="Orhei"))
    by_phone = make_application(elsewhere, candidate=make_candidate("I. Lupu", email="", phone="+37369123456"))
    batch = read(vacancy, ANA, ION)
    assert matches(batch) == [RowMatch.EMAIL, RowMatch.PHONE]
    assert counts(bring(batch)) == (0, 2, 0, 0, 0, 0)
    assert set(vacancy.applications.values_list("candidate", flat=True)) == {
        by_email.candidate_id,
        by_phone.candidate_id,
    }
    by_email.candidate.refresh_from_db()
    assert (by_email.candidate.full_name, by_email.candidate.city) == ("Ana R.", "Orhei")


def test_a_person_out_of_reach_is_neither_told_nor_joined(vacancy):
    hidden = make_application(candidate=make_candidate("Ana Rusu", email="ana@example.org"))
    from_a_seat = make_application(candidate=make_candidate("Ion", email="ion@example.org"))
    make_interview(from_a_seat, vacancy.created_by)
    batch = read(vacancy, ANA, ION)
    assert matches(batch) == [RowMatch.NONE, RowMatch.NONE]
    assert counts(bring(batch)) == (2, 0, 0, 0, 0, 0)
    assert hidden.candidate.applications.count() == 1
    assert not DuplicatePair.objects.visible_to(vacancy.created_by).exists()


def test_whoever_is_here_and_lines_that_repeat_are_skipped_and_counted(vacancy):
    make_application(vacancy, candidate=make_candidate("Ana Rusu", email="ana@example.org"))
    batch = read(
        vacancy, ANA, ION, ("Ion L", "other@example.org", "+373 69 123 456", ""), ("Ion", "ION@example.org", "", "")
    )
    assert [(row.match, row.match_line) for row in batch.rows.all()] == [
        (RowMatch.HERE, None),
        (RowMatch.NONE, None),
        (RowMatch.REPEAT, 3),
        (RowMatch.REPEAT, 3),
    ]
    assert counts(bring(batch)) == (1, 0, 1, 2, 0, 0)


def test_two_lines_that_lead_to_one_person_bring_one_application(vacancy):
    known = make_candidate("Ana", email="ana@example.org", phone="+37369123456")
    make_application(make_vacancy(recruiter=vacancy.created_by), candidate=known)
    batch = read(vacancy, ANA, ("Ana", "", "069123456", ""))
    assert counts(bring(batch)) == (0, 1, 0, 1, 0, 0)


def test_a_record_that_was_merged_leads_to_the_person(vacancy):
    person, old = make_candidate("Ana"), make_candidate("Ana Rusu", email="ana@example.org")
    make_application(make_vacancy(recruiter=vacancy.created_by), candidate=person)
    Candidate.objects.filter(pk=old.pk).update(merged_into=person)
    bring(read(vacancy, ANA))
    assert vacancy.applications.get().candidate == person


def test_a_similar_name_comes_in_as_new_and_is_offered(vacancy):
    known = make_application(make_vacancy(recruiter=vacancy.created_by), candidate=make_candidate("Анна Русу"))
    look_after_people()
    batch = read(vacancy, ("Anna Rusu", "a@example.org", "", ""))
    assert matches(batch) == [RowMatch.NAME]
    bring(batch)
    pair = DuplicatePair.objects.open().visible_to(vacancy.created_by).get()
    assert {pair.first, pair.second} == {known.candidate, vacancy.applications.get().candidate}


def test_a_name_that_the_file_itself_crowds_tells_nobody_apart(vacancy):
    make_application(make_vacancy(recruiter=vacancy.created_by), candidate=make_candidate("Anna Rusu"))
    look_after_people()
    crowd = [("Ana Rusu", f"p{number}@example.org", "", "") for number in range(CROWD)]
    assert set(matches(read(vacancy, *crowd[:-1]))) == {RowMatch.NAME}
    assert set(matches(read(vacancy, *crowd))) == {RowMatch.NONE}


def test_what_is_unticked_or_another_person_is_respected(vacancy):
    known = make_application(make_vacancy(recruiter=vacancy.created_by), candidate=make_candidate("Ana", email=ANA[1]))
    batch = read(vacancy, ANA, ION)
    ana, ion = batch.rows.order_by("line")
    choice = choosing.Choice(shown=[ana.pk, ion.pk], chosen={ana.pk}, separate={ana.pk})
    choosing.choose(batch=batch, choice=choice, now=timezone.now())
    assert counts(bring(batch)) == (1, 0, 0, 0, 1, 0)
    assert vacancy.applications.get().candidate != known.candidate


def test_the_ticks_of_one_import_change_no_other(vacancy):
    mine, other = read(vacancy, ANA), read(vacancy, ION)
    row = other.rows.get()
    choosing.choose(batch=mine, choice=choosing.Choice(shown=[row.pk]), now=timezone.now())
    row.refresh_from_db()
    assert row.chosen


def test_without_a_row_to_bring_in_nothing_begins(vacancy):
    batch = read(vacancy, ("", "a@example.org", "", ""))
    with pytest.raises(Refused, match="No row is chosen"):
        bringing.start(batch=batch, now=timezone.now())


def test_a_vacancy_closed_meanwhile_stops_the_import(vacancy):
    batch = read(vacancy, ANA)
    bringing.start(batch=batch, now=timezone.now())
    Vacancy.objects.filter(pk=vacancy.pk).update(state=VacancyState.FILLED)
    bringing.bring_in(batch_id=batch.pk, now=timezone.now())
    batch.refresh_from_db()
    assert (batch.state, "not open any more" in batch.problem, vacancy.applications.count()) == (
        ImportState.FAILED,
        True,
        0,
    )


def test_too_many_rows_are_told_and_nothing_is_brought_in(vacancy, monkeypatch):
    monkeypatch.setattr(staging, "MOST_ROWS", 2)
    assert read(vacancy, ANA, ION).state == ImportState.READY
    batch = read(vacancy, ANA, ION, ("Eva", "e@example.org", "", ""))
    assert (batch.state, "more than 2 rows" in batch.problem) == (ImportState.FAILED, True)


def test_after_a_workers_death_the_rest_comes_in_once(vacancy, monkeypatch):
    monkeypatch.setattr(bringing, "CHUNK", 1)
    batch = read(vacancy, ANA, ION)
    bringing.start(batch=batch, now=timezone.now())
    portion = bringing._bring_in_some

    def die_after_one(*args):
        portion(*args)
        raise MemoryError

    monkeypatch.setattr(bringing, "_bring_in_some", die_after_one)
    with pytest.raises(MemoryError):
        bringing.bring_in(batch_id=batch.pk, now=timezone.now())
    monkeypatch.setattr(bringing, "_bring_in_some", portion)
    look_after_people()
    assert vacancy.applications.count() == 1  # somebody may still be at work on it
    CandidateImport.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    look_after_people()
    batch.refresh_from_db()
    assert (batch.state, counts(batch), vacancy.applications.count()) == (ImportState.DONE, (2, 0, 0, 0, 0, 0), 2)


def test_a_file_that_was_half_read_is_read_from_its_beginning(vacancy):
    batch = make_import(vacancy, csv_bytes(ANA, ION))
    staging.read_in(batch_id=batch.pk, now=timezone.now())
    CandidateImport.objects.update(state=ImportState.CHECKING, taken_until=timezone.now() - timedelta(seconds=1))
    look_after_people()
    assert ImportRow.objects.filter(batch=batch).count() == 2


def test_rows_nobody_wants_go_after_their_days(vacancy):
    batch = read(vacancy, ("", "a@example.org", "", ""), ANA)
    bring(batch)
    assert receiving.forget_old(now=timezone.now() + timedelta(days=6)) == 0
    assert receiving.forget_old(now=timezone.now() + timedelta(days=8)) == 1
    batch.refresh_from_db()
    assert (batch.rows.count(), batch.state, batch.bad, batch.emptied_at is not None) == (0, ImportState.DONE, 1, True)


def test_a_spreadsheet_comes_in_like_text(vacancy):
    batch = make_import(vacancy, xlsx_bytes(("Ana Rusu", "ana@example.org", 37369123456)), name="people.xlsx")
    staging.read_in(batch_id=batch.pk, now=timezone.now())
    bring(batch)
    assert vacancy.applications.get().candidate.phone == "+37369123456"


@pytest.mark.django_db(transaction=True)
def test_two_workers_bring_everybody_in_once():
    vacancy = make_vacancy()
    batch = read(vacancy, *[(f"Person {number}", f"p{number}@example.org", "", "") for number in range(50)])
    bringing.start(batch=batch, now=timezone.now())
    at_once(*[lambda: bringing.bring_in(batch_id=batch.pk, now=timezone.now())] * 2)
    batch.refresh_from_db()
    assert (batch.state, batch.added, vacancy.applications.count()) == (ImportState.DONE, 50, 50)


@pytest.mark.django_db(transaction=True)
def test_portions_side_by_side_bring_one_person_in_once(monkeypatch):
    """Both lines lead to one person, by e-mail and by phone, and are in the hands of two at once."""
    monkeypatch.setattr(bringing, "CHUNK", 1)
    vacancy = make_vacancy()
    known = make_candidate("Ana", email="ana@example.org", phone="+37369123456")
    make_application(make_vacancy(recruiter=vacancy.created_by), candidate=known)
    new = [(f"Person {number}", f"p{number}@example.org", "", "") for number in range(6)]
    batch = bring(read(vacancy, ANA, ("Ana", "", "069123456", ""), *new))
    assert (batch.state, counts(batch)) == (ImportState.DONE, (6, 1, 1, 0, 0, 0))
    assert (vacancy.applications.count(), batch.passed, batch.rows.count()) == (7, 8, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_an_import_removed_while_under_way_counts_whoever_is_in(monkeypatch, attempt):
    monkeypatch.setattr(bringing, "CHUNK", 1)
    vacancy = make_vacancy()
    batch = read(vacancy, *[(f"Person {number}", f"p{number}@example.org", "", "") for number in range(12)])
    bringing.start(batch=batch, now=timezone.now())
    results = at_once(
        lambda: bringing.bring_in(batch_id=batch.pk, now=timezone.now()),
        lambda: sleep(0.05 * attempt) or receiving.forget(batch=batch, now=timezone.now()),
    )
    batch.refresh_from_db()
    assert results == [None, None]
    assert (batch.state in (ImportState.DONE, ImportState.FAILED), batch.rows.count()) == (True, 0)
    assert batch.added == vacancy.applications.count()


def test_an_import_removed_the_moment_it_is_taken_is_left_alone(vacancy, monkeypatch):
    batch = read(vacancy, ANA)
    bringing.start(batch=batch, now=timezone.now())
    update = QuerySet.update

    def update_and_lose(rows, **changes):
        done = update(rows, **changes)
        if "token" in changes and changes["token"]:
            monkeypatch.setattr(QuerySet, "update", update)
            receiving.forget(batch=batch, now=timezone.now())
        return done

    monkeypatch.setattr(QuerySet, "update", update_and_lose)
    bringing.bring_in(batch_id=batch.pk, now=timezone.now())
    batch.refresh_from_db()
    assert (batch.state, vacancy.applications.count()) == (ImportState.FAILED, 0)


@pytest.mark.django_db(transaction=True)
def test_a_vacancy_is_not_closed_between_the_portions_of_two_hands(monkeypatch):
    monkeypatch.setattr(bringing, "CHUNK", 1)
    vacancy = make_vacancy()
    batch = read(vacancy, *[(f"Person {number}", f"p{number}@example.org", "", "") for number in range(6)])
    bringing.start(batch=batch, now=timezone.now())
    write = bringing.write_people

    seen = []

    def close(*args):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
            Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)

    def write_and_try_to_close(*args):
        seen.extend(at_once(close))
        write(*args)

    monkeypatch.setattr(bringing, "write_people", write_and_try_to_close)
    bringing.bring_in(batch_id=batch.pk, now=timezone.now())
    assert {type(error) for error in seen} == {OperationalError}
    assert vacancy.applications.count() == 6


@pytest.mark.django_db(transaction=True)
def test_starting_twice_at_once_starts_once():
    batch = read(make_vacancy(), ANA)
    results = at_once(*[lambda: bringing.start(batch=batch, now=timezone.now())] * 2)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
