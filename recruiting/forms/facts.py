"""What a vacancy is opened for: start days, shortlist, the briefing; asked at opening and on the page of the facts."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from accounts.forms.overtaken import OvertakenMixin
from recruiting.domain.briefing import is_blank, is_leading, questions
from recruiting.domain.facts import Facts
from recruiting.enums import Currency, Source
from recruiting.forms.years import sensible_year
from recruiting.models import AREAS, Vacancy

MOST_OPENINGS = 500
START_ROWS = 3
LONGEST_BRIEFING = 5000


def day_field(label, **options) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[sensible_year], **options)


class FactsFields(forms.Form):
    """Fields of start days and of the briefing, added to a form of a vacancy."""

    shortlist_size = forms.IntegerField(
        label=_("People on the shortlist"), min_value=1, max_value=50, help_text=_("Shown to the hiring manager.")
    )

    def ask_starts(self, starts: Sequence[tuple[date, int]]) -> None:
        """Rows of day and number; one row for all openings, or several."""
        rows = max(START_ROWS, len(starts) + 1)
        for number in range(1, rows + 1):
            day, count = starts[number - 1] if number <= len(starts) else (None, None)
            self.fields[f"start_day_{number}"] = day_field(_("Desired start"), required=False, initial=day)
            self.fields[f"start_count_{number}"] = forms.IntegerField(
                label=_("Openings"), min_value=1, max_value=MOST_OPENINGS, required=False, initial=count
            )
        self.start_rows = rows

    def ask_briefing(self, said: Mapping[str, str]) -> None:
        asked = questions()
        for area in AREAS:
            self.fields[f"briefing_{area}"] = forms.CharField(
                label=area.label,
                help_text=asked[area],
                initial=said.get(area, ""),
                required=False,
                max_length=LONGEST_BRIEFING,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def asks_briefing(self) -> bool:
        return f"briefing_{AREAS[0]}" in self.fields

    def starts_fieldset(self) -> Fieldset:
        rows = [
            Div(
                Div(f"start_day_{number}", css_class="col-sm-6"),
                Div(f"start_count_{number}", css_class="col-sm-3"),
                css_class="row",
            )
            for number in range(1, self.start_rows + 1)
        ]
        return Fieldset(_("Start"), *rows, css_class="rk-fields")

    def briefing_fieldset(self) -> list:
        if not self.asks_briefing:
            return []
        return [
            Fieldset(
                _("Briefing by five areas"),
                HTML("{% include 'recruiting/parts/mistakes.html' %}"),
                *(f"briefing_{area}" for area in AREAS),
                css_class="rk-fields",
            )
        ]

    def clean(self) -> dict:
        data = super().clean() or {}
        for number in range(1, self.start_rows + 1):
            day, count = data.get(f"start_day_{number}"), data.get(f"start_count_{number}")
            if count and not day and f"start_day_{number}" not in self.errors:
                self.add_error(f"start_day_{number}", _("Say the day, or take the number out."))
        for area in AREAS if self.asks_briefing else ():
            if is_blank(data.get(f"briefing_{area}", "")):
                self.add_error(
                    f"briefing_{area}",
                    _("A blank area blocks the opening. Say what this post is about."),
                )
        self._check_sum(data)
        return data

    def _check_sum(self, data: dict) -> None:
        starts = self.starts(data)
        if len({day for day, _count in starts}) != len(starts):
            self.add_error("start_day_2", _("A start day is named twice. Put its openings into one line."))
        if data.get("openings") and sum(count for _day, count in starts) > data["openings"]:
            self.add_error("start_count_1", _("More people are to start than there are openings."))

    def starts(self, data: dict | None = None) -> list[tuple[date, int]]:
        """Pairs of day and number. One day without a number stands for all openings that no other row names."""
        data = self.cleaned_data if data is None else data
        rows = [
            (data[f"start_day_{number}"], data.get(f"start_count_{number}"))
            for number in range(1, self.start_rows + 1)
            if data.get(f"start_day_{number}")
        ]
        named = sum(count for _day, count in rows if count)
        silent = sum(1 for _day, count in rows if not count)
        rest = (data.get("openings") or 1) - named if silent == 1 else 1
        return sorted((day, count or max(1, rest)) for day, count in rows)

    def briefing(self) -> dict[str, str]:
        if not self.asks_briefing:
            return {}
        return {area.value: self.cleaned_data[f"briefing_{area}"] for area in AREAS}


class FactsForm(OvertakenMixin, FactsFields):
    """The facts of a vacancy that is open."""

    stamps = ("seen_revision",)

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=150)
    openings = forms.IntegerField(label=_("Openings"), min_value=1, max_value=MOST_OPENINGS)
    place = forms.CharField(label=_("Place"), max_length=150, required=False)
    target_date = day_field(_("To be filled by"))
    warn_days = forms.IntegerField(label=_("Warn after days"), min_value=1, max_value=365)
    alarm_days = forms.IntegerField(label=_("Alarm after days"), min_value=2, max_value=730)

    def __init__(self, *args, vacancy: Vacancy, **kwargs):
        names = ("title", "openings", "place", "target_date", "shortlist_size", "warn_days", "alarm_days")
        kwargs["initial"] = {name: getattr(vacancy, name) for name in names} | {"seen_revision": vacancy.revision}
        super().__init__(*args, **kwargs)
        self.ask_starts([(start.starts_on, start.openings) for start in vacancy.starts.all()])
        if is_leading(vacancy.grid):
            self.ask_briefing({part.area: part.text for part in vacancy.briefing.all()})
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "seen_revision",
            "title",
            Div(Div("openings", css_class="col-sm-4"), Div("place", css_class="col-sm-8"), css_class="row"),
            Div(Div("target_date", css_class="col-sm-6"), Div("shortlist_size", css_class="col-sm-6"), css_class="row"),
            Div(Div("warn_days", css_class="col-sm-6"), Div("alarm_days", css_class="col-sm-6"), css_class="row"),
            self.starts_fieldset(),
            *self.briefing_fieldset(),
            Submit("save", _("Save the facts")),
        )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("alarm_days") and data.get("warn_days") and data["alarm_days"] <= data["warn_days"]:
            self.add_error("alarm_days", _("The alarm comes after the warning."))
        return data

    def facts(self) -> Facts:
        names = ("title", "openings", "place", "target_date", "shortlist_size", "warn_days", "alarm_days")
        plain = {name: self.cleaned_data[name] for name in names}
        return Facts(**plain, starts=self.starts(), briefing=self.briefing())


class MoneyField(forms.DecimalField):
    """A sum as people write it: 12 500,50 with any kind of blank, or with the sign of their language, at thousands."""

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        typed = "".join(value.split())
        sign, point = (re.escape(get_format(name)) for name in ("THOUSAND_SEPARATOR", "DECIMAL_SEPARATOR"))
        if re.fullmatch(rf"\d{{1,3}}(?:{sign}\d{{3}})+(?:{point}\d+)?", typed):
            typed = re.sub(sign, "", typed)
        return super().to_python(typed)


class CostForm(forms.Form):
    """Money spent on a vacancy."""

    amount = MoneyField(label=_("Amount"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, localize=True)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    what_for = forms.CharField(label=_("What for"), max_length=150)
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", _("All sources together")), *Source.choices]
    )
    spent_on = day_field(_("Day"))

    def __init__(self, *args, today: date, **kwargs):
        kwargs["initial"] = {"spent_on": today, "currency": Currency.EUR}
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Div(Div("amount", css_class="col-6"), Div("currency", css_class="col-6"), css_class="row"),
            "what_for",
            "source",
            Div(Div("spent_on", css_class="col-6"), css_class="row"),
            Submit("add", _("Add the cost")),
        )

    def clean_spent_on(self) -> date:
        if self.cleaned_data["spent_on"] > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["spent_on"]
