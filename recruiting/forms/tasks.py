from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.overtaken import OvertakenMixin
from recruiting.domain.tasks import texts_of
from recruiting.enums import TaskTick
from recruiting.models import PreliminaryTask, TaskAnswer

NOT_LOOKED, HOLDS, FAILS = "", "yes", "no"


def _bare() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class TaskForm(OvertakenMixin, forms.Form):
    """The text of the task in each language; `seen` is the version that was on the screen."""

    stamps = ("seen",)

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, task: PreliminaryTask | None, **kwargs):
        texts = texts_of(task) if task else {}
        kwargs["initial"] = {
            "seen": task.pk if task else None,
            **{f"text_{code}": text for code, text in texts.items()},
        }
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=name, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 8, "lang": code})
            )
        self.helper = _bare()

    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"text_{code}"] for code, _name in settings.LANGUAGES}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("The candidate's answer"),
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("As it came, also if it is empty."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _bare()


class TicksForm(forms.Form):
    """What holds of the answer; a point that nobody looked at stays open. `seen` is the answer on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, answer: TaskAnswer, stands: dict, **kwargs):
        kwargs["initial"] = {
            "seen": answer.pk,
            **{name: HOLDS if mark.holds else FAILS for name, mark in stands.items()},
        }
        super().__init__(*args, **kwargs)
        for tick in TaskTick:
            choices = [(NOT_LOOKED, _("Not looked at")), (HOLDS, _("Holds")), (FAILS, _("Does not hold"))]
            self.fields[tick.value] = forms.ChoiceField(label=tick.label, required=False, choices=choices)
        self.helper = _bare()

    def ticks(self) -> dict[TaskTick, bool]:
        data = self.cleaned_data
        return {tick: data[tick.value] == HOLDS for tick in TaskTick if data.get(tick.value)}
