"""Texts that letters to candidates start from. A text written here goes before the one shipped in the library."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from competencies.models import LibraryText
from recruiting.enums import LetterEvent
from recruiting.models.pipeline import OutcomeReason


class LetterTemplate(models.Model):
    """A letter for an event, and for coded reasons of an outcome if it answers only those."""

    event = models.CharField(_("event"), max_length=20, choices=LetterEvent.choices)
    reasons = models.ManyToManyField(OutcomeReason, blank=True, related_name="letter_templates")
    closing = models.BooleanField(default=False)  # it tells the outcome
    name = models.CharField(_("name"), max_length=200, blank=True)  # of one made here; a shipped one has its title
    shipped = models.OneToOneField(
        LibraryText, null=True, blank=True, on_delete=models.PROTECT, related_name="letter_template"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        constraints = [
            models.CheckConstraint(
                condition=Q(shipped__isnull=False) | ~Q(name=""),
                name="letter_template_has_name",
                violation_error_message=_("Give the template a name."),
            )
        ]

    def __str__(self) -> str:
        return self.name or (self.shipped.title if self.shipped else "")


class TemplateVersion(models.Model):
    """Append-only: a wording of a template in one language. `restored` returns to the shipped text and holds none."""

    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="versions")
    language = models.CharField(max_length=2, choices=Language.choices)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)
    restored = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "language", "number"], name="template_version_number_once"),
            models.CheckConstraint(
                condition=Q(restored=True, subject="", body="") | (Q(restored=False) & ~Q(subject="") & ~Q(body="")),
                name="template_version_has_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language} {self.number}"


class LetterBatch(models.Model):
    """Letters that one person sent together; `token` is of the page they were seen on, so that it is used once."""

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"batch {self.pk}"
