"""Names in braces: a closed list for each event, no code, and a fault that says where and what was meant."""

import pytest

from recruiting.domain.placeholders import ALWAYS, MEANINGS, Fault, allowed, faults, filled, unfilled
from recruiting.enums import LetterEvent


@pytest.mark.parametrize("braces", ["{%s}", "{ %s }", "{{ %s }}", "{{%s}}"])
def test_one_or_two_braces_with_or_without_spaces_are_the_same(braces):
    text = braces % "candidate_name"
    assert faults(text, event="received") == []
    assert filled(text, {"candidate_name": "Ana Rusu"}) == "Ana Rusu"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello {candidat_name}", [Fault(1, "{candidat_name}", "candidate_name")]),
        (
            "A\n\nB {{ candidate }} {vacancy}",
            [Fault(3, "{{ candidate }}", "candidate_name"), Fault(3, "{vacancy}", "vacancy_title")],
        ),
        ("{candidate_name", [Fault(1, "{candidate_name", "candidate_name")]),
        ("candidate_name}", [Fault(1, "}")]),
        ("{}", [Fault(1, "{}")]),
        ("{rating}", [Fault(1, "{rating}")]),
        ("{candidate_name.email}", [Fault(1, "{candidate_name.email}", "candidate_name")]),
        ("{company!r:>9}", [Fault(1, "{company!r:>9}", "company")]),
        ("{% if a %}", [Fault(1, "{% if a %}")]),
        ("{имя}", [Fault(1, "{имя}")]),
        ("{Company}", [Fault(1, "{Company}", "company")]),
    ],
)
def test_what_is_no_placeholder_is_named_with_its_line_and_the_nearest_one(text, found):
    assert faults(text, event="received") == found


def test_the_message_says_what_to_write():
    assert Fault(3, "{vacancy}", "vacancy_title").message == (
        "Line 3: there is no {vacancy} here. Did you mean {vacancy_title}?"
    )
    assert Fault(1, "{}").message == "Line 1: {} is not a placeholder of this letter."


def test_a_meeting_is_named_only_in_letters_that_have_one():
    assert faults("{interview_time}", event="invitation") == []
    assert [fault.written for fault in faults("{interview_time}", event="received")] == ["{interview_time}"]


def test_no_event_knows_a_placeholder_beyond_the_list_and_none_speaks_of_ratings():
    assert {name for event in LetterEvent for name in allowed(event)} == set(MEANINGS)
    assert all(allowed(event)[: len(ALWAYS)] == ALWAYS for event in LetterEvent)
    assert sorted(MEANINGS) == [
        "candidate_name",
        "company",
        "interview_place",
        "interview_time",
        "own_page",
        "recruiter_name",
        "stage_name",
        "today",
        "vacancy_title",
    ]


def test_a_value_is_never_looked_into():
    text = filled("{candidate_name}, {company}", {"candidate_name": "{company}", "company": "Acme"})
    assert text == "{company}, Acme"


def test_a_name_without_a_value_stays_visible_and_is_reported_once():
    text = filled("{interview_time} {company} {interview_time}", {"interview_time": "", "company": "Acme"})
    assert text == "{interview_time} Acme {interview_time}"
    assert unfilled(text) == ["{interview_time}"]
