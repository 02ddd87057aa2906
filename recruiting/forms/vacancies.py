from datetime import date
from typing import cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from competencies.enums import Section
from competencies.models import Grid, Role
from recruiting.domain.briefing import is_leading
from recruiting.domain.facts import SHORTLIST, target_of
from recruiting.domain.people_data.profiles import profile_for
from recruiting.enums import ReasonKind
from recruiting.forms.facts import MOST_OPENINGS, FactsFields, day_field
from recruiting.forms.offering import offer
from recruiting.forms.team import TeamForm, team_fieldset
from recruiting.models import LegalProfile, OutcomeReason, PipelineTemplate


def roles_with_grid() -> QuerySet[Role]:
    """Roles for which a vacancy can be opened: they have a published grid."""
    return Role.objects.filter(pk__in=Grid.objects.published().values("role"))


class RoleForm(forms.Form):
    """First question of a new vacancy; everything else follows from the role."""

    role = forms.ModelChoiceField(
        label=_("Role"), queryset=Role.objects.none(), to_field_name="key", empty_label=_("Choose a role")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "role", roles_with_grid())
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.disable_csrf = True
        self.helper.layout = Layout("role", Submit("", _("Continue")))


class VacancyForm(FactsFields, TeamForm):
    """A vacancy of a known role; `grid` is the version the person read, so that a newer one is not pinned unseen."""

    grid = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=150)
    openings = forms.IntegerField(label=_("Openings"), min_value=1, max_value=MOST_OPENINGS, initial=1)
    place = forms.CharField(
        label=_("Place"), max_length=150, required=False, help_text=_("Town, and whether remote or hybrid.")
    )
    target_date = day_field(_("To be filled by"))
    pipeline = forms.ModelChoiceField(
        label=_("Stages"),
        queryset=PipelineTemplate.objects.none(),
        empty_label=None,
        help_text=_("The stages are copied; later changes of the template do not reach this vacancy."),
    )
    legal_profile = forms.ModelChoiceField(
        label=_("Legal profile"),
        queryset=LegalProfile.objects.none(),
        empty_label=_("Choose the law"),
        help_text=_("How long the candidates' data are kept, and which consents are asked for."),
    )
    supplement = forms.BooleanField(label=_("Judge by the supplement of the grid too"), required=False)
    field_order = ["grid", "title", "openings", "place", "target_date", "pipeline", "legal_profile", "supplement"]

    def __init__(self, *args, role: Role, published: Grid, user: User, today: date, **kwargs):
        kwargs["initial"] = {
            "grid": published.pk,
            "title": role.title,
            "target_date": target_of(today),
            "recruiters": [user.pk],
            "shortlist_size": SHORTLIST,
            "legal_profile": profile_for(user),
        }
        super().__init__(*args, **kwargs)
        self.ask_starts([])
        if is_leading(published):
            self.ask_briefing({})
        self.published, self.today = published, today
        self._offer_supplement()
        self._offer_profiles()
        offer(self, "pipeline", PipelineTemplate.objects.usable())
        self.helper.layout = self._laid_out()

    def _laid_out(self) -> Layout:
        return Layout(
            "grid",
            Fieldset(
                _("The vacancy"),
                "title",
                Div(
                    Div("openings", css_class="col-sm-4"),
                    Div("place", css_class="col-sm-8"),
                    css_class="row",
                ),
                Div(
                    Div("target_date", css_class="col-sm-6"),
                    Div("shortlist_size", css_class="col-sm-6"),
                    css_class="row",
                ),
                "pipeline",
                *(["legal_profile"] if "legal_profile" in self.fields else []),
                *(["supplement"] if "supplement" in self.fields else []),
                css_class="rk-fields",
            ),
            self.starts_fieldset(),
            *self.briefing_fieldset(),
            team_fieldset(),
            Submit("open", _("Open the vacancy")),
        )

    def _offer_profiles(self) -> None:
        """Nothing is asked where no profile was ever loaded."""
        if LegalProfile.objects.exists():
            offer(self, "legal_profile", LegalProfile.objects.select_related("text"))
        else:
            del self.fields["legal_profile"]

    def _offer_supplement(self) -> None:
        """Ask only where the grid has a supplement, and name what it would add."""
        added = [item.name for item in self.published.items.filter(section=Section.SUPPLEMENT).order_by("order")]
        if not added:
            del self.fields["supplement"]
            return
        self.fields["supplement"].help_text = _(
            "It takes %(share)s %% of the weight and adds: %(names)s. Without it, the main part counts whole."
        ) % {"share": self.published.supplement_share, "names": ", ".join(added)}

    @property
    def with_supplement(self) -> bool:
        """What was chosen so far, also before the form is valid, so that the rule beside it says the same."""
        return "supplement" in self.fields and bool(self["supplement"].value())

    def clean_grid(self) -> Grid:
        """The published grid; the page shows it beside a refusal, so the form that comes back is about this one."""
        if self.cleaned_data["grid"] != self.published.pk:
            again = cast(QueryDict, self.data).copy()
            again["grid"] = str(self.published.pk)
            self.data = again
            raise forms.ValidationError(
                _("A new version of the grid was published while you were here. Read it, then open the vacancy.")
            )
        return self.published

    def clean_target_date(self) -> date:
        if self.cleaned_data["target_date"] < self.today:
            raise forms.ValidationError(_("This day is past."))
        return self.cleaned_data["target_date"]


class ClosingVacancyForm(forms.Form):
    """Why a vacancy ends without being filled."""

    code = forms.ModelChoiceField(
        label=_("Reason"),
        queryset=OutcomeReason.objects.none(),
        empty_label=_("Choose the reason"),
        error_messages={"required": _("Say why the vacancy is closed.")},
    )
    note = forms.CharField(
        label=_("Note for the history"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "code", OutcomeReason.objects.filter(kind=ReasonKind.VACANCY_CLOSED))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("code", "note")
