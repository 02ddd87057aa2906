"""Records that may be one person: the list, the two side by side, and what somebody decides about them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.domain.duplicates import AT_ONCE, seek_waiting
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.merging import clashes, merge, tell_apart
from recruiting.domain.previous import applications_of
from recruiting.forms.merging import MergeForm
from recruiting.models import Application, DuplicatePair, TwinSearch
from recruiting.views.reach import require
from recruiting.views.trails import to_candidates

PAGE = 25


@require_safe
def duplicate_list(request):
    """What has been found so far; a few people who are new are sought for at once, the rest by the regular round."""
    require(request, "merge_candidates")
    seek_waiting(most=AT_ONCE)
    pairs = _pairs(request).select_related("first", "second")
    context = {
        "page": Paginator(pairs, PAGE).get_page(request.GET.get("page")),
        "sought_later": TwinSearch.objects.exists(),
        "trail": _trail(),
    }
    return render(request, "recruiting/duplicates/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request, pk):
    require(request, "merge_candidates")
    pair = get_object_or_404(_pairs(request).select_related("first", "second"), pk=pk)
    form = MergeForm(request.POST if request.method == "POST" else None, pair=pair)
    if request.method != "POST":
        return _show(request, pair, form)
    if not form.is_valid():
        return _show(request, pair, form, status=422, refusal=_("Choose one of the two values shown."))
    try:
        merge(pair=pair, kept=form.kept(), by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return _show(request, pair, form, status=status, refusal=refusal.message)
    else:
        pair.first.refresh_from_db()
        messages.success(request, _("The two records of %(name)s are one now.") % {"name": pair.first.full_name})
    return redirect("recruiting:duplicates")


@require_POST
def duplicate_apart(request, pk):
    require(request, "merge_candidates")
    pair = get_object_or_404(_pairs(request), pk=pk)
    try:
        tell_apart(pair=pair, by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    else:
        messages.success(request, _("Kept as two people; this pair is not offered again."))
    return redirect("recruiting:duplicates")


def _pairs(request):
    return DuplicatePair.objects.open().visible_to(request.user)


def _show(request, pair: DuplicatePair, form: MergeForm, *, status: int = 200, refusal: str = ""):
    """Both people are read when they are shown side by side, and that leaves its trace."""
    now = timezone.now()
    for person in (pair.first, pair.second):
        record_access(by=request.user, action=AccessAction.READ_CANDIDATE, subject=person, now=now)
    seen = set(Application.objects.visible_to(request.user).filter(candidate=pair.first).values_list("pk", flat=True))
    context = {
        "pair": pair,
        "form": form,
        "refusal": refusal,
        "people": [(person, applications_of(person, user=request.user)) for person in (pair.first, pair.second)],
        "clashes": [clash for clash in clashes(first=pair.first, second=pair.second) if clash.first.pk in seen],
        "trail": _trail(pair.first.full_name),
    }
    return render(request, "recruiting/duplicates/pair.html", context, status=status)


def _trail(*here: str) -> list[tuple[str, str]]:
    address = reverse("recruiting:duplicates") if here else ""
    return to_candidates((_("Duplicates"), address), *((label, "") for label in here))
