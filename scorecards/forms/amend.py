from typing import cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competencies.enums import Level
from competencies.models import GridItem
from scorecards.enums import AmendReason, Recommendation
from scorecards.forms.card import NOT_OBSERVED, Choice, LongText
from scorecards.models import Scorecard

OVERALL = "overall"
SAME = ""


class AmendForm(forms.Form):
    """One later change of a sealed card. What is left as it was is not changed; the reason is always asked."""

    what = forms.ChoiceField(
        label=gettext_lazy("What"), error_messages={"required": gettext_lazy("Choose what you amend.")}
    )
    level = Choice([], label=gettext_lazy("New value"))
    evidence = LongText(label=gettext_lazy("Evidence"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=AmendReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )
    words = LongText(label=gettext_lazy("The reason in words"), max_length=2_000)
    seen = forms.IntegerField(min_value=0, max_value=32_000)

    def __init__(self, *args, card: Scorecard, **kwargs):
        kwargs["auto_id"] = "amend-%s"
        super().__init__(*args, **kwargs)
        self.card = card
        self.items = {str(rating.item_id): rating.item for rating in card.ratings.all()}
        rated = [(key, item.name) for key, item in self.items.items()]
        overall = (OVERALL, _("Would you hire this person for this role?"))
        cast(forms.ChoiceField, self.fields["what"]).choices = [("", _("Choose a competency")), *rated, overall]
        levels = [(str(level.value), f"{level.value} · {level.label}") for level in Level]
        cast(forms.ChoiceField, self.fields["level"]).choices = [
            (SAME, _("stays as it is")),
            (_("Competency"), [*levels, (NOT_OBSERVED, _("Not observed"))]),
            (_("Overall"), Recommendation.choices),
        ]
        for name in ("what", "level"):
            self.fields[name].widget.attrs["class"] = "form-select"

    @property
    def count(self) -> int:
        """How many amendments there were when the page was shown."""
        return len(self.card.amendments.all())

    @property
    def item(self) -> GridItem | None:
        return self.items.get(self.cleaned_data["what"])

    def clean(self):
        data = super().clean() or {}
        value = data.get("level", SAME)
        overall = data.get("what") == OVERALL
        if value and "what" in data and (value in Recommendation.values) != overall:
            self.add_error("level", _("This value does not belong to what you amend."))
        return data
