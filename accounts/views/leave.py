"""Leaves: one's own, and those that an administrator writes down for somebody."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.booked import leaves_ahead
from accounts.domain.errors import Refused
from accounts.domain.handing_over import Span, hand_over
from accounts.domain.leave import call_off_leave, plan_leave
from accounts.domain.standing_in import stood_in_for
from accounts.forms.leave import LeaveForm
from accounts.models import Absence, User
from accounts.views.handover import say
from accounts.views.people import administrators_only, show_person


@require_http_methods(["GET", "HEAD", "POST"])
def own_leave(request):
    """When one is away and who stands in, and for whom one stands in oneself."""
    user, now = request.user, timezone.now()
    form = LeaveForm(request.POST if request.method == "POST" else None, user=user)
    refusal = None
    if request.method == "POST" and form.is_valid():
        refusal = _plan(request, user, form)
        if refusal is None:
            return redirect("accounts:leave")
    context = {
        "form": form,
        "refusal": refusal,
        "leaves": leaves_ahead(user, now),
        "stands_in": Absence.objects.filter(substitute=user).to_come(now).select_related("user"),
        "stands_in_now": stood_in_for(user, now),
        "person": user,
    }
    return render(request, "accounts/leave.html", context, status=422 if form.errors or refusal else 200)


@require_POST
@administrators_only
def person_leave(request, pk):
    user = get_object_or_404(User, pk=pk)
    form = LeaveForm(request.POST, user=user)
    if not form.is_valid():
        return show_person(request, user, leave_form=form, status=422)
    if refusal := _plan(request, user, form):
        return show_person(request, user, leave_form=form, status=422, refusal=refusal)
    return redirect("accounts:person", pk=pk)


def _plan(request, user: User, form: LeaveForm) -> Refused | None:
    try:
        plan_leave(user=user, **form.cleaned_data, by=request.user, now=timezone.now())
    except Refused as refusal:
        return refusal
    messages.success(request, _("The leave is written down."))
    return None


def _within_reach(request):
    """An administrator's leaves are everybody's; everyone else has their own."""
    mine = Q() if request.user.has_perm("accounts.manage_people") else Q(user=request.user)
    return Absence.objects.filter(mine)


def _back(request, leave: Absence):
    own = leave.user_id == request.user.pk
    return redirect("accounts:leave") if own else redirect("accounts:person", pk=leave.user_id)


@require_POST
def leave_off(request, pk):
    """The person is back, or stays."""
    leave = get_object_or_404(_within_reach(request), pk=pk)
    call_off_leave(leave=leave, by=request.user, now=timezone.now())
    messages.success(request, _("The leave is called off. Nobody stands in any more."))
    return _back(request, leave)


@require_POST
def leave_seats(request, pk):
    """Give the interviews of the leave to who stands in."""
    leave = get_object_or_404(_within_reach(request).select_related("user", "substitute"), pk=pk)
    if leave.called_off_at:  # while this page stood open
        messages.info(request, _("The leave is called off. Nobody stands in any more."))
        return _back(request, leave)
    span = Span(leave.period.lower, leave.period.upper)
    successors = {"seats": leave.substitute} if leave.substitute else {}
    try:
        passed = hand_over(
            user=leave.user,
            successors=successors,
            by=request.user,
            now=timezone.now(),
            leave_conflicts=True,
            span=span,
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        say(request, passed)
    return _back(request, leave)
