"""The language that a browser was last used in, for the pages it shows to nobody in particular."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation


def guest_language(request: HttpRequest) -> str:
    """What was chosen or last spoken in this browser, else what the browser asks for."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)


def keep_language(request: HttpRequest, response: HttpResponseBase, language: str) -> None:
    """Leave the language with the browser, unless it has it: the log-in page speaks it after the session has ended."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) == language:
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=31_536_000,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
