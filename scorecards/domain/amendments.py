"""Amending a sealed card. The first value stays and counts; what it was amended to is shown beside it.

Every computed figure (means, fit, the model, reliability, a decision's snapshot) keeps the first value: it was given
alone, and a value that follows a talk would make raters look more alike than they were. A level agreed upon in the
debrief is therefore an amendment with the source `debrief`, kept apart from the independent rating.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.models import GridItem
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.people_data.presence import lock_while_held
from scorecards.domain.answers import LONGEST_TEXT, Answer
from scorecards.domain.gaps import NEEDS_EVIDENCE
from scorecards.domain.sealing import digest, salted
from scorecards.enums import AmendReason, AmendSource, CardState, Recommendation
from scorecards.models import Amendment, ClaimMark, ExerciseResult, Rating, Scorecard
from scorecards.models.card import new_salt

LONGEST_WORDS = 2_000  # of the reason


@transaction.atomic
def amend(
    *,
    card: Scorecard,
    item: GridItem | None,
    level: int | None,
    evidence: str,
    reason: AmendReason,
    by: User,
    now: datetime,
    words: str = "",
    recommendation: str = "",
    source: AmendSource = AmendSource.AUTHOR,
    seen: int | None = None,
) -> Amendment:
    """Keep a later value of one rating, or of the recommendation where `item` is None; `level` None: not observed.

    `seen` is how many amendments the person had on the screen. Only the author amends, except in the debrief.
    Raises Refused with what is missing or after an erasure, AlreadyDone for a repeated click, Conflict when the card
    was amended since.
    """
    lock_while_held(card.application)
    card = Scorecard.objects.select_for_update(no_key=True, of=("self",)).get(pk=card.pk)
    _may_amend(card, by, source)
    earlier = list(card.amendments.all())
    made = _made(card, item, level, evidence, reason, words, recommendation, source, by, now, earlier)
    if earlier and _same(made, earlier[-1]):
        raise AlreadyDone(_("This amendment is kept already."))
    if seen is not None and seen != len(earlier):
        raise Conflict(_("This scorecard was amended since you opened the page. Look at it again first."))
    _check(made, card)
    made.digest = digest(amendment_content(made))
    made.save(force_insert=True)
    return made


def amendment_content(made: Amendment) -> dict:
    """What the digest of an amendment covers: facts as they are, words by their salted digests."""
    return {
        "scorecard": made.scorecard_id,
        "number": made.number,
        "item": made.item_id,
        "level": [made.level_before, made.level],
        "recommendation": [made.recommendation_before, made.recommendation],
        "evidence": salted(made.salt, made.evidence),
        "reason": str(made.reason),
        "words": salted(made.salt, made.words),
        "source": str(made.source),
        "by": made.by_id,
        "at": made.at.isoformat(),
    }


def _may_amend(card: Scorecard, by: User, source: AmendSource) -> None:
    if card.state != CardState.SUBMITTED:
        raise Refused(_("Only a sealed scorecard is amended. A draft is simply changed."))
    if source == AmendSource.AUTHOR and card.interviewer_id != by.pk:
        raise Refused(_("Only the author amends a scorecard."))


def _made(card, item, level, evidence, reason, words, recommendation, source, by, now, earlier) -> Amendment:
    level_before, recommendation_before = _before(card, item, earlier)
    return Amendment(
        scorecard=card,
        number=len(earlier) + 1,
        item=item,
        level_before=level_before,
        level=level if item else None,
        recommendation_before=recommendation_before,
        recommendation="" if item else recommendation,
        evidence=evidence.strip(),
        reason=reason,
        words=words.strip(),
        source=source,
        by=by,
        at=now,
        salt=new_salt(),
    )


def _before(card: Scorecard, item: GridItem | None, earlier: Iterable[Amendment]) -> tuple[int | None, str]:
    """The value that holds now: of the last amendment of this rating, otherwise the sealed one."""
    last = [one for one in earlier if one.item_id == (item.pk if item else None)][-1:]
    if last:
        return last[0].level, last[0].recommendation
    if item is None:
        return None, card.recommendation
    rating = card.ratings.filter(item=item).first()
    if rating is None:
        raise Refused(_("This competency is not rated on this scorecard."))
    return rating.level, ""


def _same(made: Amendment, last: Amendment) -> bool:
    names = ("item_id", "level", "recommendation", "evidence", "reason", "words", "source", "by_id")
    return all(getattr(made, name) == getattr(last, name) for name in names)


def _check(made: Amendment, card: Scorecard) -> None:
    if made.item is None and made.recommendation not in Recommendation.values:
        raise Refused(_("Choose the recommendation."))
    if made.level is not None and not 1 <= made.level <= 5:
        raise Refused(_("A rating is a level from 1 to 5 or “not observed”."))
    if made.reason not in AmendReason.values:
        raise Refused(_("Choose the reason."))
    if not made.changes_value and not made.evidence:
        raise Refused(_("Nothing is amended: change the value or add evidence."))
    if made.reason == AmendReason.OTHER and not made.words:
        raise Refused(_("Say in words what the reason is."))
    for text, most in ((made.evidence, LONGEST_TEXT), (made.words, LONGEST_WORDS)):
        if len(text) > most:
            raise Refused(_("A text is longer than %(most)s characters.") % {"most": f"{most:,}"})
    if made.level in NEEDS_EVIDENCE and not made.evidence and not _has_evidence(card, made.item):
        raise Refused(
            _("A %(level)s needs an example: what did the person do, and what followed?") % {"level": made.level}
        )


def _has_evidence(card: Scorecard, item: GridItem | None) -> bool:
    return Answer.of_rating(card.ratings.get(item=item)).has_evidence


def whole_card() -> tuple[str | Prefetch, ...]:
    """What to prefetch on cards whose content is shown, in six queries for all of them."""
    ratings = Rating.objects.select_related("item").prefetch_related("item__anchors").order_by("item__order")
    return (
        Prefetch("ratings", ratings),
        amendments(),
        "critical_errors",
        results(),
        claim_marks(),
    )


def amendments() -> Prefetch:
    """The amendments of cards with their authors, in one query."""
    return Prefetch("amendments", Amendment.objects.select_related("by", "item").order_by("number"))


def results() -> Prefetch:
    """Results of the cards' exercises with the sheets they were noted on, in one query."""
    return Prefetch("results", ExerciseResult.objects.select_related("exercise"))


def claim_marks() -> Prefetch:
    """What the cards found about claims, with the claims, in one query."""
    return Prefetch("claim_marks", ClaimMark.objects.select_related("claim"))


def amendments_of(card: Scorecard, rating: Rating | None) -> list[Amendment]:
    """Amendments of one rating, or of the recommendation; from what `whole_card` fetched."""
    return [one for one in card.amendments.all() if one.item_id == (rating.item_id if rating else None)]
