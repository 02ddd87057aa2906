import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from recruiting.enums import ImportState, RowMatch, Source
from recruiting.models.vacancy import Vacancy


def import_path(batch: "CandidateImport", _name: str) -> str:
    """A path that says nothing and cannot be guessed."""
    return f"imports/{batch.uid}"


class CandidateImportQuerySet(models.QuerySet["CandidateImport"]):
    def working(self) -> "CandidateImportQuerySet":
        """What a worker has to read or to bring in."""
        return self.filter(state__in=[ImportState.CHECKING, ImportState.RUNNING])


class CandidateImport(models.Model):
    """A file of people on its way into a vacancy. The counts stay; file, rows and first lines go when no longer needed.

    A worker that has it in hand holds `token` until `taken_until` and puts that off with each step, so that another
    one goes on when it dies.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()  # when somebody last did something with it
    finished_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)  # when the last personal data left it
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.COLUMNS)
    problem = models.TextField(blank=True)  # why it stopped, in the language of whoever started it
    token = models.UUIDField(null=True, blank=True, editable=False)
    taken_until = models.DateTimeField(null=True, blank=True, editable=False)

    name = models.CharField(max_length=200)
    content = models.FileField(upload_to=import_path, max_length=200, blank=True)
    size = models.PositiveIntegerField()
    kind = models.CharField(max_length=4)  # csv or xlsx
    encoding = models.CharField(_("alphabet"), max_length=20, blank=True)
    delimiter = models.CharField(_("separator"), max_length=1, blank=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    sheets = models.JSONField(default=list)  # names of the sheets to choose from
    headings_at = models.PositiveSmallIntegerField(default=1)  # which of the first lines names the columns, 0 for none
    head = models.JSONField(default=list)  # the first lines: [line number, [cells]]
    columns = models.JSONField(default=list)  # for each column its field, or ""

    source = models.CharField(_("where from"), max_length=14, choices=Source.choices, default=Source.JOB_SITE)
    language = models.CharField(_("language of letters"), max_length=2, choices=Language.choices)
    is_internal = models.BooleanField(_("own employees"), default=False)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(max_length=2)  # country in which numbers without a code are read

    total = models.PositiveIntegerField(default=0)  # lines or rows to go through, as far as known
    passed = models.PositiveIntegerField(default=0)  # of them gone through
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)  # new people
    attached = models.PositiveIntegerField(default=0)  # people known before
    here_before = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    objects = CandidateImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="import_done_has_time"
            )
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=["checking", "running"]), name="import_working")
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_working(self) -> bool:
        return self.state in (ImportState.CHECKING, ImportState.RUNNING)


class ImportRow(models.Model):
    """One line of a file, checked. It goes the moment it has become a candidate, at the latest with its import.

    Its import is never removed, only emptied, so that the database need not look it up for each line.
    """

    batch = models.ForeignKey(
        CandidateImport, on_delete=models.CASCADE, related_name="rows", db_index=False, db_constraint=False
    )
    line = models.PositiveIntegerField()
    cells = ArrayField(models.TextField())
    faults = models.JSONField(default=list)  # [code, column, value]
    full_name = models.CharField(max_length=150)
    name_sort = models.TextField(db_collation="C")
    name_key = models.CharField(max_length=200)
    anchors = ArrayField(models.BigIntegerField())
    marks = models.BigIntegerField()
    more_marks = models.BigIntegerField()
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=20)
    city = models.CharField(max_length=100)
    language = models.CharField(max_length=2)
    source = models.CharField(max_length=14)
    is_internal = models.BooleanField()
    is_good = models.BooleanField()
    chosen = models.BooleanField()
    separate = models.BooleanField(default=False, db_default=False)  # another person than the one it was taken for
    match = models.CharField(max_length=6, choices=RowMatch.choices, default="", db_default="", blank=True)
    match_line = models.PositiveIntegerField(null=True)
    match_candidate = models.BigIntegerField(null=True)  # no reference: the person may be erased meanwhile

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_row_once_per_line")]

    def __str__(self) -> str:
        return f"line {self.line} of import {self.batch_id}"
