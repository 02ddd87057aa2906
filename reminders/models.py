from django.conf import settings
from django.db import models

from outbox.models import OutboundMessage


class Delivery(models.Model):
    """That one occurrence of one duty was mailed to one person. The unique key makes a second mail impossible.

    `subject` names what the duty is about, for example "seat:17"; `schedule` changes when the thing moves, so a
    rescheduled interview starts a new series; `occurrence` names the point of the series, for example "hour" or
    "morning:2026-12-01".
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries")
    schedule = models.CharField(max_length=60)
    occurrence = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    why = models.JSONField(default=dict)
    message = models.OneToOneField(OutboundMessage, on_delete=models.PROTECT, related_name="delivery")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "recipient", "schedule", "occurrence"], name="delivery_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.occurrence}"
