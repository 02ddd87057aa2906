"""Seeking records that may be one person: what counts, what is kept, who sees a pair."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from recruiting.domain import duplicates
from recruiting.domain.duplicates import seek_many, seek_waiting
from recruiting.domain.merging import tell_apart
from recruiting.domain.namesakes import CROWD, MOST_TWINS, SIMILAR, anchors, name_key
from recruiting.models import Candidate, DuplicatePair, NameAnchor, TwinSearch
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def pairs() -> list[tuple[int, int]]:
    seek_waiting(most=1_000)
    return list(DuplicatePair.objects.open().order_by("first_id", "second_id").values_list("first_id", "second_id"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ion Popescu", "Popescu Ion"),
        ("Ion Popescu", "Ион Попеску"),
        ("Ștefan Țurcanu", "Stefan Turcanu"),
        ("Ion Șevcenco", "Ион Шевченко"),
        ("Oleg Juravliov", "Олег Журавлёв"),
        ("Oleg Cucerov", "Oleg Kucherov"),
        ("Iulia Serghei", "Юлия Сергей"),
        ("Elena Rusu", "Helena Rusu"),
        ("Ion Popescu", "Ioan Popescu"),
        ("Alexandru Munteanu", "Alexandru Muntean"),
        ("Анна Петрова", "Анна Сергеевна Петрова"),
    ],
)
def test_similar_names_are_found(one, other):
    first, second = make_candidate(one), make_candidate(other)
    assert pairs() == [(first.pk, second.pk)]
    assert SIMILAR <= DuplicatePair.objects.get().likeness <= 1


@pytest.mark.parametrize(
    ("one", "other"), [("Ion Popescu", "Ana Popescu"), ("Ion Popescu", "Ion Popa"), ("Ana Rusu", "Victor Ceban")]
)
def test_other_names_are_not(one, other):
    make_candidate(one)
    make_candidate(other)
    assert pairs() == []


def test_the_same_address_and_number_are_found_whatever_the_case():
    first = make_candidate("Ana Rusu", email="Ana@Example.org", phone="+37369123456")
    by_email = make_candidate("Xenia Lupu", email="ana@example.org")
    by_phone = make_candidate("Victor Ceban", phone="+37369123456")
    assert pairs() == [(first.pk, by_email.pk), (first.pk, by_phone.pk)]
    reasons = DuplicatePair.objects.order_by("second_id").values_list("by_email", "by_phone", "likeness")
    assert list(reasons) == [(True, False, None), (False, True, None)]


def test_people_without_contacts_have_nothing_in_common():
    make_candidate("Ana Rusu", email="", phone="")
    make_candidate("Victor Ceban", email="", phone="")
    assert pairs() == []


def test_a_changed_person_is_sought_for_again():
    first, second = make_candidate("Ana Rusu"), make_candidate("Ana Rusu")
    assert pairs() == [(first.pk, second.pk)]
    Candidate.objects.filter(pk=second.pk).update(full_name="Victor Ceban")
    assert [search.candidate for search in TwinSearch.objects.all()] == [second]
    assert pairs() == []


def test_the_traces_of_a_name_go_with_the_name():
    person = make_candidate("Ana Rusu")
    pairs()
    assert NameAnchor.objects.filter(candidate=person).count() == len(anchors("ana rusu"))
    Candidate.objects.filter(pk=person.pk).update(full_name="")
    person.refresh_from_db()
    assert (person.name_key, NameAnchor.objects.filter(candidate=person).count()) == ("", 0)
    pairs()
    assert NameAnchor.objects.count() == 0


def test_two_people_told_apart_stay_apart():
    make_candidate("Ana Rusu"), make_candidate("Ana Rusu")
    pairs()
    tell_apart(pair=DuplicatePair.objects.get(), by=make_user(), now=NOW)
    Candidate.objects.update(phone="+37369123456")
    assert pairs() == []
    assert DuplicatePair.objects.get().by_phone


def test_one_person_gets_no_more_than_a_handful_of_twins():
    people = [make_candidate("Ana Rusu") for _ in range(MOST_TWINS * 3)]
    newest = len([pair for pair in pairs() if people[-1].pk in pair])
    assert newest == MOST_TWINS


def test_a_name_that_a_crowd_shares_tells_nobody_apart():
    owner = make_user()
    Candidate.objects.bulk_create(
        Candidate(full_name="Ana Rusu", added_by=owner, added_at=NOW) for _ in range(CROWD + 1)
    )
    assert pairs() == []


def test_a_merged_record_is_nobodys_twin():
    first, second = make_candidate("Ana Rusu"), make_candidate("Ana Rusu")
    Candidate.objects.filter(pk=second.pk).update(merged_into=first)
    assert pairs() == []


def test_seeking_takes_as_many_queries_for_many_as_for_few():
    make_candidate("Ana Rusu")
    with CaptureQueriesContext(
        connection,
    ) as few:
        seek_waiting(most=100)
    for _ in range(30):
        make_candidate()
    with CaptureQueriesContext(connection) as many:
        seek_waiting(most=100)
    assert len(many) == len(few)


def test_whoever_is_erased_or_merged_when_written_is_not_sought_for():
    person = make_candidate()
    TwinSearch.objects.all().delete()
    make_candidate("", merged_into=person)
    make_candidate("", email="", phone="", city="", erased_at=NOW)
    assert not TwinSearch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_person_who_is_being_changed_is_left_to_the_next_round():
    twin, person = make_candidate("Ana Rusu"), make_candidate("Victor Ceban")
    seek_waiting(most=100)
    with transaction.atomic():
        Candidate.objects.filter(pk=person.pk).update(full_name="Ana Rusu")
        [sought] = at_once(lambda: seek_waiting(most=100))
    assert (sought, list(TwinSearch.objects.values_list("pk", flat=True))) == (0, [person.pk])
    assert pairs() == [(twin.pk, person.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_change_during_the_search_waits_for_the_next_one():
    person = make_candidate("Victor Ceban")
    with transaction.atomic():
        seek_waiting(most=100)
        changed = Thread(target=lambda: at_once(lambda: Candidate.objects.update(full_name="Ana Rusu")))
        changed.start()
        changed.join(timeout=0.3)
        assert changed.is_alive()  # it waits for the search
    changed.join()
    assert list(TwinSearch.objects.values_list("pk", flat=True)) == [person.pk]


@pytest.mark.django_db(transaction=True)
def test_several_hands_find_every_pair_once(monkeypatch):
    monkeypatch.setattr(duplicates, "BATCH", 2)
    people = [make_candidate("Ana Rusu") for _ in range(MOST_TWINS + 1)]
    seek_many(len(people))
    assert not TwinSearch.objects.exists()
    assert DuplicatePair.objects.count() == len(people) * (len(people) - 1) // 2


def test_a_pair_has_an_order_and_is_kept_once():
    first, second = make_candidate(), make_candidate()
    DuplicatePair.objects.create(first=first, second=second)
    for one, other, name in [(second, first, "duplicate_pair_older_first"), (first, second, "duplicate_pair_once")]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            DuplicatePair.objects.create(first=one, second=other)


def test_a_pair_is_seen_where_the_contacts_of_both_are_open():
    vacancy, elsewhere = make_vacancy(), make_vacancy()
    here, also_here = make_application(vacancy), make_application(vacancy)
    there = make_application(elsewhere)
    both = DuplicatePair.objects.create(first=here.candidate, second=also_here.candidate)
    half = DuplicatePair.objects.create(first=also_here.candidate, second=there.candidate)
    make_interview(there, vacancy.created_by)
    seen = {
        who: list(DuplicatePair.objects.visible_to(who))
        for who in (vacancy.created_by, elsewhere.created_by, make_user(Role.INTERVIEWER))
    }
    assert list(seen.values()) == [[both], [], []]
    assert set(DuplicatePair.objects.visible_to(make_user(Role.ADMIN))) == {both, half}


def test_the_key_ignores_script_accents_case_and_order():
    assert {name_key(name) for name in ("ȘTEFAN cel Mare", "Mare Stefan Cel", "Стефан чел Маре")} == {"cel mare stefan"}
    assert anchors(name_key(" ")) == []
