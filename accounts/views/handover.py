from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.domain.errors import Refused
from accounts.domain.handing_over import Passed, hand_over
from accounts.forms.handover import HandoverForm
from accounts.models import User
from accounts.views.people import administrators_only, say_what_stays, show_person


@require_POST
@administrators_only
def person_handover(request, pk):
    """Pass on what the person holds, without touching their access."""
    user = get_object_or_404(User, pk=pk)
    form = HandoverForm(request.POST, user=user)
    if not form.is_valid():
        return show_person(request, user, handover=form, status=422)
    try:
        passed = hand_over(
            user=user,
            successors=form.successors(),
            leave_conflicts=form.cleaned_data["leave_conflicts"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        return show_person(request, user, handover=form, status=422, refusal=refusal)
    say(request, passed)
    return redirect("accounts:person", pk=pk)


def say(request, passed: Passed) -> None:
    """Tell how much was handed over, and by name what stayed."""
    if passed.done:
        words = ngettext("%(count)s thing is handed over.", "%(count)s things are handed over.", len(passed.done))
        messages.success(request, words % {"count": len(passed.done)})
    else:
        messages.info(request, _("There was nothing to hand over."))
    say_what_stays(request, passed.against)
