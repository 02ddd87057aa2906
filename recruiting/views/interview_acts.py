"""Acts on interviews: planning, changing, cancelling, answering, noting who came."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.sent import whole
from recruiting.domain.attending import answer_attendance, answer_seat, confirm_seat, mark_failed, mark_presence
from recruiting.domain.booking import NotBookable
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.meetings import own_seat, title
from recruiting.domain.scheduling import cancel, reschedule, schedule
from recruiting.enums import Answer, Method, Scope
from recruiting.forms.interviews import AnswerForm, CancelForm, InterviewForm, PresenceForm, RescheduleForm
from recruiting.models import Application, Interview, Seat, Vacancy
from recruiting.views.interviews import visible_interview
from recruiting.views.trails import to_vacancy

if TYPE_CHECKING:
    from recruiting.domain.meetings import Meeting

WHEN = ("starts_at", "ends_at")
WITHOUT_TALK = (Method.REVIEW, Method.TASK)


def _require_recruiter(request, vacancy: Vacancy) -> None:
    if not request.user.has_perm("recruiting.run_vacancy", vacancy):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def interview_new(request, pk):
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user), pk=pk)
    _require_recruiter(request, vacancy)
    form = InterviewForm(request.POST or None, vacancy=vacancy, initial=_asked_for(request, vacancy))
    status = 200
    if request.method == "POST":
        planned, status = _attempt(form, lambda data: _schedule(request, vacancy, data))
        if planned:
            return _planned(request, planned)
    context = {"form": form, "vacancy": vacancy, "trail": to_vacancy(vacancy, _("Plan an interview"))}
    return render(request, "recruiting/interviews/new.html", context, status=status)


def _asked_for(request, vacancy: Vacancy) -> dict:
    """What the link said: whose interview, and so of which stage."""
    application = vacancy.applications.active().filter(pk=whole(request.GET.get("application")) or 0).first()
    if application:
        return {
            "time_zone": request.user.time_zone,
            "applications": [application.pk],
            "stage": _meeting_of(application),
        }
    stage = vacancy.stages.filter(scope=Scope.CANDIDATE, requires_scorecards=True).first()
    return {"time_zone": request.user.time_zone, "stage": stage.pk if stage else None}


def _meeting_of(application: Application) -> int:
    """The stage to meet at: where the person stands, or, when nobody talks there, the next with a talk."""
    here = application.stage
    if here.method in WITHOUT_TALK:
        later = application.vacancy.stages.filter(scope=Scope.CANDIDATE, order__gt=here.order)
        here = later.exclude(method__in=WITHOUT_TALK).order_by("order").first() or here
    return here.pk


def _attempt(form, act) -> tuple[Interview | None, int]:
    """Do the act with a valid form; else the page again, with what was typed and the reasons, and its status."""
    status = 422
    if form.is_valid():
        try:
            return act(form.cleaned_data | {"despite_leave": form.despite_leave}), 302
        except NotBookable as refusal:
            form.explain(refusal)
        except Conflict as refusal:
            form.add_error(None, refusal.message)
            status = 409
        except Refused as refusal:
            form.add_error(None, refusal.message)
    form.look_for_leaves()
    return None, status


def _schedule(request, vacancy: Vacancy, data: dict) -> Interview:
    names = ("stage", "applications", "interviewers", "time_zone", "place", "link", "despite_leave", *WHEN)
    return schedule(vacancy=vacancy, by=request.user, now=timezone.now(), **{name: data[name] for name in names})


def _planned(request, row: Interview):
    when = date_format(timezone.localtime(row.starts_at), "DATETIME_FORMAT")
    messages.success(
        request, _("The interview is planned for %(when)s. Invitations are on their way.") % {"when": when}
    )
    _say_who_was_not_written_to(request, row)
    return redirect("recruiting:interview", pk=row.pk)


def _say_who_was_not_written_to(request, row: Interview) -> None:
    places = row.attendances.filter(application__candidate__email="").select_related("application__candidate")
    names = ", ".join(place.application.candidate.full_name for place in places)
    if names:
        messages.warning(request, _("Without an e-mail address, so not written to: %(names)s.") % {"names": names})


@require_http_methods(["GET", "HEAD", "POST"])
def interview_reschedule(request, pk):
    row = visible_interview(request, pk)
    _require_recruiter(request, row.vacancy)
    form = RescheduleForm(request.POST or None, interview=row)
    status = 200
    if request.method == "POST":
        done, status = _attempt(form, lambda data: _reschedule(request, row, data))
        if status == 409:
            row = visible_interview(request, pk)
            form.look_again(RescheduleForm(interview=row))
        if done:
            messages.success(request, _("The interview is changed. Whoever it concerns is told by e-mail."))
            _say_who_was_not_written_to(request, done)
            return redirect("recruiting:interview", pk=pk)
    context = {"form": form, "interview": row, "trail": _trail(row, _("Change"))}
    return render(request, "recruiting/interviews/reschedule.html", context, status=status)


def _reschedule(request, row: Interview, data: dict) -> Interview:
    names = ("interviewers", "time_zone", "place", "link", "reason", "sequence", "despite_leave", *WHEN)
    return reschedule(interview=row, by=request.user, now=timezone.now(), **{name: data[name] for name in names})


def _trail(row: "Meeting", last: str) -> list[tuple[str, str]]:
    return [
        (_("Interviews"), reverse("recruiting:interviews")),
        (title(row), reverse("recruiting:interview", args=[row.pk])),
        (last, ""),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def interview_cancel(request, pk):
    row = visible_interview(request, pk)
    _require_recruiter(request, row.vacancy)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _told(request, pk, lambda: _cancel(request, row, form.cleaned_data["reason"]))
    begun = row.starts_at <= timezone.now()
    context = {"form": form, "interview": row, "begun": begun, "trail": _trail(row, _("Cancel"))}
    return render(request, "recruiting/interviews/cancel.html", context, status=422 if form.errors else 200)


def _cancel(request, row: Interview, reason: str) -> str:
    now = timezone.now()
    cancel(interview=row, reason=reason, by=request.user, now=now)
    if row.starts_at <= now:
        return _("The interview is cancelled. It had begun already, so nobody was written to.")
    _say_who_was_not_written_to(request, row)
    return _("The interview is cancelled. The interviewers and the candidates are told by e-mail.")


def _told(request, pk: int, act):
    """Do the act and come back to the interview with its sentence, or with the reason why it was refused."""
    try:
        messages.success(request, act())
    except AlreadyDone as refusal:
        messages.info(request, refusal.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("recruiting:interview", pk=pk)


@require_POST
def seat_answer(request, pk):
    """An interviewer's own answer, or a candidate's answer that the recruiter notes."""
    row = visible_interview(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("recruiting:interview", pk=pk)
    answer = Answer(form.cleaned_data["answer"])
    if form.cleaned_data["attendance"] is not None:
        return _candidate_answer(request, row, form.cleaned_data["attendance"], answer)
    seat = own_seat(row, request.user)
    if seat is None:
        raise PermissionDenied
    return _told(request, pk, lambda: _seat_answer(seat, answer))


def _seat_answer(seat, answer: Answer) -> str:
    answer_seat(seat=seat, answer=answer, now=timezone.now())
    if answer == Answer.DECLINED:
        return _("Noted. Whoever planned the interview has been told that you cannot come.")
    return _("Noted: you will be there.")


@require_POST
def seat_coming(request, pk: int, seat: int):
    """Whoever runs the vacancy says that an interviewer comes although on leave."""
    row = visible_interview(request, pk)
    _require_recruiter(request, row.vacancy)
    held = get_object_or_404(Seat.objects.select_related("interviewer", "interview"), pk=seat, interview=row)
    despite = {key for said in request.POST.getlist("leave") if (key := whole(said)) is not None}

    def act() -> str:
        confirm_seat(seat=held, despite_leave=despite, by=request.user, now=timezone.now())
        return _("Noted: %(name)s comes all the same.") % {"name": held.interviewer.full_name}

    return _told(request, pk, act)


def _candidate_answer(request, row: Interview, key: int, answer: Answer):
    _require_recruiter(request, row.vacancy)
    attendance = get_object_or_404(row.attendances.select_related("application__candidate", "interview"), pk=key)

    def act() -> str:
        answer_attendance(attendance=attendance, answer=answer, now=timezone.now())
        return _("The candidate’s answer is noted.")

    return _told(request, row.pk, act)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_presence(request, pk):
    """Who came. An interviewer notes the candidates; whoever runs the vacancy also the panel."""
    row = visible_interview(request, pk)
    runs = request.user.has_perm("recruiting.run_vacancy", row.vacancy)
    if not runs and own_seat(row, request.user) is None:
        raise PermissionDenied
    seats = row.panel if runs else []
    form = PresenceForm(request.POST or None, attendances=row.places, seats=seats, may_fail=runs)
    if request.method == "POST" and form.is_valid():
        return _told(request, pk, lambda: _note(row, form))
    context = {"form": form, "interview": row, "trail": _trail(row, _("Who came"))}
    return render(request, "recruiting/interviews/presence.html", context, status=422 if form.errors else 200)


def _note(row: Interview, form: PresenceForm) -> str:
    now = timezone.now()
    if form.cleaned_data.get("failed"):
        mark_failed(interview=row, reason=form.cleaned_data["failure"], now=now)
        return _("Noted: the interview broke down. Nobody owes a scorecard on it; plan a new one.")
    mark_presence(interview=row, seats=form.chosen("seat"), attendances=form.chosen("attendance"), now=now)
    return _("Noted who came.")
