"""The ledger of reminders, the rules that people set, and what they say about single duties."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outbox.models import OutboundMessage
from recruiting.models import Stage, Vacancy
from reminders.enums import DeliveryState, StopReason


class Delivery(models.Model):
    """One line of the ledger: that one occurrence of one duty is to be mailed to one person, and what became of it.

    `subject` names what the duty is about, for example "seat:17"; `schedule` changes when the thing moves, so a
    rescheduled interview starts a new series; `occurrence` names the point of the series, for example "hour" or
    "morning:2026-12-01". The unique key makes a second mail impossible. Several lines may share the mail of a digest.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries")
    schedule = models.CharField(max_length=60)
    occurrence = models.CharField(max_length=40)
    vacancy = models.ForeignKey(Vacancy, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    send_at = models.DateTimeField()  # when the mail is to be written: at once, or with the digest
    in_digest = models.BooleanField(default=False)
    why = models.JSONField(default=dict)  # what decided: facts and rules, no names
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.DUE)
    stopped = models.CharField(max_length=10, choices=StopReason.choices, blank=True)
    message = models.ForeignKey(
        OutboundMessage, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "recipient", "schedule", "occurrence"], name="delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(state="written", message__isnull=False) | (~Q(state="written") & Q(message__isnull=True)),
                name="delivery_written_has_mail",
            ),
            models.CheckConstraint(
                condition=Q(state="stopped") & ~Q(stopped="") | ~Q(state="stopped") & Q(stopped=""),
                name="delivery_stopped_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["send_at", "id"], condition=Q(state="due"), name="delivery_to_write"),
            models.Index(fields=["recipient", "-created_at"], name="delivery_by_person"),
            models.Index(fields=["-created_at", "-id"], name="delivery_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.occurrence}"


class Digest(models.Model):
    """That a person got the digest of a day; at most one, whoever writes it."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    message = models.OneToOneField(OutboundMessage, null=True, on_delete=models.PROTECT, related_name="digest")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.day}"


class Rule(models.Model):
    """What a vacancy, or one stage of it, says about one kind of reminder; empty fields leave the usual."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="reminder_rules")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.CASCADE, related_name="reminder_rules")
    kind = models.CharField(max_length=40)
    is_on = models.BooleanField(_("on"), null=True, blank=True)
    first = models.PositiveSmallIntegerField(_("first mail"), null=True, blank=True)  # in the unit of the kind
    every = models.PositiveSmallIntegerField(_("then every … working mornings"), null=True, blank=True)
    most = models.PositiveSmallIntegerField(_("at most … mails"), null=True, blank=True)

    class Meta:
        ordering = ["vacancy", "stage", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "stage", "kind"], nulls_distinct=False, name="rule_once"),
            models.CheckConstraint(
                condition=Q(every__isnull=True) | Q(every__range=(1, 10)), name="rule_every_is_one_to_ten"
            ),
            models.CheckConstraint(
                condition=Q(most__isnull=True) | Q(most__range=(1, 20)), name="rule_most_is_1_to_20"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of vacancy {self.vacancy_id}, stage {self.stage_id}"


class RuleChange(models.Model):
    """Append-only: who changed which rule, from what to what."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} of vacancy {self.vacancy_id}"


class Snooze(models.Model):
    """Append-only: that a person put a duty off. The latest one counts; a move of the thing ends it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="snoozes")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    schedule = models.CharField(max_length=60)
    until = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("at")), name="snooze_ends_later")]
        indexes = [models.Index(fields=["kind", "subject", "user", "schedule"], name="snooze_by_duty")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.subject}"


class HandOff(models.Model):
    """Append-only: that a person passed a duty to a colleague of the team, with a note for them."""

    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    schedule = models.CharField(max_length=60)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="handoff_to_somebody_else"),
        ]
        indexes = [models.Index(fields=["kind", "subject", "schedule"], name="handoff_by_duty")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.from_user_id} -> {self.to_user_id}"
