"""When the job description of a role was approved, and by when somebody looks at it again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competencies.models.role import Role


class DescriptionApproval(models.Model):
    """Append-only: that the job description of a role was approved. The newest row of a role is what holds."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="approvals")
    approved_on = models.DateField(_("approved on"))
    review_by = models.DateField(_("to be reviewed by"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("approval of a job description")
        verbose_name_plural = _("approvals of job descriptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(review_by__gt=F("approved_on")),
                name="description_review_after_approval",
                violation_error_message=_("The review comes after the approval."),
            )
        ]
        indexes = [models.Index(fields=["review_by"], name="description_review_day")]

    def __str__(self) -> str:
        return f"role {self.role_id}: {self.approved_on}"
