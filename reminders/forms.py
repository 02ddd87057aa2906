from datetime import datetime, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reminders.domain.duties import KINDS
from reminders.domain.duty import Kind
from reminders.enums import DeliveryState
from reminders.models import Delivery

PUT_OFF = [("1", _("until tomorrow")), ("3", _("for three days")), ("7", _("for a week"))]
LARGEST = {"hours_before": 72, "minutes_after": 1440, "mornings": 10, "days": 90}


class LedgerSearch(forms.Form):
    """Narrows the ledger by kind and state; a wrong value narrows nothing."""

    kind = forms.ChoiceField(
        label=_("Reminder"),
        required=False,
        choices=[("", _("All reminders")), *((kind.key, kind.heading) for kind in KINDS)],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *DeliveryState.choices])

    def narrow(self, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
        self.is_valid()
        return rows.filter(**{name: value for name, value in self.cleaned_data.items() if value})


class MomentForm(forms.Form):
    """The moment that is asked about, on the reader's clock."""

    at = forms.DateTimeField(
        label=_("At what time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def clean_at(self) -> datetime | None:
        at = self.cleaned_data["at"]
        if at is not None and not 2000 <= at.year <= 2100:
            raise forms.ValidationError(_("Choose a year from 2000 to 2100."))
        return at


class PutOffForm(forms.Form):
    """Which duty, and for how long."""

    kind = forms.CharField(max_length=40)
    subject = forms.CharField(max_length=60)
    days = forms.ChoiceField(choices=PUT_OFF)

    def until(self, now: datetime) -> datetime:
        return now + timedelta(days=int(self.cleaned_data["days"]))


class HandOnForm(forms.Form):
    """To whom, with which words."""

    to = forms.ModelChoiceField(label=_("To whom"), queryset=User.objects.none(), empty_label=None)
    note = forms.CharField(label=_("Note for them"), max_length=300, required=False)

    def __init__(self, *args, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        to: forms.ModelChoiceField = self.fields["to"]  # type: ignore[assignment]
        to.queryset = User.objects.filter(pk__in=[person.pk for person in people])


class RuleForm(forms.Form):
    """What a vacancy or a stage says about one kind; empty leaves the usual."""

    is_on = forms.TypedChoiceField(
        label=_("Sent"),
        required=False,
        choices=[("", _("as usual")), ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    first = forms.IntegerField(label=_("First"), required=False, min_value=0)
    every = forms.IntegerField(label=_("Then every … working mornings"), required=False, min_value=1, max_value=10)
    most = forms.IntegerField(label=_("At most … mails"), required=False, min_value=1, max_value=20)

    def __init__(self, *args, kind: Kind, usual: dict[str, int], **kwargs):
        kwargs["prefix"] = kind.key
        super().__init__(*args, **kwargs)
        self.kind, self.unit = kind, kind.rhythm.unit
        if kind.rhythm.unit is None:
            del self.fields["first"]
        else:
            self.fields["first"].max_value = LARGEST[kind.rhythm.unit]  # type: ignore[attr-defined]
            self.fields["first"].validators.append(
                forms.IntegerField(max_value=LARGEST[kind.rhythm.unit]).validators[-1]
            )
        if not kind.rhythm.has_distance:
            del self.fields["every"], self.fields["most"]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "is_on" else "form-control"
            if name in usual:
                field.widget.attrs["placeholder"] = usual[name]
