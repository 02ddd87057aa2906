from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recruiting.enums import TaskTick
from recruiting.models.application import Application
from recruiting.models.vacancy import Vacancy


class PreliminaryTask(models.Model):
    """Append-only: a version of the task that a vacancy gives its candidates; one without text takes the task away."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="tasks")
    text = models.TextField(_("text of the task"), max_length=10_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("preliminary task")

    def __str__(self) -> str:
        return f"task {self.pk} of vacancy {self.vacancy_id}"


class TaskAnswer(models.Model):
    """A candidate's answer to the task; the newest counts. Only an erasure empties the text."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="task_answers")
    task = models.ForeignKey(PreliminaryTask, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"), max_length=20_000, blank=True)
    is_empty = models.BooleanField(default=False)  # found by rule when it was kept
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class TaskMark(models.Model):
    """Append-only: what a person found about one point of an answer."""

    answer = models.ForeignKey(TaskAnswer, on_delete=models.PROTECT, related_name="marks")
    tick = models.CharField(max_length=12, choices=TaskTick.choices)
    holds = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.tick} of answer {self.answer_id}"
