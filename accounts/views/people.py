from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain import people
from accounts.domain.booked import leaves_ahead
from accounts.domain.errors import Refused
from accounts.domain.handing_over import hand_over, kinds
from accounts.domain.holdings import Holding, held_by
from accounts.enums import Language, Role
from accounts.forms.handover import HandoverForm
from accounts.forms.leave import AddressForm, LeaveForm
from accounts.forms.people import InvitationForm, PeopleSearch, PersonForm, SwitchOffForm
from accounts.models import PersonEvent, User

PAGE = 25
administrators_only = permission_required("accounts.manage_people", raise_exception=True)


@require_safe
@administrators_only
def people_list(request):
    search = PeopleSearch(request.GET)
    found = search.narrow(User.objects.order_by("name_sort", "pk"))
    context = {
        "search": search,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(search.cleaned_data.values()),
    }
    return render(request, "accounts/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def person_new(request):
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _invite(request, form)):
        messages.success(request, _("An invitation is on its way to %(address)s.") % {"address": user.email})
        return redirect("accounts:person", pk=user.pk)
    context = {"form": form, "trail": _trail(_("Invite a person"))}
    return render(request, "accounts/person_new.html", context, status=422 if form.errors else 200)


def _invite(request, form: InvitationForm) -> User | None:
    data = form.cleaned_data
    named = {name: data[name] for name in ("email", "full_name", "job_title")}
    try:
        return people.invite(
            role=Role(data["role"]),
            language=Language(data["language"]),
            by=request.user,
            now=timezone.now(),
            **named,
        )
    except Refused as refusal:
        form.add_error("email", refusal.message)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def person(request, pk):
    """Name, post, role and access of a person, and what they hold."""
    user = get_object_or_404(User, pk=pk)
    if request.method != "POST":
        return show_person(request, user)
    form = PersonForm(request.POST, instance=get_object_or_404(User, pk=pk))
    if not form.is_valid():
        return show_person(request, user, form=form, status=422)
    data = form.cleaned_data
    try:
        people.change_person(
            user=user,
            full_name=data["full_name"],
            job_title=data["job_title"],
            role=Role(data["role"]),
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        return show_person(request, user, form=form, status=422, refusal=refusal)
    messages.success(request, _("The person is saved."))
    still = request.user.pk != pk or data["role"] == Role.ADMIN
    return redirect("accounts:person", pk=pk) if still else redirect("desk:my_day")


@require_POST
@administrators_only
def person_invite(request, pk):
    user = get_object_or_404(User, pk=pk)
    try:
        people.invite_again(user=user, by=request.user)
    except Refused as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("An invitation is on its way to %(address)s.") % {"address": user.email})
    return redirect("accounts:person", pk=pk)


@require_POST
@administrators_only
def person_access(request, pk):
    """Switch the access off, after a look at what the person holds, or on again.

    The button says which: pressed twice, or on a page that somebody else overtook, it must never do the opposite.
    """
    user, now = get_object_or_404(User, pk=pk), timezone.now()
    if request.POST.get("access") == "on":
        people.switch_on(user=user, by=request.user, now=now)
        messages.success(request, _("%(name)s may log in again.") % {"name": user.full_name})
        return redirect("accounts:person", pk=pk)
    if not user.is_active:
        messages.info(request, _("%(name)s can no longer log in.") % {"name": user.full_name})
        return redirect("accounts:person", pk=pk)
    closing = SwitchOffForm(request.POST, user=user, holds=bool(held_by(user, now=now)))
    if not closing.is_valid():
        return show_person(request, user, closing=closing, status=422)
    try:
        stays = _switch_off(user, closing.cleaned_data.get("successor"), by=request.user, now=now)
    except Refused as refusal:
        return show_person(request, user, closing=closing, status=422, refusal=refusal)
    messages.success(request, _("%(name)s can no longer log in.") % {"name": user.full_name})
    say_what_stays(request, stays)
    return redirect("accounts:person", pk=pk)


@transaction.atomic
def _switch_off(user: User, successor: User | None, *, by: User, now: datetime) -> list[Holding]:
    """Hand everything over where somebody is named, and take the access away; what could not pass and stays."""
    stays: list[Holding] = []
    if successor:
        stays = hand_over(user=user, successors={kind.key: successor for kind in kinds()}, by=by, now=now).against
    people.switch_off(user=user, by=by, now=now)
    return stays


def say_what_stays(request, holdings: Iterable[Holding]) -> None:
    for holding in holdings:
        messages.warning(request, _("%(name)s stays: %(why)s") % {"name": holding.name, "why": holding.kind})


def show_person(request, user: User, *, status: int = 200, refusal: Refused | None = None, **forms):
    """The page of one person; `forms` are those that were sent and could not be done."""
    now = timezone.now()
    held = held_by(user, now=now)
    context = {
        "person": user,
        "trail": _trail(user.full_name),
        "form": PersonForm(instance=user),
        "closing": SwitchOffForm(user=user, holds=bool(held)),
        "handover": HandoverForm(user=user) if held else None,
        "leave_form": LeaveForm(user=user) if user.is_active else None,
        "leaves": leaves_ahead(user, now),
        "address_form": AddressForm() if user.is_active else None,
        "events": _events(user),
        "held": held,
        "refusal": refusal,
        "is_invited": user.is_active and not user.has_usable_password(),
        "is_oneself": user.pk == request.user.pk,
    } | forms
    return render(request, "accounts/person.html", context, status=status)


def _events(user: User) -> list[PersonEvent]:
    """What was done to the access, newest first, with roles by their names."""
    events = list(user.events.select_related("by").order_by("-at", "-pk"))
    names = {str(role): str(role.label) for role in Role}
    for event in events:
        event.was, event.becomes = names.get(event.was, event.was), names.get(event.becomes, event.becomes)
    return events


def _trail(here: str) -> list[tuple[str, str]]:
    return [(_("People"), reverse("accounts:people")), (here, "")]
