"""The short way of an automatic save: answered with the version, the time and what changes on the page, as JSON."""

from django.http import JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.domain.owner import FIELD
from scorecards.domain.gaps import gap_of
from scorecards.domain.jotting import Jotted, Whole, Written, jot, jot_of
from scorecards.views.gap_places import anchor_of, is_star, tag_of
from scorecards.views.owner import own_page

OWN = {"csrfmiddlewaretoken", "version", "writer", FIELD}


@require_POST
@own_page
def card_jot(request, interview: int, application: int):
    """409 asks the page to send the whole card to its usual address."""
    sent, now = request.POST, timezone.now()
    seen = sent.get("version", "")
    try:
        texts = jot_of({name: sent[name] for name in sent if name not in OWN})
        saved = jot(
            interview=interview,
            application=application,
            by=request.user,
            seen_version=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1,
            texts=texts,
            writer=sent.get("writer", "")[:32],
            now=now,
        )
    except Whole:
        return JsonResponse({"whole": True}, status=409)
    at = time_format(timezone.localtime(now), "H:i:s")
    return JsonResponse(
        {"version": saved.version, "at": at, **_told(saved, recommended="recommendation" in texts.card)}
    )


def _told(saved: Jotted, *, recommended: bool) -> dict:
    """Counts in words, and each competency that was written: its mark, and the place and words of what it lacks."""
    words = {"answered": saved.answered, "total": saved.total}
    return {
        "answered": f"{saved.answered}/{saved.total}",
        "bar": _("%(answered)s of %(total)s answered") % words,
        "settled": ["recommendation"] if recommended else [],
        "rows": {str(row.item.pk): {"tag": tag_of(row.answer), "gap": _gap(row)} for row in saved.rows},
    }


def _gap(row: Written) -> list[str] | None:
    gap = gap_of(row.item, row.answer, planned=row.planned)
    return [anchor_of(gap, star=is_star(row.answer)), gap.message] if gap else None
