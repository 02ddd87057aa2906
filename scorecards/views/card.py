"""The interviewer's own scorecard: look, save, submit, decline. Everyone else's address of it does not exist."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from recruiting.domain.errors import AlreadyDone, Refused
from scorecards.domain.answers import Answers, answers_of
from scorecards.domain.assignments import Assignment, find_assignment, planned_items
from scorecards.domain.conflict import Conflict, differences, settle
from scorecards.domain.filling import save_card
from scorecards.domain.submission import Unfinished, decline_card, submit_card
from scorecards.forms.card import CardForm, DeclineForm
from scorecards.models import Scorecard
from scorecards.views.card_page import Page, show_card
from scorecards.views.owner import own_page


@require_GET
@own_page
def card(request, interview: int, application: int):
    return show_card(request, Page(_place(request, interview, application)))


@require_POST
@own_page
def card_save(request, interview: int, application: int):
    saved = _save(request, _place(request, interview, application))
    if isinstance(saved, HttpResponse):
        return saved
    if _in_background(request):
        place = _place(request, interview, application)
        return render(request, "scorecards/parts/saved.html", {"page": Page(place), "place": place})
    at = time_format(timezone.localtime(saved.saved_at), "H:i:s")
    messages.success(request, _("Saved at %(time)s.") % {"time": at})
    return redirect("scorecards:card", interview, application)


@require_POST
@own_page
def card_submit(request, interview: int, application: int):
    place = _place(request, interview, application)
    saved = _save(request, place)
    if isinstance(saved, HttpResponse):
        return saved
    try:
        sealed = submit_card(card=saved, seen_version=saved.version, by=request.user, now=timezone.now())
    except Refused as refusal:
        return _refused(request, place, refusal)
    if isinstance(sealed, Unfinished):
        fresh = _place(request, interview, application)
        return show_card(request, Page(fresh, gaps=sealed.gaps), status=422)
    messages.success(request, _("Your scorecard is submitted and sealed."))
    return redirect("scorecards:card", interview, application)


@require_POST
@own_page
def card_decline(request, interview: int, application: int):
    place = _place(request, interview, application)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return show_card(request, Page(place, decline=form), status=422)
    try:
        decline_card(
            interview=place.interview,
            application=place.application,
            by=request.user,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("You have said that you cannot rate this candidate. The recruiter can see it."))
    return redirect("scorecards:card", interview, application)


def _place(request, interview: int, application: int) -> Assignment:
    place = find_assignment(interview=interview, application=application, by=request.user)
    if place is None:
        raise Http404
    return place


def _save(request, place: Assignment) -> Scorecard | HttpResponse:
    """The saved card, or the answer that says why it was not saved, with everything typed still in it."""
    form = CardForm(request.POST, items=planned_items(place.stage))
    if not form.is_valid():
        return _show(request, Page(place, form=form), status=422)
    answers, seen_version = _settled(form, place)
    try:
        saved = save_card(
            interview=place.interview,
            application=place.application,
            by=request.user,
            seen_version=seen_version,
            answers=answers,
            writer=form.cleaned_data["writer"],
            now=timezone.now(),
        )
    except Refused as refusal:
        return _refused(request, place, refusal, form)
    if isinstance(saved, Conflict):
        return _show(request, Page(place, form=form, conflict=saved), status=409)
    return saved


def _settled(form: CardForm, place: Assignment) -> tuple[Answers, int]:
    """The answers to save and the version they were made from; a conflict counts as settled once all is chosen."""
    mine, card = form.typed(), place.card
    if card is None or form.cleaned_data["settles"] != card.version:
        return mine, form.cleaned_data["version"]
    saved, chosen = answers_of(card), form.choices_made()
    if any(difference.key not in chosen for difference in differences(mine, saved, form.items)):
        return mine, form.cleaned_data["version"]
    return settle(mine, saved, form.items, chosen), card.version


def _refused(request, place: Assignment, refusal: Refused, form: CardForm | None = None):
    """A repeated act is a message; any other refusal shows the page with the reason and what was typed."""
    repeated = isinstance(refusal, AlreadyDone) and (form is None or form.typed() == answers_of(place.card))
    if repeated and not _in_background(request):
        messages.info(request, refusal.message)
        return redirect("scorecards:card", place.interview.pk, place.application.pk)
    return _show(request, Page(place, form=form, refusal=refusal.message), status=409)


def _show(request, page: Page, *, status: int):
    if _in_background(request):
        return render(request, "scorecards/parts/not_saved.html", {"page": page, "place": page.place}, status=status)
    return show_card(request, page, status=status)


def _in_background(request) -> bool:
    """Whether the page's own script saves, and only parts of the page are wanted."""
    return request.headers.get("X-Requested-With") == "autosave"
