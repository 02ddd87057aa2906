"""Consents and the link to the candidate's own page, on an application."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.domain.errors import Refused
from recruiting.domain.people_data.consents import consents_behind, notice_for, record_consent, standings
from recruiting.domain.people_data.own_page import make_link, open_requests
from recruiting.domain.people_data.own_page_letter import send_link
from recruiting.domain.people_data.retention import end_for
from recruiting.enums import ConsentWay, Purpose
from recruiting.forms.people_data import ConsentForm
from recruiting.models import Application
from recruiting.views.reach import application_for, require
from recruiting.views.trails import to_application


@require_safe
def application_data(request, pk):
    """Terms, consents and requests of one candidate."""
    row = _for_keepers(request, pk)
    record_access(by=request.user, action=AccessAction.READ_CANDIDATE, subject=row.candidate, now=timezone.now())
    context = {
        "row": row,
        "vacancy": row.vacancy,
        "may_run": request.user.has_perm("recruiting.run_vacancy", row.vacancy),
        "profile": row.vacancy.legal_profile,
        "ends_at": end_for(row.candidate),
        "standings": standings(row),
        "requests": open_requests(row),
        "events": consents_behind(row).reverse(),
        "ways": [way for way in ConsentWay if way != ConsentWay.PAGE],
        "trail": to_application(row, _("Personal data")),
    }
    return render(request, "recruiting/people_data/application.html", context)


@require_POST
def consent(request, pk):
    """Note a consent that the candidate gave or took back in another way than on the own page."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    form = ConsentForm(request.POST)
    if not form.is_valid() or form.cleaned_data["way"] in ("", ConsentWay.PAGE):
        messages.error(request, _("Choose how the candidate told you."))
        return redirect("recruiting:application_data", pk=pk)
    data = form.cleaned_data
    try:
        record_consent(
            application=row,
            purpose=Purpose(data["purpose"]),
            given=data["given"],
            way=ConsentWay(data["way"]),
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("It is kept."))
    return redirect("recruiting:application_data", pk=pk)


@require_safe
def consent_document(request, pk, purpose):
    """One consent as a document of its own, to be signed."""
    row = _for_keepers(request, pk)
    standing = next((one for one in standings(row) if one.purpose == purpose), None)
    if standing is None:
        raise Http404
    trail = to_application(row, _("Personal data"), str(standing.purpose.label))
    context = {"row": row, "standing": standing, "profile": row.vacancy.legal_profile, "trail": trail}
    return render(request, "recruiting/people_data/document.html", context | {"notice": notice_for(row)})


@require_POST
def link(request, pk):
    """Send the candidate a new link to the own page; those sent before end, unless the new one cannot be sent."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    now = timezone.now()
    try:
        with transaction.atomic():
            address = make_link(candidate=row.candidate, by=request.user, now=now)
            send_link(application=row, address=address, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The link is on its way to the candidate."))
    return redirect("recruiting:application_data", pk=pk)


def _for_keepers(request, pk: int) -> Application:
    row = application_for(request, pk)
    if not request.user.has_perm("recruiting.read_contacts", row.vacancy):
        raise PermissionDenied
    return row
