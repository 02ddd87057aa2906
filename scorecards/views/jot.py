"""The short way of an automatic save: one text, answered with the version and the time."""

from django.http import JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.http import require_POST

from accounts.domain.owner import FIELD
from scorecards.domain.jotting import Whole, jot, jot_of
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
        version = jot(
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
    return JsonResponse({"version": version, "at": time_format(timezone.localtime(now), "H:i:s")})
