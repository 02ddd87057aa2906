"""Keeping the list of words to point out: add, remove, restore."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.domain.errors import Refused
from competencies.enums import Topic
from competencies.models import WatchedWord

SHORTEST_STEM = 3  # letters before a star; a shorter beginning would point at half the language


@transaction.atomic
def add_word(*, language: str, stem: str, topic: Topic, by: User, now: datetime) -> WatchedWord:
    """Put a word on the list; one that was removed comes back. Raises Refused with what is wrong."""
    stem = " ".join(stem.split())
    _check(stem)
    same = WatchedWord.objects.select_for_update().filter(language=language, stem__iexact=stem).first()
    if same is not None and same.removed_at is None:
        raise Refused(_("This word is on the list of that language already."))
    if same is not None:
        return restore_word(word=same)
    try:
        with transaction.atomic():
            return WatchedWord.objects.create(language=language, stem=stem, topic=topic, added_by=by, added_at=now)
    except IntegrityError:
        raise Refused(_("This word is on the list of that language already.")) from None


def remove_word(*, word: WatchedWord, by: User, now: datetime) -> WatchedWord:
    """Take it off the list. A second click changes nothing."""
    WatchedWord.objects.filter(pk=word.pk, removed_at=None).update(removed_at=now, removed_by=by)
    word.refresh_from_db()
    return word


def restore_word(*, word: WatchedWord) -> WatchedWord:
    WatchedWord.objects.filter(pk=word.pk).update(removed_at=None, removed_by=None)
    word.refresh_from_db()
    return word


def _check(stem: str) -> None:
    for word in stem.split():
        letters = word.removesuffix("*")
        if not letters.isalpha() and not letters.replace("-", "").replace("’", "").replace("'", "").isalnum():
            raise Refused(_("Write words, each with at most one star at its end."))
        if word.endswith("*") and len(letters) < SHORTEST_STEM:
            raise Refused(
                _("Write at least %(letters)d letters before the star, or too much would be pointed out.")
                % {"letters": SHORTEST_STEM}
            )
    if not stem:
        raise Refused(_("Write the word."))
