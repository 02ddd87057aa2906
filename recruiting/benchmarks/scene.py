"""The smallest scene in which people can be imported: a vacancy that its recruiter runs, and people known before."""

import random
from datetime import datetime
from itertools import islice

from django.db import connection
from django.utils import timezone

from accounts.enums import Role as UserRole
from accounts.models import User
from accounts.models.sortkey import sort_key
from competencies.models import Grid, Role
from recruiting.benchmarks.people import known_person, names
from recruiting.domain.duplicates import anchors_of
from recruiting.domain.namesakes import name_key
from recruiting.enums import Method, Scope, TeamFunction, VacancyState
from recruiting.models import Application, Candidate, NameAnchor, Stage, TeamMember, TwinSearch, Vacancy

PORTION = 2_000
"""People written at once: with more, the memory of the scene would hide that of the import."""


def fill(known: int) -> Vacancy:
    """An open vacancy with one stage; as many people as wanted are candidates of another one of the same recruiter."""
    now = timezone.now()
    recruiter = User.objects.create_user(email="recruiter@example.org", full_name="Recruiter", role=UserRole.HR)
    role = Role.objects.create(key="bench", family="bench", level="bench", title="Bench")
    grid = Grid.objects.create(role=role, version=1, created_by=recruiter, created_at=now)
    vacancy, before = (_vacancy(title, grid, recruiter, now) for title in ("Import", "Before"))
    people = names(random.Random(3))  # noqa: S311 the same people in every run
    for start in range(0, known, PORTION):
        _known(range(start, min(start + PORTION, known)), people, before, now)
    TwinSearch.objects.all().delete()  # they have been sought for
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return vacancy


def _vacancy(title: str, grid: Grid, recruiter: User, now: datetime) -> Vacancy:
    vacancy = Vacancy.objects.create(
        title=title,
        role=grid.role,
        grid=grid,
        state=VacancyState.OPEN,
        opened_at=now,
        created_by=recruiter,
        created_at=now,
    )
    TeamMember.objects.create(vacancy=vacancy, user=recruiter, function=TeamFunction.RECRUITER)
    Stage.objects.create(
        vacancy=vacancy, order=1, key="review", name="Review", scope=Scope.CANDIDATE, method=Method.REVIEW
    )
    return vacancy


def _known(numbers: range, people, vacancy: Vacancy, now: datetime) -> None:
    named = zip(numbers, islice(people, len(numbers)), strict=True)
    rows = [_person(number, name, vacancy, now) for number, name in named]
    Candidate.objects.bulk_create(rows)
    NameAnchor.objects.bulk_create(anchor for row in rows for anchor in anchors_of(row))
    stage = vacancy.stages.get()
    Application.objects.bulk_create(
        Application(candidate=row, vacancy=vacancy, stage=stage, stage_since=now, applied_at=now) for row in rows
    )


def _person(number: int, name: str, vacancy: Vacancy, now: datetime) -> Candidate:
    email, phone = known_person(number)
    return Candidate(
        full_name=name,
        name_sort=sort_key(name),
        name_key=name_key(name),
        email=email,
        phone=phone,
        added_by=vacancy.created_by,
        added_at=now,
    )
