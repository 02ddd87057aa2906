"""`./run check`: all that is judged without running the tests. Every step runs; then the command fails if one did."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import environment
from .messages import say
from .places import Places

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@dataclass(frozen=True)
class Step:
    """A command of the environment's Python; `production` runs it as a real installation would be set up."""

    name: str
    args: Sequence[str]
    production: bool = False


def check(places: Places, env: Mapping[str, str]) -> int:
    """Run all steps; 1 if any failed, else 0."""
    failed = [step.name for step in _steps(places) if not _passes(step, places, env)]
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed")
    return 1 if failed else 0


def _steps(places: Places) -> list[Step]:
    templates = [
        str(path.relative_to(places.root))
        for path in (places.root / "templates", *places.root.glob("[a-z]*/templates"))
        if path.exists()
    ]
    steps = [
        Step("style", ["-m", "ruff", "check", "."]),
        Step("format", ["-m", "ruff", "format", "--check", "."]),
        Step("import contracts", ["-c", LINT_IMPORTS]),
        Step("types", ["-m", "mypy"]),
        Step("safe settings", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], production=True),
        Step("migrations complete", ["manage.py", "makemigrations", "--check", "--dry-run"]),
        Step("sizes", [".ci/size_check.py"]),
        Step("translations", [".ci/catalogue_check.py"]),
        Step("spelling", [".ci/spelling.py"]),
    ]
    if templates:
        steps.append(Step("templates", ["-m", "djlint", "--lint", "--quiet", *templates]))
    return steps


def _passes(step: Step, places: Places, env: Mapping[str, str]) -> bool:
    """Run one step and say how it went; its output is shown only when it failed."""
    began = time.monotonic()
    used = environment.production(env) if step.production else env
    argv = [str(places.python), *step.args]
    done = subprocess.run(
        argv, cwd=places.root, env=dict(used), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    passed = done.returncode == 0
    if not passed:
        print(done.stdout, flush=True)
    say(f"{'ok    ' if passed else 'FAILED'}  {step.name} ({time.monotonic() - began:.1f} s)")
    return passed
