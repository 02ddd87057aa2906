"""What becomes of the kit in the room: which questions were asked, and topics that one stage leaves to the next."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recruiting.models import Application, KitQuestion, Stage
from scorecards.enums import Asked, TopicState
from scorecards.models.card import Scorecard


class QuestionMark(models.Model):
    """What the interviewer did with one question of the kit. Sealed with the card; a replacement's words stay.

    `revision` is raised at each change and `writer` names the page that made it, as on the card itself.
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="question_marks")
    question = models.ForeignKey(KitQuestion, on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=8, choices=Asked.choices, blank=True)
    replacement = models.TextField(_("what was asked instead"), blank=True, max_length=2_000)
    revision = models.PositiveIntegerField(default=1)
    writer = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["scorecard", "question__order"]
        constraints = [models.UniqueConstraint(fields=["scorecard", "question"], name="question_mark_once")]

    def __str__(self) -> str:
        return f"{self.scorecard_id} {self.question_id} {self.mark}"


class Topic(models.Model):
    """Something a later stage should look into. Its words pass only after a second person found no verdict in them."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="topics")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")  # whose kit will show it
    text = models.TextField(_("topic"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=TopicState.choices, default=TopicState.WAITING)
    passed_text = models.TextField(blank=True, max_length=500)  # as the reviewer let it pass, perhaps in other words
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application", "at", "pk"]
        verbose_name = _("topic to probe")
        verbose_name_plural = _("topics to probe")
        indexes = [models.Index(fields=["at"], condition=Q(state="waiting"), name="topic_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (~Q(state="waiting") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
                name="topic_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("author")),
                name="topic_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"topic {self.pk}"
