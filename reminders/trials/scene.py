"""A made-up installation with as many duties as wanted, written by the database itself.

Everybody's working day begins at midnight, every day, without quiet hours, and everybody lives where it is about noon:
a trial gives the same at any hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection, models, transaction

from accounts.enums import Role as UserRole
from accounts.models import User
from competencies.enums import Level
from competencies.models import Competency, Grid, GridItem, Role
from recruiting.enums import Answer, ApplicationState, Method, TeamFunction, VacancyState
from recruiting.models import (
    Application,
    Attendance,
    Candidate,
    Interview,
    Seat,
    Stage,
    TeamMember,
    Vacancy,
)
from scorecards.enums import CardState
from scorecards.models import Scorecard

STAGES = ("review", "interview", "manager", "check", "offer", "start")
GATED = ("interview", "manager")
SEATS = 2  # interviewers of a meeting
DAY_LIMIT = 5


@dataclass(frozen=True)
class Size:
    """How much there is. `due` is how many reminders are due at once.

    Of each forty, eight are about meetings ahead, two to interviewers about scorecards, one each to the recruiter and
    the hiring manager about these, and the others about stuck candidates.
    """

    due: int
    applications: int
    vacancies: int
    interviewers: int
    digest: bool = False  # for the hiring manager

    @property
    def stuck(self) -> int:
        return self.due - self.meetings_ahead * SEATS - self.meetings_owed * (SEATS + 2)

    @property
    def meetings_ahead(self) -> int:
        return self.due // 10

    @property
    def meetings_owed(self) -> int:
        return self.due // 40

    @property
    def meetings_done(self) -> int:
        """Of the last weeks, with every scorecard in: what the engine must not stumble over."""
        return self.due // 40


@transaction.atomic
def build(size: Size, *, now: datetime) -> None:
    """Fill an empty, migrated database. Triggers sleep meanwhile; the rows are such as they would let through."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    people = _people(size, now)
    _vacancies(size, people, now)
    _candidates(size, people, now)
    _meetings(size, now)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def analyse() -> None:
    """Let the planner know what there is."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(size: Size, now: datetime) -> User:
    hours = {
        "time_zone": f"Etc/GMT{now.astimezone(UTC).hour - 12:+d}",  # signs are the other way round: east is minus
        "country": "ZZ",
        "work_days": list(range(7)),
        "work_from": time(0),
        "work_until": time(23, 59),
        "quiet_from": time(12),
        "quiet_until": time(12),
    }
    roles = [UserRole.HR, UserRole.HIRING_MANAGER] + [UserRole.INTERVIEWER] * size.interviewers
    User.objects.bulk_create(
        User(pk=number, email=f"person{number}@rubrika.example", full_name=f"Person {number}", role=role, **hours)
        for number, role in enumerate(roles, start=1)
    )
    User.objects.filter(role=UserRole.HIRING_MANAGER).update(reminder_digest=size.digest)
    return User.objects.get(pk=1)


def _vacancies(size: Size, by: User, now: datetime) -> None:
    role = Role.objects.create(pk=1, key="specialist", family="specialist", title="Specialist")
    grid = Grid.objects.create(pk=1, role=role, version=1, created_by=by, created_at=now)
    competency = Competency.objects.create(pk=1, key="listening", name="Listening")
    item = GridItem.objects.create(
        pk=1, grid=grid, order=1, competency=competency, required_level=Level.values[2], weight=100
    )
    vacancy = Vacancy.objects.create(
        pk=1, title="Support specialist", role=role, grid=grid, created_by=by, created_at=now,
        opened_at=now - timedelta(days=5), state=VacancyState.OPEN,
    )  # fmt: skip
    multiply(vacancy, size.vacancies)
    for order, key in enumerate(STAGES, start=1):
        limit = DAY_LIMIT if key in GATED else None
        stage = Stage.objects.create(
            pk=order, vacancy=vacancy, order=order, key=key, name=key.title(), method=Method.INTERVIEW,
            day_limit=limit, requires_scorecards=key in GATED,
        )  # fmt: skip
        multiply(stage, size.vacancies, vacancy_id="{n}", id=f"{order} + ({{n}} - 1) * {len(STAGES)}")
    covered = Stage.covers.through.objects.create(pk=1, stage_id=2, griditem=item)
    multiply(covered, size.vacancies, stage_id=f"2 + ({{n}} - 1) * {len(STAGES)}")
    recruiter = TeamMember.objects.create(pk=1, vacancy=vacancy, user_id=1, function=TeamFunction.RECRUITER)
    multiply(recruiter, size.vacancies, vacancy_id="{n}", id="2 * {n} - 1")
    manager = TeamMember.objects.create(pk=2, vacancy=vacancy, user_id=2, function=TeamFunction.HIRING_MANAGER)
    multiply(manager, size.vacancies, vacancy_id="{n}", id="2 * {n}")


def _candidates(size: Size, by: User, now: datetime) -> None:
    candidate = Candidate.objects.create(
        pk=1, full_name="Candidate 1", email="c1@rubrika.example", added_by=by, added_at=now
    )
    multiply(
        candidate, size.applications, uid="gen_random_uuid()", full_name="'Candidate ' || {n}",
        name_sort="lpad({n}::text, 8, '0')", email="'c' || {n} || '@rubrika.example'",
    )  # fmt: skip
    busy = size.stuck + size.meetings_ahead + size.meetings_owed + size.meetings_done
    vacancy = f"1 + ({{n}} - 1) % {size.vacancies}"
    application = Application.objects.create(
        pk=1, candidate=candidate, vacancy_id=1, stage_id=2, stage_since=now - timedelta(days=1), revision=1,
        applied_at=now - timedelta(days=20), state=ApplicationState.ACTIVE,
    )  # fmt: skip
    # Of those with nothing to be done three in four are closed, the others have just come to their stage.
    closed = f"{{n}} > {busy} AND {{n}} % 4 <> 0"
    multiply(
        application, size.applications, candidate_id="{n}", vacancy_id=vacancy,
        stage_id=f"2 + (({{n}} - 1) % {size.vacancies}) * {len(STAGES)}",
        stage_since=f"t.stage_since - CASE WHEN {{n}} <= {size.stuck} THEN interval '20 days' ELSE interval '0' END",
        state=f"CASE WHEN {closed} THEN 'rejected' ELSE 'active' END",
        closed_at=f"CASE WHEN {closed} THEN t.applied_at END",
        no_letter_reason=f"CASE WHEN {closed} THEN 'Told by phone.' ELSE '' END",
    )  # fmt: skip
    Application.objects.filter(pk=1).update(stage_since=now - timedelta(days=21))  # the first is stuck like the next


def _meetings(size: Size, now: datetime) -> None:
    """Meetings ahead, meetings over with no card, and meetings over with all cards, in this order of applications."""
    ahead, owed = size.meetings_ahead, size.meetings_owed
    total = ahead + owed + size.meetings_done
    start = now + timedelta(minutes=50)
    interview = Interview.objects.create(
        pk=1, vacancy_id=1, stage_id=2, starts_at=start, ends_at=start + timedelta(minutes=45), time_zone="UTC",
        created_by_id=1, created_at=now - timedelta(days=9),
    )  # fmt: skip
    days = f"CASE WHEN {{n}} <= {ahead} THEN 0 WHEN {{n}} <= {ahead + owed} THEN 4 ELSE 9 END"
    back = f"make_interval(days => {days})"
    place = f"({{n}} + {size.stuck} - 1) % {size.vacancies}"
    multiply(
        interview, total, uid="gen_random_uuid()", vacancy_id=f"1 + {place}", stage_id=f"2 + ({place}) * {len(STAGES)}",
        starts_at=f"t.starts_at - {back}", ends_at=f"t.ends_at - {back}",
    )  # fmt: skip
    attendance = Attendance.objects.create(pk=1, interview=interview, application_id=size.stuck + 1)
    multiply(attendance, total, interview_id="{n}", application_id=f"{{n}} + {size.stuck}")
    seat = Seat.objects.create(
        pk=1, interview=interview, interviewer_id=3, answer=Answer.ACCEPTED, added_at=now - timedelta(days=9)
    )
    meeting = f"1 + ({{n}} - 1) / {SEATS}"
    person = f"3 + ({{n}} - 1) % {size.interviewers}"
    multiply(seat, total * SEATS, interview_id=meeting, interviewer_id=person)
    _cards(size, now, first=(ahead + owed) * SEATS, meeting=meeting, person=person)


def _cards(size: Size, now: datetime, *, first: int, meeting: str, person: str) -> None:
    card = Scorecard.objects.create(
        pk=first + 1, application_id=1, stage_id=2, interviewer_id=3, interview_id=1, state=CardState.SUBMITTED,
        recommendation="yes", created_at=now, saved_at=now, closed_at=now - timedelta(days=8), digest="0" * 64,
    )  # fmt: skip
    multiply(
        card, size.meetings_done * SEATS, start=first + 1, interview_id=meeting, interviewer_id=person,
        application_id=f"({meeting}) + {size.stuck}",
        stage_id=f"2 + ((({meeting}) + {size.stuck} - 1) % {size.vacancies}) * {len(STAGES)}",
    )  # fmt: skip
    number = first // SEATS + size.stuck  # applications before the first with a card
    Scorecard.objects.filter(pk=card.pk).update(
        interview_id=1 + first // SEATS,
        application_id=1 + number,
        interviewer_id=3 + first % size.interviewers,
        stage_id=2 + (number % size.vacancies) * len(STAGES),
    )


def multiply(template: models.Model, count: int, *, start: int = 1, **expressions: str) -> None:
    """Copy a row until there are `count` of its kind. Columns are those of the template, except for SQL expressions in
    which `{n}` is the number of the copy, from `start` on; the id is that number unless it is given."""
    table = template._meta.db_table
    given: dict[str, Any] = {"id": "{n}", **expressions}
    columns = [field.column for field in template._meta.local_concrete_fields]
    values = ", ".join(given[column].replace("{n}", "n") if column in given else f't."{column}"' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    insert = f"INSERT INTO {table} ({names}) SELECT {values}".replace("%", "%%")
    numbers = f"FROM generate_series(%s, %s) AS n, {table} AS t WHERE t.id = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"{insert} {numbers}", [start + 1, start + count - 1, template.pk])
