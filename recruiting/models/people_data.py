"""People's data: legal profiles, consents, requests, the person's own page, and what was destroyed when and why."""

import uuid
from typing import cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from competencies.models import LibraryText
from recruiting.enums import ConsentWay, DestructionGround, Purpose, RequestKind, Store
from recruiting.models.application import Application
from recruiting.models.candidate import Candidate


class LegalProfile(models.Model):
    """For how long data are kept under one law, and what needs consent. Copied from a preset, then edited here."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    text = models.ForeignKey(LibraryText, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    country = models.CharField(_("country"), max_length=2)
    not_hired_months = models.PositiveSmallIntegerField(_("months after a rejection or a hire"))
    withdrawn_months = models.PositiveSmallIntegerField(_("months after a withdrawal"))
    reserve_months = models.PositiveSmallIntegerField(_("months in the reserve, from the consent"))
    answer_days = models.PositiveSmallIntegerField(_("days to answer a request"), null=True, blank=True)
    answer_working_days = models.BooleanField(_("these are working days"), default=False)
    separate_document = models.BooleanField(_("each consent is a document of its own"), default=False)
    needs_consent = models.JSONField(default=list)  # purposes that need consent, of `Purpose`
    company = models.CharField(_("who answers for the data"), max_length=200, blank=True)
    contact = models.CharField(_("where to write about them"), max_length=200, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("legal profile")
        constraints = [
            models.CheckConstraint(
                condition=Q(not_hired_months__gte=1, withdrawn_months__gte=1, reserve_months__gte=1),
                name="legal_profile_months_are_positive",
                violation_error_message=_("A term is at least one month."),
            )
        ]

    def __str__(self) -> str:
        return self.text.title if self.text_id and self.text else self.name


class LegalProfileChange(models.Model):
    """Append-only: who changed which term of a profile, from what to what."""

    profile = models.ForeignKey(LegalProfile, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=40)
    was = models.JSONField(null=True)  # null where there was no figure
    becomes = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.was} -> {self.becomes}"

    @property
    def term(self) -> str:
        """The name of the term, in the reader's language."""
        return str(cast(models.Field, LegalProfile._meta.get_field(self.field)).verbose_name)


class NoticeVersion(models.Model):
    """Append-only: the words that were shown for a purpose, once for each wording; the notice has no `purpose`."""

    profile = models.ForeignKey(LegalProfile, on_delete=models.PROTECT, related_name="versions")
    purpose = models.CharField(max_length=20, choices=Purpose.choices, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices)
    words = models.TextField()
    digest = models.CharField(max_length=64)
    first_at = models.DateTimeField()

    class Meta:
        ordering = ["profile", "purpose", "language", "first_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "purpose", "language", "digest"], name="notice_version_once_per_wording"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose or 'notice'} {self.digest[:8]}"


class ConsentEvent(models.Model):
    """Append-only: a person agreed to one purpose, or took it back. The newest row of a purpose is what holds."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="consents")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="consents"
    )
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given = models.BooleanField()
    version = models.ForeignKey(NoticeVersion, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=ConsentWay.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # None: the person, on their own page
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["candidate", "purpose", "-at"], name="consent_newest"),
            models.Index(fields=["version", "at"], condition=Q(purpose="reserve", given=True), name="consent_reserve"),
        ]

    def __str__(self) -> str:
        return f"{'+' if self.given else '-'}{self.purpose}"


class DestructionRecord(models.Model):
    """Append-only: the act of one erasure. It names nobody but by the pseudonymous id."""

    number = models.PositiveIntegerField(unique=True)
    subject = models.UUIDField()
    ground = models.CharField(max_length=12, choices=DestructionGround.choices)
    profile = models.CharField(max_length=150, blank=True)  # under which legal profiles the data were held
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # None: the nightly task or a command
    at = models.DateTimeField()
    destroyed = models.JSONField(default=dict)  # {category: rows}
    files = models.PositiveIntegerField(default=0)
    also = ArrayField(models.UUIDField(), default=list)  # ids of records that had been merged into the subject's
    repeats = models.PositiveIntegerField(null=True, blank=True)  # number of the act that a restored backup undid

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["subject"], name="destruction_by_subject")]

    def __str__(self) -> str:
        return f"destruction {self.number}"


class FileToRemove(models.Model):
    """A file of an erased person that still lies on the disk; the row goes when the file is gone."""

    record = models.ForeignKey(DestructionRecord, on_delete=models.CASCADE, related_name="pending")
    store = models.CharField(max_length=7, choices=Store.choices)
    path = models.CharField(max_length=250)

    def __str__(self) -> str:
        return f"{self.store}/{self.path}"


class Redaction(models.Model):
    """That words naming an erased person were taken out of somebody else's text, and the digest of what it says now."""

    record = models.ForeignKey(DestructionRecord, on_delete=models.CASCADE, related_name="redactions")
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    column = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["model", "row"], name="redaction_by_row")]

    def __str__(self) -> str:
        return f"{self.model} {self.row} {self.column}"


class CandidateLink(models.Model):
    """The way to a person's own page. Only the digest of the secret is kept; it ends by time or when called back."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"link {self.pk}"


class DataRequest(models.Model):
    """What a person asked for on their own page, until somebody has dealt with it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="data_requests")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="data_requests"
    )
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "kind", "application"],
                condition=Q(done_at__isnull=True),
                nulls_distinct=False,
                name="data_request_once_while_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} request {self.pk}"
