from itertools import count

from competencies.enums import TextKind
from competencies.models import LibraryText
from recruiting.enums import LetterEvent
from recruiting.models import LetterTemplate
from tests.factories.library import LANGUAGES

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
