"""What cards hold beside levels, in the decision's PDF and the spreadsheet; texts at their limit are printed whole."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from openpyxl import load_workbook

from recruiting.enums import ClaimState
from recruiting.models import Application
from scorecards.domain.amendments import amend
from scorecards.domain.answers import LONGEST_TEXT
from scorecards.domain.deciding import Proposal, decide
from scorecards.domain.paper import noted_sections, paper_of, pdf_of
from scorecards.domain.record import record_of
from scorecards.enums import AmendReason, Outcome, Recommendation
from scorecards.models import ClaimMark, ExerciseResult, Scorecard
from tests.factories import make_application, make_candidate, make_card, make_interview
from tests.factories.claims import make_claim
from tests.factories.exercises import make_kit_exercise, make_test
from tests.scorecards.comparison.conftest import World, seal

pytestmark = pytest.mark.django_db
LONG = {
    "emoji": "😀" * LONGEST_TEXT,
    "right to left": ("שלום עולם " * LONGEST_TEXT)[: LONGEST_TEXT - 1] + "א",
    "arabic": ("مرحبا بالعالم " * LONGEST_TEXT)[:LONGEST_TEXT],
    "one word": "x" * LONGEST_TEXT,
}


@dataclass
class Told:
    """A decided candidate on whose card everything is noted."""

    world: World
    application: Application
    card: Scorecard

    @property
    def decision(self):
        proposal = Proposal(outcome=Outcome.HIRE, rationale="Settles claims alone.")
        return decide(application=self.application, proposal=proposal, by=self.world.manager, now=timezone.now())

    def amend(self, **fields) -> None:
        given = {"item": None, "level": None, "evidence": "", "reason": AmendReason.SLIP, "by": self.card.interviewer}
        amend(card=self.card, now=timezone.now(), **(given | fields))

    def sections(self, user=None) -> dict[str, dict]:
        paper = paper_of(record_of(self.decision, user or self.world.manager), self.world.vacancy)
        return {section["title"]: section for section in paper["sections"]}

    def sheets(self, client, user=None) -> dict[str, list[tuple]]:
        client.force_login(user or self.world.manager)
        file = client.get(reverse("scorecards:compare_xlsx", args=[self.world.vacancy.pk])).content
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(file))}


def told(world: World, *, text: str = "Stayed calm.", evidence: str = "Said so.") -> Told:
    application = make_application(world.vacancy, candidate=make_candidate("Alina Rusu", added_by=world.recruiter))
    starts = timezone.now() - timedelta(days=1, hours=Application.objects.count())
    interview = make_interview(application, world.interviewers[0], starts_at=starts)
    chat, test = make_kit_exercise(interview.stage), make_kit_exercise(interview.stage, make_test())
    claim = make_claim(application, text="Led a team of ten.")
    card = make_card(interview, world.interviewers[0], evidence=evidence, submitted=False)
    ExerciseResult.objects.create(scorecard=card, exercise=chat, marks={"c1": "4", "t1": "none"}, note=text)
    ExerciseResult.objects.create(scorecard=card, exercise=test, score=2)
    ClaimMark.objects.create(scorecard=card, claim=claim, state=ClaimState.FALSE, evidence="Asked the employer.")
    seal(card)
    return Told(world, application, Scorecard.objects.get(pk=card.pk))


@pytest.fixture
def one(world) -> Told:
    return told(world)


def test_the_paper_says_what_was_seen_in_exercises_and_how_a_test_is_read(one):
    by = f"{one.card.interviewer}, {one.card.stage}"
    assert one.sections()["Exercises and tests"]["facts"] == [
        ["Chat [en]", f"Notices the mood [en]: 4 · Confident\nRude [en]: –\nStayed calm.\n{by}"],
        ["Sociability [en]", f"2 points [en] Talks too much [en] (Does not pass)\n{by}"],
    ]


def test_the_paper_says_which_claims_held_and_how_that_was_checked(one):
    [[claim, said]] = one.sections()["Claims that were checked"]["facts"]
    assert claim == "Led a team of ten."
    assert said.split("\n")[:2] == ["Proved false", "Asked the employer."]


def test_the_paper_says_both_values_of_an_amendment_and_that_figures_keep_the_first(one):
    item = one.card.ratings.order_by("item__order").first().item
    one.amend(item=item, level=4, evidence="The second answer was hers.", words="Notes of the other talk.")
    one.amend(recommendation=Recommendation.NO)
    section = one.sections()["Amendments"]
    assert section["texts"] == ["Means, fit and scores keep the first value, which was given alone."]
    (name, level), (overall, recommendation) = section["facts"]
    assert (name, overall) == (item.name, "Recommendation")
    lines = level.split("\n")
    assert lines[0] == "Amended to 4 · Confident, was 3 · Independent"
    assert lines[1] == "Misheard or mistyped: Notes of the other talk."
    assert lines[3] == "The second answer was hers."
    assert recommendation.startswith("Amended to No, was Yes\n")


def test_a_paper_without_any_of_it_has_no_empty_sections(world):
    application = world.rated([4, 4])
    sections = Told(world, application, Scorecard.objects.get(application=application)).sections()
    assert {"Exercises and tests", "Claims that were checked", "Amendments"} & set(sections) == set()


def test_whoever_is_blind_on_the_candidate_reads_none_of_it(one, client):
    one.amend(recommendation=Recommendation.NO, words="Secret reason.")
    decision = one.decision
    make_interview(one.application, one.world.recruiter)
    record = record_of(decision, one.world.recruiter)
    assert (record.locked, record.own_cards) == (True, ())
    words = json.dumps(paper_of(record, one.world.vacancy))
    sheets = json.dumps(one.sheets(client, one.world.recruiter))
    for secret in ("Stayed calm.", "Asked the employer.", "Secret reason."):
        assert (secret in words, secret in sheets) == (False, False)


def test_cards_of_other_candidates_are_not_in_the_record_of_this_one(one):
    other = told(one.world, text="About somebody else.")
    assert "About somebody else." not in json.dumps(one.sections())
    assert "About somebody else." in json.dumps(other.sections())


def test_what_was_amended_after_the_decision_is_told_from_what_it_knew(one):
    one.amend(recommendation=Recommendation.NO, words="Slept over it.")
    decision = one.decision
    one.amend(recommendation=Recommendation.YES, words="Slept once more.")
    parts = noted_sections(record_of(decision, one.world.manager))
    [facts] = [part["facts"] for part in parts if part["title"] == "Amendments"]
    late = {
        words: "after the decision" in fact
        for words in ("Slept over it.", "Slept once more.")
        for _name, fact in facts
        if words in fact
    }
    assert late == {"Slept over it.": False, "Slept once more.": True}


def test_claims_and_amendments_stand_on_sheets_of_their_own(one, client):
    item = one.card.ratings.order_by("item__order").first().item
    one.amend(item=item, level=4, evidence="The second answer was hers.")
    sheets = one.sheets(client)
    who = ("Alina Rusu", str(one.card.stage), str(one.card.interviewer))
    assert sheets["Claims"][1:] == [(*who, "Led a team of ten.", "Proved false", "Asked the employer.")]
    [amendment] = sheets["Amendments"][1:]
    assert amendment[:8] == (
        *who,
        item.name,
        "3 · Independent",
        "4 · Confident",
        "Misheard or mistyped",
        "The second answer was hers.",
    )
    assert amendment[8] == str(one.card.interviewer)
    assert amendment[10] is False


@pytest.mark.parametrize("kind", LONG)
def test_texts_at_their_limit_are_printed_exported_and_compared_whole(world, client, kind):
    text = LONG[kind]
    one = told(world, text=text, evidence=text)
    one.amend(item=one.card.ratings.first().item, level=4, evidence=text)
    decision = one.decision
    paper = paper_of(record_of(decision, world.manager), world.vacancy)
    noted = {section["title"]: section["facts"] for section in paper["sections"]}
    assert text in noted["Exercises and tests"][0][1]
    assert text in noted["Amendments"][0][1]
    assert pdf_of(paper).startswith(b"%PDF-")
    sheets = one.sheets(client)
    rests = {(sheet, cell): rest for sheet, cell, rest in sheets.get("Continued", [])[1:]}
    assert sheets["Ratings"][1][9] + rests.get(("Ratings", "J2"), "") == text
    assert sheets["Exercises"][1][8] + rests.get(("Exercises", "I2"), "") == text
    assert sheets["Amendments"][1][7] + rests.get(("Amendments", "H2"), "") == text
    page = client.get(reverse("scorecards:panel", args=[one.application.pk])).content.decode()
    assert page.count(text) >= 3
    compared = client.get(reverse("scorecards:compare", args=[world.vacancy.pk]))
    assert compared.status_code == 200


def test_the_page_says_of_them_what_the_paper_says(client, world):
    noted = told(world)
    noted.amend(recommendation=Recommendation.NO, words="Too early.")
    record = record_of(noted.decision, world.manager)
    client.force_login(world.manager)
    page = client.get(reverse("scorecards:decision", args=[record.decision.pk])).content.decode()
    parts = noted_sections(record)
    assert [part["title"] for part in parts] == ["Exercises and tests", "Claims that were checked", "Amendments"]
    words = [line for part in parts for _name, said in part["facts"] for line in said.splitlines()]
    assert [line for line in words if escape(line) not in page] == []
