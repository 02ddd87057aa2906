"""The debrief of one candidate: the page, its live part, and the acts of the people in the talk."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.sent import whole
from competencies.enums import Level
from competencies.models import GridItem
from recruiting.domain.errors import AlreadyDone, Conflict, HeldBack, Refused
from recruiting.models import Application
from scorecards.domain import debrief as acts
from scorecards.domain.agenda import agenda_of
from scorecards.domain.amendments import amend
from scorecards.domain.reading import read_cards
from scorecards.domain.revising import revisable, with_standing
from scorecards.enums import AmendReason, AmendSource
from scorecards.models import Debrief, Scorecard

EVERY = 1500  # milliseconds between two looks of an open page


@require_GET
def page(request, pk: int):
    """The agenda; before the debrief is open, who is missing and the button that opens it."""
    application = _application(request, pk)
    debrief = Debrief.objects.filter(application=application).first()
    context = _context(request, application, debrief)
    return render(request, "scorecards/debrief.html", context)


@require_GET
def live(request, pk: int):
    """The part of the page that others change; 204 while it is what the reader has, 286 once nothing will come."""
    application = _application(request, pk)
    debrief = get_object_or_404(Debrief, application=application)
    if not acts.may_read(request.user, application):
        raise Http404
    if request.GET.get("state", "") == _state(debrief, application, request.user):
        return HttpResponse(status=204 if debrief.is_open else 286)
    context = _context(request, application, debrief) | {"swapped": True}
    return render(request, "scorecards/parts/debrief_live.html", context)


@require_POST
def open_debrief(request, pk: int):
    application = _application(request, pk)
    _only_leads(request, application)
    reason = _text(request, "override_reason")
    try:
        acts.open_debrief(application=application, by=request.user, now=timezone.now(), override_reason=reason)
    except HeldBack as held:
        context = _context(request, application, None) | {"held": held, "reason": reason}
        return render(request, "scorecards/debrief.html", context, status=422)
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("scorecards:debrief", pk)


@require_POST
def note(request, pk: int):
    application, debrief = _speaking(request, pk)
    item = _item(request, application)
    text = _text(request, "text")
    return _done(
        request,
        application,
        lambda: acts.note(debrief=debrief, item=item, text=text, by=request.user, now=timezone.now()),
    )


@require_POST
def agree(request, pk: int):
    application, debrief = _speaking(request, pk)
    _only_leads(request, application)
    item = _item(request, application)
    if item is None:
        raise Http404
    return _done(
        request,
        application,
        lambda: acts.agree(
            debrief=debrief,
            item=item,
            level=_level(request),
            why=_text(request, "why"),
            seen=whole(request.POST.get("seen")) or 0,
            by=request.user,
            now=timezone.now(),
        ),
    )


@require_POST
def change_own(request, pk: int):
    """Amend one's own rating in the talk: the first value stays and counts, both are shown."""
    application, debrief = _speaking(request, pk)
    item = _item(request, application)
    own = Scorecard.objects.submitted().filter(application=application, interviewer=request.user)
    card = get_object_or_404(own, pk=whole(request.POST.get("card")))

    @transaction.atomic
    def act() -> None:
        acts.still_open(debrief)
        amend(
            card=card,
            item=item,
            level=_level(request),
            evidence=_text(request, "evidence"),
            reason=AmendReason(_reason(request)),
            words=_text(request, "words"),
            by=request.user,
            now=timezone.now(),
            source=AmendSource.DEBRIEF,
            seen=whole(request.POST.get("seen")) or 0,
        )
        acts.changed(debrief)

    return _done(request, application, act)


@require_POST
def clock(request, pk: int):
    application, debrief = _speaking(request, pk)
    _only_leads(request, application)
    minutes = whole(request.POST.get("minutes"), digits=9) or 0
    return _done(
        request,
        application,
        lambda: acts.set_clock(debrief=debrief, minutes=minutes, by=request.user, now=timezone.now()),
    )


@require_POST
def close(request, pk: int):
    application, debrief = _speaking(request, pk)
    _only_leads(request, application)
    return _done(request, application, lambda: acts.close_debrief(debrief=debrief, by=request.user, now=timezone.now()))


def _application(request, pk: int) -> Application:
    wanted = Application.objects.visible_to(request.user).filter(vacancy__rule__isnull=False)
    return get_object_or_404(
        wanted.select_related("candidate", "stage", "vacancy__rule", "vacancy__grid", "vacancy__role"), pk=pk
    )


