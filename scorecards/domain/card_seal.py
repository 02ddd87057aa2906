"""The seal of a scorecard: what its digest covers, and how to prove later that nothing was rewritten."""

from recruiting.domain.people_data.redaction import redacted_columns
from scorecards.domain.answers import TEXTS
from scorecards.domain.sealing import digest, salted
from scorecards.models import Rating, Scorecard

SALTED = {*TEXTS, "summary"}


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
    }


def seal_holds(card: Scorecard) -> bool:
    """Whether the submitted card is what was sealed: facts unchanged, each text the sealed one or erased since."""
    if card.digest != digest(card.seal):
        return False
    return _same_card(card, frozenset()) or _same_card(card, _redacted(card))


def _same_card(card: Scorecard, redacted: frozenset[str]) -> bool:
    now, then = sealed_content(card), card.seal
    ratings, sealed_ratings = now.pop("ratings"), then["ratings"]
    return (
        len(ratings) == len(sealed_ratings)
        and _same(now, then, card.salt, redacted)
        and all(_same(new, old, card.salt, redacted) for new, old in zip(ratings, sealed_ratings, strict=True))
    )


def _same(now: dict, then: dict, salt: str, redacted: frozenset[str]) -> bool:
    """Facts are equal; a text is the sealed one, erased, or one of `redacted`.

    Once the salt is erased too, nothing is told of texts.
    """
    return all(
        now[key] == then[key] or (key in SALTED and now[key] in {*_erased(salt, now[key]), *redacted}) for key in now
    )


def _redacted(card: Scorecard) -> frozenset[str]:
    """Salted digests of those texts of the card out of which an erasure took the name of somebody else."""
    ratings = {rating.pk: rating for rating in card.ratings.all()}
    said = [(card, column) for _row, column in redacted_columns([card])]
    said += [(ratings[row], column) for row, column in redacted_columns(ratings.values())]
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
