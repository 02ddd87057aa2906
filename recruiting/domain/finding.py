"""Finding people, vacancies and notes by a part of a word, a misspelt one or one in another alphabet, within reach.

What is typed and what is kept are compared as search keys (recruiting/models/searchkey.py), so Иванов is found by
ivanov, and Țurcanu by turcanu. Words that hold the letters come first; only when they are few, words spelt alike are
looked for. Each step reads through an index and stops after `MOST_READ` rows, so that two letters that half of all
people share cost no more than a rare name.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Expression, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import User
from recruiting.domain.indexes import reading_by_index
from recruiting.models import Application, Candidate, Note, Seat, TeamMember, Vacancy
from recruiting.models.searchkey import SearchKey

LEAST_LETTERS = 2
LEAST_INSIDE = 3  # letters; two are looked for at the beginning of words only, which an index can find
LEAST_FOR_TYPOS = 4  # letters; with fewer, half of all names would be alike
LEAST_DIGITS = 4  # of a phone number
# Likeness as pg_trgm's word_similarity measures it, 0 to 1. Found by trial: a wrong letter within a name of six to
# eight passes, another surname with the same ending does not.
LEAST_ALIKE = 0.4
ENOUGH = 50  # with so many that hold the letters, nobody needs those that are alike
MOST_READ = 2_000
PHONE = re.compile(r"[\d\s()+./-]+")
NAME = SearchKey("full_name")
CONTACTS = SearchKey(Concat("email", Value(" "), "phone"))


@dataclass(frozen=True)
class Words:
    """What was typed, as search keys; `digits` is the part of a phone number, if it can be one."""

    keys: tuple[str, ...]
    digits: str = ""

    @property
    def tolerant(self) -> bool:
        return any(len(key) >= LEAST_FOR_TYPOS for key in self.keys)


@dataclass(frozen=True)
class Reach:
    """The vacancies all of whose candidates the person sees, with the contacts, and the candidates they meet."""

    everything: bool
    vacancies: frozenset[int] = frozenset()
    met: frozenset[int] = frozenset()

    def applications(self) -> Q:
        return Q() if self.everything else Q(vacancy__in=self.vacancies) | Q(pk__in=self.met)


@dataclass(frozen=True)
class People:
    """Ids of candidates that hold the words and of those alike, closest first; by id, the former name or contacts of
    those who were found by them alone."""

    holding: list[int]
    alike: list[int]
    formerly: dict[int, str]


def by_index() -> AbstractContextManager[None]:
    """The transaction in which the searches run: they never want to read a whole table, however the planner counts."""
    return reading_by_index({"pg_trgm.word_similarity_threshold": str(LEAST_ALIKE)})


def words_of(typed: str) -> Words:
    """The keys of what was typed; none for signs alone. One query, because the database folds the letters."""
    typed = typed.replace("\x00", "").strip()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rubrika_search_key(%s)", [typed])
        keys = tuple(dict.fromkeys(cursor.fetchone()[0].split()))
    digits = re.sub(r"\D", "", typed).lstrip("0") if PHONE.fullmatch(typed) else ""
    return Words(keys, digits if len(digits) >= LEAST_DIGITS else "")


def reach_of(user: User) -> Reach:
    """Read once for a search, because ids in a list let the database use its indexes; the querysets decide again."""
    if user.is_administrator:
        return Reach(everything=True)
    places = TeamMember.objects.held_by(user).leading()
    seats = Seat.objects.filter(interviewer=user, removed_at=None)
    return Reach(
        everything=False,
        vacancies=frozenset(places.values_list("vacancy", flat=True)),
        met=frozenset(seats.values_list("interview__attendances__application", flat=True)) - {None},
    )


def people_found(words: Words, reach: Reach, *, added_by: User | None = None) -> People:
    """Candidates with an application within reach, found by their name, by the contacts, or by former ones of either.

    With `added_by` also candidates of that person who have no application yet.
    """
    people, earlier = Candidate.objects.current(), Candidate.objects.exclude(merged_into=None)
    if not reach.everything:
        within = _within(reach, added_by)
        people, earlier = people.filter(pk__in=within), earlier.filter(merged_into__in=within)
    holding = _first(_holding(people, NAME, words.keys))
    holding += [pk for pk in _first(_by_contacts(people, "pk", words, reach)) if pk not in set(holding)]
    formerly = _former_names(_holding(earlier, NAME, words.keys).order_by()[:MOST_READ], but=holding)
    formerly |= _former_contacts(_by_contacts(earlier, "merged_into", words, reach), but=[*holding, *formerly])
    holding += formerly
    if len(holding) >= ENOUGH or not words.tolerant:
        return People(holding, [], formerly)
    closest = _closest(_alike(people, NAME, words.keys).exclude(pk__in=holding))
    if len(closest) >= ENOUGH:
        return People(holding, closest, formerly)
    alike = _alike(earlier, NAME, words.keys).order_by("-closeness", "name_sort", "pk")[:ENOUGH]
    formerly_alike = _former_names(alike, but=[*holding, *closest])
    return People(holding, [*closest, *formerly_alike][:ENOUGH], formerly | formerly_alike)


def _within(reach: Reach, added_by: User | None) -> QuerySet[Any, Any]:
    """Ids of the people whose data the person may see."""
    within = Application.objects.filter(reach.applications()).values_list("candidate", flat=True)
    if added_by is None or not added_by.is_hr:
        return within
    return within.union(Candidate.objects.filter(added_by=added_by, applications=None).values_list("pk", flat=True))


def _closest(rows: QuerySet[Any, Any]) -> list[int]:
    return list(rows.order_by("-closeness", "name_sort", "pk").values_list("pk", flat=True)[:ENOUGH])


def _former_names(earlier: QuerySet[Any, Any], *, but: Iterable[int]) -> dict[int, str]:
    """The names of these earlier records by the id of the person, the first of each; an erasure leaves no name."""
    return _first_of_each(earlier.values_list("merged_into", "full_name"), but)


def _former_contacts(earlier: QuerySet[Any, Any], *, but: Iterable[int]) -> dict[int, str]:
    """The same of their contacts."""
    rows = earlier.order_by().values_list("merged_into", "email", "phone")[:MOST_READ]
    return _first_of_each(((person, ", ".join(filter(None, both))) for person, *both in rows), but)


def _first_of_each(said: Iterable[tuple[int, str]], but: Iterable[int]) -> dict[int, str]:
    known, found = set(but), {}
    for person, words in said:
        if person not in known:
            found.setdefault(person, words)
    return found


def people_named(typed: str) -> list[UUID]:
    """Pseudonymous ids of candidates whose name, or a former one, holds what was typed, within anybody's reach or not:
    for narrowing what is within reach already."""
    words = words_of(typed)
    if not words.keys:
        return []
    with by_index():
        holding = _holding(Candidate.objects.all(), NAME, words.keys).order_by()
        rows = holding.values_list("uid", "merged_into__uid")[:MOST_READ]
        return [uid for row in rows for uid in row if uid is not None]


def _by_contacts(people: QuerySet[Any, Any], key: str, words: Words, reach: Reach) -> QuerySet[Any, Any]:
    """Those of the people, whom `key` names, found by e-mail or phone, where the person reads contacts."""
    if not reach.everything:
        within = Application.objects.filter(vacancy__in=reach.vacancies).values("candidate")
        people = people.filter(**{f"{key}__in": within})
    keys = (words.digits,) if words.digits else words.keys
    return _holding(people, CONTACTS, keys) if reach.everything or reach.vacancies else people.none()


def vacancies_found(words: Words, user: User) -> tuple[list[int], list[int]]:
    """Ids of vacancies within reach: those whose titles hold the words, and those alike, closest first."""
    rows, title = Vacancy.objects.visible_to(user), SearchKey("title")
    holding = _first(_holding(rows, title, words.keys))
    if len(holding) >= ENOUGH or not words.tolerant:
        return holding, []
    alike = _alike(rows, title, words.keys).exclude(pk__in=holding)
    return holding, list(alike.order_by("-closeness", "title_sort", "pk").values_list("pk", flat=True)[:ENOUGH])


def notes_found(words: Words, user: User, reach: Reach) -> list[int]:
    """Ids of notes the person may read now that hold the words, or hold words spelt alike."""
    rows = Note.objects.visible_to(user)
    if not reach.everything:
        rows = rows.filter(application__in=Application.objects.filter(vacancy__in=reach.vacancies).values("pk"))
    text = SearchKey("text")
    holding = _first(_holding(rows, text, words.keys))
    if holding or not words.tolerant:
        return holding
    return _first(_alike(rows, text, words.keys))


def _first(rows: QuerySet[Any, Any]) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True)[:MOST_READ])


def _holding(rows: QuerySet[Any, Any], field: Expression, keys: Sequence[str]) -> QuerySet[Any, Any]:
    """Rows that hold each key, a short one at the beginning of a word."""
    rows = rows.alias(found_by=field) if keys else rows.none()
    for key in keys:
        rows = rows.filter(found_by__contains=key if len(key) >= LEAST_INSIDE else f" {key}")
    return rows


def _alike(rows: QuerySet[Any, Any], field: Expression, keys: Iterable[str]) -> QuerySet[Any, Any]:
    """Rows that hold each key or a word spelt like it, with their `closeness`."""
    rows = rows.alias(found_by=field).annotate(closeness=TrigramWordSimilarity(" ".join(keys), field))
    for key in keys:
        holds = Q(found_by__contains=key if len(key) >= LEAST_INSIDE else f" {key}")
        rows = rows.filter(holds | Q(found_by__trigram_word_similar=key) if len(key) >= LEAST_FOR_TYPOS else holds)
    return rows
