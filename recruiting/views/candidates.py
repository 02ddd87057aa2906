from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from recruiting.domain.adding import AlreadyCandidate, KnownPerson, add_candidate
from recruiting.domain.errors import Refused
from recruiting.enums import Source
from recruiting.forms.candidates import CandidateForm, CandidateSearch
from recruiting.models import Application, Candidate, Vacancy
from recruiting.views.reach import require, vacancy_for
from recruiting.views.trails import to_vacancy
from recruiting.views.uploads import cut_off, receives_files

PAGE = 25


@require_safe
def candidate_list(request):
    search = CandidateSearch(request.GET, user=request.user)
    candidates = search.narrow(Candidate.objects.visible_to(request.user).order_by("name_sort", "pk"))
    applications = Application.objects.visible_to(request.user).select_related("vacancy", "stage")
    candidates = candidates.prefetch_related(Prefetch("applications", applications, to_attr="shown"))
    context = {
        "search": search,
        "page": Paginator(candidates, PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(search.cleaned_data.values()),
    }
    return render(request, "recruiting/candidates.html", context)


@receives_files
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_add(request, pk):
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    if request.method != "POST":
        return _show_form(request, vacancy, CandidateForm(user=request.user))
    form = CandidateForm(request.POST, request.FILES, user=request.user, cut_off=cut_off(request))
    if not form.is_valid():
        return _show_form(request, vacancy, form, status=422)
    try:
        application = _add(request, vacancy, form)
    except AlreadyCandidate as twice:
        form.add_error("email", twice.message)
        return _show_form(request, vacancy, form, status=422, twice=twice.application)
    except KnownPerson as known:
        return _show_form(request, vacancy, form, status=422, known=_seen_elsewhere(request, known.candidate))
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _show_form(request, vacancy, form, status=422)
    messages.success(request, _("%(name)s is added.") % {"name": application.candidate.full_name})
    if "another" in request.POST:
        return redirect("recruiting:candidate_add", pk=pk)
    return redirect("recruiting:application", pk=application.pk)


def _add(request, vacancy: Vacancy, form: CandidateForm) -> Application:
    known = None
    if key := request.POST.get("known"):
        visible = Candidate.objects.visible_to(request.user)
        known = get_object_or_404(visible, pk=key if key.isdecimal() else 0)
    return add_candidate(
        vacancy=vacancy,
        person=form.person(),
        source=Source(form.cleaned_data["source"]),
        is_internal=form.cleaned_data["is_internal"],
        file=form.cleaned_data["cv"],
        known=known,
        separate="separate" in request.POST,
        by=request.user,
        now=timezone.now(),
    )


def _seen_elsewhere(request, candidate: Candidate) -> dict:
    applications = Application.objects.visible_to(request.user).filter(candidate=candidate)
    return {"candidate": candidate, "applications": applications.select_related("vacancy", "stage")}


def _show_form(request, vacancy: Vacancy, form: CandidateForm, *, status: int = 200, known=None, twice=None):
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy, _("Add a candidate")),
        "form": form,
        "known": known,
        "twice": twice,
        "file_again": status != 200 and bool(request.FILES),
    }
    return render(request, "recruiting/candidate_add.html", context, status=status)
