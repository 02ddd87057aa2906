"""Columns behind a lookup: which field it ends in, and where a translated text is kept in each language."""

from typing import Any

from django.db.models import Field, Model
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from accounts.enums import Language


def field_of(model: type[Model], path: str) -> Field:
    """The field at the end of a lookup such as "vacancy__title"."""
    return _end(model, path)[1]


def columns_of(model: type[Model], path: str, language: str) -> tuple[str, ...]:
    """The lookups that hold it: the column alone, or one for each language with `language` first."""
    owner, field = _end(model, path)
    if owner not in translator.get_registered_models() or field.name not in _translated(owner):
        return (path,)
    way = path[: -len(field.name)]
    codes = [language, *(code for code in Language.values if code != language)]
    return tuple(f"{way}{build_localized_fieldname(field.name, code)}" for code in codes)


def _end(model: type[Model], path: str) -> tuple[type[Model], Any]:
    *way, last = path.split("__")
    for step in way:
        # a step of a lookup is a reference, of which the stubs know no more than that it is a field
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model, model._meta.get_field(last)


def _translated(model: type[Model]) -> set[str]:
    return set(translator.get_options_for_model(model).all_fields)
