from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from accounts.enums import AccessAction

if TYPE_CHECKING:
    from accounts.models.user import User


class AccessEvent(models.Model):
    """Who read or took out whose data, when. Subjects are pseudonymous ids, so the log outlives an erasure."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="access_events"
    )  # None: the person themself, on their own page
    action = models.CharField(max_length=20, choices=AccessAction.choices)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="access_by_subject"),
            models.Index(fields=["user", "-at"], name="access_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind}:{self.subject_id}"


def record_access(*, by: "User | None", action: AccessAction, subject: models.Model, now, **detail) -> AccessEvent:
    """Leave the trace of one reading or correction; `detail` holds ids and counts only, never personal data."""
    return AccessEvent.objects.create(
        user=by,
        action=action,
        subject_kind=subject._meta.label_lower.split(".")[-1],
        subject_id=str(subject.pk),
        detail=detail,
        at=now,
    )
