"""Saving a scorecard while it is written: the row is born at the first save, and no text is overwritten unseen."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from competencies.enums import Level
from competencies.models import GridItem
from recruiting.domain.errors import Refused
from recruiting.models import Application, Interview
from scorecards.domain.answers import LONGEST_TEXT, TEXTS, Answer, Answers, answers_of
from scorecards.domain.assignments import Assignment, lock_assignment, nothing_planned, planned_items
from scorecards.domain.conflict import Conflict, differences
from scorecards.enums import Recommendation
from scorecards.models import Rating, RatingsSeen, Scorecard


@transaction.atomic
def save_card(
    *,
    interview: Interview,
    application: Application,
    by: User,
    seen_version: int,
    answers: Answers,
    now: datetime,
    writer: str = "",
) -> Scorecard | Conflict:
    """Keep what `by` wrote on the candidate of the meeting, begun from version `seen_version` (0: no card yet).

    `writer` names the opened page: when that page itself saved last and only missed the answer, its next save is no
    conflict. Returns the card, or a Conflict holding both texts when somebody (mostly the same person on another
    device) saved a different text meanwhile.
    Raises Refused when nothing may be written here, AlreadyDone when the card is closed.
    """
    place = lock_assignment(interview=interview, application=application, by=by)
    place.refuse_writing()
    items = planned_items(place.stage)
    _check(answers, items)
    if place.card is None:
        return _write(_begin(place, now), answers, items, writer, now)
    saved = answers_of(place.card)
    differing = differences(answers, saved, items)
    if not differing:
        return place.card
    if place.card.version != seen_version and not (writer and place.card.writer == writer):
        return Conflict(place.card, answers, saved, differing)
    return _write(place.card, answers, items, writer, now)


def is_independent(card: Scorecard) -> bool:
    """Whether the writer has read none of the colleagues' ratings of this application in this stage."""
    seen = RatingsSeen.objects.filter(user=card.interviewer_id, application=card.application_id, stage=card.stage_id)
    return not seen.exists()


def _begin(place: Assignment, now: datetime) -> Scorecard:
    return Scorecard(
        application=place.application,
        stage=place.stage,
        interviewer=place.interviewer,
        interview=place.interview,
        created_at=now,
    )


def _write(card: Scorecard, answers: Answers, items: Sequence[GridItem], writer: str, now: datetime) -> Scorecard:
    card.version += 1
    card.writer = writer
    card.recommendation, card.summary = answers.recommendation, answers.summary
    card.independent = is_independent(card)
    card.saved_at = now
    card.save()
    ratings = [Rating(scorecard=card, item=item, **asdict(answers.of(item))) for item in items]
    kept = [part.name for part in fields(Answer)]
    Rating.objects.bulk_create(ratings, update_conflicts=True, unique_fields=["scorecard", "item"], update_fields=kept)
    return card


def _check(answers: Answers, items: list[GridItem]) -> None:
    """Refuse what no honest page sends: competencies of another stage, levels beyond the scale, endless texts."""
    if message := nothing_planned(items):
        raise Refused(message)
    if foreign := set(answers.items) - {item.pk for item in items}:
        raise Refused(
            ngettext(
                "%(count)d competency is not planned for this stage.",
                "%(count)d competencies are not planned for this stage.",
                len(foreign),
            )
            % {"count": len(foreign)}
        )
    if answers.recommendation and answers.recommendation not in Recommendation.values:
        raise Refused(_("This recommendation is not on the list."))
    for answer in answers.items.values():
        _check_answer(answer)
    _check_length(answers.summary)


def _check_answer(answer: Answer) -> None:
    if answer.level is not None and (answer.level not in Level.values or answer.not_observed):
        raise Refused(_("A rating is a level from 1 to 5 or “not observed”."))
    for name in TEXTS:
        _check_length(getattr(answer, name))


def _check_length(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Refused(_("A text is longer than %(most)s characters.") % {"most": f"{LONGEST_TEXT:,}"})
