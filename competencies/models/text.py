from django.db import models
from django.utils.translation import gettext_lazy as _

from competencies.enums import TextKind
from competencies.models.library import Competency
from competencies.models.role import Role


class LibraryText(models.Model):
    """A text people take from the library: a letter, a structure of a document, a notice, a portrait of a person.

    `note` is the short line beside the title (a letter's subject, when to use a structure). `facts` holds the typed
    values that go with the text: which event a letter answers, how many months a legal profile allows.
    Names in braces, as {candidate_name}, are filled in where the text is used.
    """

    key = models.SlugField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=TextKind.choices)
    role = models.ForeignKey(Role, null=True, blank=True, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(blank=True)
    body = models.TextField(_("text"), blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = _("text")

    def __str__(self) -> str:
        return self.title


class TextPart(models.Model):
    """A part of a text, in order; parts that follow each other under the same `group` stand under one heading."""

    text = models.ForeignKey(LibraryText, on_delete=models.CASCADE, related_name="parts")
    order = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    body = models.TextField()
    competency = models.ForeignKey(Competency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["text", "order"]

    def __str__(self) -> str:
        return self.title or self.group
