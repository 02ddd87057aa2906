"""The interviewer's own scorecard: look, save, submit, decline. Everyone else's address of it does not exist."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.sent import whole
from recruiting.domain.errors import Refused
from scorecards.domain.assignments import Assignment, find_assignment
from scorecards.domain.filling import save_card
from scorecards.domain.submission import decline_card, seal_ratings, submit_card
from scorecards.forms.card import DeclineForm
from scorecards.models import Scorecard
from scorecards.views.card_page import Page, show_card
from scorecards.views.marking import keep_marks, sent_marks
from scorecards.views.owner import own_page
from scorecards.views.saving import in_background, saved_card, sealed_card


@require_GET
@own_page
def card(request, interview: int, application: int):
    return show_card(request, Page(_place(request, interview, application), added=whole(request.GET.get("add"))))


@require_POST
@own_page
def card_save(request, interview: int, application: int):
    saved = _save(request, _place(request, interview, application))
    if isinstance(saved, HttpResponse):
        return saved
    if in_background(request):
        place = _place(request, interview, application)
        return render(request, "scorecards/parts/saved.html", {"page": Page(place), "place": place})
    at = time_format(timezone.localtime(saved.saved_at), "H:i:s")
    messages.success(request, _("Saved at %(time)s.") % {"time": at})
    if decline := _declining(request):
        return show_card(request, Page(_place(request, interview, application), decline=decline))
    return _back(interview, application, added=whole(request.POST.get("add")))


@require_POST
@own_page
def card_submit(request, interview: int, application: int):
    sealed = _close(request, interview, application, submit_card)
    if isinstance(sealed, HttpResponse):
        return sealed
    messages.success(request, _("Your scorecard is submitted and sealed."))
    return redirect("scorecards:card", interview, application)


@require_POST
@own_page
def card_ratings(request, interview: int, application: int):
    """First of two steps: the ratings are sealed, the notes stay open."""
    sealed = _close(request, interview, application, seal_ratings)
    if isinstance(sealed, HttpResponse):
        return sealed
    until = date_format(timezone.localtime(sealed.notes_until), "SHORT_DATETIME_FORMAT")
    messages.success(request, _("Your ratings are sealed. You can finish the notes until %(time)s.") % {"time": until})
    return redirect("scorecards:card", interview, application)


@require_POST
@own_page
def card_decline(request, interview: int, application: int):
    """What the page says is kept is saved first, when it comes along: a page without scripts sends it."""
    place = _place(request, interview, application)
    form = DeclineForm(request.POST)
    if "version" in request.POST:
        saved = _save(request, place, decline=form)
        if isinstance(saved, HttpResponse):
            return saved
        place = _place(request, interview, application)
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


def _save(request, place: Assignment, decline: DeclineForm | None = None) -> Scorecard | HttpResponse:
    """The card with the marks of the kit that came along, or the page with everything that was sent still in it."""
    marks = sent_marks(request, place)

    def write(**written):
        return save_card(interview=place.interview, application=place.application, by=request.user, **written)

    saved = saved_card(request, Page(place, marks=marks, decline=decline or _declining(request)), write)
    if marks and not isinstance(saved, HttpResponse) and (trouble := keep_marks(request, place, marks)):
        fresh = _place(request, place.interview.pk, place.application.pk)
        return show_card(
            request, Page(fresh, marks=marks, decline=decline or _declining(request)), status=409, **trouble
        )
    return saved


def _declining(request) -> DeclineForm | None:
    """What was typed to decline while another button was pressed; None when nothing was."""
    typed = {name: request.POST.get(name, "") for name in DeclineForm.base_fields}
    return DeclineForm(initial=typed) if any(typed.values()) else None


def _close(request, interview: int, application: int, act) -> Scorecard | HttpResponse:
    place = _place(request, interview, application)
    saved = _save(request, place)
    if isinstance(saved, HttpResponse):
        return saved

    def fresh() -> Page:
        return Page(_place(request, interview, application), decline=_declining(request))

    return sealed_card(request, Page(place), saved, act, fresh=fresh)


def _back(interview: int, application: int, *, added: int | None):
    """The card, at the competency that was just added."""
    address = redirect("scorecards:card", interview, application)
    if added is not None:
        address["Location"] += f"?add={added}#rate-{added}"
    return address
