from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.domain.sent import whole
from accounts.enums import Role
from accounts.models import User
from recruiting.enums import TeamFunction
from recruiting.forms.offering import offer
from recruiting.models import Vacancy

FIELDS = {
    "recruiters": TeamFunction.RECRUITER,
    "hiring_managers": TeamFunction.HIRING_MANAGER,
    "interviewers": TeamFunction.INTERVIEWER,
}
ROLES = {
    "recruiters": [Role.HR],
    "hiring_managers": [Role.HIRING_MANAGER],
    "interviewers": [Role.INTERVIEWER, Role.HIRING_MANAGER, Role.HR],
}


class PeopleField(forms.ModelMultipleChoiceField):
    """People to tick, each with the post, because two may have the same name."""

    def __init__(self, **options):
        super().__init__(queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, **options)

    def label_from_instance(self, obj) -> str:
        return f"{obj.full_name}, {obj.job_title}" if obj.job_title else obj.full_name


class TeamForm(forms.Form):
    """Who runs the vacancy, who decides, who interviews. Only people whose role allows it are offered."""

    recruiters = PeopleField(
        label=_("Recruiters"),
        help_text=_("They run the vacancy: add people, move them, schedule and answer."),
        error_messages={"required": _("Name a recruiter: somebody has to run the vacancy.")},
    )
    hiring_managers = PeopleField(
        label=_("Hiring managers"),
        help_text=_("They compare the candidates and decide."),
        error_messages={"required": _("Name a hiring manager: somebody has to decide.")},
    )
    interviewers = PeopleField(
        label=_("Interviewers"), required=False, help_text=_("They meet candidates and rate them.")
    )

    def __init__(self, *args, vacancy: Vacancy | None = None, **kwargs):
        if vacancy is not None:
            kwargs["initial"] = _present(vacancy)
        super().__init__(*args, **kwargs)
        present = kwargs.get("initial") or {}
        for name, roles in ROLES.items():
            kept = Q(pk__in=present.get(name, [])) if vacancy is not None else Q()
            offered = Q(is_active=True, role__in=roles)
            offer(self, name, User.objects.filter(offered | kept if kept else offered))
        if vacancy is not None:
            shown = ",".join(f"{user}:{FIELDS[name]}" for name, users in present.items() for user in users)
            self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=shown)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *(["seen"] if "seen" in self.fields else []),
            Div(*FIELDS, css_class="rk-three"),
            Submit("save_team", _("Save the team")),
        )

    def team(self) -> list[tuple[User, TeamFunction]]:
        """Pairs of person and function, as the acts take them."""
        return [(user, what) for name, what in FIELDS.items() for user in self.cleaned_data[name]]

    def seen(self) -> set[tuple[int, TeamFunction]] | None:
        """The team that was on the screen; None where the page did not say."""
        parts = [part.partition(":") for part in self.cleaned_data.get("seen", "").split(",") if part]
        known = [(whole(user), what) for user, _colon, what in parts if what in TeamFunction.values]
        return {(user, TeamFunction(what)) for user, what in known if user is not None} or None


def team_fieldset() -> Fieldset:
    return Fieldset(_("Team"), Div(*FIELDS, css_class="rk-three"), css_class="rk-fields")


def _present(vacancy: Vacancy) -> dict[str, list[int]]:
    members = list(vacancy.members.all())
    return {name: [row.user_id for row in members if row.function == what] for name, what in FIELDS.items()}
