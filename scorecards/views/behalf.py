"""Typing an interviewer's card from paper, and the interviewer's objection to what was typed."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.sent import whole
from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.models import Interview
from scorecards.domain.assignments import Assignment, find_assignment
from scorecards.domain.on_behalf import enter_card, hand_over, object_to, why_not
from scorecards.models import Scorecard
from scorecards.views.card_page import Page, base_context, show_card
from scorecards.views.owner import own_page
from scorecards.views.saving import in_background, saved_card, sealed_card


@require_GET
@own_page
def behalf(request, interview: int, application: int, interviewer: int):
    place = _place(request, interview, application, interviewer)
    if reason := why_not(place, request.user, timezone.now()):
        return _closed(request, place, reason, 200)
    return show_card(request, _page(place, added=whole(request.GET.get("add"))))


@require_POST
@own_page
def behalf_save(request, interview: int, application: int, interviewer: int):
    page = _page(_place(request, interview, application, interviewer))
    saved = _save(request, page)
    if isinstance(saved, HttpResponse):
        return saved
    if in_background(request):
        shown = _as_saved(page, saved)
        return render(request, "scorecards/parts/saved.html", {"page": shown, "place": shown.place})
    messages.success(request, _("Saved. Only you see it until you hand it over."))
    answer = redirect("scorecards:behalf", interview, application, interviewer)
    added = whole(request.POST.get("add"))
    if added is not None:
        answer["Location"] += f"?add={added}#rate-{added}"
    return answer


@require_POST
@own_page
def behalf_submit(request, interview: int, application: int, interviewer: int):
    page = _page(_place(request, interview, application, interviewer))
    saved = _save(request, page)
    if isinstance(saved, HttpResponse):
        return saved

    def fresh() -> Page:
        return _page(_place(request, interview, application, interviewer))

    handed = sealed_card(request, page, saved, hand_over, fresh=fresh)
    if isinstance(handed, HttpResponse):
        return handed
    words = _("%(name)s has been told, and confirms the scorecard or objects.") % {"name": page.place.interviewer}
    messages.success(request, words)
    return redirect("scorecards:panel", application)


@require_POST
def card_object(request, interview: int, application: int):
    place = find_assignment(interview=interview, application=application, by=request.user)
    if place is None or place.card is None:
        raise Http404
    try:
        words = request.POST.get("words", "").replace("\0", "")[:2_000]
        object_to(card=place.card, words=words, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("What was entered is void. Fill in your own scorecard."))
    return redirect("scorecards:card", interview, application)


def _place(request, interview: int, application: int, interviewer: int) -> Assignment:
    """The interviewer's place, for whoever runs the vacancy: out of reach is 404, a forbidden act 403."""
    reach = Interview.objects.visible_to(request.user).select_related("vacancy")
    meeting = get_object_or_404(reach, pk=interview)
    if not request.user.has_perm("recruiting.run_vacancy", meeting.vacancy):
        raise PermissionDenied
    person = get_object_or_404(User, pk=interviewer)
    place = find_assignment(interview=interview, application=application, by=person)
    if place is None:
        raise Http404
    return place


def _save(request, page: Page) -> Scorecard | HttpResponse:
    place = page.place
    if reason := why_not(place, request.user, timezone.now()):
        return _closed(request, place, reason, 409)

    def write(**written):
        return enter_card(
            interview=place.interview,
            application=place.application,
            interviewer=place.interviewer,
            by=request.user,
            **written,
        )

    return saved_card(request, page, write)


def _as_saved(page: Page, saved: Scorecard) -> Page:
    """The page after a save by its script: only the card has changed, so nothing else is read again."""
    card = Scorecard.objects.with_parts().select_related("entered_by").get(pk=saved.pk)
    shown = _page(replace(page.place, card=card))
    shown.sheet = page.sheet
    return shown


def _page(place: Assignment, *, added: int | None = None) -> Page:
    return Page(place, behalf=True, added=added)


def _closed(request, place: Assignment, reason: str, status: int):
    """Why it cannot be typed; nothing of a card that the person may not see is in it."""
    context = {"reason": reason, **base_context(Page(place, behalf=True))}
    return render(request, "scorecards/behalf_closed.html", context, status=status)
