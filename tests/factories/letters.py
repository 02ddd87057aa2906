from itertools import count

from django.utils import timezone

from accounts.models import User
from competencies.enums import TextKind
from competencies.models import LibraryText
from outbox.enums import MessageState
from recruiting.enums import CallDirection, CallOutcome, LetterEvent
from recruiting.models import Application, Call, Letter, LetterBatch, LetterTemplate
from tests.factories.library import LANGUAGES
from tests.factories.outbox import make_message

numbers = count(1)


def make_letter_template(event: str = LetterEvent.RECEIVED, *, reasons=(), closing: bool = False, **texts: str):
    """A template of a shipped text; `subject_ru`, `body_ro` and so on, or the same in all three languages."""
    number = next(numbers)
    columns = {
        f"{column}_{language}": texts.get(f"{name}_{language}", default)
        for column, name, default in [
            ("title", "title", f"Letter {number}"),
            ("note", "subject", "About {vacancy_title}"),
            ("body", "body", "Hello {candidate_name},\n\nText.\n\n{recruiter_name}"),
        ]
        for language in LANGUAGES
    }
    facts = {"event": event, "closing": closing, "reasons": [reason.key for reason in reasons]}
    text = LibraryText.objects.create(key=f"letter_{number}", kind=TextKind.LETTER, facts=facts, **columns)
    row = LetterTemplate.objects.create(event=event, closing=closing, shipped=text)
    row.reasons.set(reasons)
    return row


def make_letter(
    application: Application, state: str = MessageState.WAITING, *, closing: bool = False, **fields
) -> Letter:
    """A letter to the candidate of the application, whose mail is in `state`."""
    message = make_message(to=application.candidate.email, state=MessageState(state), **fields)
    return Letter.objects.create(application=application, message=message, closing=closing)


def make_batch(*letters: Letter, by: User) -> LetterBatch:
    batch = LetterBatch.objects.create(template=make_letter_template(), by=by, at=timezone.now())
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(batch=batch)
    return batch


def make_call(application: Application, outcome: str = CallOutcome.REACHED, *, by: User, **fields) -> Call:
    now = timezone.now()
    return Call.objects.create(
        application=application,
        outcome=outcome,
        direction=CallDirection.OUT,
        at=fields.pop("at", now),
        noted_at=now,
        by=by,
        **fields,
    )
