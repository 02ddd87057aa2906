"""A crowd to search in: candidates with an application and a note each, spread over many vacancies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accounts.models import User
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
LETTERS = "aeioubcdfghklmnprstvz"
BATCH = 5_000


@dataclass(frozen=True)
class Crowd:
    people: int
    vacancies: int


def gather(crowd: Crowd, *, base: Vacancy, author: User, now: datetime) -> list[Vacancy]:
    """Fill the tables and let the planner count them; the vacancies, which are copies of `base` with one stage each."""
    vacancies = [_vacancy(base, number) for number in range(crowd.vacancies)]
    Vacancy.objects.bulk_create(vacancies, batch_size=BATCH)
    stages = [Stage(vacancy=one, order=1, key="review", name="Review", method="review") for one in vacancies]
    Stage.objects.bulk_create(stages, batch_size=BATCH)
    for numbers in batches(crowd.people):
        people = Candidate.objects.bulk_create([_person(number, author, now) for number in numbers])
        applications = Application.objects.bulk_create(
            [
                _application(person, stages[number % len(stages)], now)
                for number, person in zip(numbers, people, strict=True)
            ]
        )
        Note.objects.bulk_create(
            [_note(number, one, author, now) for number, one in zip(numbers, applications, strict=True)]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return vacancies


def batches(count: int) -> Iterator[range]:
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


def _own(number: int) -> str:
    """A name that few share, made of syllables."""
    digits, word = number * 7919 + 13, ""
    while digits:
        digits, letter = divmod(digits, len(LETTERS))
        word += LETTERS[letter]
    return word.title()


def _vacancy(base: Vacancy, number: int) -> Vacancy:
    named = {
        "title": f"Support {WORDS[number % len(WORDS)]} {number}",
        "role_id": base.role_id,
        "grid_id": base.grid_id,
    }
    made = {"created_by_id": base.created_by_id, "created_at": base.created_at, "opened_at": base.opened_at}
    return Vacancy(state=base.state, **named, **made)


def _person(number: int, author: User, now: datetime) -> Candidate:
    name = f"{SURNAMES[number % len(SURNAMES)]} {FIRST[number // 7 % len(FIRST)]} {_own(number)}"
    contacts = {"email": f"p{number}@crowd.example", "phone": f"+373{60_000_000 + number}"}
    return Candidate(full_name=name, added_by=author, added_at=now, **contacts)


def _application(person: Candidate, stage: Stage, now: datetime) -> Application:
    return Application(candidate=person, vacancy=stage.vacancy, stage=stage, stage_since=now, applied_at=now)


def _note(number: int, application: Application, author: User, now: datetime) -> Note:
    text = f"{WORDS[number % len(WORDS)]} {WORDS[number // 5 % len(WORDS)]} {_own(number)}"
    return Note(application=application, author=author, text=text, at=now)
