"""`manage drill NAME`: run one drill, in which things are broken on purpose, and print what became of it."""

import sys
from argparse import REMAINDER
from importlib import import_module

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext_lazy as _

DRILLS = {
    "reminders": "reminders.trials.drill",
}
"""Name -> module with ``run(argv: list[str]) -> int``, zero when everything held."""


class Command(BaseCommand):
    """Looks the drill up and leaves with its code."""

    help = str(_("Break things on purpose and check that nothing is lost. Works beside the installation, not in it."))
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The drill's name, then whatever it takes."""
        parser.add_argument("name", choices=sorted(DRILLS))
        parser.add_argument("argv", nargs=REMAINDER)

    def handle(self, *args, **options) -> None:
        """Leave with the drill's code when something was lost."""
        code = import_module(DRILLS[options["name"]]).run(options["argv"])
        if code:
            sys.exit(code)
