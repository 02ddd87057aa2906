"""One act on many applications of a vacancy: each by itself, and who is held back is named with why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from recruiting.domain import workflow
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.letters import LetterText
from recruiting.enums import ApplicationState, TeamFunction
from recruiting.models import Application, OutcomeReason, OwnerChange, Stage, TeamMember, Vacancy

MOST = 200
"""So many at once answer within two seconds; more is refused before anything is done."""


@dataclass(frozen=True)
class Picked:
    """A person chosen on the board, with the revision that was on the screen."""

    application: Application
    seen_revision: int


@dataclass(frozen=True)
class Held:
    """Who was left where they are, and why; `reasons` are sentences."""

    application: Application
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Together:
    """What came of an act on many."""

    act: UUID
    done: list[Application] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


@transaction.atomic
def move_together(*, vacancy: Vacancy, picked: Sequence[Picked], to_stage: Stage, by: User, now: datetime) -> Together:
    """Move everyone for whom the gates are open. Raises Refused when nobody or too many were chosen."""

    def act(one: Picked, together: UUID) -> None:
        workflow.move(
            application=one.application,
            to_stage=to_stage,
            seen_revision=one.seen_revision,
            by=by,
            now=now,
            act=together,
        )

    return _each(vacancy, picked, act)


@dataclass(frozen=True)
class Answer:
    """What a person is told: the letter, or why none is owed."""

    letter: LetterText | None
    no_letter_reason: str = ""


@transaction.atomic
def reject_together(
    *,
    vacancy: Vacancy,
    picked: Sequence[Picked],
    reason: OutcomeReason,
    answers: dict[int, Answer],
    by: User,
    now: datetime,
) -> Together:
    """Reject everyone with the answer that stands under the application's id.

    Raises Refused when nobody or too many were chosen, or somebody would be left without an answer.
    """
    if any(one.application.pk not in answers for one in picked):
        raise Refused(_("Somebody would be left without an answer. Open the page again."))

    def act(one: Picked, together: UUID) -> None:
        answer = answers[one.application.pk]
        workflow.close(
            application=one.application,
            to_state=ApplicationState.REJECTED,
            reason=reason,
            letter=answer.letter,
            no_letter_reason=answer.no_letter_reason,
            seen_revision=one.seen_revision,
            by=by,
            now=now,
            act=together,
        )

    return _each(vacancy, picked, act)


@transaction.atomic
def hand_over(
    *, vacancy: Vacancy, applications: Iterable[Application], to: User, by: User, now: datetime
) -> list[Application]:
    """Make a recruiter of the team answer for these applications; those that changed hands."""
    Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    if not TeamMember.objects.able().filter(vacancy=vacancy, user=to, function=TeamFunction.RECRUITER).exists():
        raise Refused(_("%(name)s is not a recruiter of this vacancy.") % {"name": to.full_name})
    rows = Application.objects.filter(pk__in=[row.pk for row in applications], vacancy=vacancy).exclude(owner=to)
    changed = list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).select_related("candidate"))
    OwnerChange.objects.bulk_create(
        OwnerChange(application=row, was_id=row.owner_id, became=to, by=by, at=now) for row in changed
    )
    Application.objects.filter(pk__in=[row.pk for row in changed]).update(owner=to)
    return changed


def _each(vacancy: Vacancy, picked: Sequence[Picked], act: Callable[[Picked, UUID], None]) -> Together:
    """Each in a savepoint of its own, in one order for everybody, under the lock of the vacancy."""
    check_number(picked)
    Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    result = Together(uuid4())
    for one in sorted(picked, key=lambda one: one.application.pk):
        try:
            with transaction.atomic():
                act(one, result.act)
        except AlreadyDone as done:
            result.held.append(Held(one.application, (done.message,)))
        except Refused as refusal:
            reasons = tuple(blocker.message for blocker in refusal.blockers) or (refusal.message,)
            result.held.append(Held(one.application, reasons))
        else:
            result.done.append(one.application)
    return result


def check_number(picked: Sequence[Picked]) -> None:
    """Refuse nobody and too many."""
    if not picked:
        raise Refused(_("Nobody is chosen. Tick the people first."))
    if len(picked) > MOST:
        raise Refused(
            ngettext(
                "Choose at most %(most)d person at once; nothing was done.",
                "Choose at most %(most)d people at once; nothing was done.",
                MOST,
            )
            % {"most": MOST}
        )
