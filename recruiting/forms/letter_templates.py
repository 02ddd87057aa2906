from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.overtaken import OvertakenMixin
from recruiting.domain.placeholders import LATER, faults
from recruiting.enums import LetterEvent, ReasonKind
from recruiting.forms.offering import offer
from recruiting.models import LetterTemplate, OutcomeReason


class WordingForm(OvertakenMixin, forms.Form):
    """Subject and text of a template in one language; every placeholder is checked before anything is kept."""

    stamps = ("seen_number",)

    seen_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    subject = forms.CharField(label=_("Subject"), max_length=250)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args, template: LetterTemplate, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = template.event
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("seen_number", "subject", "body")

    def clean_subject(self) -> str:
        return self._checked("subject", but=LATER)

    def clean_body(self) -> str:
        return self._checked("body")

    def _checked(self, name: str, *, but: tuple[str, ...] = ()) -> str:
        text = self.cleaned_data[name]
        if wrong := faults(text, event=self.event, but=but):
            raise forms.ValidationError([fault.message for fault in wrong])
        return text


class NewTemplateForm(forms.ModelForm):
    """A letter of one's own beside the shipped ones: for an event, or for some reasons of an outcome."""

    class Meta:
        model = LetterTemplate
        fields = ("name", "event", "reasons")
        labels = {"name": _("Name"), "event": _("When it is sent"), "reasons": _("Only for these reasons")}
        help_texts = {"reasons": _("For refusals and withdrawals. Leave empty for a letter that fits every reason.")}
        widgets = {"reasons": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        offer(self, "reasons", OutcomeReason.objects.filter(kind__in=[ReasonKind.REJECTED, ReasonKind.WITHDRAWN]))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("name", "event", "reasons")

    def clean(self) -> dict:
        data = super().clean() or {}
        kinds = {reason.kind for reason in data.get("reasons", [])}
        fitting: dict[LetterEvent | None, set[ReasonKind]] = {
            LetterEvent.REJECTION: {ReasonKind.REJECTED},
            LetterEvent.WITHDRAWN_CONFIRMED: {ReasonKind.WITHDRAWN},
        }
        if kinds - fitting.get(data.get("event"), set()):
            self.add_error("reasons", _("These reasons do not belong to this kind of letter."))
        return data
