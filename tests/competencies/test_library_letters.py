"""What every letter of the shipped library tells the candidate."""

import yaml

from tests.competencies.library_texts import LANGUAGES, SHIPPED


def letters() -> dict[str, dict]:
    return {entry["key"]: entry for entry in yaml.safe_load((SHIPPED / "texts/letters.yaml").read_text())["texts"]}


def test_the_letter_that_answers_an_application_and_every_one_that_ends_it_lead_to_the_candidates_own_page():
    closing = {key for key, entry in letters().items() if entry["facts"]["closing"]}
    assert len(closing) > 10
    lacking = {
        (key, language)
        for key in closing | {"letter_received"}
        for language in LANGUAGES
        if letters()[key]["body"][language].count("{own_page}") != 1
    }
    assert lacking == set()