def _speaking(request, pk: int) -> tuple[Application, Debrief]:
    application = _application(request, pk)
    if not acts.may_speak(request.user, application):
        raise PermissionDenied
    return application, get_object_or_404(Debrief, application=application)


def _leads(request, application: Application) -> bool:
    may = request.user.has_perm
    return may("recruiting.run_vacancy", application.vacancy) or may("recruiting.decide_vacancy", application.vacancy)


def _only_leads(request, application: Application) -> None:
    if not _leads(request, application):
        raise PermissionDenied


def _done(request, application: Application, act: Callable[[], object]):
    """Run an act of the talk: htmx gets the live part with what happened above it, others the page again."""
    status, said = 200, None
    try:
        act()
    except AlreadyDone as done:
        said = done.message
    except Conflict as conflict:
        status, said = 409, conflict.message
    except Refused as refused:
        status, said = 422, refused.message
    debrief = Debrief.objects.get(application=application)
    if request.htmx:
        context = _context(request, application, debrief) | {"swapped": True, "said": said, "failed": status != 200}
        response = render(request, "scorecards/parts/debrief_live.html", context)
        if status != 200:  # htmx swaps only what succeeds; the page keeps the text that was refused
            response["X-Refused"] = str(status)
        return response
    if said is None:
        return redirect("scorecards:debrief", application.pk)
    context = _context(request, application, debrief) | {"said": said, "failed": status != 200, "typed": request.POST}
    return render(request, "scorecards/debrief.html", context, status=status)


def _context(request, application: Application, debrief: Debrief | None) -> dict:
    user = request.user
    reads = acts.may_read(user, application)
    shown = debrief is not None and reads
    agenda = agenda_of(application, user=user) if shown else None
    if agenda is not None:
        read_cards(by=user, cards=agenda.cards, now=timezone.now())
    leads = _leads(request, application)
    decides = user.has_perm("recruiting.decide_vacancy", application.vacancy)
    same = Application.objects.filter(pk=application.pk)
    return {
        "row": application,
        "vacancy": application.vacancy,
        "debrief": debrief,
        "reads": reads,
        "agenda": agenda,
        "state": _state(debrief, application, user) if debrief is not None and shown else "",
        "every": EVERY,
        "missing": acts.missing_cards(application) if debrief is None or debrief.is_open else [],
        "may_open": leads and application.is_active,
        "may_decide": reads and application.is_active and decides,
        "revisable": revisable(user, application.vacancy, with_standing(same) if decides else (), decides=decides),
        "may_lead": leads and debrief is not None and debrief.is_open and reads,
        "may_speak": debrief is not None and debrief.is_open and acts.may_speak(user, application),
        "levels": Level.choices,
        "reasons": AmendReason.choices,
        "trail": [
            (_("Vacancies"), reverse("recruiting:vacancies")),
            (application.vacancy.title, reverse("recruiting:board", args=[application.vacancy_id])),
            (application.candidate.full_name, reverse("recruiting:application", args=[application.pk])),
            (_("Debrief"), ""),
        ],
    }


def _state(debrief: Debrief, application: Application, user) -> str:
    """What a page must have to be up to date: the talk's revision, and the cards and amendments open to the reader."""
    seen = Scorecard.objects.visible_to(user).submitted().filter(application=application)
    counts = seen.aggregate(cards=Count("pk", distinct=True), amendments=Max("amendments__pk"))
    revision = Debrief.objects.values_list("revision", flat=True).get(pk=debrief.pk)
    return f"{revision}-{counts['cards']}-{counts['amendments'] or 0}"


def _item(request, application: Application) -> GridItem | None:
    """The competency spoken about; none for the candidate as a whole."""
    text = request.POST.get("item", "")
    if not text:
        return None
    return get_object_or_404(GridItem, pk=whole(text), grid=application.vacancy.grid_id)


def _text(request, name: str) -> str:
    """What was typed, without the sign that the database does not take."""
    return request.POST.get(name, "").replace("\0", "")


def _level(request) -> int | None:
    """1 to 5, None for "not observed"; a value that is neither is refused by the act."""
    text = request.POST.get("level", "")
    return None if text == "none" else whole(text, digits=9) or 0


def _reason(request) -> str:
    given = request.POST.get("reason", "")
    if given not in AmendReason.values:
        raise Refused(_("Choose the reason."))
    return given
