"""The environment in `.venv`: made once, and filled again when a requirements file has changed."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from . import holds
from .messages import Refusal, say
from .places import Places

BASE = ("requirements.txt",)
DEVELOPMENT = ("requirements.txt", "requirements-dev.txt")


def ensure(places: Places, *, development: bool = False) -> None:
    """Have `.venv` hold what the requirements say. Touches neither network nor disk when it already does."""
    with holds.exclusive(places.run / "install.lock"):
        if not _works(places):
            _make(places)
        _install(places, BASE)
        if development:
            _install(places, DEVELOPMENT)


def _works(places: Places) -> bool:
    """Whether `.venv` has a Python that starts; it does not after the Python it was made from was removed."""
    code = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([places.python, "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def _make(places: Places) -> None:
    """Make `.venv` with the first way that this machine offers."""
    say("Making .venv")
    for way in (_with_venv, _with_virtualenv, _with_uv):
        shutil.rmtree(places.venv, ignore_errors=True)
        if way(places) and _works(places):
            return
    shutil.rmtree(places.venv, ignore_errors=True)
    raise Refusal(
        "No environment could be made: install the venv module of your Python (Debian: python3-venv),"
        " or see why `python3 -m pip` does not work."
    )


def _with_venv(places: Places) -> bool:
    return _quietly([sys.executable, "-m", "venv", places.venv])


def _with_virtualenv(places: Places) -> bool:
    tools = places.local / "tools"
    return _tool(tools, "virtualenv") and _quietly([sys.executable, "-m", "virtualenv", places.venv], path=tools)


def _with_uv(places: Places) -> bool:
    tools = places.local / "tools"
    return _tool(tools, "uv") and _quietly(
        [tools / "bin" / "uv", "venv", "--seed", "--python", sys.executable, places.venv]
    )


def _tool(folder: Path, name: str) -> bool:
    """Install one tool into a folder of its own, which even a Python that forbids installing into itself allows."""
    say(f"This Python makes no environments by itself: fetching {name}")
    return _quietly([sys.executable, "-m", "pip", "install", "-q", "--upgrade", "--target", folder, name])


def _quietly(argv: Sequence[str | Path], *, path: Path | None = None) -> bool:
    """Run a command whose output matters to nobody while another way is left."""
    env = dict(os.environ, **({"PYTHONPATH": str(path)} if path else {}))
    try:
        return subprocess.run([str(part) for part in argv], env=env, capture_output=True).returncode == 0
    except OSError:
        return False


def _install(places: Places, files: Sequence[str]) -> None:
    """Install the last of `files`, unless it and those it includes are as they were when it was last installed."""
    stamp = places.venv / f".installed-{files[-1]}"
    wanted = hashlib.sha256(b"\0".join((places.root / name).read_bytes() for name in files)).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing {files[-1]}")
    argv: list[str | Path] = [
        places.python,
        "-m",
        "pip",
        "install",
        "-qq",
        "--no-input",
        "--disable-pip-version-check",
        "-r",
        files[-1],
    ]
    if subprocess.run(argv, cwd=places.root).returncode:
        raise Refusal(
            f"{files[-1]} could not be installed: the lines above say why, most often the network. Run it again."
        )
    stamp.write_text(wanted)
