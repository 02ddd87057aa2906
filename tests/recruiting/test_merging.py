"""Merging two records: one person goes on, nothing of either is lost, nobody does it twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from recruiting.domain.adding import Person, add_candidate
from recruiting.domain.duplicates import seek_waiting
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.merging import clashes, merge, tell_apart
from recruiting.domain.notes import add_note
from recruiting.enums import Source
from recruiting.models import Application, Candidate, CandidateMerge, DataRequest, DuplicatePair, Letter
from tests.at_once import at_once
from tests.factories import (
    make_application,
    make_candidate,
    make_interview,
    make_message,
    make_user,
    make_vacancy,
)

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def make_pair(**second) -> DuplicatePair:
    first = make_candidate("Ana Rusu", email="ana@example.org", phone="+37369111111", city="Bălți")
    other = make_candidate(second.pop("full_name", "Ana Russu"), **{"email": "ana.r@example.org", **second})
    return DuplicatePair.objects.create(first=first, second=other, likeness=0.8)


def merged(pair: DuplicatePair, **kept) -> CandidateMerge:
    return merge(pair=pair, kept=kept, by=make_user(), now=NOW)


@pytest.mark.django_db
def test_the_older_record_goes_on_with_the_chosen_values_and_the_younger_keeps_the_others():
    pair = make_pair(city="Cahul")
    merged(pair, full_name="second", city="second")
    pair.first.refresh_from_db(), pair.second.refresh_from_db()
    values = ("full_name", "email", "city", "phone")
    assert [getattr(pair.first, name) for name in values] == ["Ana Russu", "ana@example.org", "Cahul", "+37369111111"]
    assert [getattr(pair.second, name) for name in values] == ["Ana Rusu", "ana.r@example.org", "Bălți", ""]
    assert pair.second.merged_into == pair.first
    assert pair.first.name_sort == Candidate(full_name="Ana Russu")._meta.get_field("name_sort").pre_save(
        Candidate(full_name="Ana Russu"), False
    )


@pytest.mark.django_db
def test_applications_interviews_letters_notes_and_files_come_along():
    pair = make_pair()
    mine, theirs = make_application(candidate=pair.first), make_application(candidate=pair.second)
    interview = make_interview(theirs)
    letter = Letter.objects.create(application=theirs, message=make_message())
    note = add_note(application=theirs, text="Called.", by=make_user(), now=NOW)
    pair.second.files.create(name="cv.pdf", content="x", size=1, added_by=make_user(), added_at=NOW)
    record = merged(pair)
    assert set(pair.first.applications.all()) == {mine, theirs}
    assert (pair.first.files.count(), pair.second.files.count(), pair.second.applications.count()) == (1, 0, 0)
    assert (theirs.letters.get(), theirs.notes.get()) == (letter, note)
    assert interview.attendances.get().candidate_key == pair.first.pk
    assert record.applications == [theirs.pk]


@pytest.mark.django_db
def test_two_applications_for_one_vacancy_both_stay():
    pair, vacancy = make_pair(), make_vacancy()
    older = make_application(vacancy, candidate=pair.first)
    younger = make_application(vacancy, candidate=pair.second)
    assert [(clash.first, clash.second) for clash in clashes(first=pair.first, second=pair.second)] == [
        (older, younger)
    ]
    merged(pair)
    younger.refresh_from_db()
    assert (younger.candidate, younger.twin_of, younger.is_active) == (pair.first, older, True)
    with pytest.raises(IntegrityError, match="application_once_per_vacancy"), transaction.atomic():
        make_application(vacancy, candidate=pair.first)


@pytest.mark.django_db
def test_the_record_of_a_merge_names_sides_and_no_values():
    pair = make_pair()
    record = merged(pair, email="second")
    assert record.kept == {
        "full_name": "first",
        "email": "second",
        "phone": "first",
        "city": "first",
        "language": "first",
    }
    for change in (lambda: record.save(), lambda: record.delete()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.django_db
def test_interviews_at_one_time_have_to_be_moved_first():
    pair = make_pair()
    start = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)
    make_interview(make_application(candidate=pair.first), starts_at=start)
    make_interview(make_application(candidate=pair.second), starts_at=start + timedelta(minutes=10))
    with pytest.raises(Refused, match="an interview at the same time"):
        merged(pair)
    pair.second.refresh_from_db()
    assert (pair.second.merged_into, pair.second.applications.count(), CandidateMerge.objects.count()) == (None, 1, 0)


@pytest.mark.django_db
def test_a_chain_of_merges_ends_at_one_record():
    pair = make_pair()
    merged(pair)
    newest = make_candidate("Ana Rusu")
    oldest = DuplicatePair.objects.create(first=pair.first, second=newest)
    merged(oldest)
    assert set(Candidate.objects.records_of(pair.first)) == {pair.first, pair.second, newest}
    older = make_candidate("Ana")
    low, high = sorted((pair.first, older), key=lambda row: row.pk)
    merged(DuplicatePair.objects.create(first=low, second=high))
    assert set(Candidate.objects.filter(merged_into=low)) == {pair.second, newest, high}


@pytest.mark.django_db
def test_whoever_was_told_apart_from_one_half_stays_apart_from_the_person():
    pair, third = make_pair(), make_candidate("Ana Rusu")
    known = DuplicatePair.objects.create(first=pair.second, second=third)
    tell_apart(pair=known, by=make_user(), now=NOW)
    merged(pair)
    seek_waiting(most=100)
    assert list(DuplicatePair.objects.values_list("first_id", "second_id")) == [(pair.first.pk, third.pk)]
    assert not DuplicatePair.objects.open().exists()


@pytest.mark.django_db
def test_a_decided_pair_is_not_decided_again():
    pair = make_pair()
    tell_apart(pair=pair, by=make_user(), now=NOW)
    with pytest.raises(Conflict, match="two people"):
        merged(pair)
    with pytest.raises(AlreadyDone):
        tell_apart(pair=pair, by=make_user(), now=NOW)


@pytest.mark.django_db
def test_a_merged_record_takes_no_application():
    pair = make_pair()
    merged(pair)
    vacancy = make_vacancy()
    with pytest.raises(IntegrityError, match="was merged into") as refused, transaction.atomic():
        make_application(vacancy, candidate=pair.second)
    assert refused.value.__cause__.diag.constraint_name == "merged_record_holds_nothing"


@pytest.mark.django_db(transaction=True)
def test_two_people_merging_the_same_pair_do_it_once():
    pair = make_pair()
    make_application(candidate=pair.second)
    who = make_user()
    results = at_once(*[lambda: merge(pair=pair, kept={}, by=who, now=NOW)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "CandidateMerge"]
    assert CandidateMerge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_application_added_during_a_merge_is_not_lost():
    pair, vacancy = make_pair(), make_vacancy()
    make_application(make_vacancy(recruiter=vacancy.created_by), candidate=pair.first)
    make_application(make_vacancy(recruiter=vacancy.created_by), candidate=pair.second)
    person = Person("Ana", pair.second.email, "", "ro")
    add = {"vacancy": vacancy, "person": person, "source": Source.OTHER, "is_internal": False, "now": NOW}
    results = at_once(
        lambda: merge(pair=pair, kept={}, by=vacancy.created_by, now=NOW),
        lambda: add_candidate(**add, known=pair.second, by=vacancy.created_by),
    )
    assert isinstance(results[0], CandidateMerge)
    assert isinstance(results[1], Application | Refused)
    assert Application.objects.filter(candidate=pair.second).count() == 0
    assert Application.objects.filter(candidate=pair.first).count() == 2 + isinstance(results[1], Application)


@pytest.mark.django_db
def test_what_both_records_ask_for_is_asked_once_by_the_earlier_day():
    pair, day = make_pair(), date(2026, 12, 20)
    theirs = make_application(candidate=pair.second)
    ask = DataRequest.objects.create
    first = ask(candidate=pair.first, kind="copy", at=NOW, answer_by=day)
    second = ask(candidate=pair.second, kind="copy", at=NOW - timedelta(days=5), answer_by=day - timedelta(days=5))
    own = ask(candidate=pair.second, kind="withdraw", application=theirs, at=NOW)
    record = merged(pair)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.answer_by, first.done_at) == (day - timedelta(days=5), None)
    assert (second.done_at, second.done_by) == (NOW, record.by)
    assert list(pair.first.data_requests.filter(done_at=None).order_by("pk")) == [first, own]
