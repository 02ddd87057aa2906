"""Arranging meetings. Locks are taken vacancy, application, interview; the database refuses a double booking."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import DeadlockDetected, ExclusionViolation

from accounts.models import User
from recruiting.domain.booking import NotBookable, refusal, require_sound_times, taken
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.invitations import tell_candidates, tell_panel
from recruiting.domain.on_leave import take_word, to_ask_about
from recruiting.domain.seating import conflicts_of
from recruiting.enums import Answer, ApplicationState, InterviewState, Scope
from recruiting.models import Application, Attendance, Interview, Reschedule, Seat, Stage, Vacancy

NO_CANDIDATE = gettext_lazy("The candidate is no longer in work.")
"""Why a meeting was called off by a closing."""


@transaction.atomic
def schedule(
    *,
    vacancy: Vacancy,
    stage: Stage,
    applications: Sequence[Application],
    interviewers: Sequence[User],
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    by: User,
    now: datetime,
    place: str = "",
    link: str = "",
    despite_leave: Collection[int] = (),
) -> Interview:
    """Plan a meeting and invite everybody to it; `despite_leave`: ids of leaves during which people come all the same.

    Raises NotBookable for impossible times and for people who are taken or away, Refused for anything else.
    """
    require_sound_times(starts_at=starts_at, ends_at=ends_at, now=now)
    _lock(vacancy, applications)
    _require_belonging(vacancy, stage, applications)
    _require_panel(interviewers)
    interview = Interview.objects.create(
        vacancy=vacancy,
        stage=stage,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        place=place,
        link=link,
        created_by=by,
        created_at=now,
    )
    with say_who_is_taken(interview, interviewers=interviewers, applications=applications):
        seats = _seat(interview, interviewers, applications, now)
        for application in sorted(applications, key=lambda one: one.pk):
            Attendance.objects.create(interview=interview, application=application)
    take_word(interview, to_ask_about(interviewers, starts_at=starts_at, ends_at=ends_at), despite_leave, now)
    tell_panel("invited", interview, seats=seats, by=by, now=now)
    tell_candidates("invited", interview, by=by, now=now)
    return interview


@transaction.atomic
def reschedule(
    *,
    interview: Interview,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: User,
    now: datetime,
    interviewers: Sequence[User] | None = None,
    time_zone: str | None = None,
    place: str | None = None,
    link: str | None = None,
    sequence: int | None = None,
    despite_leave: Collection[int] | None = (),
) -> Interview:
    """Change the time, the panel or the place of a planned meeting; what is None stays as it is.

    A new time is asked of everybody again. `sequence` is the number the person saw; Conflict is raised when it is old.
    `despite_leave` are ids of leaves during which people come all the same; None asks nobody about leaves.
    """
    require_sound_times(starts_at=starts_at, ends_at=ends_at, now=now)
    interview = _to_change(interview, sequence)
    panel = list(interviewers) if interviewers is not None else _panel(interview)
    _require_panel(panel)
    moved = (interview.starts_at, interview.ends_at) != (starts_at, ends_at)
    leaves = to_ask_about(panel, starts_at=starts_at, ends_at=ends_at, meeting=interview)
    if moved:
        _record(interview, starts_at, ends_at, reason, by, now)
    told = Interview.objects.get(pk=interview.pk)
    applications = list(Application.objects.filter(attendances__interview=interview))
    interview.starts_at, interview.ends_at = starts_at, ends_at
    _set_given(interview, time_zone=time_zone, place=place, link=link)
    changed = moved or (told.place, told.link) != (interview.place, interview.link)
    interview.sequence += 1
    with say_who_is_taken(interview, interviewers=panel, applications=applications):
        gone = _unseat(interview, panel, now)
        interview.save()
        if moved:
            _ask_again(interview)
        new = _seat(interview, panel, applications, now)
    take_word(interview, leaves, despite_leave, now)
    _tell_change(interview, told=told, gone=gone, new=new, changed=changed, reason=reason, by=by, now=now)
    return interview


@transaction.atomic
def cancel(*, interview: Interview, reason: str, by: User, now: datetime) -> Interview:
    """Call a planned meeting off and tell everybody; drafts of scorecards stay with their authors."""
    interview = locked(interview)
    require_planned(interview)
    interview.state, interview.state_reason = InterviewState.CANCELLED, reason
    interview.sequence += 1
    interview.save()
    if interview.starts_at > now:
        tell_panel("cancelled", interview, seats=_seats(interview), by=by, now=now, reason=reason)
        tell_candidates("cancelled", interview, by=by, now=now)
    return interview


@transaction.atomic
def call_off_without_candidates(*, application: Application, by: User, now: datetime) -> list[Interview]:
    """Cancel the meetings ahead in which, with `application` closed, no candidate is left; the panel is free again.

    The candidate is not written to here: the letter that closes the application says all there is to say.
    """
    ahead = Interview.objects.planned().filter(attendances__application=application, starts_at__gt=now)
    left = ahead.exclude(attendances__application__state=ApplicationState.ACTIVE).select_related("vacancy")
    reason = str(NO_CANDIDATE)
    return [cancel(interview=meeting, reason=reason, by=by, now=now) for meeting in left.order_by("pk")]


def _lock(vacancy: Vacancy, applications: Sequence[Application]) -> None:
    held = Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    if not held.is_running:
        raise Refused(_("This vacancy is not open, so no interview can be planned."))
    pks = [application.pk for application in applications]
    rows = Application.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
    if any(not row.is_active for row in rows):
        raise NotBookable(_("One of the candidates is no longer in work. Choose again."), field="applications")


def locked(interview: Interview) -> Interview:
    """The meeting as it is now, locked together with its vacancy and candidates."""
    Vacancy.objects.select_for_update(no_key=True).get(pk=interview.vacancy_id)
    pks = Attendance.objects.filter(interview=interview.pk).values_list("application", flat=True)
    list(Application.objects.filter(pk__in=list(pks)).order_by("pk").select_for_update(no_key=True))
    return (
        Interview.objects.select_related("vacancy", "stage", "created_by")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=interview.pk)
    )


def _require_belonging(vacancy: Vacancy, stage: Stage, applications: Sequence[Application]) -> None:
    if stage.vacancy_id != vacancy.pk or stage.scope != Scope.CANDIDATE:
        raise NotBookable(_("Choose a stage of this vacancy in which candidates are met."), field="stage")
    if not applications:
        raise NotBookable(_("Choose at least one candidate."), field="applications")
    if any(application.vacancy_id != vacancy.pk for application in applications):
        raise NotBookable(_("Choose candidates of this vacancy."), field="applications")


def _require_panel(interviewers: Sequence[User]) -> None:
    if not interviewers:
        raise NotBookable(_("Choose at least one interviewer."), field="interviewers")
    if any(not user.is_active for user in interviewers):
        raise NotBookable(_("One of the interviewers can no longer log in. Choose again."), field="interviewers")


def require_planned(interview: Interview) -> None:
    if interview.state == InterviewState.CANCELLED:
        raise AlreadyDone(_("This interview has already been cancelled."))
    if interview.state != InterviewState.PLANNED:
        raise Refused(_("This interview is over, so it can no longer be changed."))


def _to_change(interview: Interview, sequence: int | None) -> Interview:
    """The planned meeting under a lock. Raises Conflict when the person saw it as it was before."""
    row = locked(interview)
    require_planned(row)
    if sequence is not None and sequence != row.sequence:
        raise Conflict(_("Somebody has changed this interview since you opened it. Look at it again first."))
    return row


def _record(interview: Interview, starts_at: datetime, ends_at: datetime, reason: str, by: User, now: datetime) -> None:
    Reschedule.objects.create(
        interview=interview,
        from_starts_at=interview.starts_at,
        from_ends_at=interview.ends_at,
        to_starts_at=starts_at,
        to_ends_at=ends_at,
        reason=reason,
        by=by,
        at=now,
    )


def _set_given(interview: Interview, **values: str | None) -> None:
    for name, value in values.items():
        if value is not None:
            setattr(interview, name, value)


def _seats(interview: Interview) -> list[Seat]:
    return list(interview.seats.filter(removed_at=None).select_related("interviewer"))


def _panel(interview: Interview) -> list[User]:
    return [seat.interviewer for seat in _seats(interview)]


def _seat(
    interview: Interview, panel: Sequence[User], applications: Sequence[Application], now: datetime
) -> list[Seat]:
    """Seats for those of the panel who have none yet, taken in one order so that two acts cannot block each other."""
    seated = set(interview.seats.filter(removed_at=None).values_list("interviewer", flat=True))
    new = sorted((user for user in panel if user.pk not in seated), key=lambda user: user.pk)
    if barred := list(conflicts_of(applications, new).values()):
        raise NotBookable(barred[0], field="interviewers", more=tuple(barred[1:]))
    return [Seat.objects.create(interview=interview, interviewer=user, added_at=now) for user in new]


def _unseat(interview: Interview, panel: Sequence[User], now: datetime) -> list[Seat]:
    gone = [seat for seat in _seats(interview) if seat.interviewer not in panel]
    for seat in gone:
        seat.removed_at = now
        seat.save(update_fields=["removed_at"])
    return gone


def _ask_again(interview: Interview) -> None:
    interview.seats.filter(removed_at=None).update(answer=Answer.NONE, confirmed_at=None)
    interview.attendances.update(answer=Answer.NONE)


def _tell_change(interview, *, told, gone, new, changed, reason, by, now) -> None:
    """Who left learns so, who came is invited; the others hear only of a change that concerns them."""
    tell_panel("removed", interview, seats=gone, by=by, now=now, reason=reason)
    tell_panel("invited", interview, seats=new, by=by, now=now)
    if changed:
        stayed = [seat for seat in _seats(interview) if seat.pk not in {one.pk for one in new}]
        tell_panel("moved", interview, seats=stayed, by=by, now=now, reason=reason)
        tell_candidates("moved", interview, by=by, now=now)


@contextmanager
def say_who_is_taken(interview: Interview, **people) -> Iterator[None]:
    """Turn the database's refusal of a double booking into one that names who is taken and when."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        if not isinstance(error.__cause__, ExclusionViolation | DeadlockDetected):
            raise
        found = taken(starts_at=interview.starts_at, ends_at=interview.ends_at, besides=interview.pk, **people)
        raise refusal(found) from error
