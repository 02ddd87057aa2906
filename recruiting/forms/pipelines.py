"""Pipelines and their stages, each text in the three languages."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.overtaken import OvertakenMixin
from competencies.domain.languages import Texts, texts_of
from competencies.enums import Section
from competencies.models import Competency, Exercise, Question
from recruiting.domain.pipelines import StageWish
from recruiting.enums import Method, Reveal, Scope
from recruiting.forms.offering import offer
from recruiting.models import PipelineTemplate, StageTemplate

ALL, CHOSEN = "all", "chosen"


class NamedForm(OvertakenMixin, forms.Form):
    """Adds a text in every language under `field_en`, `field_ru`, `field_ro`."""

    stamps = ("seen_revision",)

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def ask_texts(self, field: str, label, *, longest: int, texts: Texts | None, required: bool, rows: int = 0) -> None:
        for code, language in settings.LANGUAGES:
            widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
            widget.attrs["lang"] = code
            self.fields[f"{field}_{code}"] = forms.CharField(
                label=f"{label} ({language})",
                max_length=longest,
                required=required,
                widget=widget,
                initial=(texts or {}).get(code, ""),
            )

    def texts(self, field: str) -> Texts:
        return {code: self.cleaned_data[f"{field}_{code}"].strip() for code, _language in settings.LANGUAGES}

    @staticmethod
    def three(field: str) -> Div:
        return Div(*(f"{field}_{code}" for code, _language in settings.LANGUAGES), css_class="rk-three")


class PipelineForm(NamedForm):
    days = forms.IntegerField(label=_("Usual length in days"), min_value=1, max_value=365)

    def __init__(self, *args, pipeline: PipelineTemplate, **kwargs):
        kwargs["initial"] = {"seen_revision": pipeline.revision, "days": pipeline.days}
        super().__init__(*args, **kwargs)
        self.ask_texts("name", _("Name"), longest=120, texts=texts_of(pipeline, "name"), required=True)
        self.ask_texts(
            "description",
            _("What it is for"),
            longest=1000,
            texts=texts_of(pipeline, "description"),
            required=False,
            rows=3,
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("seen_revision", self.three("name"), self.three("description"), "days")


class CopyForm(NamedForm):
    def __init__(self, *args, pipeline: PipelineTemplate, **kwargs):
        kwargs["initial"] = {"seen_revision": pipeline.revision}
        super().__init__(*args, **kwargs)
        self.ask_texts("name", _("Name of the copy"), longest=120, texts=None, required=True)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("seen_revision", self.three("name"))


class StageForm(NamedForm):
    """One stage of a pipeline: what it is, how long it may take, what it looks at and asks."""

    key = forms.SlugField(
        label=_("Key"),
        max_length=60,
        required=False,
        help_text=_("Latin letters and digits. Empty: made of the English name."),
    )
    scope = forms.ChoiceField(label=_("What the stage is about"), choices=Scope.choices)
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, required=False)
    day_limit = forms.IntegerField(
        label=_("Day limit"), min_value=1, max_value=365, required=False, help_text=_("Empty: no limit.")
    )
    requires_scorecards = forms.BooleanField(label=_("Scorecards are needed to move on"), required=False)
    reveal = forms.ChoiceField(label=_("Ratings of colleagues open"), choices=Reveal.choices)
    looks_at = forms.ChoiceField(
        label=_("What the stage looks at"),
        choices=[(ALL, _("Every competency of the grid")), (CHOSEN, _("Chosen sections and competencies"))],
        widget=forms.RadioSelect,
        initial=CHOSEN,
    )
    covers_sections = forms.MultipleChoiceField(
        label=_("Sections of the grid"), choices=Section.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    covers = forms.ModelMultipleChoiceField(
        label=_("Competencies"),
        queryset=Competency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    questions = forms.ModelMultipleChoiceField(
        label=_("The stage's own questions"),
        queryset=Question.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exercises = forms.ModelMultipleChoiceField(
        label=_("Exercises"), queryset=Exercise.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, pipeline: PipelineTemplate, stage: StageTemplate | None, **kwargs):
        kwargs["initial"] = {"seen_revision": pipeline.revision} | (
            _present(stage) if stage else {"scope": "candidate"}
        )
        super().__init__(*args, **kwargs)
        self.ask_texts("name", _("Name"), longest=120, texts=_texts(stage, "name"), required=True)
        self.ask_texts("purpose", _("Purpose"), longest=1000, texts=_texts(stage, "purpose"), required=False, rows=2)
        for name, model in (("covers", Competency), ("questions", Question), ("exercises", Exercise)):
            offer(self, name, model.objects.all())
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "seen_revision",
            self.three("name"),
            self.three("purpose"),
            Div("scope", "method", "reveal", css_class="rk-three"),
            Div("minutes", "day_limit", "key", css_class="rk-three"),
            "requires_scorecards",
            Fieldset(_("What the stage looks at"), "looks_at", "covers_sections", css_class="rk-fields"),
        )

    def wish(self) -> StageWish:
        data = self.cleaned_data
        everything = data["looks_at"] == ALL
        names = ("scope", "method", "minutes", "day_limit", "requires_scorecards", "reveal")
        plain = {name: data[name] for name in names} | {
            "covers_all": everything,
            "covers_sections": [] if everything else sorted(data["covers_sections"]),
        }
        return StageWish(
            key=data["key"],
            name=self.texts("name"),
            purpose=self.texts("purpose"),
            plain=plain,
            covers=[] if everything else list(data["covers"]),
            questions=list(data["questions"]),
            exercises=list(data["exercises"]),
        )


def _texts(stage: StageTemplate | None, field: str) -> Texts | None:
    return texts_of(stage, field) if stage else None


def _present(stage: StageTemplate) -> dict:
    names = ("key", "scope", "method", "minutes", "day_limit", "requires_scorecards", "reveal", "covers_sections")
    return {name: getattr(stage, name) for name in names} | {
        "looks_at": ALL if stage.covers_all else CHOSEN,
        "covers": [row.pk for row in stage.covers.all()],
        "questions": [row.pk for row in stage.questions.all()],
        "exercises": [one.exercise_id for one in stage.exercises.all()],
    }
