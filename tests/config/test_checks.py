"""The checks of our own find what they are for."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.conftest import PROJECT

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def findings(script: str, folder: Path) -> list[str]:
    """What a check says about the files of a folder; its status must agree."""
    done = subprocess.run(
        [sys.executable, PROJECT / ".ci" / script], cwd=folder, capture_output=True, text=True, check=False
    )
    lines = done.stdout.split("\n")[:-1]
    found = [line for line in lines if line]
    assert (done.returncode, done.stderr) == (1 if found else 0, "")
    return found


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def test_a_function_of_fifty_lines_passes_and_of_fifty_one_does_not(repository: Path):
    (repository / "fits.py").write_text("def fits():\n" + "    x = 1\n" * 49)
    (repository / "long.py").write_text("def long():\n" + "    x = 1\n" * 50)
    assert findings("size_check.py", repository) == ["long.py:1: long has 51 lines, at most 50"]


def test_a_file_has_a_limit_and_a_file_of_tests_a_wider_one(repository: Path):
    (repository / "tests").mkdir()
    for name in ("long.py", "tests/fits.py"):
        (repository / name).write_text("x = 1\n" * 401)
    (repository / "tests" / "long.py").write_text("x = 1\n" * 601)
    assert findings("size_check.py", repository) == [
        "long.py: 401 lines, at most 400",
        "tests/long.py: 601 lines, at most 600",
    ]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Vacancy"\nmsgstr "Post vacant"\n', None),
        ('msgid "Vacancy"\nmsgstr ""\n', "not translated: 'Vacancy'"),
        ('#, fuzzy\nmsgid "Vacancy"\nmsgstr "Post vacant"\n', "in doubt (fuzzy): 'Vacancy'"),
        ('msgid "%(n)s of"\nmsgstr "%(m)s din"\n', "other placeholders than the source: '%(n)s of'"),
        ('msgid "one day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "o zi"\nmsgstr[1] "%(n)s zile"\n', None),
    ],
)
def test_a_catalogue_must_be_complete_and_certain(tmp_path: Path, entry: str, fault: str | None):
    for language in ("ru", "ro"):
        (tmp_path / "locale" / language / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / "locale" / language / "LC_MESSAGES" / "django.po").write_text(HEADER + entry)
    found = findings("catalogue_check.py", tmp_path)
    assert [line.split(": ", 1)[1] for line in found] == ([fault] * 2 if fault else [])


def test_a_missing_catalogue_is_a_fault(tmp_path: Path):
    assert findings("catalogue_check.py", tmp_path) == [
        "locale/ru/LC_MESSAGES/django.po: missing",
        "locale/ro/LC_MESSAGES/django.po: missing",
    ]
