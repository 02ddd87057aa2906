"""Search among 200,000 people: no sequential scan above 10,000 rows for anybody, and how long each kind of word takes.

Both sides are measured in one run: the search as the page does it, and the same words by a scan of the names.
"""

import argparse
import sys
from datetime import timedelta
from time import perf_counter

from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from accounts.domain.arguments import between
from accounts.enums import Role
from accounts.models import User
from competencies.models import Grid
from competencies.models import Role as Post
from desk.benchmarks.crowd import Crowd, gather
from desk.benchmarks.plans import large, watched
from desk.domain.searching import found
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Attendance, Candidate, Interview, Seat, TeamMember, Vacancy

WORDS: tuple[str, ...] = (
    "ив",
    "ivanov",
    "Иванов",
    "ţurcanu",
    "turcanu",
    "șt",
    "сокалова",
    "shcherbakov iulia",
    "069 00",
    "p77777@crowd",
)
WORDS += ("concediu", "отпуск", "otpuskk", "support client")


def run(argv: list[str]) -> int:
    """Build the crowd in a database of its own, search, print, and leave with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="bench search")
    parser.add_argument("--people", type=between(1, 10_000_000), default=200_000)
    parser.add_argument("--vacancies", type=between(1, 100_000), default=5_000)
    options = parser.parse_args(argv)
    connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}_bench"
    made = setup_databases(verbosity=0, interactive=False)
    try:
        return _measure(Crowd(options.people, options.vacancies))
    finally:
        teardown_databases(made, verbosity=0)


def _measure(crowd: Crowd) -> int:
    readers = people_who_search(crowd)
    missed = 0
    for who, user in readers.items():
        for typed in WORDS:
            missed += _one(who, user, typed)
    return 1 if missed else 0


def _one(who: str, user: User, typed: str) -> int:
    start = perf_counter()
    result = found(typed, user=user)
    taken = perf_counter() - start
    scan = _by_scanning(typed)
    with watched() as scans:
        found(typed, user=user)
    bad = large(scans)
    counts = f"{len(result.applications)}/{len(result.vacancies)}/{len(result.notes)}"
    ratio = f"{taken * 1000:7.1f} ms, {scan / taken:5.1f} times as fast as a scan"
    sys.stdout.write(
        f"{who:14} {typed:20} {counts:10} {ratio}{''.join(f'  SCAN {one.table} {one.rows}' for one in bad)}\n"
    )
    return len(bad)


def _by_scanning(typed: str) -> float:
    start = perf_counter()
    list(Candidate.objects.filter(full_name__icontains=typed.split()[0]).order_by("name_sort")[:50])
    return perf_counter() - start


def people_who_search(crowd: Crowd) -> dict[str, User]:
    """An administrator, a recruiter on three vacancies and an interviewer with forty seats."""
    now = timezone.now()
    recruiter = User.objects.create_user("recruiter@crowd.example", full_name="Recruiter", role=Role.HR)
    post = Post.objects.create(key="post", title="Post")
    grid = Grid.objects.create(role=post, version=1, created_at=now)
    base = Vacancy.objects.create(
        title="Base", role=post, grid=grid, state=VacancyState.OPEN, opened_at=now, created_by=recruiter, created_at=now
    )
    vacancies = gather(crowd, base=base, author=recruiter, now=now)
    for vacancy in vacancies[:3]:
        TeamMember.objects.create(vacancy=vacancy, user=recruiter, function=TeamFunction.RECRUITER)
    interviewer = User.objects.create_user("interviewer@crowd.example", full_name="Interviewer", role=Role.INTERVIEWER)
    seat_at_meetings(interviewer, vacancies[:40], by=recruiter)
    admin = User.objects.create_user("admin@crowd.example", full_name="Admin", role=Role.ADMIN)
    return {"administrator": admin, "recruiter": recruiter, "interviewer": interviewer}


def seat_at_meetings(user: User, vacancies: list[Vacancy], *, by: User) -> None:
    """A seat at one meeting with the first candidate of each vacancy, an hour apart."""
    now = timezone.now()
    for number, vacancy in enumerate(vacancies, start=1):
        stage, application = vacancy.stages.get(), vacancy.applications.first()
        if application is None:
            continue
        start = now + timedelta(hours=number)
        meeting = Interview.objects.create(
            vacancy=vacancy,
            stage=stage,
            starts_at=start,
            ends_at=start + timedelta(minutes=45),
            time_zone="UTC",
            created_by=by,
            created_at=now,
        )
        Attendance.objects.create(interview=meeting, application=application)
        Seat.objects.create(interview=meeting, interviewer=user, added_at=now)
