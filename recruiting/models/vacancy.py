from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role as UserRole
from accounts.models import SortKeyField, User
from competencies.models import Grid, Role
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models.pipeline import OutcomeReason
from recruiting.models.searchkey import SearchKey


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    def visible_to(self, user: User) -> "VacancyQuerySet":
        """Administrators see all; everyone else the vacancies in whose team they hold a place."""
        if user.is_administrator:
            return self
        return self.filter(Exists(TeamMember.objects.held_by(user).filter(vacancy=OuterRef("pk"))))

    def run_by(self, user: User) -> "VacancyQuerySet":
        """Vacancies in which the person is a recruiter of the team."""
        return self.filter(_member(user, TeamFunction.RECRUITER))

    def decided_by(self, user: User) -> "VacancyQuerySet":
        """Vacancies in which the person is a hiring manager of the team."""
        return self.filter(_member(user, TeamFunction.HIRING_MANAGER))

    def running(self) -> "VacancyQuerySet":
        return self.filter(state__in=[VacancyState.OPEN, VacancyState.ON_HOLD])


def _member(user: User, function: TeamFunction) -> Exists:
    return Exists(TeamMember.objects.held_by(user).filter(vacancy=OuterRef("pk"), function=function))


class Vacancy(models.Model):
    """Openings of one role. Pins one published grid; its stages are a copy of a pipeline made at opening."""

    title = models.CharField(_("title"), max_length=150)
    title_sort = SortKeyField(source="title")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="vacancies", verbose_name=_("role"))
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="vacancies", verbose_name=_("grid"))
    state = models.CharField(max_length=10, choices=VacancyState.choices, default=VacancyState.DRAFT)
    openings = models.PositiveSmallIntegerField(_("openings"), default=1)
    place = models.CharField(_("place"), max_length=150, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    legal_profile = models.ForeignKey(
        "recruiting.LegalProfile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="vacancies",
        verbose_name=_("legal profile"),
    )
    target_date = models.DateField(_("to be filled by"), null=True, blank=True)
    shortlist_size = models.PositiveSmallIntegerField(_("people on the shortlist"), default=3)
    warn_days = models.PositiveSmallIntegerField(_("days until the warning"), default=14)
    alarm_days = models.PositiveSmallIntegerField(_("days until the alarm"), default=28)
    revision = models.PositiveIntegerField(default=0)  # raised at every edit of the facts
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    team = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="TeamMember", through_fields=("vacancy", "user"), related_name="vacancies"
    )

    objects = VacancyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("vacancy")
        verbose_name_plural = _("vacancies")
        constraints = [
            models.CheckConstraint(condition=Q(openings__gte=1), name="vacancy_at_least_one_opening"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_at__isnull=False), name="vacancy_open_has_opening_time"
            ),
            models.CheckConstraint(condition=Q(shortlist_size__gte=1), name="vacancy_shortlist_holds_somebody"),
            models.CheckConstraint(
                condition=Q(warn_days__gte=1, alarm_days__gt=F("warn_days")),
                name="vacancy_alarm_after_warning",
                violation_error_message=_("The alarm comes after the warning."),
            ),
        ]
        indexes = [GinIndex(OpClass(SearchKey("title"), name="gin_trgm_ops"), name="vacancy_title_key")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.state in (VacancyState.OPEN, VacancyState.ON_HOLD)


ABLE = {
    TeamFunction.RECRUITER: frozenset({UserRole.HR}),
    TeamFunction.HIRING_MANAGER: frozenset({UserRole.HIRING_MANAGER}),
    TeamFunction.INTERVIEWER: frozenset({UserRole.HR, UserRole.HIRING_MANAGER, UserRole.INTERVIEWER}),
}
"""Which roles may have which function in a team. A place that outlives the role opens nothing."""


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    """Whose place counts: this is the one rule of what a team opens, whatever list, page, file or mail asks."""

    def held_by(self, user: User) -> "TeamMemberQuerySet":
        """Places of the person that their role allows now; one kept from an earlier role is left out."""
        return self.filter(user=user, function__in=[what for what, roles in ABLE.items() if user.role in roles])

    def able(self) -> "TeamMemberQuerySet":
        """Places of everybody who may log in and whose role allows the place."""
        allowed = Q()
        for what, roles in ABLE.items():
            allowed |= Q(function=what, user__role__in=roles)
        return self.filter(allowed, user__is_active=True)

    def leading(self) -> "TeamMemberQuerySet":
        """Places that open everybody in the vacancy: a recruiter's and a hiring manager's."""
        return self.filter(function__in=[TeamFunction.RECRUITER, TeamFunction.HIRING_MANAGER])


class TeamMember(models.Model):
    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    function = models.CharField(_("function"), max_length=14, choices=TeamFunction.choices)
    instead_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who is away; the place ends with the leave

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["vacancy", "function", "pk"]
        constraints = [models.UniqueConstraint(fields=["vacancy", "user", "function"], name="team_function_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.function}"


class TeamChange(models.Model):
    """Append-only: who was put into a team or taken out of it, because the team opens people's data."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="team_changes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=14, choices=TeamFunction.choices)
    added = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{'+' if self.added else '-'}{self.user_id} {self.function}"


class DeclaredRule(models.Model):
    """The rule by which this vacancy orders its candidates, fixed at opening and refused any change by the database."""

    vacancy = models.OneToOneField(Vacancy, on_delete=models.PROTECT, related_name="rule")
    min_coverage = models.PositiveSmallIntegerField(default=70)  # per cent of weight that must have been observed
    equal_low = models.DecimalField(max_digits=3, decimal_places=2, default="0.35")
    equal_high = models.DecimalField(max_digits=3, decimal_places=2, default="0.65")
    with_supplement = models.BooleanField(default=False)  # whether the grid's supplement is judged too
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(min_coverage__range=(0, 100)), name="rule_coverage_is_per_cent"),
            models.CheckConstraint(
                condition=Q(equal_low__lte=0.5, equal_high__gte=0.5), name="rule_equal_band_holds_half"
            ),
        ]

    def __str__(self) -> str:
        return f"rule of vacancy {self.vacancy_id}"


class VacancyEvent(models.Model):
    """Append-only history of a vacancy's state."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=10, choices=VacancyState.choices)
    to_state = models.CharField(max_length=10, choices=VacancyState.choices)
    reason = models.TextField(blank=True)
    code = models.ForeignKey(OutcomeReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state="closed") | Q(code__isnull=False),
                name="vacancy_closing_has_reason",
                violation_error_message=_("Say why the vacancy is closed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} -> {self.to_state}"
