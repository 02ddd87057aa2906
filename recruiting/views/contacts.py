"""What a recruiter corrects about a candidate: the name and where they are reached."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.domain.errors import Conflict, Refused
from recruiting.domain.people_data.own_page import correct
from recruiting.forms.people_data import ContactsForm
from recruiting.models import Application
from recruiting.views.reach import application_for, require
from recruiting.views.trails import to_application


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_contacts(request, pk):
    """Correct what the candidate told in another way than on the own page. Reading it leaves its trace."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    if row.candidate.erased_at:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = ContactsForm(given, candidate=row.candidate, region=request.user.country)
    if given is None:
        record_access(by=request.user, action=AccessAction.READ_CANDIDATE, subject=row.candidate, now=timezone.now())
        return _show(request, row, form)
    if not form.is_valid():
        return _show(request, row, form, status=422)
    try:
        correct(candidate=row.candidate, **form.cleaned_data, by=request.user, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, refusal.message)
        if not isinstance(refusal, Conflict):
            return _show(request, row, form, status=422)
        row = application_for(request, pk)
        form.look_again(ContactsForm(candidate=row.candidate, region=request.user.country))
        return _show(request, row, form, status=409)
    messages.success(request, _("The data are corrected. Letters that have not left go to the new address."))
    return redirect("recruiting:application", pk=pk)


def _show(request, row: Application, form: ContactsForm, *, status: int = 200):
    context = {"row": row, "form": form, "trail": to_application(row, _("Correct name and contacts"))}
    return render(request, "recruiting/people_data/contacts.html", context, status=status)
