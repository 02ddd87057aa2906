from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Language, Role, Theme
from accounts.models.sortkey import SortKeyField

AREAS = {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


@cache
def zones() -> frozenset[str]:
    """Zones the machine has rules for. Read once: it takes hundreds of files."""
    return frozenset(available_timezones())


def known_time_zone(name: str) -> None:
    """Refuse a zone the machine has no rules for."""
    if name not in zones():
        raise ValidationError(_("“%(zone)s” is not a known time zone."), params={"zone": name})


def time_zone_choices() -> list[tuple[str, str]]:
    """Zones named by area and city; fixed offsets and old aliases are left out."""
    return [(name, name.replace("_", " ")) for name in sorted(zones()) if _is_city(name)]


def _is_city(name: str) -> bool:
    return name == "UTC" or name.split("/")[0] in AREAS


# Whose public holidays a person can choose.
COUNTRIES = {
    "MD": _("Moldova"),
    "RO": _("Romania"),
    "RU": _("Russia"),
    "UA": _("Ukraine"),
    "DE": _("Germany"),
    "GB": _("United Kingdom"),
    "US": _("United States"),
}


def country_name(code: str) -> str:
    """The country in the reader's language; one that is not in the list by its code."""
    return str(COUNTRIES.get(code, code))


def working_week() -> list[int]:
    return [0, 1, 2, 3, 4]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A member of the hiring team; logs in with the e-mail address."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    name_sort = SortKeyField(source="full_name")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.INTERVIEWER)
    job_title = models.CharField(_("post"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=settings.TIME_ZONE, validators=[known_time_zone]
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.SYSTEM, blank=True)
    country = models.CharField(_("country of holidays"), max_length=2, default="MD")
    work_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("working days"), default=working_week)
    work_from = models.TimeField(_("working day from"), default="09:00")
    work_until = models.TimeField(_("working day until"), default="18:00")
    quiet_from = models.TimeField(_("quiet hours from"), default="21:00")
    quiet_until = models.TimeField(_("quiet hours until"), default="08:00")
    reminder_digest = models.BooleanField(_("one mail in the morning instead of single reminders"), default=False)
    is_active = models.BooleanField(_("may log in"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["name_sort", "pk"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Somebody already has this address."),
            ),
        ]
        indexes = [models.Index(fields=["name_sort"], name="user_name_sort")]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ", 1)[0]

    @property
    def is_hr(self) -> bool:
        return self.role == Role.HR

    @property
    def is_hiring_manager(self) -> bool:
        return self.role == Role.HIRING_MANAGER

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMIN
