"""Letters to candidates: a draft in the candidate's language, and the way of a seen text into the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.calling_back import hold
from outbox.domain.queueing import queue_message
from outbox.domain.rewriting import rewrite_held
from outbox.enums import MessageKind
from recruiting.domain.errors import Refused
from recruiting.domain.letter_values import values_for
from recruiting.domain.people_data.own_page import make_link
from recruiting.domain.placeholders import LATER, asks_for, filled, unfilled
from recruiting.domain.replies import reply_address
from recruiting.domain.wordings import template_for, text_for
from recruiting.enums import ApplicationState, Dispatch, LetterEvent
from recruiting.models import Application, Interview, Letter, LetterBatch, LetterTemplate, OutcomeReason

EVENT_OF = {
    ApplicationState.REJECTED: LetterEvent.REJECTION,
    ApplicationState.WITHDRAWN: LetterEvent.WITHDRAWN_CONFIRMED,
    ApplicationState.HIRED: LetterEvent.HIRED,
}


@dataclass(frozen=True)
class LetterText:
    """What the candidate will read; plain text."""

    subject: str
    body: str


@dataclass(frozen=True)
class Draft(LetterText):
    """A text to start from, with the template it comes from and the language it is in."""

    template: LetterTemplate | None = None
    language: str = ""
    wanted: str = ""  # the candidate's language

    @property
    def fell_back(self) -> bool:
        """Whether there is no text in the candidate's language, so that another one stands in."""
        return bool(self.wanted) and self.language != self.wanted

    @property
    def missing(self) -> list[str]:
        """Placeholders that have no value for this candidate and have to be written by hand."""
        return unfilled(f"{self.subject}\n{self.body}", but=LATER)


def draft_from(
    template: LetterTemplate,
    *,
    application: Application,
    by: User,
    now: datetime,
    interview: Interview | None = None,
) -> Draft:
    """The template's text for this candidate, in their language or the next one there is. Nothing is sent.

    `interview` is the meeting the letter speaks of; without one it is the one that the event means, see `meeting_of`.
    """
    text = text_for(template, application.candidate.language)
    wanted = application.candidate.language
    if text is None:
        return Draft("", "", template, wanted, wanted)
    values = values_for(application, language=text.language, by=by, now=now, interview=interview, event=template.event)
    body = filled(text.body, values).strip() + "\n"
    return Draft(filled(text.subject, values), body, template, text.language, wanted)


def draft_letter(
    *,
    application: Application,
    to_state: ApplicationState,
    by: User,
    reason: OutcomeReason | None = None,
    now: datetime | None = None,
) -> Draft:
    """The closing letter to start from, for the reason if there is one. A person reads it before it goes out.

    Where the library was never loaded, a short text of the interface's own stands in.
    """
    template = template_for(EVENT_OF[to_state], reason)
    if template is not None:
        return draft_from(template, application=application, by=by, now=now or timezone.now())
    language = application.candidate.language
    words = {
        "name": application.candidate.full_name,
        "vacancy": application.vacancy.title,
        "sender": by.full_name,
    }
    with translation.override(language):
        body = render_to_string(f"recruiting/letters/{to_state}.txt", words)
        subject = _("Your application: %(vacancy)s") % words
    return Draft(subject, body.strip() + "\n", None, language)


def send_closing_letter(
    *,
    application: Application,
    text: LetterText,
    by: User,
    now: datetime,
    dispatch: Dispatch = Dispatch.DELAYED,
    template: LetterTemplate | None = None,
) -> Letter:
    """Queue the letter that tells the outcome; it can be called back for `LETTER_DELAY_MINUTES`, see `queue_letter`."""
    return queue_letter(
        application=application, text=text, closing=True, dispatch=dispatch, template=template, by=by, now=now
    )


def queue_letter(
    *,
    application: Application,
    text: LetterText,
    closing: bool,
    dispatch: Dispatch,
    by: User,
    now: datetime,
    template: LetterTemplate | None = None,
    batch: LetterBatch | None = None,
) -> Letter:
    """Put a letter that a person has seen into the outbox, in the transaction of the caller.

    Raises Refused without an address or a text, or while a placeholder is left in it.
    """
    candidate = application.candidate
    if not candidate.email:
        raise Refused(_("There is no e-mail address. Tell the candidate in another way and say here how."))
    text = with_own_page(text, application=application, by=by, now=now)
    check_text(text)
    message = queue_message(
        kind=MessageKind.LETTER,
        to=candidate.email,
        subject=text.subject.strip(),
        body=text.body,
        language=candidate.language,
        by=by,
        now=now,
        not_before=leaves_at(dispatch, now=now),
        reply_to=reply_address(application.vacancy, by=by),
        about=[candidate.uid],
    )
    if dispatch == Dispatch.HELD:
        hold(message_ids=[message.pk], by=by, now=now)
    return Letter.objects.create(
        application=application, message=message, closing=closing, template=template, batch=batch
    )


def with_own_page(text: LetterText, *, application: Application, by: User, now: datetime) -> LetterText:
    """The text with a fresh link where it asks for the candidate's own page; links in earlier letters stay good.

    Not in the subject: lists of mails show subjects, and the link is a secret.
    """
    if not asks_for(text.body, "own_page"):
        return text
    link = {"own_page": make_link(candidate=application.candidate, by=by, now=now, ends_others=False)}
    return LetterText(text.subject, filled(text.body, link))


@transaction.atomic
def rewrite_letter(*, letter: Letter, text: LetterText, seen: str, by: User, now: datetime) -> None:
    """Change a held letter; `seen` is the digest of the text that was shown.

    Raises Refused for a text that cannot go out, and what the outbox raises when it is held no more or was changed.
    """
    text = with_own_page(text, application=letter.application, by=by, now=now)
    check_text(text)
    rewrite_held(message=letter.message, subject=text.subject, body=text.body, seen=seen, by=by, now=now)


def leaves_at(dispatch: Dispatch, *, now: datetime) -> datetime:
    """When a letter may leave: at once, or after the time in which it can be called back."""
    return now if dispatch == Dispatch.NOW else now + timedelta(minutes=settings.LETTER_DELAY_MINUTES)


def check_text(text: LetterText) -> None:
    """Raises Refused for a letter without words or with a placeholder nobody filled in."""
    if not text.subject.strip() or not text.body.strip():
        raise Refused(_("The letter has no text."))
    if left := unfilled(f"{text.subject}\n{text.body}"):
        raise Refused(
            _("Write what %(placeholder)s stands for: it would reach the candidate as it is.")
            % {"placeholder": left[0]}
        )
