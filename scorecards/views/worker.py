"""The script that opens a scorecard's page again while there is no network. It lives where those pages live."""

from functools import cache
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from accounts.domain.owner import HEADER


@login_not_required
@require_GET
@cache_control(no_cache=True)
def worker(request):
    """Holds no data of anybody, so a browser may look for its newer version at any time."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> str:
    with open(cast(str, finders.find("scorecards/worker.js")), encoding="utf-8") as file:
        words = file.read()
    return words.replace("@STATIC@", settings.STATIC_URL).replace("@HEADER@", HEADER)
