from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.overtaken import OvertakenMixin
from recruiting.domain.letters import Draft, LetterText
from recruiting.enums import Dispatch


class LetterForm(forms.Form):
    """A letter as the candidate will read it, and when it leaves."""

    subject = forms.CharField(label=_("Subject"), max_length=250)
    body = forms.CharField(label=_("Letter"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}))
    tells_outcome = forms.BooleanField(
        label=_("This letter tells the outcome of the closed application"), required=False
    )
    dispatch = forms.ChoiceField(label=_("When it leaves"), choices=Dispatch.choices, initial=Dispatch.DELAYED)

    def __init__(self, *args, draft: Draft, closed: bool, **kwargs):
        closing = bool(draft.template and draft.template.closing)
        kwargs["initial"] = {"subject": draft.subject, "body": draft.body, "tells_outcome": closing}
        super().__init__(*args, **kwargs)
        if not closed:
            del self.fields["tells_outcome"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)

    def letter(self) -> LetterText:
        return LetterText(subject=self.cleaned_data["subject"], body=self.cleaned_data["body"])


class HeldLetterForm(OvertakenMixin, forms.Form):
    """The text of a held letter; `seen` stands for the text that was on the screen."""

    stamps = ("seen",)

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    subject = forms.CharField(label=_("Subject"), max_length=250)
    body = forms.CharField(label=_("Letter"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def letter(self) -> LetterText:
        return LetterText(subject=self.cleaned_data["subject"], body=self.cleaned_data["body"])
