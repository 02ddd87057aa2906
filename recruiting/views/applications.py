from datetime import datetime

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.sent import whole
from accounts.enums import AccessAction
from accounts.models import User, record_access
from outbox.enums import MessageState
from recruiting.domain import figures, workflow
from recruiting.domain.adding import attach_file
from recruiting.domain.board import age_text, days_between, ticks
from recruiting.domain.discretion import still_blind
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.letters import draft_letter
from recruiting.domain.meetings import shown, with_people
from recruiting.domain.people_data.own_page import open_requests
from recruiting.domain.previous import here_as_well
from recruiting.domain.team import recruiters_of
from recruiting.domain.timeline import Reader
from recruiting.enums import ApplicationState, FileKind, Scope
from recruiting.forms.candidates import FileForm
from recruiting.forms.closing import ClosingForm
from recruiting.forms.notes import NoteForm
from recruiting.models import Application, CandidateFile, Interview, OutcomeReason, Vacancy
from recruiting.views.panels import panels
from recruiting.views.reach import application_for, require
from recruiting.views.trails import to_application
from recruiting.views.uploads import cut_off, receives_files

SHOWN_IN_PAGE = frozenset({"application/pdf", "image/png", "image/jpeg"})


@require_safe
def application(request, pk):
    return show_application(request, application_for(request, pk))


def show_application(
    request,
    row: Application,
    *,
    status: int = 200,
    file_form: FileForm | None = None,
    note_form: NoteForm | None = None,
    forms: dict | None = None,
    **note,
):
    """The person, the CV, what happened and what can be done. Reading it leaves a trace."""
    now, user = timezone.now(), request.user
    record_access(by=user, action=AccessAction.READ_CANDIDATE, subject=row.candidate, now=now, application=row.pk)
    may_run = user.has_perm("recruiting.run_vacancy", row.vacancy)
    reads = user.has_perm("recruiting.read_contacts", row.vacancy)
    files = list(row.candidate.files.all())
    context = {
        "row": row,
        "vacancy": row.vacancy,
        "may_run": may_run,
        "may_decide": user.has_perm("recruiting.decide_vacancy", row.vacancy),
        "reads_contacts": reads,
        "requests": open_requests(row) if reads else (),
        "file_form": file_form or (FileForm() if may_run else None),
        "recruiters": recruiters_of(row.vacancy) if may_run else (),
        **_papers(files),
        **_stages(row),
        **_standing(row, user, now),
        "interviews": shown(with_people(_interviews(row, user)), now=now),
        "note": note,
    } | panels(
        row,
        user,
        reader=Reader(user, contacts=reads, blind=still_blind(user, row)),
        files=files,
        query=request.GET,
        now=now,
        forms={**(forms or {}), "note_form": note_form},
    )
    return render(request, "recruiting/application.html", context, status=status)


def _standing(row: Application, user: User, now: datetime) -> dict:
    """How long the candidate has been in the stage, which scorecards are in, and the way to this page."""
    days, received = days_between(row.stage_since, now), figures.cards_in([row]).get(row.pk)
    sees_vacancy = Vacancy.objects.visible_to(user).filter(pk=row.vacancy_id).exists()
    return {
        "trail": to_application(row, sees_vacancy=sees_vacancy),
        "cards_in": received,
        "ticks": ticks(received),
        "days": days,
        "age_text": age_text(days, row.stage.day_limit),
        "now": now,
    }


def _papers(files: list[CandidateFile]) -> dict:
    """The files of the person, and the one that a browser can show beside the rest of the page."""
    return {"files": files, "shown": next((file for file in files if file.content_type in SHOWN_IN_PAGE), None)}


def _stages(row: Application) -> dict:
    """Where the application may go, and what comes next."""
    stages = list(row.vacancy.stages.filter(scope=Scope.CANDIDATE).order_by("order"))
    return {"stages": stages, "next_stage": next((one for one in stages if one.order > row.stage.order), None)}


def _interviews(row: Application, user):
    return Interview.objects.visible_to(user).filter(attendances__application=row)


@receives_files
@require_POST
def file_add(request, pk):
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    form = FileForm(request.POST, request.FILES, cut_off=cut_off(request))
    if not form.is_valid():
        return show_application(request, row, status=422, file_form=form)
    data = form.cleaned_data
    attach_file(
        candidate=row.candidate, file=data["file"], kind=FileKind(data["kind"]), by=request.user, now=timezone.now()
    )
    messages.success(request, _("The file is kept."))
    return redirect("recruiting:application", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request, pk):
    """Choose the outcome, the reason and what the candidate is told."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    outcome = _outcome(request)
    if not row.is_active and request.method != "POST":
        messages.info(request, _("This application is closed."))
        return redirect("recruiting:application", pk=pk)
    takes, reason = "take" in request.POST, _reason(request, outcome)
    draft = draft_letter(application=row, to_state=outcome, by=request.user, reason=reason, now=timezone.now())
    given = request.POST if request.method == "POST" and not takes else None
    other = here_as_well(row) if outcome != ApplicationState.HIRED else None
    form = ClosingForm(given, application=row, outcome=outcome, draft=draft, reason=reason, twice=other is not None)
    status = 200
    if given is not None:
        status = _close(request, row, outcome, form)
        if status == 302:
            return redirect("recruiting:application", pk=pk)
    context = {
        "row": row,
        "vacancy": row.vacancy,
        "trail": to_application(row, _("Close")),
        "form": form,
        "outcome": outcome,
        "outcomes": list(workflow.OUTCOMES),
        "draft": draft,
        "other": other,
    }
    return render(request, "recruiting/close.html", context, status=status)


def _outcome(request) -> ApplicationState:
    wanted = request.GET.get("outcome", "")
    return ApplicationState(wanted) if wanted in workflow.OUTCOMES else ApplicationState.REJECTED


def _reason(request, outcome: ApplicationState) -> OutcomeReason | None:
    """The reason chosen so far: the letter for it is drafted before anything is done."""
    reasons = OutcomeReason.objects.filter(kind=workflow.OUTCOMES[outcome])
    if "reason" not in request.POST and (proposed := request.GET.get("reason")):
        return reasons.filter(key=proposed).first()
    return reasons.filter(pk=whole(request.POST.get("reason")) or 0).first()


def _close(request, row: Application, outcome: ApplicationState, form: ClosingForm) -> int:
    """Do it, or put what stands against it on the form; the status to answer with."""
    if not form.is_valid():
        return 422
    try:
        workflow.close(
            application=row,
            to_state=outcome,
            reason=form.cleaned_data.get("reason"),
            letter=form.letter(),
            no_letter_reason=form.no_letter(),
            dispatch=form.leaves(),
            seen_revision=form.cleaned_data["seen_revision"],
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        if not isinstance(refusal, Conflict):
            return 422
        form.stamp(seen_revision=application_for(request, row.pk).revision)
        return 409
    else:
        messages.success(request, _closed_message(row, outcome))
    return 302


def _closed_message(row: Application, outcome: ApplicationState) -> str:
    words = {"name": row.candidate.full_name, "outcome": outcome.label}
    letter = row.letters.filter(closing=True).select_related("message").order_by("pk").last()
    if letter is not None and letter.message.state == MessageState.HELD:
        return _("The application of %(name)s is closed: %(outcome)s. The letter is held until it is released.") % words
    if letter is not None:
        words["time"] = time_format(timezone.localtime(letter.message.not_before))
        said = _("The application of %(name)s is closed: %(outcome)s. The letter leaves at %(time)s.")
        return said % words
    return _("The application of %(name)s is closed: %(outcome)s. No letter was sent.") % words
