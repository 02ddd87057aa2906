"""Every mail is a row first, written in the transaction of the act that causes it, and a delivery afterwards."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.enums import AttemptOutcome, MessageAct, MessageKind, MessageState


def new_message_id() -> str:
    """A Message-ID that stays the same through every attempt, so that a receiver can drop a second copy."""
    return f"<{uuid.uuid4()}@rubrika>"


class MessageQuerySet(models.QuerySet["OutboundMessage"]):
    def due(self, *, now) -> "MessageQuerySet":
        """Waiting and not before their time, oldest first."""
        return self.filter(state=MessageState.WAITING, not_before__lte=now).order_by("not_before", "pk")


class OutboundMessage(models.Model):
    kind = models.CharField(max_length=12, choices=MessageKind.choices)
    to = models.EmailField(_("to"), blank=True)  # empty once the person it went to was erased
    about = ArrayField(models.UUIDField(), default=list, blank=True)  # pseudonymous ids of the people it names
    from_email = models.CharField(max_length=320, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="outbound_messages"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=2, default="en")
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=100, unique=True, default=new_message_id, editable=False)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)  # the mail server's words at the last attempt
    claimed_by = models.CharField(max_length=80, blank=True, editable=False)  # the worker that has it
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)  # when that worker is taken for dead
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state="waiting"), name="outbox_due"),
            models.Index(fields=["claimed_until"], condition=Q(state="sending"), name="outbox_claimed"),
            models.Index(fields=["id"], condition=Q(state__in=["failed", "returned", "uncertain"]), name="outbox_lost"),
            models.Index(fields=["-created_at"], name="outbox_recent"),
            GinIndex(fields=["about"], name="outbox_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sending") | (Q(claimed_until__isnull=False) & ~Q(claimed_by="")),
                name="outbox_sending_is_claimed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"

    @property
    def is_due(self) -> bool:
        """Waiting past its time: a worker takes it any moment."""
        return self.state == MessageState.WAITING and self.not_before <= timezone.now()

    @property
    def may_have_come_twice(self) -> bool:
        """Sent, after a try whose answer was lost: that copy may have arrived as well."""
        return self.state in (MessageState.SENT, MessageState.WAITING, MessageState.SENDING) and self.answer_was_lost

    @property
    def answer_was_lost(self) -> bool:
        """Whether a try ended without an answer, so that a copy may have arrived whatever the state says now."""
        return any(one.outcome == AttemptOutcome.UNCERTAIN for one in self.attempts.all())


class Enclosure(models.Model):
    """A file that goes with a message, for example a calendar invitation."""

    message = models.ForeignKey(OutboundMessage, on_delete=models.CASCADE, related_name="enclosures")
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One try to hand a message over; written before the try, closed after it."""

    message = models.ForeignKey(OutboundMessage, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=AttemptOutcome.choices, default=AttemptOutcome.STARTED)
    answer = models.TextField(blank=True)
    worker = models.CharField(max_length=80, blank=True)  # machine, process and thread that tried

    class Meta:
        ordering = ["started_at", "pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.outcome}"


class MessageEvent(models.Model):
    """Append-only: who called a message back, held it, said that it arrived. An erasure may empty `words`, no more."""

    message = models.ForeignKey(OutboundMessage, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=12, choices=MessageAct.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(blank=True)  # of the server that returned it, or of the person who says so

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.act}"
