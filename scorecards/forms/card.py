"""The scorecard as a form: checks what came in, and gives it back as the domain's answers even when it is refused."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.enums import Level
from competencies.models import GridItem
from scorecards.domain.answers import LONGEST_TEXT, TEXTS, Answer, Answers
from scorecards.domain.conflict import Keep
from scorecards.enums import DeclineReason, Recommendation

NOT_OBSERVED = "none"
LEVELS = [*((str(level), level.label) for level in Level), (NOT_OBSERVED, _("Not observed"))]


class LongText(forms.CharField):
    """A text kept as typed, with line ends of one kind; the limit counts characters, not bytes or halves of emoji."""

    default_error_messages = {
        "max_length": _(
            "This text has %(show_value)d characters, at most %(limit_value)d fit. Nothing is lost: shorten it."
        ),
    }

    def __init__(self, **kwargs):
        super().__init__(required=False, strip=False, max_length=LONGEST_TEXT, widget=forms.Textarea, **kwargs)

    def to_python(self, value) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class CardForm(forms.Form):
    version = forms.IntegerField(min_value=0)
    settles = forms.IntegerField(min_value=0, required=False)  # the saved version a conflict was shown against
    writer = forms.CharField(max_length=32, required=False)
    recommendation = forms.ChoiceField(choices=Recommendation.choices, required=False)
    summary = LongText()

    def __init__(self, *args, items: Iterable[GridItem], **kwargs):
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"level-{item.pk}"] = forms.ChoiceField(choices=LEVELS, required=False)
            self.fields[f"result_measured-{item.pk}"] = forms.BooleanField(required=False)
            for name in TEXTS:
                self.fields[f"{name}-{item.pk}"] = LongText()

    def typed(self) -> Answers:
        """What is on the page, valid or not; a value off the list counts as no answer."""
        ratings = {item.pk: self._answer(item) for item in self.items}
        recommendation = self.data.get("recommendation", "")
        known = recommendation if recommendation in Recommendation.values else ""
        return Answers(ratings, known, self._text("summary"))

    def choices_made(self) -> dict[str, str]:
        """Which version of each differing field is to be kept, by the field's name."""
        prefix = "keep-"
        made = {key.removeprefix(prefix): value for key, value in self.data.items() if key.startswith(prefix)}
        return {key: value for key, value in made.items() if value in Keep.values}

    def _answer(self, item: GridItem) -> Answer:
        choice = self.data.get(f"level-{item.pk}", "")
        return Answer(
            level=int(choice) if choice in map(str, Level.values) else None,
            not_observed=choice == NOT_OBSERVED,
            result_measured=bool(self.data.get(f"result_measured-{item.pk}")),
            **{name: self._text(f"{name}-{item.pk}") for name in TEXTS},
        )

    def _text(self, name: str) -> str:
        return LongText().to_python(self.data.get(name, ""))


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason, so that the recruiter knows what to do.")},
    )
    note = forms.CharField(label=_("Note for the recruiter"), required=False, max_length=2_000, widget=forms.Textarea)
