"""The interface is complete in Russian and Romanian: every string of the code is in the catalogue, translated."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

SOURCES = ["config", "desk", "reminders", "scorecards", "recruiting", "competencies", "outbox", "accounts", "templates"]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Path:
    """The strings of the code as they stand now, as gettext finds them."""
    if shutil.which("xgettext") is None:
        if os.environ.get("CI"):
            pytest.fail("gettext is not installed")
        pytest.skip("gettext is not installed")
    folder = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(settings.BASE_DIR / name, folder / name, ignore=shutil.ignore_patterns("*.pyc", "migrations"))
    shutil.copy(settings.BASE_DIR / "manage.py", folder)
    (folder / "locale").mkdir()
    argv = [sys.executable, "manage.py", "makemessages", "-l", "ru"]
    subprocess.run(argv, cwd=folder, check=True, capture_output=True, env={**os.environ, "RUBRIKA_ENV": "demo"})
    return folder / "locale" / "ru" / "LC_MESSAGES" / "django.po"


def keys(entries) -> set[tuple[str, str, str]]:
    return {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in entries}


@pytest.mark.parametrize("language", ["ru", "ro"])
def test_every_string_is_translated(extracted, language):
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))
    wanted = keys(entry for entry in polib.pofile(str(extracted)) if not entry.obsolete)
    assert wanted - keys(entry for entry in catalogue if entry.translated() and not entry.fuzzy) == set()
