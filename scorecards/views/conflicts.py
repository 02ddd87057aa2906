"""Conflicts of interest declared about one meeting, and taking one back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.models import Interview
from scorecards.domain.conflicts import Declared, declared_at, meetings_with_conflicts, runs
from scorecards.domain.taking_back import take_back
from scorecards.forms.conflicts import TakeBackForm


@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request, pk: int):
    """Whoever stepped off has no seat any more, so one's own declarations are reached without one."""
    reach = Q(pk__in=Interview.objects.visible_to(request.user).values("pk"))
    reach |= Q(pk__in=meetings_with_conflicts(request.user).values("pk"))
    meeting = get_object_or_404(Interview.objects.select_related("stage", "vacancy").filter(reach), pk=pk)
    declared = declared_at(meeting, to=request.user)
    if not declared and not runs(request.user, meeting):
        raise PermissionDenied
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (done := _done(request, meeting, declared, form)):
        return done
    context = {"form": form, "meeting": meeting, "declared": declared, "trail": _trail(request.user, meeting)}
    return render(request, "scorecards/conflicts.html", context, status=422 if form.errors else 200)


def _done(request, meeting: Interview, declared: list[Declared], form: TakeBackForm):
    valid = form.is_valid()
    chosen = next((one for one in declared if one.key == form.data.get("declared")), None)
    if chosen is None:
        form.add_error(None, _("Choose which conflict of interest is meant."))
        return None
    if not chosen.may_take_back:
        raise PermissionDenied
    if not valid:
        return None
    try:
        take_back(declared=chosen.row, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    else:
        words = _("The conflict of interest of %(name)s is taken back. They may be seated again.")
        messages.success(request, words % {"name": chosen.person.full_name})
    return redirect("scorecards:conflicts", meeting.pk)


def _trail(user, meeting: Interview) -> list[tuple[str, str]]:
    there = Interview.objects.visible_to(user).filter(pk=meeting.pk).exists()
    way = [(_("Interviews"), reverse("recruiting:interviews"))]
    if there:
        way.append((meeting.stage.name, reverse("recruiting:interview", args=[meeting.pk])))
    return [*way, (_("Conflicts of interest"), "")]
