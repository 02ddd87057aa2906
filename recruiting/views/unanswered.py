"""Who still waits for an answer, and which letters are held."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from outbox.enums import MessageState
from recruiting.domain.answering import answered_by, unanswered
from recruiting.domain.board import days_between
from recruiting.domain.letters import EVENT_OF
from recruiting.domain.wordings import first_choices, templates
from recruiting.enums import ApplicationState, LetterEvent
from recruiting.models import Letter, Vacancy
from recruiting.views.trails import to_candidates

PAGE = 25
SHOWS = ("all", "in_work", "closed", "held")


@require_safe
@permission_required("recruiting.see_unanswered", raise_exception=True)
def unanswered_list(request):
    """Applications nobody answered, longest first, with what stands in the way; and letters that are held."""
    now, user = timezone.now(), request.user
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    query = request.GET.get("q", "").strip()[:150]
    reach = answered_by(user)
    waiting = unanswered(reach)
    held = Letter.objects.filter(application__in=reach, message__state=MessageState.HELD)
    counts = {
        "all": waiting.count(),
        "in_work": waiting.filter(state=ApplicationState.ACTIVE).count(),
        "closed": waiting.exclude(state=ApplicationState.ACTIVE).count(),
        "held": held.count(),
    }
    rows = _letters(held, query) if show == "held" else _applications(waiting, show, query)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "show": show,
        "query": query,
        "counts": counts,
        "page": page,
        "rows": page.object_list if show == "held" else _with_age(page.object_list, user, now),
        "choices": [one for one in templates() if not one.closing],
        "trail": to_candidates((_("Unanswered"), "")),
    }
    return render(request, "recruiting/letters/unanswered.html", context)


def _applications(waiting, show: str, query: str):
    if show == "in_work":
        waiting = waiting.filter(state=ApplicationState.ACTIVE)
    if show == "closed":
        waiting = waiting.exclude(state=ApplicationState.ACTIVE)
    if query:
        waiting = waiting.filter(candidate__full_name__icontains=query)
    return waiting.select_related("candidate", "vacancy", "stage", "reason")


def _letters(held, query: str):
    if query:
        held = held.filter(application__candidate__full_name__icontains=query)
    return held.select_related("message", "application__candidate", "application__vacancy").order_by("pk")


def _with_age(applications, user, now) -> list[dict]:
    """Each with its days of waiting and the template to answer from. The team is asked once for the whole page."""
    of_event = first_choices(templates())
    run = set(Vacancy.objects.run_by(user).values_list("pk", flat=True)) if user.is_hr else set()
    return [
        {
            "row": row,
            "days": days_between(row.since, now),
            "trouble": MessageState(row.trouble) if row.trouble else None,
            "template": of_event.get(LetterEvent.RECEIVED if row.is_active else EVENT_OF[ApplicationState(row.state)]),
            "may_run": row.vacancy_id in run,
        }
        for row in applications
    ]
