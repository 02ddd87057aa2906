from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scorecards.domain.assessing import Cell
from scorecards.domain.deciding import Proposal, Waiver
from scorecards.enums import Outcome

TEXT_LIMIT = 20_000


def _text(label, help_text="", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class DecisionForm(forms.Form):
    """A decision as a person writes it. What the rule requires is checked by the act, not here."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    rationale = _text(
        _("Why"), _("What you saw in the evidence and why it decides. Read by people who were not there."), 5
    )
    alternatives = _text(_("Who else was considered"))
    dissent = _text(_("Who disagreed and why"), _("Leave empty if nobody did."))
    departure_reason = _text(
        _("Why the declared rule is not followed"),
        _("Needed only when you hire somebody who is not in first place, or turn down the one who is."),
    )

    def __init__(self, *args, below: Iterable[Cell] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.below = list(below)
        for cell in self.below:
            self.fields[f"waiver_{cell.item.id}"] = _text(_("Why this is acceptable"), rows=2)
            self.fields[f"development_{cell.item.id}"] = _text(_("How the person will get to the level"), rows=2)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}  # a browser points at one field at a time, and only at some of them
        self.helper.layout = Layout(
            "outcome",
            "rationale",
            *[self._waiver_block(cell) for cell in self.below],
            "alternatives",
            "dissent",
            "departure_reason",
            Div(Submit("seal", _("Seal the decision")), css_class="rk-acts"),
        )

    def _waiver_block(self, cell: Cell) -> Div:
        heading = gettext("Must-have below its level: %(name)s (needs %(required)s). Fill in only to hire.")
        text = heading % {"name": cell.item.name, "required": cell.item.required}
        return Div(
            HTML(f"<h3>{escape(text)}</h3>"),
            Field(f"waiver_{cell.item.id}"),
            Field(f"development_{cell.item.id}"),
            css_class="rk-note rk-note-warn rk-below",
        )

    @property
    def is_chosen(self) -> bool:
        """Whether the outcome is among what was typed."""
        return "outcome" in self.cleaned_data

    def proposal(self) -> Proposal:
        """What was typed, after `is_valid`; where the form refused something, what it took of the rest."""
        data = self.cleaned_data
        waivers = {cell.item.id: self._waiver(cell) for cell in self.below}
        return Proposal(
            outcome=Outcome(data.get("outcome", Outcome.KEEP)),
            rationale=data.get("rationale", ""),
            alternatives=data.get("alternatives", ""),
            dissent=data.get("dissent", ""),
            departure_reason=data.get("departure_reason", ""),
            what_changed=data.get("what_changed", ""),
            waivers={item: waiver for item, waiver in waivers.items() if waiver.reason or waiver.development},
        )

    def _waiver(self, cell: Cell) -> Waiver:
        data = self.cleaned_data
        return Waiver(data.get(f"waiver_{cell.item.id}", ""), data.get(f"development_{cell.item.id}", ""))


class RevisionForm(DecisionForm):
    """A decision that takes the place of another: what has changed comes first, and the seal is confirmed."""

    what_changed = _text(
        _("What has changed since the earlier decision"),
        _("New evidence, or what happened since. It is printed with the record."),
    )
    confirmed = forms.BooleanField(
        label=_("I have read the earlier decision. From now on this one stands in its place; both stay on record"),
        error_messages={"required": _("Confirm that this decision takes the place of the earlier one.")},
    )

    def __init__(self, *args, below: Iterable[Cell] = (), **kwargs):
        super().__init__(*args, below=below, **kwargs)
        parts = self.helper.layout.fields
        parts.insert(0, "what_changed")
        parts.insert(len(parts) - 1, "confirmed")
