"""People's data for administrators: who is due, what was asked, what was destroyed, the terms, export and erasure."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.sent import whole
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.people_data.erasing import erase_candidate, unsent_of
from recruiting.domain.people_data.exporting import export_person
from recruiting.domain.people_data.own_page import settle
from recruiting.domain.people_data.profiles import change_profile, put_under
from recruiting.domain.people_data.retention import due
from recruiting.enums import Destroyed, DestructionGround
from recruiting.forms.people_data import ErasureForm, ProfileForm
from recruiting.models import Application, Candidate, DataRequest, DestructionRecord, LegalProfile, Vacancy
from recruiting.views.reach import require, vacancy_for

PAGE = 25
keepers_only = permission_required("recruiting.manage_people_data", raise_exception=True)


@require_safe
@keepers_only
def overview(request):
    records = DestructionRecord.objects.select_related("by").order_by("-number")
    past = due(now=timezone.now())
    context = {
        "requests": DataRequest.objects.filter(done_at=None).select_related("candidate", "application__vacancy"),
        "due": past[:PAGE],
        "due_count": past.count(),
        "profiles": LegalProfile.objects.select_related("text").order_by("pk"),
        "without": Vacancy.objects.filter(legal_profile=None).order_by("-pk")[:PAGE],
        "page": Paginator(records, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "recruiting/people_data/overview.html", context)


@require_safe
@keepers_only
def record(request, number):
    row = get_object_or_404(DestructionRecord.objects.select_related("by"), number=number)
    trail = [*_trail(), (_("Record of destruction %(number)s") % {"number": number}, "")]
    labels = dict(Destroyed.choices)
    destroyed = [(labels.get(category, category), rows) for category, rows in row.destroyed.items()]
    context = {"record": row, "destroyed": destroyed, "trail": trail}
    return render(request, "recruiting/people_data/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def profile(request, pk):
    row = get_object_or_404(LegalProfile, pk=pk)
    form = ProfileForm(request.POST or None, instance=get_object_or_404(LegalProfile, pk=pk))
    if request.method == "POST" and form.is_valid():
        change_profile(profile=row, terms=form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("The terms are saved."))
        return redirect("recruiting:people_data")
    changes = row.changes.select_related("by")
    context = {"profile": row, "form": form, "changes": changes, "trail": [*_trail(), (str(row), "")]}
    return render(request, "recruiting/people_data/profile.html", context, status=422 if form.errors else 200)


@require_POST
def vacancy_profile(request, pk):
    """Put a vacancy under a legal profile: its recruiter at first, an administrator at any time."""
    vacancy = vacancy_for(request, pk)
    if not request.user.has_perm("recruiting.manage_people_data"):
        require(request, "run_vacancy", vacancy)
    chosen = LegalProfile.objects.filter(pk=whole(request.POST.get("profile")) or 0).first()
    try:
        if chosen is None:
            raise Refused(_("Choose the law."))
        put_under(vacancy=vacancy, profile=chosen, by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The terms are saved."))
    if request.POST.get("back") == "vacancy":
        return redirect("recruiting:vacancy_settings", pk=pk)
    return redirect("recruiting:people_data")


@require_POST
@keepers_only
def export(request, pk):
    """The archive of a person."""
    person = get_object_or_404(Candidate, pk=pk, merged_into=None)
    try:
        content = export_person(candidate=person, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("recruiting:people_data")
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="person-{str(person.uid)[:8]}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def erase(request, pk):
    """Erase a person after a second look."""
    person = get_object_or_404(Candidate.objects.present(), pk=pk, merged_into=None)
    form = ErasureForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                written = erase_candidate(
                    uid=person.uid, ground=DestructionGround.REQUEST, by=request.user, now=timezone.now()
                )
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("The data are destroyed."))
                return redirect("recruiting:destruction_record", number=written.number)
    unsent = unsent_of(person, now=timezone.now())
    context = {"person": person, "form": form, "unsent": unsent, "trail": [*_trail(), (_("Erase"), "")]}
    return render(request, "recruiting/people_data/erase.html", context, status=status)


@require_POST
def request_done(request, uid):
    """An administrator, or a recruiter of the candidate, has dealt with a request."""
    keeper = request.user.has_perm("recruiting.manage_people_data")
    if not keeper and not (request.user.has_perm("recruiting.open_vacancy") and _runs(request.user, uid)):
        raise PermissionDenied
    row = get_object_or_404(DataRequest, uid=uid)
    try:
        settle(request=row, by=request.user, now=timezone.now())
    except Refused as done:
        messages.info(request, done.message)
    back = whole(request.POST.get("back"))
    if not keeper or back is not None:
        where = row.candidate.applications.filter(vacancy__in=Vacancy.objects.visible_to(request.user))
        here = where.first() if back is None else where.filter(pk=back).first()
        if here is not None:
            return redirect("recruiting:application", pk=here.pk)
    return redirect("recruiting:people_data")


def _runs(user, uid) -> bool:
    """Whether the person runs the vacancy that the request is about, or one of the candidate's if it is about none."""
    run = Application.objects.filter(vacancy__in=Vacancy.objects.run_by(user))
    about = Q(application__in=run) | Q(application=None, candidate__applications__in=run)
    return DataRequest.objects.filter(about, uid=uid).exists()


def _trail() -> list[tuple[str, str]]:
    return [(_("People's data"), reverse("recruiting:people_data"))]
