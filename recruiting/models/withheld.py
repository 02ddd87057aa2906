"""On which applications a person does not yet read colleagues' words, for whole querysets.

The rule belongs to the app above, which registers it; querysets of this app narrow themselves by it.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User

Provider = Callable[[User], QuerySet[Any, Any]]
"""Ids of applications on which the person still has to rate, as a queryset of one column."""

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider; call it from `AppConfig.ready` of the app that owns the rule."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def withheld(user: User, *, application: str = "application") -> Q:
    """Rows whose application is one of those; `application` is the lookup that leads to it."""
    rows = Q(pk__in=[])
    for provider in _providers:
        rows |= Q(**{f"{application}__in": provider(user)})
    return rows
