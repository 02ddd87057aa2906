"""Reading interviews: the list, one interview, its calendar entry."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import AccessAction
from accounts.models import User, record_access
from recruiting.domain.calendar import entry_for_panel
from recruiting.domain.meetings import own_seat, shown, title, with_people
from recruiting.domain.on_leave import Away, away_at
from recruiting.domain.seating import has_conflicts, kept
from recruiting.enums import FileKind, InterviewState
from recruiting.forms.interview_list import InterviewFilter
from recruiting.models import Attendance, CandidateFile, Interview, Seat, Vacancy

if TYPE_CHECKING:
    from recruiting.domain.meetings import Meeting

ROWS = 25


def visible_interview(request, pk: int) -> "Meeting":
    return get_object_or_404(with_people(Interview.objects.visible_to(request.user)), pk=pk)


@require_safe
def interview_list(request):
    now = timezone.now()
    user = request.user
    reach = Interview.objects.visible_to(user)
    vacancies = Vacancy.objects.filter(interviews__in=reach).distinct().order_by("title_sort", "pk")
    form = InterviewFilter(request.GET, vacancies=vacancies, usual="all" if user.is_hr else "mine")
    page = Paginator(with_people(form.rows(reach, user=user, now=now)), ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "interviews": shown(page.object_list, now=now),
        "now": now,
        "running": plannable(user),
    }
    return render(request, "recruiting/interviews/list.html", context)


def plannable(user) -> list[Vacancy]:
    """Vacancies for which the person may plan an interview."""
    return list(Vacancy.objects.run_by(user).running().order_by("title_sort", "pk")) if user.is_hr else []


@require_safe
def interview(request, pk):
    now = timezone.now()
    (row,) = shown([visible_interview(request, pk)], now=now)
    runs = request.user.has_perm("recruiting.run_vacancy", row.vacancy)
    own = own_seat(row, request.user)
    away = _away(row, row.panel if runs else [own] if own else [])
    context = {
        "interview": row,
        "candidates": _with_cvs(row),
        "own_seat": own,
        "own_leave": away.get(own.pk) if own else None,
        "runs": runs,
        "conflicts": (runs or request.user.is_administrator) and has_conflicts(row),
        "panel": [(seat, away.get(seat.pk)) for seat in row.panel],
        "to_hand_over": _to_hand_over(request.user, row, now),
        "handovers": row.handovers.select_related("was", "became", "by"),
        "vacancy_open": Vacancy.objects.visible_to(request.user).filter(pk=row.vacancy_id).exists(),
        "reschedules": row.reschedules.select_related("by"),
        "begun": row.starts_at <= now,
        "over": row.ends_at <= now,
        "now": now,
        "trail": trail(row),
    }
    return render(request, "recruiting/interviews/interview.html", context)


def _away(row: "Meeting", seats: list[Seat]) -> dict[int, Away]:
    """Leaves over a meeting that is planned, by seat: all for whoever may run the vacancy, else one's own."""
    return away_at(row, seats) if row.state == InterviewState.PLANNED else {}


def _to_hand_over(user: User, row: "Meeting", now: datetime) -> set[int]:
    """Ids of the seats that may go to somebody else: none of a meeting that was not, none with words on it."""
    alive = row.state in (InterviewState.PLANNED, InterviewState.HELD)
    if not alive or not (user.is_administrator or user.has_perm("recruiting.run_vacancy", row.vacancy)):
        return set()
    seats = {seat.pk for seat in row.panel}
    return seats - set(kept(row.panel)) if row.starts_at <= now else seats


def _with_cvs(row: "Meeting") -> list[tuple[Attendance, CandidateFile | None]]:
    """The places of the interview, each with the newest CV of its candidate."""
    candidates = [place.application.candidate_id for place in row.places]
    files = CandidateFile.objects.filter(candidate__in=candidates, kind=FileKind.CV).order_by("added_at", "pk")
    newest = {file.candidate_id: file for file in files}
    return [(place, newest.get(place.application.candidate_id)) for place in row.places]


def trail(row: "Meeting") -> list[tuple[str, str]]:
    """Where the page of an interview stands, for the crumbs."""
    return [(_("Interviews"), reverse("recruiting:interviews")), (title(row), "")]


@require_safe
def interview_calendar(request, pk):
    """The calendar entry as a file, for whoever lost the invitation."""
    row = visible_interview(request, pk)
    now = timezone.now()
    names = [place.application.candidate.full_name for place in row.places]
    cancelled = row.state == InterviewState.CANCELLED
    record_access(by=request.user, action=AccessAction.EXPORT, subject=row, now=now)
    return HttpResponse(
        entry_for_panel(row, seats=row.panel, names=names, now=now, cancelled=cancelled),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="interview-{row.pk}.ics"'},
    )
