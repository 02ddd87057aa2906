"""The environment is made and filled only when it must be."""

import shutil
import sys

import pytest

from config.local import installing
from config.local.messages import Refusal
from tests.config.conftest import PROJECT, Copy


def test_an_environment_that_is_up_to_date_is_left_alone(copy: Copy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(installing, "_make", lambda places: pytest.fail("it was made again"))
    stamp = PROJECT / ".venv" / ".installed-requirements.txt"
    before = stamp.stat().st_mtime_ns
    installing.ensure(copy.places)
    assert stamp.stat().st_mtime_ns == before


def test_a_broken_environment_is_made_again(copy: Copy):
    (copy.root / ".venv").unlink()
    (copy.root / ".venv" / "bin").mkdir(parents=True)
    (copy.root / ".venv" / "bin" / "python").symlink_to("/no/such/python")
    (copy.root / "requirements.txt").write_text("")
    installing.ensure(copy.places)
    assert installing._works(copy.places)


def test_what_cannot_be_installed_is_tried_again_at_the_next_start(copy: Copy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (copy.root / ".venv").unlink()
    shutil.copytree(PROJECT / ".venv" / "bin", copy.root / ".venv" / "bin", symlinks=True)
    shutil.copy(PROJECT / ".venv" / "pyvenv.cfg", copy.root / ".venv")
    (copy.root / "requirements.txt").write_text("a-package-that-is-nowhere==1\n")
    for _attempt in range(2):
        with pytest.raises(Refusal, match="could not be installed"):
            installing.ensure(copy.places)


def test_without_the_venv_module_other_ways_are_tried_and_then_it_says_what_to_install(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, tmp_path, capsys: pytest.CaptureFixture[str]
):
    (copy.root / ".venv").unlink()
    (tmp_path / "venv.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setattr(sys, "executable", sys._base_executable)
    with pytest.raises(Refusal, match="python3-venv"):
        installing.ensure(copy.places)
    said = capsys.readouterr().err
    assert [name for name in ("fetching virtualenv", "fetching uv") if name not in said] == []
    assert not (copy.root / ".venv").exists()
