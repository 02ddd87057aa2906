"""Amending one's own sealed card: a reason, both values, nothing overwritten."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from scorecards.domain.amendments import amend, amendments_of
from scorecards.domain.assignments import find_assignment
from scorecards.enums import AmendReason, CardState, Recommendation
from scorecards.forms.amend import OVERALL, AmendForm
from scorecards.forms.card import NOT_OBSERVED
from scorecards.views.card_page import Page, base_context, show_closed


@require_POST
def card_amend(request, interview: int, application: int):
    place = find_assignment(interview=interview, application=application, by=request.user)
    if place is None or place.card is None or place.card.state != CardState.SUBMITTED:
        raise Http404
    form = AmendForm(request.POST, card=place.card)
    if not form.is_valid():
        return show_closed(request, place, base_context(Page(place)) | {"amend": form}, 422)
    try:
        amend(card=place.card, by=request.user, now=timezone.now(), **_values(form))
    except AlreadyDone as refusal:
        messages.info(request, refusal.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        status = 409 if isinstance(refusal, Conflict) else 422
        return show_closed(request, place, base_context(Page(place)) | {"amend": form}, status)
    else:
        messages.success(request, _("The amendment is kept. Both values are shown from now on."))
    return redirect("scorecards:card", interview, application)


def _values(form: AmendForm) -> dict:
    """What the act takes; a value left as it is stands for the one that holds now."""
    data = form.cleaned_data
    level, recommendation = _now(form)
    if data["what"] == OVERALL and data["level"]:
        recommendation = data["level"]
    elif data["level"]:
        level = None if data["level"] == NOT_OBSERVED else int(data["level"])
    return {
        "item": form.item,
        "level": level,
        "recommendation": Recommendation(recommendation) if recommendation else "",
        "evidence": data["evidence"],
        "reason": AmendReason(data["reason"]),
        "words": data["words"],
        "seen": data["seen"],
    }


def _now(form: AmendForm) -> tuple[int | None, str]:
    rating = next((one for one in form.card.ratings.all() if str(one.item_id) == form.cleaned_data["what"]), None)
    changes = amendments_of(form.card, rating)
    if changes:
        return changes[-1].level, changes[-1].recommendation
    return (rating.level, "") if rating else (None, form.card.recommendation)
