import uuid

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from recruiting.domain.letter_batches import Seen
from recruiting.domain.letters import Draft, LetterText
from recruiting.enums import ApplicationState, Dispatch
from recruiting.models import Application, Letter, Stage, Vacancy


class ChooseForm(forms.Form):
    """Narrows a vacancy's applications by stage and state; a wrong value narrows nothing."""

    stage = forms.ModelChoiceField(
        label=_("Stage"), queryset=Stage.objects.none(), required=False, empty_label=_("All stages")
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ApplicationState.choices]
    )

    def __init__(self, *args, vacancy: Vacancy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ModelChoiceField(
            label=self.fields["stage"].label,
            queryset=vacancy.stages.order_by("order"),
            required=False,
            empty_label=_("All stages"),
        )

    def narrow(self, rows: QuerySet[Application]) -> QuerySet[Application]:
        self.is_valid()
        data = self.cleaned_data
        return rows.filter(**{name: data[name] for name in ("stage", "state") if data.get(name)})


class BatchForm(forms.Form):
    """What holds for the whole batch."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    dispatch = forms.ChoiceField(label=_("When they leave"), choices=Dispatch.choices, initial=Dispatch.DELAYED)


class OneForm(forms.Form):
    """The letter to one candidate of the batch; left out while `send` is not ticked.

    Whoever has had such a letter, `earlier`, is left out at first, and so is the application of somebody who gets the
    letter for another one, `is_second`; the page says so.
    """

    send = forms.BooleanField(label=_("Send to this candidate"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=250, required=False)
    body = forms.CharField(
        label=_("Letter"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    known = forms.IntegerField(required=False)

    def __init__(
        self,
        *args,
        application: Application,
        draft: Draft,
        earlier: Letter | None = None,
        is_second: bool = False,
        **kwargs,
    ):
        kwargs["prefix"] = f"a{application.pk}"
        send = bool(application.candidate.email) and earlier is None and not is_second
        kwargs["initial"] = {"send": send, "subject": draft.subject, "body": draft.body}
        super().__init__(*args, **kwargs)
        self.application, self.draft, self.earlier, self.fault = application, draft, earlier, ""
        self.is_second = is_second

    def seen(self) -> Seen | None:
        """The text as it was on the screen, or None where the candidate was left out."""
        if not self.cleaned_data["send"]:
            return None
        text = LetterText(subject=self.cleaned_data["subject"], body=self.cleaned_data["body"])
        return Seen(self.application.pk, text, known=self.cleaned_data["known"])
