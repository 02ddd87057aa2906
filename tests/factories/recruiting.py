from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from accounts.enums import Role as UserRole
from accounts.models import User
from competencies.models import Grid
from recruiting.enums import ApplicationState, Currency, Method, TeamFunction, VacancyState
from recruiting.models import (
    Application,
    Attendance,
    Candidate,
    Cost,
    DeclaredRule,
    Interview,
    KitQuestion,
    Seat,
    Stage,
    TeamMember,
    Vacancy,
)
from tests.factories.library import LANGUAGES, make_grid
from tests.factories.people import make_candidate, make_user

numbers = count(1)
STAGES = [
    ("review", Method.REVIEW, 2, None, False),
    ("interview", Method.INTERVIEW, 5, 45, True),
    ("manager", Method.INTERVIEW, 5, 45, True),
    ("offer", Method.OFFER, 5, None, False),
]


def make_vacancy(
    *,
    grid: Grid | None = None,
    recruiter: User | None = None,
    hiring_manager: User | None = None,
    title: str = "",
    state: VacancyState = VacancyState.OPEN,
    opened_at: datetime | None = None,
    with_supplement: bool = False,
) -> Vacancy:
    """An open vacancy with four stages (review, interview, manager, offer), a recruiter, a manager and its rule."""
    recruiter = recruiter or make_user(UserRole.HR)
    hiring_manager = hiring_manager or make_user(UserRole.HIRING_MANAGER)
    opened_at = opened_at or timezone.now()
    grid = grid or make_grid()
    vacancy = Vacancy.objects.create(
        title=title or f"Vacancy {next(numbers)}",
        role=grid.role,
        grid=grid,
        state=state,
        opened_at=opened_at,
        created_by=recruiter,
        created_at=opened_at,
    )
    team = {TeamFunction.RECRUITER: recruiter, TeamFunction.HIRING_MANAGER: hiring_manager}
    TeamMember.objects.bulk_create(TeamMember(vacancy=vacancy, user=who, function=what) for what, who in team.items())
    DeclaredRule.objects.create(
        vacancy=vacancy, with_supplement=with_supplement, declared_by=recruiter, declared_at=opened_at
    )
    stages = Stage.objects.bulk_create(
        Stage(
            vacancy=vacancy,
            order=order,
            key=key,
            method=method,
            day_limit=day_limit,
            minutes=minutes,
            requires_scorecards=gates,
            **{f"name_{language}": f"{key.title()} [{language}]" for language in LANGUAGES},
        )
        for order, (key, method, day_limit, minutes, gates) in enumerate(STAGES, start=1)
    )
    _fill_kits([stage for stage in stages if stage.requires_scorecards], grid)
    return vacancy


def _fill_kits(stages: list[Stage], grid: Grid) -> None:
    items = list(grid.items.prefetch_related("questions"))
    Covers = Stage.covers.through
    Covers.objects.bulk_create(Covers(stage=stage, griditem=item) for stage in stages for item in items)
    questions = [question for item in items for question in item.questions.all()]
    KitQuestion.objects.bulk_create(
        KitQuestion(stage=stage, question=question, order=order)
        for stage in stages
        for order, question in enumerate(questions, start=1)
    )


def make_application(
    vacancy: Vacancy | None = None, *, candidate: Candidate | None = None, stage: str = "interview", **fields
) -> Application:
    """An application in work unless `state` says otherwise; a closed one was answered without a letter."""
    vacancy = vacancy or make_vacancy()
    now = fields.pop("applied_at", timezone.now())
    if fields.get("state", ApplicationState.ACTIVE) != ApplicationState.ACTIVE:
        fields = {"closed_at": now, "no_letter_reason": "Told by phone.", **fields}
    return Application.objects.create(
        vacancy=vacancy,
        candidate=candidate or make_candidate(added_by=vacancy.created_by),
        stage=vacancy.stages.get(key=stage),
        stage_since=fields.pop("stage_since", now),
        applied_at=now,
        **fields,
    )


def make_interview(
    application: Application,
    *interviewers: User,
    stage: Stage | None = None,
    starts_at: datetime | None = None,
    minutes: int = 45,
    **fields,
) -> Interview:
    """An interview of one candidate, an hour from now unless told, with a seat for each interviewer."""
    starts_at = starts_at or timezone.now() + timedelta(hours=1)
    interview = Interview.objects.create(
        vacancy=application.vacancy,
        stage=stage or application.stage,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        time_zone=fields.pop("time_zone", "Europe/Chisinau"),
        created_by=fields.pop("created_by", application.vacancy.created_by),
        created_at=fields.pop("created_at", timezone.now()),
        **fields,
    )
    make_attendance(interview, application)
    for interviewer in interviewers:
        make_seat(interview, interviewer)
    return interview


def make_attendance(interview: Interview, application: Application, **fields) -> Attendance:
    return Attendance.objects.create(interview=interview, application=application, **fields)


def make_seat(interview: Interview, interviewer: User, **fields) -> Seat:
    """A seat, given before the meeting began unless told."""
    added_at = fields.pop("added_at", min(timezone.now(), interview.starts_at))
    return Seat.objects.create(interview=interview, interviewer=interviewer, added_at=added_at, **fields)


def make_cost(vacancy: Vacancy, amount: str = "100.00", **fields) -> Cost:
    """Money spent on a vacancy, noted by its recruiter today."""
    now = timezone.now()
    return Cost.objects.create(
        vacancy=vacancy,
        amount=amount,
        currency=fields.pop("currency", Currency.EUR),
        what_for=fields.pop("what_for", "Advertisement"),
        spent_on=now.date(),
        by=vacancy.created_by,
        at=now,
        **fields,
    )
