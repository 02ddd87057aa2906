"""What a person does with a letter to a candidate: write it, change it while it is held, let it go."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain import calling_back
from outbox.domain.cleaning import one_line
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.letters import LetterText, leaves_at, queue_letter
from recruiting.domain.placeholders import filled
from recruiting.domain.replies import reply_address
from recruiting.enums import Dispatch
from recruiting.models import Application, Letter, LetterTemplate

LINK = "\0"  # stands for the link, which differs at each click
NOT_COME = [MessageState.CANCELLED, MessageState.FAILED, MessageState.RETURNED]
SAME_CLICK = timedelta(minutes=5)  # in which the same text by the same person is a repeated click


@transaction.atomic
def write_letter(
    *,
    application: Application,
    text: LetterText,
    dispatch: Dispatch,
    by: User,
    now: datetime,
    template: LetterTemplate | None = None,
    tells_outcome: bool = False,
) -> Letter:
    """Queue a letter that a person has seen; `tells_outcome` marks the answer on a closed application.

    Raises Refused for what cannot be sent, AlreadyDone for a repeated click.
    """
    row = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("candidate", "vacancy")
    application = row.get(pk=application.pk)
    if tells_outcome and application.is_active:
        raise Refused(_("Close the application first: the letter that tells the outcome goes with it."))
    if _written(application, text, by, since=now - SAME_CLICK):
        raise AlreadyDone(_("This letter is written already."))
    return queue_letter(
        application=application,
        text=text,
        closing=tells_outcome,
        dispatch=dispatch,
        template=template,
        by=by,
        now=now,
    )


def _written(application: Application, text: LetterText, by: User, *, since: datetime) -> bool:
    same = application.letters.filter(
        message__author=by, message__created_at__gte=since, message__subject=one_line(text.subject)
    )
    begins, secret, ends = filled(text.body, {"own_page": LINK}).partition(LINK)
    same = same.filter(message__body__startswith=begins, message__body__endswith=ends.rpartition(LINK)[2])
    return same.filter(**({} if secret else {"message__body": text.body})).exclude(message__state__in=NOT_COME).exists()


@transaction.atomic
def release_letter(*, letter: Letter, dispatch: Dispatch, by: User, now: datetime) -> None:
    """Let a held letter go; answers reach who runs the vacancy today. Raises Refused when it is not held."""
    done = calling_back.release(
        message_ids=[letter.message_id], by=by, now=now, not_before=leaves_at(dispatch, now=now)
    )
    if not done:
        raise Refused(_("This letter is not held."))
    answers = reply_address(letter.application.vacancy, by=letter.message.author or by)
    OutboundMessage.objects.filter(pk=letter.message_id).update(reply_to=answers)


@transaction.atomic
def hold_letter(*, letter: Letter, by: User, now: datetime) -> None:
    """Keep a letter that has not left until somebody releases it. Raises Refused when it has."""
    if not calling_back.hold(message_ids=[letter.message_id], by=by, now=now):
        raise Refused(_("Too late: this letter has left, or is being sent right now."))


def call_back_letter(*, letter: Letter, by: User, now: datetime) -> None:
    """Keep a letter from being sent. Raises Refused when it has left, AlreadyDone when it was called back before."""
    answer = calling_back.call_back(message_ids=[letter.message_id], by=by, now=now)
    if answer.left:
        raise Refused(_("Too late: this letter has left, or is being sent right now."))
    if not answer.done:
        raise AlreadyDone(_("This letter was called back already."))
