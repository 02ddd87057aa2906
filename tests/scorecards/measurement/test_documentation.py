"""The page prints what it says, and its pictures are those of its data."""

import doctest
import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_prints_what_it_says(monkeypatch):
    monkeypatch.chdir(DOCS.parent)
    page = re.sub(r"(?m)^```.*$", "", (DOCS / "measurement.md").read_text(encoding="utf-8"))
    parsed = doctest.DocTestParser().get_doctest(page, {}, "measurement.md", None, 0)
    assert len(parsed.examples) > 20
    problems: list[str] = []
    doctest.DocTestRunner(verbose=False).run(parsed, out=problems.append)
    assert problems == []


@pytest.mark.parametrize("name", ["scores", "severities", "comparisons"])
def test_a_picture_is_that_of_the_data(name):
    spec = importlib.util.spec_from_file_location("pictures", DOCS / "measurement" / "pictures.py")
    pictures = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pictures)
    kept = (DOCS / "measurement" / f"{name}.svg").read_text(encoding="utf-8")
    assert getattr(pictures, name)(pictures.solved()) == kept


def test_every_picture_of_the_page_is_there():
    page = (DOCS / "measurement.md").read_text(encoding="utf-8")
    named = re.findall(r"!\[.+\]\((.+)\)", page)
    assert named == [f"measurement/{name}.svg" for name in ("scores", "severities", "comparisons", "calibration")]
    assert [(DOCS / one).is_file() for one in named] == [True] * 4
