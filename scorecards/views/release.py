"""Letting go of a card whose interviewer can no longer log in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.models import Application, Interview
from scorecards.domain.releasing import release_card


@require_POST
def card_release(request, interview: int, application: int, interviewer: int):
    """Out of reach is 404, a forbidden act 403; why it cannot be done is said on the page of the panel."""
    meeting = get_object_or_404(Interview.objects.visible_to(request.user).select_related("vacancy"), pk=interview)
    if not may_release(request.user, meeting.vacancy):
        raise PermissionDenied
    row = get_object_or_404(Application.objects.filter(attendances__interview=meeting), pk=application)
    person = get_object_or_404(User, pk=interviewer)
    try:
        release_card(interview=meeting, application=row, interviewer=person, by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        words = _("Nobody waits for the scorecard of %(name)s any more.")
        messages.success(request, words % {"name": person.full_name})
    return redirect("scorecards:panel", application)


def may_release(user: User, vacancy) -> bool:
    """A recruiter of the vacancy, or an administrator."""
    return user.is_administrator or user.has_perm("recruiting.run_vacancy", vacancy)
