from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recruiting.models import Application, Letter


class Feedback(models.Model):
    """What a candidate may be told about strengths and gaps; a person edits it and lets it go, nothing goes by itself.

    `version` is raised at each save; released, the text is the letter's and stays.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="feedback")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=20_000)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    letter = models.OneToOneField(Letter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("feedback")
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, letter__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False, letter__isnull=False),
                name="feedback_released_is_a_letter",
            )
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"

    @property
    def is_released(self) -> bool:
        return self.released_at is not None
