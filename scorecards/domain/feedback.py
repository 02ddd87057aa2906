"""Feedback for a candidate: drafted from the anchors and the gaps, edited by a person, let go by a person.

The draft says what was seen and what the role looks for, in the words of the published anchors. It names no rater, no
level, no score and quotes no note: those belong to colleagues and are given on request, after review.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.models import GridItem
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.letters import LetterText, queue_letter
from recruiting.domain.people_data.presence import lock_while_held
from recruiting.enums import Dispatch
from recruiting.models import Application
from scorecards.domain.assessing import Cell
from scorecards.domain.comparing import compare
from scorecards.domain.debrief import may_read
from scorecards.enums import CardState
from scorecards.models import Feedback, Scorecard

MOST = 3  # of each kind: more than three pieces of advice are not remembered


def draft_text(*, application: Application, by: User) -> LetterText:
    """A text to start from, in the candidate's language, out of the cards that are open to `by`.

    Raises Refused for whoever still owes a card on the candidate, and while nothing was rated.
    """
    _refuse_unready(application, by)
    only = Application.objects.filter(pk=application.pk)
    comparison = compare(vacancy=application.vacancy, user=by, narrowed_to=only)
    cells = comparison.columns[0].assessment.cells if comparison.columns else ()
    seen = [cell for cell in cells if cell.mean is not None]
    if not seen:
        raise Refused(_("No rating on this candidate is open to you, so there is nothing to say yet."))
    with translation.override(application.candidate.language):
        return LetterText(_("Feedback on your interviews"), _written(application, seen, by))


def _refuse_unready(application: Application, by: User) -> None:
    if not may_read(by, application):
        raise Refused(_("Submit your own scorecard on this candidate first."))


def _written(application: Application, seen: list[Cell], by: User) -> str:
    items = {item.pk: item for item in GridItem.objects.filter(pk__in=[cell.item.id for cell in seen])}
    anchors = _anchors(items.values())
    strong = sorted((cell for cell in seen if not cell.below), key=_strongest)[:MOST]
    weak = sorted((cell for cell in seen if cell.below), key=_widest)[:MOST]
    parts = [
        _("Hello %(name)s,") % {"name": application.candidate.full_name},
        _("thank you for the time you gave us. This is what we took from our talks about the post “%(vacancy)s”.")
        % {"vacancy": application.vacancy.title},
        *_listed(_("What spoke for you:"), [_line(items, anchors, cell, round(cell.mean or 0)) for cell in strong]),
        *_listed(
            _("What this post looks for, and where you can still grow:"),
            [_line(items, anchors, cell, cell.item.required) for cell in weak],
        ),
        _("You may ask to read the notes that were taken about you."),
        by.full_name,
    ]
    return "\n\n".join(parts) + "\n"


def _anchors(items: Iterable[GridItem]) -> dict[tuple[int, int], str]:
    return {(item.pk, anchor.level): anchor.text for item in items for anchor in item.anchors.all()}


def _strongest(cell: Cell) -> tuple[float, float]:
    return (cell.item.required - (cell.mean or 0), -cell.item.weight)


def _widest(cell: Cell) -> tuple[bool, float, float]:
    return (not cell.item.must_have, -(cell.gap or 0), -cell.item.weight)


def _listed(heading: str, lines: list[str]) -> list[str]:
    return [heading + "\n" + "\n".join(f"– {line}" for line in lines)] if lines else []


def _line(items: dict, anchors: dict, cell: Cell, level: int) -> str:
    return _("%(competency)s. %(behaviour)s") % {
        "competency": items[cell.item.id].name,
        "behaviour": anchors.get((cell.item.id, level), ""),
    }


@transaction.atomic
def save(*, application: Application, text: LetterText, seen: int, by: User, now: datetime) -> Feedback:
    """Keep the edited text; `seen` is the version on the screen, 0 for a first save.

    Raises Conflict when somebody else saved meanwhile, AlreadyDone once it is released, Refused without words.
    """
    _refuse_unready(application, by)
    if not text.subject.strip() or not text.body.strip():
        raise Refused(_("Write a subject and a text."))
    lock_while_held(application)
    row = Feedback.objects.select_for_update(of=("self",)).filter(application=application).first()
    values = {"subject": text.subject.strip(), "body": text.body.strip() + "\n", "edited_by": by, "edited_at": now}
    if row is None:
        return _first(application, values)
    if row.is_released:
        raise AlreadyDone(_("The feedback has been sent; it is changed no more."))
    if row.version != seen:
        raise Conflict(_("%(name)s saved the feedback meanwhile. Look at it first.") % {"name": row.edited_by})
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


def _first(application: Application, values: dict) -> Feedback:
    try:
        with transaction.atomic():
            return Feedback.objects.create(application=application, **values)
    except IntegrityError as taken:
        other = Feedback.objects.select_related("edited_by").get(application=application)
        message = _("%(name)s saved the feedback meanwhile. Look at it first.")
        raise Conflict(message % {"name": other.edited_by}) from taken


def _refuse_while_somebody_rates(application: Application) -> None:
    """A letter is read by the whole team, also by whoever is still to seal an independent rating."""
    draft = Scorecard.objects.filter(application=application, state=CardState.DRAFT).select_related("interviewer")
    if card := draft.order_by("pk").first():
        raise Refused(
            _("%(name)s has begun a scorecard and not sealed it; the feedback would run ahead of it.")
            % {"name": card.interviewer}
        )


@transaction.atomic
def release(*, application: Application, seen: int, by: User, now: datetime) -> Feedback:
    """Send the saved text as a letter, with the delay in which it can be called back.

    Raises AlreadyDone for a repeated click, Conflict for a text that was changed since, Refused otherwise.
    """
    _refuse_unready(application, by)
    row = (
        Feedback.objects.select_for_update(of=("self",))
        .select_related("edited_by")
        .filter(application=application)
        .first()
    )
    if row is None:
        raise Refused(_("Save the text first."))
    if row.is_released:
        raise AlreadyDone(_("The feedback has been sent; it is changed no more."))
    if row.version != seen:
        raise Conflict(_("%(name)s saved the feedback meanwhile. Look at it first.") % {"name": row.edited_by})
    if application.is_active:
        raise Refused(
            _("Feedback goes out once the application is closed, so that it does not run ahead of the answer.")
        )
    _refuse_while_somebody_rates(application)
    text = LetterText(row.subject, row.body)
    letter = queue_letter(application=application, text=text, closing=False, dispatch=Dispatch.DELAYED, by=by, now=now)
    row.letter, row.released_by, row.released_at = letter, by, now
    row.save(update_fields=["letter", "released_by", "released_at"])
    return row
