"""The editor of a draft: one form for the draft, one a row, one for a competency to add."""

from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from competencies.domain.blockers import shown
from competencies.domain.drafting import Row
from competencies.enums import Level, Section
from competencies.models import Competency, Grid

MOST_ITEMS = 60
LEVELS = [(level, str(level)) for level in Level.values]


class WeightField(forms.DecimalField):
    """Per cent, with a point or a comma, whatever the language of the page."""

    def __init__(self, **kwargs: Any):
        attrs = {"class": "form-control rk-short num", "inputmode": "decimal", "autocomplete": "off", "data-weight": ""}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(
            min_value=Decimal("0.01"), max_value=100, max_digits=5, decimal_places=2, widget=widget, **kwargs
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, Decimal) else value


class DraftForm(forms.Form):
    seen_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    supplement_share = forms.IntegerField(
        label=_("Share of the supplement, per cent"),
        min_value=0,
        max_value=90,
        widget=forms.NumberInput(attrs={"class": "form-control rk-short num", "inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("What changes and why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )

    @classmethod
    def of(cls, grid: Grid) -> "DraftForm":
        values = {"seen_revision": grid.revision, "supplement_share": grid.supplement_share, "note": grid.note}
        return cls(initial=values)


class RowForm(forms.Form):
    competency = forms.IntegerField(widget=forms.HiddenInput)
    section = forms.ChoiceField(choices=Section.choices, widget=forms.HiddenInput(attrs={"data-section": ""}))
    required_level = forms.TypedChoiceField(
        choices=LEVELS, coerce=int, widget=forms.Select(attrs={"class": "form-select rk-short"})
    )
    weight = WeightField()
    must_have = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}))

    def describe(self, name: str) -> None:
        """Say in every control's label which competency it belongs to, and mark the ones that must be mended."""
        labels = {
            "required_level": gettext("Required level of %(name)s"),
            "weight": gettext("Weight of %(name)s, per cent"),
            "must_have": gettext("%(name)s is a must-have"),
            "DELETE": gettext("Take %(name)s out"),
        }
        for field, label in labels.items():
            if field in self.fields:
                self.fields[field].widget.attrs["aria-label"] = label % {"name": name}
        mark_invalid(self)

    @property
    def row(self) -> Row:
        data = self.cleaned_data
        return Row(data["competency"], data["section"], data["required_level"], data["weight"], data["must_have"])


TOO_MANY = ngettext_lazy(
    "A grid holds at most %(num)d competency: take out what is too many.",
    "A grid holds at most %(num)d competencies: take out what is too many.",
    "num",
)


class BaseRowFormSet(forms.BaseFormSet):
    default_error_messages: ClassVar[dict[str, Any]] = {"too_many_forms": TOO_MANY}

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].widget = forms.HiddenInput(attrs={"data-order": ""})
        form.fields["DELETE"].widget = forms.CheckboxInput(attrs={"class": "form-check-input", "data-remove": ""})

    def clean(self) -> None:
        """Refuse a competency that stands twice or does not exist: the page never offers one, an edited form may."""
        if not self.management_form.is_valid() or any(self.errors):
            return
        wanted = [form.row.competency_id for form in self.ordered_forms]
        if len(set(wanted)) != len(wanted):
            raise forms.ValidationError(_("A competency stands in the grid twice."))
        if Competency.objects.filter(pk__in=wanted).count() != len(wanted):
            raise forms.ValidationError(_("A competency is no longer in the library. Open the draft again."))

    @property
    def rows(self) -> list[Row]:
        return [form.row for form in self.ordered_forms]


RowFormSet = cast(
    type[BaseRowFormSet],
    forms.formset_factory(
        RowForm,
        formset=BaseRowFormSet,
        extra=0,
        max_num=MOST_ITEMS,
        absolute_max=2 * MOST_ITEMS,  # rows past the limit are shown again, to be taken out
        validate_max=True,
        can_order=True,
        can_delete=True,
    ),
)


class AddForm(forms.Form):
    """A competency to add; without one the form says nothing."""

    competency = forms.ModelChoiceField(
        label=_("Competency"),
        queryset=Competency.objects.none(),
        required=False,
        empty_label=_("Choose a competency"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    section = forms.ChoiceField(
        label=_("Section"), choices=Section.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    required_level = forms.TypedChoiceField(
        label=_("Level"),
        choices=LEVELS,
        coerce=int,
        initial=Level.INDEPENDENT,
        widget=forms.Select(attrs={"class": "form-select rk-short"}),
    )
    weight = WeightField(label=_("Weight, %"), required=False)

    def __init__(self, *args: Any, without: set[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["competency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 says the type, checks nothing
        field.queryset = Competency.objects.exclude(pk__in=without).alphabetical()
        self.fields["weight"].widget.attrs.pop("data-weight")

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("competency") and not data.get("weight") and "weight" not in self.errors:
            self.add_error("weight", gettext("Say how much it weighs."))
        return data

    @property
    def rows(self) -> list[Row]:
        data = self.cleaned_data
        if not data.get("competency"):
            return []
        return [Row(data["competency"].pk, data["section"], data["required_level"], data["weight"], False)]


def mark_invalid(form: forms.Form) -> None:
    """Show the fields that must be mended as such, to the eye and to a screen reader."""
    for name in form.errors:
        if name in form.fields:
            attrs = form.fields[name].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} is-invalid"
            attrs["aria-invalid"] = "true"
