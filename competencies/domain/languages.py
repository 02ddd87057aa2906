"""A text in every language of the interface, as a mapping from the language's code to the text."""

from django.conf import settings
from django.db.models import Model

LANGUAGES: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)

Texts = dict[str, str]


def texts_of(row: Model, field: str) -> Texts:
    """The field of the row in every language; a missing translation is an empty text, never a neighbour's."""
    return {language: getattr(row, f"{field}_{language}") or "" for language in LANGUAGES}


def missing_in(row: Model, field: str) -> list[str]:
    """Codes of the languages in which the field says nothing."""
    return [language for language, text in texts_of(row, field).items() if not text.strip()]


def columns(field: str, texts: Texts) -> dict[str, str]:
    """The texts as values of the columns that hold them."""
    return {f"{field}_{language}": text for language, text in texts.items()}


def column_names(*fields: str) -> list[str]:
    return [f"{field}_{language}" for field in fields for language in LANGUAGES]
