"""Claims of a candidate: on the application, and one by one with their checks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.domain.claims import complete_figure, record_claim, verify_claim
from recruiting.domain.claims_shown import shown
from recruiting.domain.discretion import still_blind
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.enums import ClaimState
from recruiting.forms.claims import CheckForm, ClaimForm, FigureForm
from recruiting.models import Claim, ClaimCheck, Vacancy
from recruiting.views.applications import show_application
from recruiting.views.reach import application_for
from recruiting.views.trails import to_application


def _require_checking(request, application) -> None:
    if not request.user.has_perm("recruiting.check_claim", application):
        raise PermissionDenied


def _claim_for(request, pk: int) -> Claim:
    related = ("application__candidate", "application__vacancy", "application__stage", "by")
    return get_object_or_404(Claim.objects.visible_to(request.user).select_related(*related), pk=pk)


@require_POST
def claim_add(request, pk):
    row = application_for(request, pk)
    _require_checking(request, row)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return show_application(request, row, status=422, forms={"claim_form": form})
    try:
        record_claim(application=row, claim=form.claim(), by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error("text", refusal.message)
        return show_application(request, row, status=422, forms={"claim_form": form})
    else:
        messages.success(request, _("The claim is kept."))
    return redirect("recruiting:application", pk=pk)


@require_safe
def claim(request, pk):
    """One claim with everything that was found about it and may be read."""
    return _show(request, _claim_for(request, pk))


@require_POST
def claim_check(request, pk):
    row = _claim_for(request, pk)
    _require_checking(request, row.application)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _show(request, row, check_form=form, status=422)
    data = form.cleaned_data
    try:
        verify_claim(
            claim=row,
            state=ClaimState(data["state"]),
            evidence=data["evidence"],
            seen_checks=data["seen_checks"],
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Conflict as conflict:
        again = _again(request, row, conflict.message)
        return _show(request, _claim_for(request, pk), check_form=again, status=409)
    except Refused as refusal:
        form.add_error("evidence", refusal.message)
        return _show(request, row, check_form=form, status=422)
    else:
        messages.success(request, _("What you found is kept."))
    return redirect("recruiting:claim", pk=pk)


def _again(request, row: Claim, message: str) -> CheckForm:
    """The same form over the checks as they are now, so that it can be sent after a second look."""
    data = request.POST.copy()
    data["seen_checks"] = str(_checks(request, row).count())
    again = CheckForm(data)
    again.add_error(None, message)
    return again


def _checks(request, row: Claim):
    return ClaimCheck.objects.visible_to(request.user).filter(claim=row).select_related("by")


@require_POST
def claim_figure(request, pk):
    row = _claim_for(request, pk)
    _require_checking(request, row.application)
    form = FigureForm(request.POST)
    if not form.is_valid():
        return _show(request, row, figure_form=form, status=422)
    data = form.cleaned_data
    try:
        complete_figure(claim=row, **data, by=request.user, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _show(request, row, figure_form=form, status=422)
    messages.success(request, _("The figure is completed."))
    return redirect("recruiting:claim", pk=pk)


def _show(request, row: Claim, *, check_form=None, figure_form=None, status: int = 200):
    user, application = request.user, row.application
    record_access(
        by=user, action=AccessAction.READ_CANDIDATE, subject=application.candidate, now=timezone.now(), claim=row.pk
    )
    checks = list(_checks(request, row))
    may_check, blind = user.has_perm("recruiting.check_claim", application), still_blind(user, application)
    sees_vacancy = Vacancy.objects.visible_to(user).filter(pk=application.vacancy_id).exists()
    context = {
        "claim": row,
        "seen": shown(row, blind=blind, checks=checks),
        "row": application,
        "held_back": blind,
        "trail": to_application(application, _("Claim"), sees_vacancy=sees_vacancy),
        "check_form": (check_form or CheckForm(initial={"seen_checks": len(checks)})) if may_check else None,
        "figure_form": (figure_form or FigureForm()) if may_check and row.lacks and not blind else None,
    }
    return render(request, "recruiting/claim.html", context, status=status)
