"""Proof of a sealed decision: its figures computed again from the sealed scorecards and the stored parameters.

The levels come from the seals of the cards, which stay after the texts of an erased person are gone. Taken as declared:
the rule, and which cards entered. A card that is gone or no longer is what was sealed ends the proof.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isclose

from competencies.models import Grid
from recruiting.domain.people_data.redaction import redacted_columns
from recruiting.models import Application, Stage
from scorecards.domain.assessing import Voice
from scorecards.domain.card_seal import seal_holds, sealed_content
from scorecards.domain.comparing import Comparison, computed, items_of
from scorecards.domain.deciding import proof_of, sealed_texts
from scorecards.domain.ordering import Rule
from scorecards.domain.sealing import digest
from scorecards.domain.snapshot import VERSION, snapshot_of
from scorecards.models import Decision, FittedParameters, Scorecard

FIGURES = ("grid", "items", "candidates", "model")
TOLERANCE = 1e-9  # two machines add floating-point numbers in different orders


@dataclass(frozen=True)
class Difference:
    """One figure that is not what was sealed; `place` names it, as in candidates.12.fit."""

    place: str
    sealed: object
    again: object


@dataclass(frozen=True)
class Proof:
    """`figures`: how many were computed again; `erased`: cards whose texts are gone; nothing differs: it holds."""

    figures: int
    cards: int
    erased: tuple[int, ...]
    differences: tuple[Difference, ...]


def prove(decision: Decision) -> Proof:
    """Compute everything again. ValueError: a snapshot of a version that this program does not know."""
    snapshot = decision.snapshot
    if snapshot["version"] != VERSION:
        raise ValueError(f"Snapshots of version {snapshot['version']} cannot be computed again.")
    found = Scorecard.objects.select_related("stage").in_bulk([card["id"] for card in snapshot["cards"]])
    broken = [*_decision_seal(decision), *_card_seals(snapshot["cards"], found)]
    erased = tuple(pk for pk, card in sorted(found.items()) if _erased(card))
    if broken:
        return Proof(0, len(found), erased, tuple(broken))
    again = snapshot_of(_again(decision, found))
    pairs = [pair for key in FIGURES for pair in _pairs(key, snapshot[key], again[key])]
    different = tuple(pair for pair in pairs if not _same(pair.sealed, pair.again))
    return Proof(len(pairs), len(found), erased, different)


def _erased(card: Scorecard) -> bool:
    """Whether the card, whose facts may still be the sealed ones, now says less than was sealed."""
    now, then = sealed_content(card), card.seal
    ratings = zip(now.pop("ratings"), then.get("ratings", []), strict=False)
    return any(new[key] != old[key] for new, old in [(now, then), *ratings] for key in new if key in old)


def _decision_seal(decision: Decision) -> Iterator[Difference]:
    proof = digest(proof_of(decision))
    if proof != decision.digest:
        yield Difference("decision.digest", decision.digest, proof)
    for name in rewritten(decision):
        yield Difference(f"decision.{name}", decision.seal.get(name), sealed_texts(decision)[name])


def rewritten(decision: Decision) -> list[str]:
    """Words of a decision that are neither what was sealed nor what an erasure left of it."""
    then, now = decision.seal or sealed_texts(decision), sealed_texts(decision)
    differing = [name for name in now if now[name] != then.get(name)]
    redacted = {column for _row, column in redacted_columns([decision])} if differing else set()
    return [name for name in differing if name not in redacted and not _is_empty(decision, name, now, then)]


def _is_empty(decision: Decision, name: str, now: dict, then: dict) -> bool:
    """Whether the words were emptied; which must-haves a decision waived is no word and has to be the same."""
    if name != "waivers":
        return not getattr(decision, name)
    emptied = not any(one["reason"] or one["development"] for one in decision.waivers)
    return emptied and [one[0] for one in now[name]] == [one[0] for one in then[name]]


def _card_seals(entries: Iterable[dict], found: Mapping[int, Scorecard]) -> Iterator[Difference]:
    for entry in entries:
        card = found.get(entry["id"])
        if card is None:
            yield Difference(f"cards.{entry['id']}", entry["digest"], None)
        elif card.digest != entry["digest"] or not seal_holds(card):
            yield Difference(f"cards.{entry['id']}", entry["digest"], digest(card.seal))


def _again(decision: Decision, cards: Mapping[int, Scorecard]) -> Comparison:
    """The comparison from the sealed levels; it reads the grid, the candidates and the order of the stages."""
    snapshot = decision.snapshot
    vacancy = decision.application.vacancy
    vacancy.grid = Grid.objects.get(pk=snapshot["grid"]["id"])
    ids = [one["application"] for one in snapshot["candidates"]]
    return computed(
        vacancy=vacancy,
        rule=Rule(**snapshot["rule"]),
        items=items_of(vacancy),
        cards=tuple(cards[entry["id"]] for entry in snapshot["cards"]),
        voices=tuple(_voices(snapshot["cards"], cards)),
        applications=Application.objects.select_related("candidate").in_bulk(ids),
        waived={decision.application_id: tuple(one["item"] for one in decision.waivers)},
        parameters=_parameters(snapshot["model"]),
    )


def _parameters(sealed: dict) -> FittedParameters | None:
    """The stored version the decision stood on; the medians of the priors have none."""
    named = sealed.get("parameters")
    return FittedParameters.objects.filter(**named).first() if named else None


def _voices(entries: Iterable[dict], cards: Mapping[int, Scorecard]) -> Iterator[Voice]:
    orders = dict(Stage.objects.filter(pk__in=[entry["stage"] for entry in entries]).values_list("pk", "order"))
    for entry in entries:
        sealed = cards[entry["id"]].seal
        for place, rating in enumerate(sealed["ratings"]):
            yield Voice(
                application=sealed["application"],
                item=rating["item"],
                rater=sealed["interviewer"],
                level=rating["level"],
                stage_order=orders[sealed["stage"]],
                card=entry["id"],
                rating=place,
                independent=sealed["independent"],
            )


def _pairs(place: str, sealed: object, again: object) -> Iterator[Difference]:
    """Every single figure with the one computed again, by its name."""
    if isinstance(sealed, dict) and isinstance(again, dict):
        for key in sorted({*sealed, *again}):
            yield from _pairs(f"{place}.{key}", sealed.get(key), again.get(key))
    elif isinstance(sealed, list) and isinstance(again, list) and len(sealed) == len(again):
        for number, (one, other) in enumerate(zip(sealed, again, strict=True)):
            yield from _pairs(f"{place}.{_name(one, number)}", one, other)
    else:
        yield Difference(place, sealed, again)


def _name(one: object, number: int) -> object:
    """A row of a list by what it is about, else by its number."""
    if not isinstance(one, dict):
        return number
    return next((one[key] for key in ("application", "item", "id") if key in one), number)


def _same(sealed: object, again: object) -> bool:
    if isinstance(sealed, int | float) and isinstance(again, int | float):
        return isclose(sealed, again, rel_tol=0, abs_tol=TOLERANCE)
    return sealed == again
