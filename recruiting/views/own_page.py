"""The candidate's own page, without a password. It knows one person and nothing that others said about them."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.sent import whole
from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.domain.errors import Refused
from recruiting.domain.people_data.consents import notice_for, record_consent, standings
from recruiting.domain.people_data.own_page import LIFETIME, ask, correct, person_behind
from recruiting.domain.people_data.retention import end_for
from recruiting.enums import ConsentWay, InterviewState, Purpose, RequestKind
from recruiting.forms.people_data import ConsentForm, CorrectionForm, RequestForm
from recruiting.models import Application, Attendance, Candidate, CandidateFile, DataRequest

MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 60
"""Requests from one address; a person needs a few, a guesser of secrets all of them."""


def public(view):
    """For whoever holds a good link; an unknown one does not exist, and too many tries are slowed down."""

    @login_not_required
    def guarded(request, secret):
        if _too_many(request):
            return _closed(HttpResponse(_("Too many tries. Wait a minute."), status=429))
        person = person_behind(secret, now=timezone.now())
        if person is None:
            gone = {"days": LIFETIME.days}
            return _closed(render(request, "recruiting/people_data/own_page_gone.html", gone, status=404))
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, person.language)
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else person.language):
            return _closed(view(request, secret, person))

    return guarded


def _too_many(request) -> bool:
    """allauth's own limits leave reading out, and reading is what a guesser would do.

    The minute is kept beside the number: counting up in the database's cache would begin five minutes anew each time.
    """
    key, now = f"own-page-minute:{get_adapter().get_client_ip(request)}", timezone.now()
    began, number = cache.get(key, (now, 0))
    if now >= began + MINUTE:
        began, number = now, 0
    cache.set(key, (began, number + 1), MINUTE.total_seconds())
    return number >= MOST_A_MINUTE


@require_safe
@public
def own_page(request, secret, person):
    record_access(by=None, action=AccessAction.READ_CANDIDATE, subject=person, now=timezone.now())
    return _show(request, secret, person)


@require_POST
@public
def own_page_correct(request, secret, person):
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _show(request, secret, person, form=form, status=422)
    correct(candidate=person, **form.cleaned_data, now=timezone.now())
    return _back(request, secret, "saved")


@require_POST
@public
def own_page_consent(request, secret, person):
    form = ConsentForm(request.POST)
    row = _application(person, request.POST.get("application", ""))
    if not form.is_valid():
        raise Http404
    try:
        record_consent(
            application=row,
            purpose=Purpose(form.cleaned_data["purpose"]),
            given=form.cleaned_data["given"],
            way=ConsentWay.PAGE,
            by=None,
            now=timezone.now(),
        )
    except Refused as refusal:
        return _show(request, secret, person, told=refusal.message)
    return _back(request, secret, "saved")


@require_POST
@public
def own_page_ask(request, secret, person):
    form = RequestForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind = RequestKind(form.cleaned_data["kind"])
    about = form.cleaned_data["application"]
    row = _application(person, str(about)) if about else None
    try:
        ask(candidate=person, kind=kind, application=row, now=timezone.now())
    except Refused as refusal:
        return _show(request, secret, person, told=refusal.message)
    return _back(request, secret, "asked")


def _application(person: Candidate, key: str) -> Application:
    rows = Application.objects.filter(candidate=person).select_related("vacancy__legal_profile__text", "candidate")
    return get_object_or_404(rows, pk=whole(key))


def _show(request, secret: str, person: Candidate, *, form=None, told: str = "", status: int = 200) -> HttpResponse:
    rows = Application.objects.filter(candidate=person).select_related(
        "vacancy__legal_profile__text", "stage", "candidate"
    )
    meetings = Attendance.objects.filter(application__in=rows, interview__state=InterviewState.PLANNED)
    names = ("full_name", "email", "phone", "city")
    context = {
        "secret": secret,
        "person": person,
        "applications": [(row, standings(row), notice_for(row)) for row in rows],
        "meetings": meetings.select_related("interview").order_by("interview__starts_at"),
        "files": CandidateFile.objects.filter(candidate=person),
        "asked": DataRequest.objects.filter(candidate=person, done_at=None),
        "ends_at": end_for(person),
        "form": form or CorrectionForm(initial={name: getattr(person, name) for name in names}),
        "told": told or _done(request.GET.get("done", "")),
    }
    return render(request, "recruiting/people_data/own_page.html", context, status=status)


def _done(what: str) -> str:
    return {"saved": _("It is kept."), "asked": _("We have your request.")}.get(what, "")


def _back(request, secret: str, done: str) -> HttpResponse:
    response = redirect("recruiting:own_page", secret)
    response["Location"] += f"?done={done}"
    return response


def _closed(response: HttpResponse) -> HttpResponse:
    """Kept by no cache, found by no search, and its address told to no other site.

    Without any referrer a browser sends its forms with the origin "null", and the check against forgery refuses them.
    """
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
