from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from recruiting.domain.errors import AlreadyDone, Refused
from reminders.domain.duty import Duty
from reminders.domain.postponing import colleagues, duty_of, hand_on, snooze
from reminders.forms import HandOnForm, PutOffForm


@require_POST
def put_off(request):
    """No mails about one's own duty for some days."""
    form, now = PutOffForm(request.POST), timezone.now()
    if not form.is_valid():
        raise Http404
    duty = _own(request, form.cleaned_data["kind"], form.cleaned_data["subject"], now)
    until = form.until(now)
    try:
        snooze(duty=duty, until=until, by=request.user, now=now)
    except (AlreadyDone, Refused) as refusal:
        messages.info(request, refusal.message)
    else:
        day = date_format(timezone.localtime(until), "D, j E, H:i")
        messages.success(request, _("Put off until %(day)s. You will be reminded then.") % {"day": day})
    return redirect("desk:my_day")


@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request):
    """Leave one's own duty to a colleague of the team."""
    now = timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    duty = _own(request, given.get("kind", ""), given.get("subject", ""), now)
    form = HandOnForm(request.POST if request.method == "POST" else None, people=colleagues(duty, now=now))
    if request.method != "POST" or not form.is_valid():
        return _ask(request, duty, form)
    try:
        hand_on(duty=duty, to=form.cleaned_data["to"], note=form.cleaned_data["note"], by=request.user, now=now)
    except (AlreadyDone, Refused) as refusal:
        messages.info(request, refusal.message)
    else:
        name = form.cleaned_data["to"].full_name
        messages.success(request, _("%(name)s has it now and sees your note.") % {"name": name})
    return redirect("desk:my_day")


def _own(request, kind: str, subject: str, now) -> Duty:
    duty = duty_of(request.user, kind=kind, subject=subject, now=now)
    if duty is None:
        raise Http404
    return duty


def _ask(request, duty: Duty, form: HandOnForm):
    context = {
        "duty": duty,
        "form": form,
        "trail": [(_("My day"), reverse("desk:my_day")), (_("Pass on"), "")],
    }
    return render(request, "reminders/pass_on.html", context, status=422 if form.errors else 200)
