"""Who answers for an application: shown on its page, passed to another recruiter of the team there."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.domain.sent import whole
from recruiting.domain import together
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember
from recruiting.views.applications import show_application
from recruiting.views.reach import application_for, require


@require_POST
def application_owner(request, pk):
    """Make a recruiter of the team answer for this application; what was chosen wrongly changes nothing."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    places = TeamMember.objects.able().filter(vacancy=row.vacancy, function=TeamFunction.RECRUITER)
    member = places.select_related("user").filter(user=whole(request.POST.get("owner")) or 0).first()
    if member is None:
        messages.error(request, _("Choose a recruiter of this vacancy."))
        return show_application(request, row, status=422)
    done = together.hand_over(
        vacancy=row.vacancy, applications=[row], to=member.user, by=request.user, now=timezone.now()
    )
    words = _("%(name)s now answers for this application.") if done else _("%(name)s answers for it already.")
    messages.success(request, words % {"name": member.user.full_name})
    return redirect("recruiting:application", pk=pk)
