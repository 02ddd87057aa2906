"""A mail's words from one template: its first line is the subject, what follows the blank line is the text."""

from zoneinfo import ZoneInfo

from django.template import Context, Engine
from django.utils import timezone, translation


def rendered(template: str, context: dict, *, language: str, zone: str) -> tuple[str, str]:
    """Subject and plain text, in the reader's language and on the reader's clock. Nothing is escaped: it is no HTML."""
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        text = Engine.get_default().get_template(template).render(Context(context, autoescape=False))
    subject, _blank, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"
