from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.sent import whole
from accounts.models import User
from reminders.domain.duties import KIND_OF
from reminders.domain.explaining import explain
from reminders.forms import LedgerSearch, MomentForm
from reminders.models import Delivery

PAGE = 25


@require_safe
def ledger(request):
    """What was noted for a person, the newest first: rule, what it is about, when it was due, what became of it."""
    person = _whose(request)
    search = LedgerSearch(request.GET)
    found = search.narrow(Delivery.objects.filter(recipient=person))
    rows: QuerySet[Any, Any] = found.select_related("message", "vacancy")
    page = Paginator(rows.order_by("-created_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    for line in page:
        line.rule = KIND_OF[line.kind].heading if line.kind in KIND_OF else line.kind
    context = _about(request, person) | {
        "search": search,
        "page": page,
        "is_narrowed": any(search.cleaned_data.values()),
    }
    return render(request, "reminders/ledger.html", context)


@require_safe
def why(request):
    """Why a person gets a mail or does not, now or at another time."""
    person = _whose(request)
    form = MomentForm(request.GET if "at" in request.GET else None)
    at = (form.cleaned_data["at"] if form.is_valid() else None) or timezone.now()
    reasons = explain(user=person, at=at)
    context = _about(request, person) | {
        "form": form,
        "at": at,
        "owed": [reason for reason in reasons if reason.subject],
        "idle": [reason for reason in reasons if not reason.subject],
    }
    return render(request, "reminders/why.html", context, status=422 if form.errors else 200)


def _whose(request) -> User:
    """The person who asks, or another one for whoever may look into the ledger."""
    asked = request.GET.get("person", "")
    if not asked or asked == str(request.user.pk):
        return request.user
    if not request.user.has_perm("reminders.view_ledger"):
        raise PermissionDenied
    return get_object_or_404(User, pk=whole(asked))


def _about(request, person: User) -> dict:
    """Names of candidates are for the person alone: the administrator needs times and reasons."""
    may_look = request.user.has_perm("reminders.view_ledger")
    return {
        "person": person,
        "own": person == request.user,
        "people": User.objects.order_by("name_sort", "pk") if may_look else None,
        "title": _("Why did I (not) get this?") if person == request.user else _("Why did they (not) get this?"),
    }
