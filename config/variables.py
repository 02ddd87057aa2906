"""What the environment says, read for the settings: a value that cannot be meant ends the start with one line.

A value is taken as it stands: one that begins with $ is a password or a key, not the name of another variable.
NAME_FILE may name a file that holds the value of NAME, as secrets of containers do; the end of the line is no part
of it.
"""

import logging
import sys
from collections.abc import Sequence
from typing import NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from environ.fileaware_mapping import FileAwareMapping

YES = {"1", "true", "yes", "y", "on", "ok"}
NO = {"0", "false", "no", "n", "off", ""}
LARGEST = 10**9


class _AsItStands(FileAwareMapping):
    """The environment with each $ escaped, which `environ` would follow to another variable."""

    def __getitem__(self, key: str) -> str:
        try:
            value: str = super().__getitem__(key)
        except OSError as error:
            _refuse(f"{key}_FILE", f"names a file that cannot be read ({error.strerror})")
        except UnicodeDecodeError:
            _refuse(f"{key}_FILE", "names a file that is not written in UTF-8")
        return value.rstrip("\r\n").replace("$", r"\$")


class _Variables(environ.Env):
    ENVIRON = _AsItStands()


env = _Variables()
env.escape_proxy = True


def number(name: str, default: int, *, least: int = 0, most: int = LARGEST) -> int:
    """A whole number from `least` to `most`."""
    said = env.str(name, str(default)).strip()
    if not _is_whole(said) or not least <= int(said) <= most:
        _refuse(name, f"is “{said}”: set it to a whole number from {least} to {most}")
    return int(said)


def numbers(name: str, default: list[int]) -> list[int]:
    """Whole numbers of zero or more, at least one, with commas between."""
    said = env.str(name, ",".join(map(str, default)))
    parts = [part.strip() for part in said.split(",")]
    if not all(map(_is_whole, parts)) or any(int(part) > LARGEST for part in parts):
        _refuse(name, f"is “{said}”: set it to whole numbers with commas between, for example 60,300,900")
    return [int(part) for part in parts]


def names(name: str, default: Sequence[str] = ()) -> list[str]:
    """Names with commas between, blanks around them left out."""
    parts = (part.strip() for part in env.str(name, ",".join(default)).split(","))
    return [part for part in parts if part]


def flag(name: str, default: bool) -> bool:
    """Yes or no; anything else is refused, for a misspelt yes would count as a no."""
    said = env.str(name, "1" if default else "0").strip().lower()
    if said not in YES | NO:
        _refuse(name, f"is “{said}”: set it to 1 or 0")
    return said in YES


def address(name: str, default: str) -> str:
    """Where people open the site, with its scheme; empty when nothing is said."""
    said = env.str(name, default).strip()
    try:
        parts = urlsplit(said)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if said and not whole:
        _refuse(name, f"is “{said}”: set it to the address people open, for example https://hiring.example.org")
    return said


def database(name: str, default: str) -> dict:
    """The database as Django wants it. The value is not shown: it holds a password."""
    said = env.str(name, default)
    try:
        parts = urlsplit(said)
        known = parts.scheme in ("postgres", "postgresql") and parts.port != 0
    except ValueError:
        known = False
    if not known:
        _refuse(name, "is no address of a database: set it to postgres://USER:PASSWORD@HOST:PORT/NAME")
    return env.db_url_config(said)


def time_zone(name: str, default: str) -> str:
    """A zone that the machine has rules for."""
    said = env.str(name, default)
    try:
        ZoneInfo(said)
    except (KeyError, ValueError, OSError):  # no such name; no name at all; the name of a folder of zones
        _refuse(name, f"is “{said}”: set it to the name of a zone, for example Europe/Chisinau")
    return said


def log_level(name: str, default: str) -> str:
    """A level of the standard library's logging, in either case."""
    said = env.str(name, default)
    if said.strip().upper() not in logging.getLevelNamesMapping():
        _refuse(name, f"is “{said}”: set it to DEBUG, INFO, WARNING, ERROR or CRITICAL")
    return said.strip().upper()


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _refuse(name: str, why: str) -> NoReturn:
    sys.exit(f"{name} {why}.")
