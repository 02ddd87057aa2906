"""The seal of a scorecard: what its digest covers, and how to prove later that nothing was rewritten."""

from django.db.models import Model

from recruiting.domain.people_data.redaction import redacted_columns
from scorecards.domain.answers import TEXTS
from scorecards.domain.sealing import digest, salted
from scorecards.models import Rating, Scorecard

SALTED = {*TEXTS, "summary", "what", "note", "found"}
LISTS = ("ratings", "errors", "results", "claims")


def sealed_content(card: Scorecard) -> dict:
    """What the digest covers: the facts as they are, every text by its salted digest only."""
    return {
        "application": card.application_id,
        "stage": card.stage_id,
        "interviewer": card.interviewer_id,
        "interview": card.interview_id,
        "recommendation": card.recommendation,
        "summary": salted(card.salt, card.summary),
        "ratings": [
            _sealed_rating(card, rating) for rating in card.ratings.select_related("item").order_by("item__order")
        ],
        **_sealed_parts(card),
    }


def seal_holds(card: Scorecard) -> bool:
    """Whether the submitted card is what was sealed: facts unchanged, each text the sealed one or erased since."""
    if card.digest != digest(card.seal):
        return False
    return _same_card(card, frozenset()) or _same_card(card, _redacted(card))


def _same_card(card: Scorecard, redacted: frozenset[str]) -> bool:
    now, then = sealed_content(card), card.seal
    lists = [(now.pop(name), then.get(name, [])) for name in LISTS]
    return _same(now, then, card.salt, redacted) and all(
        _same_rows(new, old, card.salt, redacted) for new, old in lists
    )


def _same_rows(now: list[dict], then: list[dict], salt: str, redacted: frozenset[str]) -> bool:
    return len(now) == len(then) and all(_same(new, old, salt, redacted) for new, old in zip(now, then, strict=True))


def _same(now: dict, then: dict, salt: str, redacted: frozenset[str]) -> bool:
    """Facts are equal; a text is the sealed one, erased, or one of `redacted`.

    Once the salt is erased too, nothing is told of texts. A text that the seal does not know was not there yet when the
    card was sealed, so it has to be empty.
    """
    return all(
        now[key] == then.get(key) or (key in SALTED and now[key] in {*_erased(salt, now[key]), *redacted})
        for key in now
    )


def _redacted(card: Scorecard) -> frozenset[str]:
    """Salted digests of those texts of the card out of which an erasure took the name of somebody else."""
    parts = [card.ratings.all(), card.critical_errors.all(), card.results.all(), card.claim_marks.all()]
    said: list[tuple[Model, str]] = [(card, column) for _row, column in redacted_columns([card])]
    for rows in ({row.pk: row for row in part} for part in parts):
        said += [(rows[row], column) for row, column in redacted_columns(rows.values())]
    return frozenset(salted(card.salt, getattr(row, column)) for row, column in said)


def _erased(salt: str, value: str) -> set[str]:
    return {salted(salt, "")} if salt else {value}


def _sealed_rating(card: Scorecard, rating: Rating) -> dict:
    texts = {name: salted(card.salt, getattr(rating, name)) for name in TEXTS}
    return {
        "item": rating.item_id,
        "level": rating.level,
        "not_observed": rating.not_observed,
        "result_measured": rating.result_measured,
        **texts,
    }


def _sealed_parts(card: Scorecard) -> dict:
    salt = card.salt
    return {
        "errors": [{"kind": one.kind, "what": salted(salt, one.what)} for one in card.critical_errors.order_by("kind")],
        "results": [
            {"exercise": one.exercise_id, "score": one.score, "marks": one.marks, "note": salted(salt, one.note)}
            for one in card.results.order_by("exercise")
        ],
        "claims": [
            {"claim": one.claim_id, "state": one.state, "found": salted(salt, one.evidence)}
            for one in card.claim_marks.order_by("claim")
        ],
    }
