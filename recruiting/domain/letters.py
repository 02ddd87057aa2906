"""The closing letter: a text to start from in the candidate's language, and its way into the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.queueing import queue_message
from outbox.enums import MessageKind
from recruiting.domain.errors import Refused
from recruiting.enums import ApplicationState
from recruiting.models import Application, Letter


@dataclass(frozen=True)
class LetterText:
    """What the candidate will read; plain text."""

    subject: str
    body: str


def draft_letter(*, application: Application, to_state: ApplicationState, by: User) -> LetterText:
    """The text to start from. A person reads and may change it before it goes out."""
    words = {
        "name": application.candidate.full_name,
        "vacancy": application.vacancy.title,
        "sender": by.full_name,
    }
    with translation.override(application.candidate.language):
        body = render_to_string(f"recruiting/letters/{to_state}.txt", words)
        subject = _("Your application: %(vacancy)s") % words
    return LetterText(subject=subject, body=body.strip() + "\n")


def send_closing_letter(*, application: Application, text: LetterText, by: User, now: datetime) -> Letter:
    """Queue the letter that tells the outcome; answers go to the person who wrote it.

    It leaves after `LETTER_DELAY_MINUTES`, and until then `outbox.domain.calling_back.call_back` can take it back.
    """
    candidate = application.candidate
    if not candidate.email:
        raise Refused(_("There is no e-mail address. Tell the candidate in another way and say here how."))
    if not text.subject.strip() or not text.body.strip():
        raise Refused(_("The letter has no text."))
    message = queue_message(
        kind=MessageKind.LETTER,
        to=candidate.email,
        subject=text.subject.strip(),
        body=text.body,
        language=candidate.language,
        by=by,
        now=now,
        not_before=now + timedelta(minutes=settings.LETTER_DELAY_MINUTES),
        reply_to=by.email,
    )
    return Letter.objects.create(application=application, message=message, closing=True)
