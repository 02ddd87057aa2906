"""Finding mails by the name of whoever they went to. Apps above say it for people who are no users."""

from collections.abc import Callable

from django.db.models import Q

Provider = Callable[[str], Q]
"""Messages to people whose name holds the word, as a condition on OutboundMessage."""

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider; call it from `AppConfig.ready` of the app that knows the people."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def named(word: str) -> Q:
    """Messages to a user, or to somebody an app above knows, whose name holds the word."""
    found = Q(recipient__full_name__icontains=word)
    for provider in _providers:
        found |= provider(word)
    return found
