"""Words that speak of what must not decide about a person. They point something out; they never stop anybody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from competencies.enums import Topic


class WatchedWordQuerySet(models.QuerySet["WatchedWord"]):
    def in_use(self) -> "WatchedWordQuerySet":
        return self.filter(removed_at=None)


class WatchedWord(models.Model):
    """A word or a phrase of one language; a star at the end of a word stands for any ending.

    A shipped word has a key. Removing keeps the row, so that it can be restored and a later load leaves it removed.
    """

    key = models.SlugField(max_length=80, null=True, blank=True, unique=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    stem = models.CharField(_("word or beginning of a word"), max_length=60)
    topic = models.CharField(_("what it is about"), max_length=12, choices=Topic.choices)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = WatchedWordQuerySet.as_manager()

    class Meta:
        ordering = ["language", "topic", "stem"]
        constraints = [
            models.UniqueConstraint(
                "language",
                Lower("stem"),
                name="watched_word_once_per_language",
                violation_error_message=_("This word is on the list of that language already."),
            ),
            models.CheckConstraint(condition=~Q(stem=""), name="watched_word_says_something"),
        ]

    def __str__(self) -> str:
        return self.stem

    @property
    def is_shipped(self) -> bool:
        return self.key is not None
