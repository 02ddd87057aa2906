"""What a page needs to mark the kit's questions; nothing when the person cannot mark them."""

from secrets import token_hex

from django.urls import reverse

from scorecards.domain.assignments import Assignment
from scorecards.enums import Asked
from scorecards.views.owner import page_name


def marking_context(request, place: Assignment, page: str) -> dict:
    """`page` is the URL name, "card" or "kit", to which the marks belong."""
    mine = place.seat is not None or place.card is not None
    if not mine or place.obstacle() or (place.card is not None and not place.card.is_draft):
        return {"marking": ""}
    return {
        "marking": page,
        "marks_offered": Asked.choices,
        "marks_place": reverse(f"scorecards:{page}", args=[place.interview.pk, place.application.pk]),
        "writer": page_name(request.POST) if page == "kit" and request.POST else token_hex(16),
    }
