"""The seal of a scorecard: what its digest covers, and how to prove later that nothing was rewritten."""

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
    now, then = sealed_content(card), card.seal
    ratings, sealed_ratings = now.pop("ratings"), then["ratings"]
    return (
        len(ratings) == len(sealed_ratings)
        and _same(now, then, card.salt)
        and all(_same(new, old, card.salt) for new, old in zip(ratings, sealed_ratings, strict=True))
    )


def _same(now: dict, then: dict, salt: str) -> bool:
    """Facts are equal; a text is the sealed one or erased. Once the salt is erased too, nothing is told of texts."""
    return all(now[key] == then[key] or (key in SALTED and now[key] in _erased(salt, now[key])) for key in now)


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
