"""Numbers that somebody gives a command, refused in one line where they cannot be meant."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import TypeVar

Number = TypeVar("Number", int, float)


def between(least: Number, most: Number) -> Callable[[str], Number]:
    """What `type=` of an argument takes: a number of the kind of the two limits, both included."""
    kind = type(least)

    def read(text: str) -> Number:
        try:
            number = kind(text)
        except ValueError:
            number = None
        if number is None or not least <= number <= most:  # so that what is not a number at all is refused as well
            raise ArgumentTypeError(f"{text} is not a number from {least} to {most}")
        return number

    return read
