from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.overtaken import OvertakenMixin
from recruiting.domain.letters import Draft, LetterText
from recruiting.domain.workflow import OUTCOMES
from recruiting.enums import ApplicationState, Dispatch
from recruiting.forms.offering import offer
from recruiting.models import Application, OutcomeReason

LETTER, NONE = "letter", "none"


class ClosingForm(OvertakenMixin, forms.Form):
    """How an application ends and what the candidate is told.

    `twice`: their other application for the vacancy tells it, so that no letter is proposed.
    """

    stamps = ("seen_revision",)

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ModelChoiceField(
        label=_("Reason"),
        queryset=OutcomeReason.objects.none(),
        empty_label=_("Choose the reason"),
        help_text=_("For the statistics. The candidate does not see it."),
    )
    answer = forms.ChoiceField(
        label=_("Answer to the candidate"),
        choices=[(LETTER, _("Send this letter")), (NONE, _("No letter is owed"))],
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(label=_("Subject"), max_length=250, required=False)
    body = forms.CharField(
        label=_("Letter"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    dispatch = forms.ChoiceField(
        label=_("When it leaves"), choices=Dispatch.choices, initial=Dispatch.DELAYED, required=False
    )
    no_letter_reason = forms.CharField(
        label=_("Why no letter is owed"),
        max_length=500,
        required=False,
        help_text=_("For example: told by phone on 12 March."),
    )

    def __init__(
        self,
        *args,
        application: Application,
        outcome: ApplicationState,
        draft: Draft,
        reason: OutcomeReason | None = None,
        twice: bool = False,
        **kwargs,
    ):
        start = {"seen_revision": application.revision, "subject": draft.subject, "body": draft.body, "reason": reason}
        start["answer"] = NONE if twice else LETTER
        kwargs["initial"] = start
        super().__init__(*args, **kwargs)
        self._ask_reason(outcome)
        can_write = bool(application.candidate.email)
        if not can_write:
            only = [(NONE, _("No letter: there is no e-mail address"))]
            self.fields["answer"] = forms.ChoiceField(
                label=self.fields["answer"].label, choices=only, initial=NONE, widget=forms.RadioSelect
            )
        letter = ["subject", "body", "dispatch"] if can_write else []
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "seen_revision",
            *(["reason", _take()] if "reason" in self.fields else []),
            "answer",
            *letter,
            "no_letter_reason",
        )

    def _ask_reason(self, outcome: ApplicationState) -> None:
        kind = OUTCOMES[outcome]
        if kind is None:
            del self.fields["reason"]
        else:
            offer(self, "reason", OutcomeReason.objects.filter(kind=kind))

    def clean(self) -> dict:
        data = super().clean() or {}
        needed = {LETTER: ["subject", "body"], NONE: ["no_letter_reason"]}.get(data.get("answer", ""), [])
        for name in needed:
            if not data.get(name, "").strip():
                self.add_error(name, _("Write this, or choose the other answer."))
        return data

    def letter(self) -> LetterText | None:
        """The letter to send, or None where no letter is owed."""
        if self.cleaned_data["answer"] != LETTER:
            return None
        return LetterText(subject=self.cleaned_data["subject"], body=self.cleaned_data["body"])

    def leaves(self) -> Dispatch:
        """When the letter leaves; the delay, unless the person chose otherwise."""
        return Dispatch(self.cleaned_data["dispatch"] or Dispatch.DELAYED)

    def no_letter(self) -> str:
        return self.cleaned_data["no_letter_reason"] if self.cleaned_data["answer"] == NONE else ""


def _take() -> Div:
    """The button that brings the letter for the chosen reason."""
    words = _("Take the letter for the chosen reason")
    button = StrictButton(words, type="submit", name="take", value="1", css_class="btn-sm", formnovalidate="")
    return Div(button, css_class="rk-below")
