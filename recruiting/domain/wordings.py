"""Which text a letter starts from: the one written here if there is one, else the shipped one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import Language
from accounts.models import User
from competencies.enums import TextKind
from competencies.models import LibraryText
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.placeholders import LATER, faults
from recruiting.enums import LetterEvent
from recruiting.models import LetterTemplate, OutcomeReason, TemplateVersion

FALLBACK = (Language.ENGLISH, Language.RUSSIAN, Language.ROMANIAN)
"""Where a template lacks the candidate's language: the languages that are tried instead, in this order."""


@dataclass(frozen=True)
class TemplateText:
    """Subject and body with placeholders. `number` is 0 for the shipped text, else of the version written here."""

    language: str
    subject: str
    body: str
    number: int = 0

    @property
    def is_shipped(self) -> bool:
        return not self.number


def text_in(template: LetterTemplate, language: str) -> TemplateText | None:
    """The text in force in exactly this language, or None."""
    newest = next((row for row in template.versions.all() if row.language == language), None)
    if newest is not None and not newest.restored:
        return TemplateText(language, newest.subject, newest.body, newest.number)
    return shipped_in(template, language)


def shipped_in(template: LetterTemplate, language: str) -> TemplateText | None:
    """The library's text in exactly this language, as loaded last, or None."""
    source = template.shipped
    if source is None:
        return None
    subject, body = getattr(source, f"note_{language}"), getattr(source, f"body_{language}")
    return TemplateText(language, subject, body) if subject and body else None


def text_for(template: LetterTemplate, language: str) -> TemplateText | None:
    """The text in the language, else in the first of `FALLBACK` that there is; its `language` says which."""
    texts = (text_in(template, one) for one in dict.fromkeys([language, *FALLBACK]))
    return next((text for text in texts if text is not None), None)


def templates(events: Iterable[str] = LetterEvent.values) -> list[LetterTemplate]:
    """Templates of these events with all that `text_in` reads, in the order of the events."""
    order = {event: place for place, event in enumerate(LetterEvent.values)}
    rows = LetterTemplate.objects.filter(event__in=list(events)).select_related("shipped")
    return sorted(rows.prefetch_related("versions", "reasons"), key=lambda row: (order[row.event], row.pk))


def first_choices(rows: Iterable[LetterTemplate]) -> dict[str, LetterTemplate]:
    """Event -> the general template that `template_for` would take, without asking for each event."""
    written = sorted((row for row in rows if text_for(row, FALLBACK[0])), key=lambda row: row.pk)
    return {row.event: row for row in written if not row.reasons.all()}


def template_for(event: str, reason: OutcomeReason | None = None) -> LetterTemplate | None:
    """The template that answers this reason, else the event's general one, else None. One made here goes first, once
    it has a text in some language."""
    rows = [row for row in sorted(templates([event]), key=lambda row: -row.pk) if text_for(row, FALLBACK[0])]
    for_reason = [row for row in rows if reason is not None and reason in row.reasons.all()]
    general = [row for row in rows if not row.reasons.all()]
    return next(iter(for_reason + general), None)


@transaction.atomic
def write_version(
    *, template: LetterTemplate, language: str, subject: str, body: str, seen_number: int, by: User, now: datetime
) -> TemplateVersion:
    """Keep a new wording beside all earlier ones. `seen_number` is the newest version's number on the page, 0 for none.

    Raises Refused for placeholders that do not exist for the event, Conflict when somebody wrote meanwhile,
    AlreadyDone when nothing changed.
    """
    subject, body = " ".join(subject.split()), "\n".join(body.strip().splitlines())
    if not subject or not body:
        raise Refused(_("A letter needs a subject and a text."))
    if wrong := faults(subject, event=template.event, but=LATER) + faults(body, event=template.event):
        raise Refused(wrong[0].message)
    newest = _newest(template, language, seen_number)
    now_is = text_in(template, language)
    if now_is is not None and (now_is.subject, now_is.body) == (subject, body):
        raise AlreadyDone(_("This is the text already."))
    return _add(template, language, newest, by=by, now=now, subject=subject, body=body)


@transaction.atomic
def restore_shipped(
    *, template: LetterTemplate, language: str, seen_number: int, by: User, now: datetime
) -> TemplateVersion:
    """Return to the text of the library, and follow it from now on. Raises Refused where there is none."""
    if shipped_in(template, language) is None:
        raise Refused(_("The library has no text for this letter in this language."))
    newest = _newest(template, language, seen_number)
    if newest is None or newest.restored:
        raise AlreadyDone(_("This is the shipped text already."))
    return _add(template, language, newest, by=by, now=now, restored=True)


def _newest(template: LetterTemplate, language: str, seen_number: int) -> TemplateVersion | None:
    LetterTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    newest = TemplateVersion.objects.filter(template=template, language=language).select_related("by").first()
    if (newest.number if newest else 0) != seen_number:
        who = newest.by.full_name if newest else ""
        raise Conflict(_("%(who)s changed this text while the page was open. Look at it first.") % {"who": who})
    return newest


def _add(template, language, newest, *, by, now, **content) -> TemplateVersion:
    number = newest.number + 1 if newest else 1
    return TemplateVersion.objects.create(template=template, language=language, number=number, by=by, at=now, **content)


@transaction.atomic
def make_shipped_templates() -> int:
    """A template for each letter of the library that has none yet; how many. Existing ones are left as they are."""
    made = 0
    for text in LibraryText.objects.filter(kind=TextKind.LETTER, letter_template=None).order_by("pk"):
        event = text.facts.get("event", "")
        known = event if event in LetterEvent.values else LetterEvent.OTHER
        row = LetterTemplate.objects.create(event=known, closing=bool(text.facts.get("closing")), shipped=text)
        row.reasons.set(OutcomeReason.objects.filter(key__in=text.facts.get("reasons", [])))
        made += 1
    return made
