"""Anchors say something of their own: not what the level beside them says, nor what another competency says."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from tests.competencies.library_texts import LANGUAGES, SHIPPED, anchors, texts, words

TOO_CLOSE = 0.7  # share of common text above which two sentences are one sentence with a word changed
Pair = tuple[str, str, str, str]


def near(pairs: Iterable[Pair]) -> list[str]:
    """Pairs whose words and letters are almost the same; the words are compared first, because that is fast."""
    known: dict[str, frozenset[str]] = {}
    found = []
    for first, one, second, other in pairs:
        ours, theirs = (known.setdefault(text, frozenset(words(text.casefold()))) for text in (one, other))
        if len(ours & theirs) > TOO_CLOSE * min(len(ours), len(theirs)) / 2 and _ratio(one, other) > TOO_CLOSE:
            found.append(f"{first} and {second}: {one} | {other}")
    return found


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def test_every_competency_of_a_grid_has_five_anchors():
    graded = {key for key, levels in anchors().items() if set(levels) == {1, 2, 3, 4, 5}}
    required = {
        line.split(":")[1].strip()
        for path in (SHIPPED / "grids").glob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("competency:")
    }
    assert required - graded == set()
    assert len(required) == 64


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_level_differs_from_the_other_levels_of_its_competency(language):
    def pairs() -> Iterator[Pair]:
        for key, levels in anchors().items():
            for low, high in combinations(levels, 2):
                yield f"{key} {low}", levels[low][language], f"{key} {high}", levels[high][language]

    assert near(pairs()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_level_differs_from_the_same_level_of_every_other_competency(language):
    def pairs() -> Iterator[Pair]:
        for (one, first), (other, second) in combinations(anchors().items(), 2):
            for level in first:
                yield f"{one} {level}", first[level][language], f"{other} {level}", second[level][language]

    assert near(pairs()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_questions_ask_the_same(language):
    asked = [
        (text.where, text.said[language])
        for text in texts()
        if ".questions." in text.where and text.where.endswith(".text")
    ]
    assert len(asked) > 150
    assert near((*one, *other) for one, other in combinations(asked, 2)) == []


def test_a_changed_word_is_found():
    one = "Keeps the tone when the client shouts and names the next step."
    assert near([("a", one, "b", one.replace("shouts", "swears"))]) != []
    assert near([("a", one, "b", "Writes the answer in plain words and checks that it was understood.")]) == []
