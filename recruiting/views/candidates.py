from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.sent import whole
from recruiting.domain.adding import AlreadyCandidate, KnownPerson, add_candidate
from recruiting.domain.duplicates import AT_ONCE, seek_waiting
from recruiting.domain.errors import Refused
from recruiting.domain.previous import applications_of
from recruiting.enums import Source
from recruiting.forms.candidates import CandidateForm, CandidateSearch
from recruiting.models import Application, Candidate, DuplicatePair, Vacancy
from recruiting.views.reach import require, vacancy_for
from recruiting.views.trails import to_vacancy
from recruiting.views.uploads import cut_off, receives_files

PAGE = 25


@require_safe
def candidate_list(request):
    search = CandidateSearch(request.GET, user=request.user)
    candidates = search.narrow(Candidate.objects.visible_to(request.user).present().order_by("name_sort", "pk"))
    applications = Application.objects.visible_to(request.user).select_related("vacancy", "stage")
    candidates = candidates.prefetch_related(Prefetch("applications", applications, to_attr="shown"))
    context = {
        "search": search,
        "page": Paginator(candidates, PAGE).get_page(request.GET.get("page")),
        "may_merge": request.user.has_perm("recruiting.merge_candidates"),
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
        return _show_form(request, vacancy, form, status=422, known=_seen_elsewhere(request, known))
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _show_form(request, vacancy, form, status=422)
    messages.success(request, _("%(name)s is added.") % {"name": application.candidate.full_name})
    _say_of_namesakes(request, application)
    if "another" in request.POST:
        return redirect("recruiting:candidate_add", pk=pk)
    return redirect("recruiting:application", pk=application.pk)


def _add(request, vacancy: Vacancy, form: CandidateForm) -> Application:
    known = None
    if key := request.POST.get("known"):
        visible = Candidate.objects.visible_to(request.user)
        known = get_object_or_404(visible, pk=whole(key))
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


def _seen_elsewhere(request, known: KnownPerson) -> dict:
    applications = applications_of(known.candidate, user=request.user)
    return {"candidate": known.candidate, "words": known.message, "applications": applications}


def _say_of_namesakes(request, application: Application) -> None:
    """A similar name is no reason to stop; it is told once the person is added, where both may be seen."""
    seek_waiting(most=AT_ONCE)
    mine = Q(first=application.candidate_id) | Q(second=application.candidate_id)
    if DuplicatePair.objects.open().visible_to(request.user).filter(mine).exists():
        messages.warning(request, _("Somebody with similar data is known already: look under Candidates, Duplicates."))


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
