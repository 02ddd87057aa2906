"""Marks of the kit's questions on a page: what it needs to take them, and keeping those that it sends."""

from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import Any

from django.urls import reverse
from django.utils import timezone

from recruiting.domain.errors import Refused
from scorecards.domain.assignments import Assignment
from scorecards.domain.marking import Mark, kit_of, mark_questions
from scorecards.enums import Asked
from scorecards.forms.kit import given_up, made_before, marks_sent, settled
from scorecards.views.owner import page_name


def marking_context(request, place: Assignment, page: str) -> dict:
    """`page` is the URL name, "card" or "kit", to which the marks belong; nothing when the person cannot mark."""
    mine = place.seat is not None or place.card is not None
    if not mine or place.obstacle() or (place.card is not None and not place.card.is_draft):
        return {"marking": ""}
    return {
        "marking": page,
        "marks_form": "card" if page == "card" else "marks",
        "marks_offered": Asked.choices,
        "marks_place": reverse(f"scorecards:{page}", args=[place.interview.pk, place.application.pk]),
        "writer": page_name(request.POST) if page == "kit" and request.POST else token_hex(16),
    }


def sent_marks(request, place: Assignment) -> dict[int, Mark]:
    """The marks that came with this request. A page whose script saves them by themselves sends none: no query then."""
    if not any(name.startswith("seen-") for name in request.POST):
        return {}
    return marks_sent(request.POST, kit_of(place.interview, place.card))


def keep_marks(request, place: Assignment, sent: Mapping[int, Mark]) -> dict:
    """Keep the marks that were sent; what the page has to say when they could not be kept, otherwise nothing."""
    wanted = {key: mark for key, mark in sent.items() if key not in given_up(request.POST)}
    try:
        clashes = mark_questions(
            interview=place.interview,
            application=place.application,
            by=request.user,
            marks=wanted,
            settled=settled(request.POST),
            writer=page_name(request.POST),
            now=timezone.now(),
        )
    except Refused as refusal:
        return {"refusal": refusal.message}
    if not clashes:
        return {}
    before = made_before(request.POST, {clash.question.pk for clash in clashes})
    return {"clashes": clashes, "before": before}


def show_marks(kit: Sequence[Any], marks: Mapping[int, Mark]) -> None:
    """Let the questions of `kit_of` show what was sent where it was not kept."""
    for row in kit:
        row.marked = marks.get(row.pk, row.marked)
