"""Saving a scorecard while it is written: the row is born at the first save, and no text is overwritten unseen."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from competencies.enums import Level
from recruiting.domain.errors import Refused
from recruiting.models import Application, Interview
from scorecards.domain.answers import EVIDENCE, LONGEST_MEASURE, LONGEST_TEXT, MEASURES, Answer, Answers, answers_of
from scorecards.domain.assignments import Assignment, lock_assignment
from scorecards.domain.conflict import Conflict, differences
from scorecards.domain.fields import without_empty_extras
from scorecards.domain.sheet import CardSheet, sheet_for
from scorecards.domain.two_steps import only_notes_of
from scorecards.enums import CriticalKind, DeclineReason, Recommendation
from scorecards.models import ClaimMark, CriticalError, Decision, ExerciseResult, Rating, RatingsSeen, Scorecard


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
    place.refuse_writing(now=now)
    return write_card(place, answers=answers, seen_version=seen_version, writer=writer, now=now)


def write_card(
    place: Assignment,
    *,
    answers: Answers,
    seen_version: int,
    writer: str,
    now: datetime,
    entered_by: User | None = None,
) -> Scorecard | Conflict:
    """Keep the answers on a place that is locked and may be written; `entered_by` types them for the interviewer."""
    sheet = sheet_for(place)
    answers = without_empty_extras(answers, sheet)
    _check(answers, sheet)
    if place.card is None:
        return _write(_begin(place, now, entered_by), answers, sheet, writer, now)
    saved = answers_of(place.card)
    if place.card.ratings_are_sealed:
        answers = only_notes_of(answers, saved)
    differing = differences(answers, saved, sheet)
    if not differing:
        return place.card
    if place.card.version != seen_version and not (writer and place.card.writer == writer):
        return Conflict(place.card, answers, saved, differing)
    return _write(place.card, answers, sheet, writer, now)


def is_independent(card: Scorecard) -> bool:
    """Whether the writer has read, or typed from paper, none of the colleagues' ratings of this application here, and
    has not decided on it."""
    here = {"application": card.application_id, "stage": card.stage_id}
    seen = RatingsSeen.objects.filter(user=card.interviewer_id, **here)
    typed = typed_cards().filter(entered_by=card.interviewer_id, **here)
    decided = Decision.objects.filter(by=card.interviewer_id, application=card.application_id)
    return not (seen.exists() or typed.exists() or decided.exists())


def typed_cards() -> QuerySet[Scorecard]:
    """Cards that somebody typed for the interviewer, also those never handed over; not those closed for a leaver."""
    return Scorecard.objects.exclude(entered_by=None).exclude(decline_reason=DeclineReason.LEFT)


def _begin(place: Assignment, now: datetime, entered_by: User | None) -> Scorecard:
    return Scorecard(
        application=place.application,
        stage=place.stage,
        interviewer=place.interviewer,
        interview=place.interview,
        created_at=now,
        entered_by=entered_by,
    )


def _write(card: Scorecard, answers: Answers, sheet: CardSheet, writer: str, now: datetime) -> Scorecard:
    before = answers_of(card) if card.pk else Answers({}, "")
    card.version += 1
    card.writer = writer
    card.recommendation, card.summary = answers.recommendation, answers.summary
    card.independent = is_independent(card)
    card.saved_at = now
    card.save()
    _replace(Rating, card, "item", {item.pk: asdict(answers.of(item)) for item in sheet.rows(answers)})
    # Most cards have none of these; the card was read under its lock, so what it does not hold needs no look.
    if answers.errors or before.errors:
        _replace(CriticalError, card, "kind", {kind: {"what": what} for kind, what in answers.errors.items()})
    if answers.results or before.results:
        _replace(ExerciseResult, card, "exercise", {key: asdict(one) for key, one in answers.results.items()})
    if answers.claims or before.claims:
        _replace(ClaimMark, card, "claim", {key: asdict(one) for key, one in answers.claims.items()})
    card.forget_parts()
    return card


def _replace(model: type[models.Model], card: Scorecard, key: str, rows: Mapping[Any, dict[str, Any]]) -> None:
    """Write the rows over those of the card with the same key, and take away those that are no longer there."""
    column = model._meta.get_field(key).attname  # type: ignore[union-attr]
    there = {getattr(row, column): row for row in model._default_manager.filter(scorecard=card)}
    if gone := [there[of].pk for of in there if of not in rows]:
        model._default_manager.filter(pk__in=gone).delete()
    new = [model(scorecard=card, **{column: of}, **values) for of, values in rows.items() if of not in there]
    changed = [_with(there[of], values) for of, values in rows.items() if of in there]
    if new:
        model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, list(next(iter(rows.values()))))


def _with(row: models.Model, values: dict[str, Any]) -> models.Model:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _check(answers: Answers, sheet: CardSheet) -> None:
    """Refuse what no honest page sends: competencies of another stage, levels beyond the scale, endless texts."""
    if sheet.nothing:
        raise Refused(sheet.nothing)
    if foreign := set(answers.items) - {item.pk for item in [*sheet.planned, *sheet.others]}:
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
    _check_parts(answers, sheet)
    for words in answers.texts():
        _check_length(words, LONGEST_TEXT)


def _check_parts(answers: Answers, sheet: CardSheet) -> None:
    asked = {exercise.pk for exercise in sheet.exercises}, {claim.pk for claim in sheet.claims}
    if set(answers.results) - asked[0] or set(answers.claims) - asked[1]:
        raise Refused(_("This exercise or claim does not belong to this scorecard."))
    if set(answers.errors) - set(CriticalKind.values):
        raise Refused(_("This kind of critical error is not on the list."))


def _check_answer(answer: Answer) -> None:
    if answer.level is not None and (answer.level not in Level.values or answer.not_observed):
        raise Refused(_("A rating is a level from 1 to 5 or “not observed”."))
    for name in (*EVIDENCE, *MEASURES):
        _check_length(getattr(answer, name), LONGEST_MEASURE if name in MEASURES else LONGEST_TEXT)


def _check_length(text: str, most: int) -> None:
    if len(text) > most:
        raise Refused(_("A text is longer than %(most)s characters.") % {"most": f"{most:,}"})
