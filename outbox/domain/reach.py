"""Which messages a person may see in the list. Apps above say it for theirs; the outbox does not know what they are.

The list shows address, subject and the mail server's answers, never a text: texts hold candidates' data and links that
open once.
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from accounts.models import User
from outbox.models import OutboundMessage

Provider = Callable[[User], Q]
"""The messages of one app that a person may see, as a condition on OutboundMessage."""

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider; call it from `AppConfig.ready` of the app that owns the messages."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def messages_for(user: User) -> QuerySet[OutboundMessage]:
    """All messages for an administrator, for everyone else those that a provider names."""
    if user.is_administrator:
        return OutboundMessage.objects.all()
    reach = Q(pk__in=[])
    for provider in _providers:
        reach |= provider(user)
    return OutboundMessage.objects.filter(reach)
