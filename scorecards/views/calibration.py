"""One's own way of rating, everybody's for who leads the calibration, and who that is."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.sent import whole
from accounts.enums import AccessAction
from accounts.models import User, record_access
from recruiting.domain.errors import AlreadyDone
from scorecards.domain import calibrating
from scorecards.measurement.reasons import Withheld
from scorecards.models import CalibrationLead, RaterFigures


@dataclass(frozen=True)
class Sentence:
    """One indicator in words; `shown` is False where the text says why there is none."""

    title: str
    text: str
    shown: bool


@require_GET
def own(request):
    """The private card: nobody else's name is on it."""
    informed = calibrating.has_read_notice(request.user)
    figures = RaterFigures.objects.filter(user=request.user).first() if informed else None
    context = {
        "informed": informed,
        "figures": figures,
        "sentences": sentences(figures.figures) if figures else [],
        "leads": calibrating.leads(request.user),
        "lead_names": [lead.user for lead in CalibrationLead.objects.select_related("user")],
        "years": calibrating.KEPT.days // 365,
    }
    return render(request, "scorecards/calibration.html", context)


@require_POST
def notice(request):
    calibrating.read_notice(by=request.user, now=timezone.now())
    messages.success(request, _("Noted. Your figures are computed tonight and appear here."))
    return redirect("scorecards:calibration")


@require_GET
def people(request):
    """Everybody's figures, for who leads the calibration; each reading is logged."""
    if not calibrating.leads(request.user):
        raise PermissionDenied
    rows = list(calibrating.everybody())
    record_access(
        by=request.user, action=AccessAction.READ_RATINGS, subject=request.user, now=timezone.now(), raters=len(rows)
    )
    listed = [(row, sentences(row.figures), calibrating.stands_out(row.figures["severity"])) for row in rows]
    return render(request, "scorecards/calibration_people.html", {"listed": listed})


def leads(request):
    """Administrators say who leads the calibration; they do not see the figures by that."""
    if not request.user.is_administrator:
        raise PermissionDenied
    if request.method == "POST":
        return _change_lead(request)
    named = CalibrationLead.objects.select_related("user", "named_by").order_by("user__name_sort")
    others = User.objects.filter(is_active=True).exclude(leads_calibration__isnull=False).order_by("name_sort", "pk")
    return render(request, "scorecards/calibration_leads.html", {"named": named, "others": others})


def _change_lead(request):
    chosen = User.objects.filter(is_active=True)
    user = get_object_or_404(chosen, pk=whole(request.POST.get("user")))
    try:
        if request.POST.get("act") == "release":
            calibrating.release_lead(user=user, by=request.user)
            messages.success(request, _("%(name)s no longer leads the calibration.") % {"name": user})
        else:
            calibrating.name_lead(user=user, by=request.user, now=timezone.now())
            messages.success(request, _("%(name)s leads the calibration now.") % {"name": user})
    except AlreadyDone as done:
        messages.info(request, done.message)
    return redirect("scorecards:calibration_leads")


def sentences(figures: dict) -> list[Sentence]:
    """The indicators in words a colleague would use; a missing figure says what it waits for."""
    return [
        Sentence(title, why or words(figures), not why)
        for name, title, words in (
            ("severity", _("Beside colleagues"), _severity),
            ("consistency", _("How predictable"), _consistency),
            ("halo", _("Telling competencies apart"), _halo),
            ("range_use", _("Use of the scale"), _range),
            ("agreement", _("Same order of candidates"), _agreement),
        )
        for why in [_withheld(figures[name])]
    ]


def _withheld(indicator: dict) -> str:
    reason = indicator["withheld"]
    if reason == Withheld.TOO_FEW:
        return _("Not enough shared interviews yet (have %(have)d, need %(need)d).") % {
            "have": indicator["have"],
            "need": indicator["minimum"],
        }
    if reason == Withheld.WITHIN_ERROR:
        return _("No difference from colleagues that could not be chance.")
    return _("Ratings differ too little to say anything.") if reason else ""


def _severity(figures: dict) -> str:
    found = figures["severity"]
    bounds = sorted([abs(found["low"]), abs(found["high"])])
    size = {"size": _number(abs(found["value"])), "low": _number(bounds[0]), "high": _number(bounds[1])}
    if found["value"] > 0:
        return _("Rates %(size)s lower than colleagues on the same candidates (95 %%: %(low)s to %(high)s).") % size
    return _("Rates %(size)s higher than colleagues on the same candidates (95 %%: %(low)s to %(high)s).") % size


def _consistency(figures: dict) -> str:
    value = {"value": _number(figures["consistency"]["value"])}
    if figures["consistency"]["flag"]:
        return _("Further from what colleagues’ ratings suggest than usual (%(value)s; 1 is expected).") % value
    return _("As close to colleagues’ ratings as expected (%(value)s; 1 is expected).") % value


def _halo(figures: dict) -> str:
    value = {"value": _number(figures["halo"]["value"])}
    if figures["halo"]["flag"]:
        return _("Competencies of one candidate get nearly the same level (spread %(value)s of colleagues’).") % value
    return _("Competencies of one candidate are told apart as colleagues do (spread %(value)s of theirs).") % value


def _range(figures: dict) -> str:
    value = {"value": _number(figures["range_use"]["value"]), "share": round(100 * figures["middle_share"])}
    if figures["range_use"]["flag"]:
        return _("Stays near the middle: %(share)s %% of levels are 3, spread %(value)s of colleagues’.") % value
    return _("Uses the scale as colleagues do (spread %(value)s of theirs, %(share)s %% of levels are 3).") % value


def _agreement(figures: dict) -> str:
    found = figures["agreement"]
    value = {name: _number(found[name], 2) for name in ("value", "low", "high")}
    return _("Orders candidates much as colleagues do: r %(value)s (95 %%: %(low)s to %(high)s).") % value


def _number(value: float, places: int = 1) -> str:
    """As the reader's language writes it."""
    return formats.number_format(round(value, places), decimal_pos=places)
