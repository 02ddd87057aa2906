"""Stepping off a panel before the interview."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.models import Interview
from scorecards.domain.recusing import recuse
from scorecards.enums import RecusalReason
from scorecards.forms.recusal import RecusalForm


@require_http_methods(["GET", "HEAD", "POST"])
def recusal(request, pk: int):
    reach = Interview.objects.visible_to(request.user).select_related("stage", "vacancy")
    interview = get_object_or_404(reach, pk=pk)
    if not interview.seats.filter(interviewer=request.user, removed_at=None).exists():
        raise PermissionDenied
    form = RecusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = _done(request, interview, form)
        if done:
            return done
    trail = [
        (_("Interviews"), reverse("recruiting:interviews")),
        (interview.stage.name, reverse("recruiting:interview", args=[pk])),
        (_("Conflict of interest"), ""),
    ]
    context = {"form": form, "interview": interview, "trail": trail, "late": interview.starts_at <= timezone.now()}
    return render(request, "scorecards/recusal.html", context, status=422 if form.errors else 200)


def _done(request, interview: Interview, form: RecusalForm):
    data = form.cleaned_data
    try:
        recuse(
            interview=interview,
            by=request.user,
            reason=RecusalReason(data["reason"]),
            note=data["note"],
            now=timezone.now(),
        )
    except AlreadyDone as refusal:
        messages.info(request, refusal.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    else:
        messages.success(request, _("You are off this panel. The recruiter has been told and finds somebody else."))
    return redirect("desk:my_day")
