import secrets

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from competencies.enums import Level
from competencies.models import GridItem
from recruiting.models import Application, Interview, Stage
from scorecards.enums import CardState, DeclineReason, Recommendation
from scorecards.models.blindness import visible_cards


def new_salt() -> str:
    """Salt of a seal: an erased text cannot be guessed back from its digest."""
    return secrets.token_hex(16)


RATING_TEXTS = ("evidence", "situation", "task", "action", "result", "baseline", "period", "source")


def _rows(model: str, *columns: str) -> ArraySubquery:
    """Rows of a part of the outer card as JSON."""
    rows = apps.get_model("scorecards", model)._default_manager.filter(scorecard=OuterRef("pk")).order_by("pk")
    return ArraySubquery(rows.values(json=JSONObject(**{name: name for name in columns})))


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def visible_to(self, user: User) -> "ScorecardQuerySet":
        """The cards whose content the person may see now; every figure, list, mail and export starts here."""
        return visible_cards(self, user)

    def submitted(self) -> "ScorecardQuerySet":
        return self.filter(state=CardState.SUBMITTED)

    def with_parts(self) -> "ScorecardQuerySet":
        """Each card with what it holds in the same query; `answers_of` reads it there."""
        return self.annotate(
            kept_rating=_rows("Rating", "item_id", "level", "not_observed", "result_measured", *RATING_TEXTS),
            kept_criticalerror=_rows("CriticalError", "kind", "what"),
            kept_exerciseresult=_rows("ExerciseResult", "exercise_id", "score", "marks", "note"),
            kept_claimmark=_rows("ClaimMark", "claim_id", "state", "evidence"),
        )

    def live(self) -> "ScorecardQuerySet":
        return self.exclude(state=CardState.VOID)


class Scorecard(models.Model):
    """One interviewer's card on one candidate in one stage. Born at the first save, sealed at submission."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="scorecards")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="scorecards")
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="scorecards", db_index=False
    )  # an index below begins with it
    interview = models.ForeignKey(Interview, null=True, blank=True, on_delete=models.PROTECT, related_name="scorecards")
    state = models.CharField(max_length=10, choices=CardState.choices, default=CardState.DRAFT)
    version = models.PositiveIntegerField(default=0)  # raised at each save; a stale write is a visible conflict
    writer = models.CharField(
        max_length=32, blank=True, default=""
    )  # the opened page that saved last: its retry is no conflict
    recommendation = models.CharField(max_length=12, choices=Recommendation.choices, blank=True)
    summary = models.TextField(_("in your own words"), blank=True, max_length=20_000)
    independent = models.BooleanField(default=True)  # False: had read colleagues' ratings before being seated
    decline_reason = models.CharField(max_length=16, choices=DeclineReason.choices, blank=True)
    decline_note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)  # submitted, declined or voided
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    seal = models.JSONField(default=dict, editable=False)  # what the digest covers: facts, and salted digests of texts
    digest = models.CharField(max_length=64, blank=True, editable=False)
    # Two steps: the ratings are sealed at once, the notes stay open until a time, then the card seals itself.
    ratings_sealed_at = models.DateTimeField(null=True, blank=True)
    notes_until = models.DateTimeField(null=True, blank=True)
    ratings_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    sealed_by_itself = models.BooleanField(default=False)  # at the end of that time, without its author
    # On behalf: who typed it for the interviewer, and whether that person had read colleagues' ratings before.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    typist_informed = models.BooleanField(default=False)
    objection = models.TextField(blank=True, max_length=2_000)  # why the interviewer did not accept what was typed

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "stage", "interviewer", "interview"],
                condition=~Q(state="void"),
                nulls_distinct=False,
                name="scorecard_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | (Q(closed_at__isnull=False) & ~Q(digest="") & ~Q(recommendation="")),
                name="scorecard_submitted_is_sealed",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="scorecard_declined_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(ratings_sealed_at__isnull=True, notes_until__isnull=True, ratings_digest="")
                | (Q(ratings_sealed_at__isnull=False, notes_until__isnull=False) & ~Q(ratings_digest="")),
                name="scorecard_ratings_sealed_with_time_and_digest",
            ),
        ]
        indexes = [
            models.Index(fields=["interviewer", "interview", "state"], name="scorecard_by_interviewer"),
            models.Index(fields=["notes_until"], condition=Q(state="draft"), name="scorecard_notes_open"),
        ]

    def __str__(self) -> str:
        return f"scorecard {self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.state == CardState.DRAFT

    @property
    def ratings_are_sealed(self) -> bool:
        """Whether levels and the recommendation are fixed while the notes may still be written."""
        return self.is_draft and self.ratings_sealed_at is not None

    def forget_parts(self) -> None:
        """Read the parts anew from now on: what `with_parts` found has been written over."""
        for name in [name for name in self.__dict__ if name.startswith("kept_")]:
            delattr(self, name)


class Rating(models.Model):
    """A level or "not observed" (never both, never a mean), with the evidence for it; unanswered while a draft."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="ratings")
    item = models.ForeignKey(GridItem, on_delete=models.PROTECT, related_name="ratings")
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True, blank=True)
    not_observed = models.BooleanField(default=False)
    evidence = models.TextField(blank=True, max_length=20_000)
    situation = models.TextField(blank=True, max_length=20_000)
    task = models.TextField(blank=True, max_length=20_000)
    action = models.TextField(blank=True, max_length=20_000)
    result = models.TextField(blank=True, max_length=20_000)
    result_measured = models.BooleanField(default=False)
    baseline = models.CharField(blank=True, default="", max_length=500)
    period = models.CharField(blank=True, default="", max_length=500)
    source = models.CharField(blank=True, default="", max_length=500)

    class Meta:
        ordering = ["scorecard", "item__order"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "item"], name="rating_once_per_item"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(1, 5), not_observed=False),
                name="rating_level_or_not_observed",
            ),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk}"

    @property
    def is_answered(self) -> bool:
        return self.level is not None or self.not_observed

    @property
    def has_evidence(self) -> bool:
        return any(text.strip() for text in (self.evidence, self.situation, self.task, self.action, self.result))


class RatingsSeen(models.Model):
    """That a person has read ratings of an application's stage, so a later card of theirs is not independent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "application", "stage"], name="ratings_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.application_id}/{self.stage_id}"
