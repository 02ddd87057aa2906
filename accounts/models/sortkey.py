"""A stored Unicode sort key: the database has no ICU, so the order of names is computed when a name is written."""

from functools import lru_cache

from django.db import models
from pyuca import Collator

LONGEST_SORTED = 80  # characters; what follows does not change where a person finds a name


@lru_cache(maxsize=1)
def _collator() -> Collator:
    return Collator()


def sort_key(text: str) -> str:
    """The text's key under the default Unicode collation, as hexadecimal that sorts bytewise.

    Source: Unicode Technical Standard 10, default table (pyuca).
    """
    return "".join(f"{weight:04x}" for weight in _collator().sort_key(text.strip()[:LONGEST_SORTED]))


class SortKeyField(models.TextField):
    """Key of another text field of the same row, kept up to date on every save."""

    def __init__(self, *args, source: str, **kwargs):
        self.source = source
        kwargs.update(editable=False, db_collation="C", default="", blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for settled in ("editable", "db_collation", "default", "blank"):
            kwargs.pop(settled, None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance, add):
        value = sort_key(getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, value)
        return value
