from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from recruiting.models.candidate import Candidate


class NameAnchor(models.Model):
    """Where a name is looked up when similar ones are sought. The database removes it with its name."""

    pk = models.CompositePrimaryKey("key", "candidate_id")
    key = models.BigIntegerField()
    marks = models.BigIntegerField()  # both: signature of the whole name, recruiting.domain.namesakes
    more_marks = models.BigIntegerField()
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, db_constraint=False, related_name="+")

    class Meta:
        ordering = ["candidate_id", "key"]

    def __str__(self) -> str:
        return f"anchor of candidate {self.candidate_id}"


class TwinSearch(models.Model):
    """A person who is new or has changed, and whose twins are still to be sought. The database writes it down."""

    candidate = models.OneToOneField(
        Candidate, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="+"
    )

    class Meta:
        ordering = ["candidate_id"]

    def __str__(self) -> str:
        return f"twins of candidate {self.candidate_id}"


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def open(self) -> "DuplicatePairQuerySet":
        """Pairs of which nobody has said yet that they are two people."""
        return self.filter(told_apart_at=None)

    def visible_to(self, user: User) -> "DuplicatePairQuerySet":
        """Only where the contacts of both people are open to the person: half a pair would tell of the other half."""
        if user.is_administrator:
            return self
        reach = Candidate.objects.contacts_open_to(user).values("pk")
        return self.filter(first__in=reach, second__in=reach)


class DuplicatePair(models.Model):
    """Two records that may be one person; derived, except that somebody told them apart. `first` is the older one.

    Derived from people in the same statement, so that the database need not look up each of them once more.
    """

    first = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    second = models.ForeignKey(Candidate, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    by_email = models.BooleanField(default=False)
    by_phone = models.BooleanField(default=False)
    likeness = models.FloatField(null=True)  # trigram similarity of the names, 0 to 1
    told_apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    told_apart_at = models.DateTimeField(null=True, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering = ["-by_email", "-by_phone", F("likeness").desc(nulls_last=True), "pk"]
        indexes = [
            models.Index(
                fields=["told_apart_by"], condition=Q(told_apart_by__isnull=False), name="duplicate_pair_told_by"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_older_first"),
            models.CheckConstraint(
                condition=Q(told_apart_by=None, told_apart_at=None)
                | Q(told_apart_by__isnull=False, told_apart_at__isnull=False),
                name="duplicate_pair_told_apart_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class CandidateMerge(models.Model):
    """Append-only: two records became one. `kept` says which record each value came from, never the value."""

    survivor = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="merge")
    kept = models.JSONField(default=dict)  # field -> "first" or "second"
    applications = models.JSONField(default=list)  # ids of those that came with the absorbed record
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.absorbed_id} -> {self.survivor_id}"
