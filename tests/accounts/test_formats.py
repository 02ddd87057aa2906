from datetime import UTC, datetime
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import formats, translation

from accounts.enums import Role
from tests.factories import make_user, make_vacancy

CEDILLAS = "şţŞŢ"

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


def catalogues() -> list[Path]:
    """The Romanian words of Django and of every app in use."""
    folders = [Path(django.__file__).parent / "conf", *(Path(app.path) for app in apps.get_app_configs())]
    files = [folder / "locale" / "ro" / "LC_MESSAGES" / "django.po" for folder in folders]
    return [file for file in files if file.exists()]


def test_no_romanian_word_has_the_cedilla_of_another_language():
    with translation.override("ro"):
        said = [text for file in catalogues() for entry in polib.pofile(str(file)) for text in shown(entry)]
    assert len(said) > 800
    assert [text for text in said if set(text) & set(CEDILLAS)] == []


def shown(entry: polib.POEntry) -> list[str]:
    """What a page shows for the entry, by whichever catalogue is asked first."""
    if entry.obsolete or "fuzzy" in entry.flags:
        return []
    if not entry.msgid_plural:
        say = translation.gettext(entry.msgid)
        return [translation.pgettext(entry.msgctxt, entry.msgid) if entry.msgctxt else say]
    if entry.msgctxt:
        return [translation.npgettext(entry.msgctxt, entry.msgid, entry.msgid_plural, n) for n in (1, 2, 20)]
    return [translation.ngettext(entry.msgid, entry.msgid_plural, n) for n in (1, 2, 20)]


@pytest.mark.django_db
def test_the_faults_of_a_romanian_form_have_the_comma_below(client):
    recruiter = make_user(Role.HR, language="ro")
    vacancy = make_vacancy(recruiter=recruiter)
    client.force_login(recruiter)
    wrong = {"openings": "0", "shortlist_size": "none", "warn_days": "1.5", "alarm_days": "99999", "seen_revision": "0"}
    page = client.post(reverse("recruiting:vacancy_facts", args=[vacancy.pk]), wrong)
    html = page.content.decode()
    assert (page.status_code, set(html) & set(CEDILLAS)) == (422, set())
    assert [html.count(words) > 0 for words in ("Introduceți cel puțin 1.", "Introduceți un număr întreg.")] == [
        True,
        True,
    ]
