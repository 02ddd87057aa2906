import copy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from scorecards.domain.deciding import Proposal, Waiver, decide, proof_of
from scorecards.domain.proving import prove
from scorecards.domain.sealing import digest
from scorecards.enums import Outcome
from scorecards.models import Decision, Rating, Scorecard
from tests.erasing import way_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(world) -> Decision:
    """Hired with a waiver, out of five candidates of two groups, one of them with too little observed."""
    chosen = world.rated([2, 4], [2, 5])
    world.rated([3, 3], [4, 4], [5, 3])
    world.rated([4, 4], [4, 2], [3, 4])
    world.rated([None, 3], [None, 4])
    world.rated([5, 5], by=(3,))
    first = world.vacancy.grid.items.order_by("order").first()
    proposal = Proposal(
        outcome=Outcome.HIRE,
        rationale="Learns fast.",
        departure_reason="The start is on Monday.",
        waivers={first.pk: Waiver("Learns fast.", "Two webinars.")},
    )
    made = decide(application=chosen, proposal=proposal, by=world.manager, now=timezone.now())
    return Decision.objects.get(pk=made.pk)


def recompute(decision: Decision) -> str:
    output = StringIO()
    call_command("recompute", str(decision.pk), stdout=output)
    return output.getvalue()


def refused(decision: Decision) -> list[str]:
    with pytest.raises(CommandError) as caught:
        recompute(decision)
    assert caught.value.returncode == 1
    return str(caught.value).splitlines()


def without_guards(statement: str, *values) -> None:
    """What only somebody with the keys of the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")


def leaves(value) -> int:
    if isinstance(value, dict):
        return sum(leaves(one) for one in value.values())
    return sum(leaves(one) for one in value) if isinstance(value, list) else 1


def test_every_figure_of_the_snapshot_is_computed_again(decision):
    snapshot = decision.snapshot
    proof = prove(decision)
    figures = sum(leaves(snapshot[key]) for key in ("grid", "items", "candidates", "model"))
    assert (proof.differences, proof.figures, proof.cards, proof.erased) == ((), figures, 11, ())


def test_the_command_says_that_all_are_equal(decision):
    proof = prove(decision)
    assert recompute(decision) == f"Decision {decision.pk}: figures {proof.figures}, scorecards 11, all equal.\n"


FIGURES = [
    (("candidates", 0, "fit"), 0.123),
    (("candidates", 0, "coverage"), 0.5),
    (("candidates", 0, "standing"), "not_enough"),
    (("candidates", 0, "place"), 7),
    (("candidates", 0, "group"), 2),
    (("candidates", 0, "raters"), 9),
    (("candidates", 0, "shares_with"), [1]),
    (("candidates", 0, "cells", 0, "mean"), 4.5),
    (("candidates", 0, "cells", 0, "low"), 1),
    (("items", 0, "weight"), 99.0),
    (("grid", "digest"), "1" * 64),
    (("model", "components", "rater"), 0.9),
]


@pytest.mark.parametrize(("path", "value"), FIGURES, ids=[".".join(map(str, path)) for path, _ in FIGURES])
def test_a_figure_that_differs_is_named_even_when_the_seal_was_forged_to_match(decision, path, value):
    forged = copy.deepcopy(decision.snapshot)
    holder = forged
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    decision.snapshot = forged
    decision.digest = digest(proof_of(decision))
    places = [one.place for one in prove(decision).differences]
    names = [str(step) for step in path if isinstance(step, str)]
    assert [[step for step in place.split(".") if not step.isdecimal()] for place in places] == [names]


def test_a_rewritten_decision_ends_the_proof(decision):
    without_guards("UPDATE scorecards_decision SET rationale = 'Other words.' WHERE id = %s", decision.pk)
    assert [line.split()[0] for line in refused(decision)] == ["decision.rationale"]


def test_a_rewritten_level_ends_the_proof_and_names_the_card(decision):
    card = decision.snapshot["cards"][0]["id"]
    without_guards("UPDATE scorecards_rating SET level = 5 WHERE scorecard_id = %s", card)
    assert [line.split()[0] for line in refused(decision)] == [f"cards.{card}"]


def test_a_card_that_is_gone_ends_the_proof_and_is_named(decision):
    card = decision.snapshot["cards"][0]["id"]
    without_guards("DELETE FROM scorecards_rating WHERE scorecard_id = %s", card)
    without_guards("DELETE FROM scorecards_scorecard WHERE id = %s", card)
    assert [line.split()[0] for line in refused(decision)] == [f"cards.{card}"]


def test_erased_texts_are_said_and_the_figures_still_hold(decision):
    card = Scorecard.objects.get(pk=decision.snapshot["cards"][0]["id"])
    with way_open(card.application.candidate):
        Rating.objects.filter(scorecard=card).update(evidence="")
    lines = recompute(decision).splitlines()
    assert lines[0] == f"Texts were erased in scorecards {card.pk}; their levels are still sealed."
    assert lines[1].endswith("all equal.")


def test_a_decision_without_any_scorecard_is_proved_too(world):
    application = world.rated()
    proposal = Proposal(outcome=Outcome.REJECT, rationale="Withdrew.")
    made = decide(application=application, proposal=proposal, by=world.manager, now=timezone.now())
    assert recompute(made).endswith("scorecards 0, all equal.\n")


@pytest.mark.parametrize("pool", [[[3, 3]], [[3, 4], [3, 4]], [[1, 1], [5, 5], [2, 3]]])
def test_a_decision_read_from_the_database_is_proved_whatever_the_pool(world, pool):
    """Also scores of exactly zero, which a database may give back without their sign."""
    applications = [world.rated(levels) for levels in pool]
    proposal = Proposal(outcome=Outcome.REJECT, rationale="No post.", departure_reason="The post is gone.")
    made = decide(application=applications[0], proposal=proposal, by=world.manager, now=timezone.now())
    assert prove(Decision.objects.get(pk=made.pk)).differences == ()


def test_an_unknown_decision_is_refused():
    with pytest.raises(CommandError, match="There is no decision 404"):
        call_command("recompute", "404")


def test_a_snapshot_of_an_unknown_version_is_refused(decision):
    decision.snapshot["version"] = 99
    with pytest.raises(ValueError, match="version 99"):
        prove(decision)
