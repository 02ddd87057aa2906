"""Finding candidates, vacancies and notes within the person's reach, the closest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from recruiting.domain.finding import (
    LEAST_LETTERS,
    People,
    Reach,
    Words,
    by_index,
    notes_found,
    people_found,
    reach_of,
    vacancies_found,
    words_of,
)
from recruiting.models import Application, Note, Vacancy

MOST_ROWS = 50  # of each kind; more than that, and one looks for more letters


@dataclass(frozen=True)
class Found:
    """What bears the words: applications (a person once for each vacancy), vacancies and notes.

    `formerly` has, by id, the earlier name or contacts of candidates who were found by them alone.
    """

    words: str
    applications: list[Application]
    vacancies: list[Vacancy]
    notes: list[Note]
    formerly: dict[int, str] = field(default_factory=dict)

    @property
    def too_short(self) -> bool:
        return len(self.words) < LEAST_LETTERS

    @property
    def nothing(self) -> bool:
        return not (self.applications or self.vacancies or self.notes)

    @property
    def cut(self) -> bool:
        return MOST_ROWS in (len(self.applications), len(self.vacancies), len(self.notes))


def found(typed: str, *, user: User) -> Found:
    """Look up what `user` may see; nothing for fewer than two letters."""
    if len(typed) < LEAST_LETTERS:
        return Found(typed, [], [], [])
    with by_index():
        words, reach = words_of(typed), reach_of(user)
        people = people_found(words, reach)
        applications = _applications(people, user, reach)
        return Found(typed, applications, _vacancies(words, user), _notes(words, user, reach), people.formerly)


def _applications(people: People, user: User, reach: Reach) -> list[Application]:
    rows = Application.objects.visible_to(user).filter(reach.applications())
    rows = rows.select_related("candidate", "vacancy", "stage")
    first = rows.filter(candidate__in=people.holding).order_by("candidate__name_sort", "-applied_at", "pk")
    then = rows.filter(candidate__in=people.alike).order_by("candidate__name_sort", "-applied_at", "pk")
    return _together(first, _in_order(then, people.alike, "candidate_id"))


def _vacancies(words: Words, user: User) -> list[Vacancy]:
    holding, alike = vacancies_found(words, user)
    first = Vacancy.objects.filter(pk__in=holding).order_by("title_sort", "pk")
    return _together(first, _in_order(Vacancy.objects.filter(pk__in=alike), alike, "pk"))


def _notes(words: Words, user: User, reach: Reach) -> list[Note]:
    rows = Note.objects.visible_to(user).filter(pk__in=notes_found(words, user, reach))
    rows = rows.select_related("author", "application__candidate", "application__vacancy")
    return list(rows.order_by("-at", "-pk")[:MOST_ROWS])


def _in_order(rows: QuerySet[Any, Any], keys: list[int], name: str) -> list[Any]:
    """The rows in the order of the keys; rows of one key keep their own."""
    place = {key: number for number, key in enumerate(keys)}
    return sorted(rows[:MOST_ROWS], key=lambda row: place[getattr(row, name)]) if keys else []


def _together(first: QuerySet[Any, Any], then: Iterable[Any]) -> list[Any]:
    return [*first[:MOST_ROWS], *then][:MOST_ROWS]
