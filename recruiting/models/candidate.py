import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Language
from accounts.models import SortKeyField, User, sort_key
from recruiting.enums import FileKind
from recruiting.models.searchkey import SearchKey


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def present(self) -> "CandidateQuerySet":
        """Those whose data are still held."""
        return self.filter(erased_at=None)

    def visible_to(self, user: User) -> "CandidateQuerySet":
        """Through an application the person may see; a new candidate without one is seen by the HR manager who added
        it."""
        from recruiting.models.application import Application

        if user.is_administrator:
            return self.current()
        own = Application.objects.visible_to(user).filter(candidate=OuterRef("pk"))
        return self.current().filter(Exists(own) | _lone(user))

    def contacts_open_to(self, user: User) -> "CandidateQuerySet":
        """People whose e-mail and phone the person may read: fewer than those whom a seat lets them see."""
        from recruiting.models.application import Application

        if user.is_administrator:
            return self.current()
        own = Application.objects.contacts_open_to(user).filter(candidate=OuterRef("pk"))
        return self.current().filter(Exists(own) | _lone(user))

    def current(self) -> "CandidateQuerySet":
        """Without records that were merged into another one."""
        return self.filter(merged_into=None)

    def records_of(self, candidate: "Candidate") -> "CandidateQuerySet":
        """All rows that hold something of this person: the record itself and those merged into it."""
        return self.filter(Q(pk=candidate.pk) | Q(merged_into=candidate.pk))


def _lone(user: User) -> Q:
    return Q(added_by=user, applications__isnull=True) if user.is_hr else Q(pk__in=[])


class Candidate(models.Model):
    """A person. The row holds the identity and can be erased; everything else refers to the pseudonymous id.

    A record that was merged into another keeps what the other one did not take over, so that the person is known by it;
    nothing else refers to it any more.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    name_sort = SortKeyField(source="full_name")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)  # E.164
    language = models.CharField(
        _("language of letters"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="absorbed",
        db_index=False,
    )
    # Emptied by the database when the name changes, and filled when duplicates are sought.
    name_key = models.CharField(max_length=200, blank=True, default="", editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["name_sort", "pk"]
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(full_name="", name_sort__in=["", sort_key("")], email="", phone="", city=""),
                name="candidate_erased_is_nameless",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="candidate_not_merged_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["name_sort", "id"], name="candidate_name_sort"),
            GinIndex(OpClass(SearchKey("full_name"), name="gin_trgm_ops"), name="candidate_name_key"),
            GinIndex(
                OpClass(SearchKey(Concat("email", Value(" "), "phone")), name="gin_trgm_ops"),
                name="candidate_contact_key",
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="candidate_merged_into"),
            models.Index(fields=["phone"], name="candidate_phone"),
            models.Index(Upper("email"), name="candidate_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @classmethod
    def from_db(cls, db, field_names, values, **options):
        """An erased person is shown under a name that tells them from others and says nothing."""
        person = super().from_db(db, field_names, values, **options)
        loaded = person.__dict__
        if loaded.get("erased_at") and "full_name" in loaded:
            person.full_name = _("Erased person %(code)s") % {"code": str(loaded.get("uid", person.pk))[:4]}
        return person

    def save(self, *args, **kwargs) -> None:
        """The name shown for an erased person is never written down as theirs."""
        if self.erased_at:
            self.full_name = ""
        super().save(*args, **kwargs)


def upload_path(file: "CandidateFile", _name: str) -> str:
    """A path that says nothing about the person and cannot be guessed."""
    return f"candidates/{file.candidate.uid}/{file.uid}"


class CandidateFile(models.Model):
    """A file of a candidate; `content_type` is what the bytes are, not what the name says."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=6, choices=FileKind.choices, default=FileKind.CV)
    name = models.CharField(max_length=200)
    content = models.FileField(upload_to=upload_path, max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.name
