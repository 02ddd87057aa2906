from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.models.application import Application
from recruiting.models.searchkey import SearchKey
from recruiting.models.vacancy import TeamMember
from recruiting.models.withheld import withheld


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User) -> "NoteQuerySet":
        """Administrators, and recruiters and hiring managers of the team; a seat alone opens no note.

        Whoever still owes a scorecard on the candidate reads only what they wrote themselves.
        """
        return self._of_teams(user).filter(Q(author=user) | ~withheld(user))

    def _of_teams(self, user: User) -> "NoteQuerySet":
        if user.is_administrator:
            return self
        places = TeamMember.objects.held_by(user).leading()
        return self.filter(Exists(places.filter(vacancy=OuterRef("application__vacancy"))))


class Note(models.Model):
    """Append-only: what the team agreed or was told about an application. Only an erasure empties the text."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=5_000)
    at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [GinIndex(OpClass(SearchKey("text"), name="gin_trgm_ops"), name="note_text_key")]

    def __str__(self) -> str:
        return f"note {self.pk}"
