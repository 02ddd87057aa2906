"""A crowd to search in: candidates with an application and a note each, spread over many vacancies."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accounts.models import User
from recruiting.domain.importing.writing import insert_select
from recruiting.models import Application, Candidate, Note, Stage, Vacancy

SURNAMES: tuple[str, ...] = ("Иванов", "Соколова", "Щербаков", "Кузнецов", "Ботнарь", "Жуков", "Petrov")
SURNAMES += ("Popescu", "Țurcanu", "Rusu", "Ceban", "Munteanu", "Lungu")
FIRST = ("Сергей", "Дарья", "Юлия", "Ольга", "Пётр", "Ion", "Ștefan", "Maria", "Alexei", "Mihai", "Elena", "John")
WORDS: tuple[str, ...] = (
    "клиент",
    "отпуск",
    "график",
    "зарплата",
    "спокойно",
    "client",
    "schedule",
    "salary",
    "english",
)
WORDS += ("concediu", "curs", "română")


@dataclass(frozen=True)
class Crowd:
    people: int
    vacancies: int


def gather(crowd: Crowd, *, base: Vacancy, author: User, now: datetime) -> list[Vacancy]:
    """Fill the tables in SQL and let the planner count them; the vacancies, copies of `base` with one stage each."""
    vacancies = Vacancy.objects.bulk_create([_vacancy(base, number) for number in range(crowd.vacancies)])
    stages = Stage.objects.bulk_create(
        [Stage(vacancy=one, order=1, key="review", name="Review", method="review") for one in vacancies]
    )
    with connection.cursor() as cursor:
        cursor.execute(*_people(crowd.people, author, now))
        cursor.execute(*_applications(stages, now))
        cursor.execute(*_notes(author, now))
        cursor.execute(*_earlier_records(author, now))
        cursor.execute("ANALYZE")
    return vacancies


def _vacancy(base: Vacancy, number: int) -> Vacancy:
    named = {
        "title": f"Support {WORDS[number % len(WORDS)]} {number}",
        "role_id": base.role_id,
        "grid_id": base.grid_id,
    }
    made = {"created_by_id": base.created_by_id, "created_at": base.created_at, "opened_at": base.opened_at}
    return Vacancy(state=base.state, **named, **made)


def _one_of(words: tuple[str, ...], number: str) -> str:
    """SQL of our own: one word after the other as the number grows."""
    quoted = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{quoted}])[1 + mod({number}, {len(words)})]"


# A word that few share, made of the digits of a number.
OWN = "initcap(translate((n * 7919 + 13)::text, '0123456789', 'aeioubdlmr'))"
NAME = f"{_one_of(SURNAMES, 'n')} || ' ' || {_one_of(FIRST, 'n / 7')} || ' ' || {OWN}"
TEXT = f"{_one_of(WORDS, 'n')} || ' ' || {_one_of(WORDS, 'n / 5')} || ' ' || {OWN}"


def _people(count: int, author: User, now: datetime) -> tuple[str, list]:
    taken = {"uid": "gen_random_uuid()", "full_name": NAME, "name_sort": f"rubrika_search_key({NAME})"}
    taken |= {"email": "'p' || n || '@crowd.example'", "phone": "'+373' || (60000000 + n)"}
    given = {"added_by_id": author.pk, "added_at": now}
    return insert_select(Candidate, taken, given, f"generate_series(0::bigint, {count - 1}) AS n")


def _applications(stages: list[Stage], now: datetime) -> tuple[str, list]:
    taken = {"candidate_id": "c.id", "stage_id": "s.id", "vacancy_id": "s.vacancy"}
    source = (
        "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM recruiting_candidate) c"  # noqa: S608 our own numbers
        " JOIN unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS s(id, vacancy, place)"
        f" ON s.place = 1 + mod(c.n, {len(stages)})"
    )
    statement, values = insert_select(Application, taken, {"stage_since": now, "applied_at": now}, source)
    return statement, [*values, [stage.pk for stage in stages], [stage.vacancy_id for stage in stages]]


def _earlier_records(author: User, now: datetime) -> tuple[str, list]:
    """What every third person was called before a correction or a merge."""
    taken = {"uid": "gen_random_uuid()", "full_name": NAME, "name_sort": f"rubrika_search_key({NAME})"}
    taken |= {"email": "''", "phone": "''", "merged_into_id": "id"}
    source = (
        "(SELECT id, row_number() OVER (ORDER BY id) + 5 AS n FROM recruiting_candidate) c"  # their neighbours' names
        " WHERE mod(c.n, 3) = 0"
    )
    return insert_select(Candidate, taken, {"added_by_id": author.pk, "added_at": now}, source)


def _notes(author: User, now: datetime) -> tuple[str, list]:
    source = "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM recruiting_application) a"
    return insert_select(Note, {"application_id": "a.id", "text": TEXT}, {"author_id": author.pk, "at": now}, source)
