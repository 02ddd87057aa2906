from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.domain.spoken import guest_language, keep_language

BY_SCRIPT = {"Hx-Request", "X-Requested-With"}  # as Django spells them


class PersonalSettingsMiddleware:
    """Show each person the pages in their language and times in their zone; a guest in the browser's language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        language = user.language if user.is_authenticated else guest_language(request)
        zone = user.time_zone if user.is_authenticated else settings.TIME_ZONE
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        if user.is_authenticated:
            keep_language(request, response, language)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language"])
        return response


class EntranceMiddleware(LoginRequiredMiddleware):
    """Sends who is logged out to log in and back: after a form, to the page where it stood.

    The address of the form itself shows nothing. What the page's own script sends is answered as ever, since the page
    stays and tells of it by itself.
    """

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD") or request.headers.keys() & BY_SCRIPT:
            return super().handle_no_permission(request, view_func)
        words = _("You were logged out, so nothing was done. Go back to copy what you typed, then log in.")
        messages.warning(request, words)
        return redirect_to_login(_page_of_form(request), settings.LOGIN_URL)


def _page_of_form(request) -> str:
    """Path and query of the page that sent the form, or of My day where the browser does not say it."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
