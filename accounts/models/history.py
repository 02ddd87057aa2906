from django.conf import settings
from django.db import models

from accounts.enums import PersonChange


class PersonEvent(models.Model):
    """Append-only: who changed whose role, access or address, and when. `was` and `becomes` hold the two values."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="events")
    change = models.CharField(max_length=12, choices=PersonChange.choices)
    was = models.CharField(max_length=254, blank=True)
    becomes = models.CharField(max_length=254, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.change} {self.user_id}"
