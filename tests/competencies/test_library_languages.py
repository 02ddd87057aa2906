"""Every text of the library is there in three languages, and each of them is written in its own."""

import re
from collections.abc import Callable

import pytest

from tests.competencies.library_texts import LANGUAGES, Text, texts, words

CYRILLIC, LATIN = re.compile(r"[а-яё]", re.IGNORECASE), re.compile(r"[a-zăâîșț]", re.IGNORECASE)
ROMANIAN = re.compile(r"[ăâîșț]", re.IGNORECASE)
CEDILLA = re.compile(r"[şţ]", re.IGNORECASE)  # the letters of Turkish, often typed for the Romanian ones
ENOUGH = 6  # words; a shorter label may be a name or an abbreviation that is the same everywhere

# Frequent words that mean nothing, or something else, in the other language.
ENGLISH = set(
    words(
        "the of and to is are was for with that this by from which what who how you your their not it its be has have"
        " at as on or when if than into each every one without"
    )
)
ROMANIAN_WORDS = set(
    words(
        "de la cu pe nu să și în un o din ce care este sunt pentru sau mai se că prin dacă după fără când cum fie iar"
        " lui unui unei ale al ai cel cea fiecare despre către între dintr într"
    )
)


def wrong(fault: Callable[[Text], bool]) -> list[str]:
    return [f"{text.where}: {text.said}" for text in texts() if fault(text)]


def cyrillic_share(text: str) -> float:
    letters = "".join(words(text))
    cyrillic, latin = len(CYRILLIC.findall(letters)), len(LATIN.findall(letters))
    return cyrillic / (cyrillic + latin) if cyrillic + latin else 0


def count(text: str, known: set[str]) -> int:
    return sum(word in known for word in (word.casefold() for word in words(text)))


def is_romanian(text: str) -> bool:
    signs = count(text, ROMANIAN_WORDS) + len(ROMANIAN.findall(text))
    return signs > count(text, ENGLISH)


def is_english(text: str) -> bool:
    return not ROMANIAN.search(text) and count(text, ENGLISH) >= count(text, ROMANIAN_WORDS)


def test_there_are_thousands_of_texts():
    assert len(texts()) > 2000


def test_every_text_is_there_in_three_languages():
    assert wrong(lambda text: set(text.said) != set(LANGUAGES) or not all(map(str.strip, text.said.values()))) == []


def test_russian_is_written_in_cyrillic():
    """Names and abbreviations stay in Latin letters, so a short label may be Latin altogether."""
    assert wrong(lambda text: len(words(text.said["ru"])) >= 4 and cyrillic_share(text.said["ru"]) < 0.5) == []


@pytest.mark.parametrize("language", ["en", "ro"])
def test_english_and_romanian_have_no_cyrillic_letter(language):
    assert wrong(lambda text: bool(CYRILLIC.search(text.said[language]))) == []


def test_no_word_mixes_alphabets():
    """A Latin letter inside a Russian word looks right and is found by no search."""

    def mixed(text: Text) -> bool:
        return any(CYRILLIC.search(word) and LATIN.search(word) for said in text.said.values() for word in words(said))

    assert wrong(mixed) == []


def test_english_is_english():
    assert wrong(lambda text: len(words(text.said["en"])) >= ENOUGH and not is_english(text.said["en"])) == []


def test_romanian_is_romanian():
    assert wrong(lambda text: len(words(text.said["ro"])) >= ENOUGH and not is_romanian(text.said["ro"])) == []


def test_romanian_has_its_own_letters():
    assert wrong(lambda text: bool(CEDILLA.search(text.said["ro"]))) == []


def test_no_language_repeats_another():
    assert wrong(lambda text: len(words(text.said["en"])) >= 4 and len(set(text.said.values())) < 3) == []


def test_placeholders_are_the_same_in_every_language():
    def differ(text: Text) -> bool:
        return len({tuple(sorted(set(re.findall(r"\{\w+\}", said)))) for said in text.said.values()}) > 1

    assert wrong(differ) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Calms the client and names the next step with its date.", "en"),
        ("Liniștește clientul și numește pasul următor cu termenul lui.", "ro"),
        ("Numeste pasul urmator si termenul lui pe care il respecta", "ro"),
    ],
)
def test_the_check_tells_english_from_romanian(text, language):
    assert (is_english(text), is_romanian(text)) == (language == "en", language == "ro")
