"""`manage bench NAME`: run one benchmark and print both sides of it."""

import sys
from argparse import REMAINDER
from importlib import import_module

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext_lazy as _

BENCHMARKS = {
    "board": "recruiting.benchmarks.board",
    "autosave": "scorecards.benchmarks.autosave",
    "search": "desk.benchmarks.search",
    "import": "recruiting.benchmarks.bringing",
    "compare": "scorecards.benchmarks.compare",
    "measure": "scorecards.benchmarks.measure",
    "reminders": "reminders.trials.bench",
}
"""Name -> module with ``run(argv: list[str]) -> int``, zero when every bar is met."""


class Command(BaseCommand):
    """Looks the benchmark up and leaves with its code."""

    help = str(_("Run a benchmark and print what it compares."))
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The benchmark's name, then whatever it takes."""
        parser.add_argument("name", choices=sorted(BENCHMARKS))
        parser.add_argument("argv", nargs=REMAINDER)

    def handle(self, *args, **options) -> None:
        """Leave with the benchmark's code when a bar is missed."""
        code = import_module(BENCHMARKS[options["name"]]).run(options["argv"])
        if code:
            sys.exit(code)
