"""Work on the parts of an import side by side: the database is busy with two of them, not idle between two."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

from django.db import connection
from django.utils.translation import get_language, override

HANDS = 2

Part = TypeVar("Part")


def side_by_side(act: Callable[[Part], object], parts: Iterable[Part]) -> None:
    """Call `act` with each of the parts, two at once, each hand with a connection of its own.

    Inside a transaction they follow one another, since other connections would not see what it has written. After an
    error no further part is begun; it is raised when all hands rest.
    """
    parts = list(parts)
    if len(parts) < HANDS or connection.in_atomic_block:
        for part in parts:
            act(part)
        return
    with ThreadPoolExecutor(HANDS) as pool:
        hands = [pool.submit(_alone, act, part, get_language()) for part in parts]
        wait(hands, return_when=FIRST_EXCEPTION)
        for hand in hands:
            hand.cancel()
    for hand in hands:
        if not hand.cancelled():
            hand.result()


def _alone(act: Callable[[Part], object], part: Part, language: str | None) -> None:
    try:
        with override(language):
            act(part)
    finally:
        connection.close()
