"""By which words a text names a person, as regular expressions of PostgreSQL (case is ignored).

Declined forms of a name are not known: "Анны Русу" is not found by "Анна Русу". Texts about the person are emptied
whole, so this concerns only a mention in a text about somebody else.
"""

import re
from collections.abc import Sequence

from django.db.models import Q

from accounts.models import User
from recruiting.models import Candidate

SHORTEST_NAME = 3  # characters; "Li" would be found in too many words
SPECIAL = re.compile(r"([.^$*+?()\[\]{}|\\])")
BETWEEN_DIGITS = r"[ ().\u00a0-]*"
NATIONAL_DIGITS = 8  # of a number written without its country


def words_of(person: Candidate) -> tuple[str, ...]:
    """Patterns for the name, also the other way round, for the address and for the number however it is spaced."""
    found = (*_names(person.full_name), _literal(person.email), *_numbers(person.phone))
    return tuple(pattern for pattern in found if pattern)


def has_namesake(records: Sequence[Candidate]) -> bool:
    """Whether somebody else, candidate or colleague, bears the name of one of these records of a person."""
    same = Q(pk__in=[])
    for record in records:
        same |= Q(full_name__iexact=record.full_name)
    others = Candidate.objects.present().exclude(pk__in=[record.pk for record in records])
    return others.filter(same).exists() or User.objects.filter(same).exists()


def _names(full_name: str) -> list[str]:
    parts = [_literal(part) for part in full_name.split()]
    if len(full_name.strip()) < SHORTEST_NAME:
        return []
    turned = [*parts[1:], parts[0]]
    orders = [parts] if parts == turned else [parts, turned]
    return [r"\m" + r"\s+".join(order) + r"\M" for order in orders]


def _numbers(phone: str) -> list[str]:
    digits = [sign for sign in phone if sign.isdigit()]
    if len(digits) < NATIONAL_DIGITS:
        return []
    whole, national = (BETWEEN_DIGITS.join(some) for some in (digits, digits[-NATIONAL_DIGITS:]))
    return [rf"\+?{BETWEEN_DIGITS}{whole}", national]


def _literal(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text.strip())
