"""Saving and closing a card from its form, whoever types it: an answer of the page says what stood in the way."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from recruiting.domain.errors import AlreadyDone, Refused
from scorecards.domain.answers import Answers, answers_of
from scorecards.domain.assignments import Assignment
from scorecards.domain.conflict import Conflict, differences, settle
from scorecards.domain.submission import Unfinished
from scorecards.domain.two_steps import only_notes_of
from scorecards.forms.card import CardForm
from scorecards.models import Scorecard
from scorecards.views.card_page import Page, show_card


def saved_card(request, page: Page, write: Callable) -> Scorecard | HttpResponse:
    """The saved card, or the answer that says why it was not saved, with everything typed still in it."""
    place = page.place
    form = CardForm(request.POST, sheet=page.sheet)
    if not form.is_valid():
        return _show(request, replace(page, form=form), status=422)
    answers, seen_version = _settled(form, place)
    try:
        saved = write(
            seen_version=seen_version, answers=answers, writer=form.cleaned_data["writer"], now=timezone.now()
        )
    except Refused as refusal:
        return refused(request, page, refusal, form)
    if isinstance(saved, Conflict):
        conflict = saved.answered(form.choices_made(), against=form.cleaned_data["settles"])
        return _show(request, replace(page, form=form, conflict=conflict), status=409)
    return saved


def sealed_card(request, page: Page, saved: Scorecard, act: Callable, *, fresh: Callable[[], Page]):
    """The closed card, or the page with what is missing.

    Remarks that the writer has not seen yet hold the act back once: the writer rewrites or presses the button again.
    """
    shown = fresh()
    if shown.remarks_key and request.POST.get("seen_remarks") != shown.remarks_key:
        return show_card(request, replace(shown, warned=True), status=422)
    try:
        sealed = act(card=saved, seen_version=saved.version, by=request.user, now=timezone.now())
    except Refused as refusal:
        return refused(request, page, refusal)
    if isinstance(sealed, Unfinished):
        return show_card(request, replace(fresh(), gaps=sealed.gaps), status=422)
    return sealed


def refused(request, page: Page, refusal: Refused, form: CardForm | None = None):
    """A repeated act is a message; any other refusal shows the page with the reason and what was typed."""
    repeated = isinstance(refusal, AlreadyDone) and (form is None or _says_the_same(form, page.place))
    if repeated and not in_background(request):
        messages.info(request, refusal.message)
        return redirect(page.urls["page"])
    return _show(request, replace(page, form=form, refusal=refusal.message), status=409)


def in_background(request) -> bool:
    """Whether the page's own script saves, and only parts of the page are wanted."""
    return request.headers.get("X-Requested-With") == "autosave"


def _settled(form: CardForm, place: Assignment) -> tuple[Answers, int]:
    """The answers to save and the version they were made from; a conflict counts as settled once all is chosen."""
    mine, card = form.typed(), place.card
    if card is None or form.cleaned_data["settles"] != card.version:
        return mine, form.cleaned_data["version"]
    saved, chosen = answers_of(card), form.choices_made()
    if card.ratings_are_sealed:
        mine = only_notes_of(mine, saved)
    if any(difference.key not in chosen for difference in differences(mine, saved, form.sheet)):
        return mine, form.cleaned_data["version"]
    return settle(mine, saved, form.sheet, chosen), card.version


def _says_the_same(form: CardForm, place: Assignment) -> bool:
    saved = answers_of(place.card)
    return not differences(form.typed(), saved, form.sheet)


def _show(request, page: Page, *, status: int):
    if in_background(request):
        return render(request, "scorecards/parts/not_saved.html", {"page": page, "place": page.place}, status=status)
    return show_card(request, page, status=status)
