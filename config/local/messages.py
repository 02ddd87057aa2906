"""What the launcher says: one clear line each, to the terminal."""

import sys


class Refusal(Exception):
    """The launcher cannot go on; the text names the cause and what to do."""


def say(line: str) -> None:
    """Print a line about progress. It goes to stderr: stdout belongs to the command that was asked for."""
    print(line, file=sys.stderr, flush=True)
