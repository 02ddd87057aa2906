"""The scorecard as a form: checks what came in, and gives it back as the domain's answers even when it is refused."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.sent import whole
from competencies.enums import Level
from competencies.models import GridItem
from scorecards.domain.answers import EVIDENCE, LONGEST_MEASURE, LONGEST_TEXT, MEASURES, Answers
from scorecards.domain.conflict import Keep
from scorecards.domain.fields import FOUND, MARKS, NOT_OBSERVED, read, text
from scorecards.domain.sheet import CardSheet, Exercise
from scorecards.enums import CriticalKind, DeclineReason, Recommendation

LEVELS = [*((str(level), level.label) for level in Level), (NOT_OBSERVED, gettext_lazy("Not observed"))]
LONGEST_CLAIM_EVIDENCE = 5_000


class LongText(forms.CharField):
    """A text kept as typed, with line ends of one kind; the limit counts characters, not bytes or halves of emoji."""

    default_error_messages = {
        "max_length": gettext_lazy(
            "This text has %(show_value)d characters, at most %(limit_value)d fit. Nothing is lost: shorten it."
        ),
    }

    def __init__(self, *, max_length: int = LONGEST_TEXT, **kwargs):
        super().__init__(required=False, strip=False, max_length=max_length, widget=forms.Textarea, **kwargs)

    def to_python(self, value) -> str:
        return text(super().to_python(value))


class Choice(forms.ChoiceField):
    """One of a list, or nothing yet; nothing is ever chosen beforehand."""

    def __init__(self, values, **kwargs):
        super().__init__(choices=[value if isinstance(value, tuple) else (value, value) for value in values], **kwargs)
        self.required = False


class ScoreField(forms.Field):
    """A whole number that one of the test's bands holds."""

    def __init__(self, exercise: Exercise):
        super().__init__(required=False)
        self.sheet = exercise.sheet

    def clean(self, value) -> str:
        given = (value or "").strip()
        number = whole(given, digits=9)
        if given and (number is None or self.sheet.band(number) is None):
            words = {"least": self.sheet.least, "most": self.sheet.most}
            raise forms.ValidationError(_("A whole number from %(least)s to %(most)s is expected.") % words)
        return given


class CardForm(forms.Form):
    version = forms.IntegerField(min_value=0)
    settles = forms.IntegerField(min_value=0, required=False)  # the saved version a conflict was shown against
    writer = forms.CharField(max_length=32, required=False)
    recommendation = Choice(Recommendation.choices)
    summary = LongText()

    def __init__(self, *args, sheet: CardSheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.added = {key for sent in self._list("extra") if (key := whole(sent)) is not None}
        for item in self.rows:
            self.fields |= dict(_of_item(item))
        for exercise in sheet.exercises:
            self.fields |= dict(_of_exercise(exercise))
        for kind in CriticalKind.values:
            self.fields[f"critical-{kind}"] = forms.BooleanField(required=False)
            self.fields[f"critical_what-{kind}"] = LongText()
        for claim in sheet.claims:
            self.fields[f"claim-{claim.pk}"] = Choice(FOUND)
            self.fields[f"claim_evidence-{claim.pk}"] = LongText(max_length=LONGEST_CLAIM_EVIDENCE)

    @property
    def rows(self) -> list[GridItem]:
        """Planned competencies, then those that were added on the page."""
        return [*self.sheet.planned, *(item for item in self.sheet.others if item.pk in self.added)]

    def typed(self) -> Answers:
        """What is on the page, valid or not; a value off the list counts as no answer."""
        return read(self.data, self.sheet, added=self.added)

    def choices_made(self) -> dict[str, str]:
        """Which version of each differing field is to be kept, by the field's name."""
        prefix = "keep-"
        made = {key.removeprefix(prefix): value for key, value in self.data.items() if key.startswith(prefix)}
        return {key: value for key, value in made.items() if value in Keep.values}

    def _list(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []


def _of_item(item: GridItem) -> Iterator[tuple[str, forms.Field]]:
    yield f"level-{item.pk}", Choice(LEVELS)
    yield f"result_measured-{item.pk}", forms.BooleanField(required=False)
    for name in EVIDENCE:
        yield f"{name}-{item.pk}", LongText()
    for name in MEASURES:
        yield f"{name}-{item.pk}", LongText(max_length=LONGEST_MEASURE)


def _of_exercise(exercise: Exercise) -> Iterator[tuple[str, forms.Field]]:
    key, sheet = exercise.pk, exercise.sheet
    categories = [one.key for one in sheet.categories]
    for line in sheet.lines:
        yield f"mark-{key}-{line.key}", Choice(MARKS)
    for indicator in sheet.indicators:
        yield f"indicator-{key}-{indicator.key}", Choice(categories)
    if sheet.bands:
        yield f"score-{key}", ScoreField(exercise)
    if categories and not sheet.indicators:
        yield f"category-{key}", Choice(categories)
    yield f"exercise_note-{key}", LongText()


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[choice for choice in DeclineReason.choices if choice[0] != DeclineReason.LEFT],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason, so that the recruiter knows what to do.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the recruiter"), required=False, max_length=2_000, widget=forms.Textarea
    )
