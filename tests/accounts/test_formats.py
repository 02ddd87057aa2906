from datetime import UTC, datetime

import pytest
from django.utils import formats, translation

MOMENT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
OPEN_CARDS = (
    "From %(n)s submitted scorecard that is open to you.",
    "From %(n)s submitted scorecards that are open to you.",
)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "3 November 2026, 14:05"), ("ru", "3 ноября 2026 г. 14:05"), ("ro", "3 noiembrie 2026, 14:05")],
)
def test_a_moment_is_written_as_the_language_writes_it(language, written):
    with translation.override(language):
        assert formats.date_format(MOMENT, "DATETIME_FORMAT") == written


@pytest.mark.parametrize(("language", "written"), [("en", "3.7"), ("ru", "3,7"), ("ro", "3,7")])
def test_a_mean_has_the_decimal_mark_of_the_language(language, written):
    with translation.override(language):
        assert formats.localize(3.7) == written


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", 1, "1 submitted scorecard that"),
        ("en", 5, "5 submitted scorecards that"),
        ("ru", 1, "1 отправленному"),
        ("ru", 3, "3 отправленным"),
        ("ru", 21, "21 отправленному"),
        ("ro", 1, "1 fișă"),
        ("ro", 3, "3 fișe"),
        ("ro", 20, "20 de fișe"),
    ],
)
def test_plurals_follow_the_number(language, number, words):
    with translation.override(language):
        text = translation.ngettext(*OPEN_CARDS, number) % {"n": number}
    assert words in text
