from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.overtaken import OvertakenMixin
from recruiting.domain.contacts import normal_email, normal_phone
from recruiting.domain.people_data.own_page import digest_of
from recruiting.enums import ConsentWay, Purpose, RequestKind
from recruiting.forms.names import NameField
from recruiting.models import Candidate, LegalProfile


class ProfileForm(forms.ModelForm):
    """Terms of a legal profile."""

    class Meta:
        model = LegalProfile
        fields = (
            "not_hired_months",
            "withdrawn_months",
            "reserve_months",
            "answer_days",
            "answer_working_days",
            "separate_document",
            "company",
            "contact",
        )


class ErasureForm(forms.Form):
    understood = forms.BooleanField(label=_("I understand that this cannot be taken back"))


class ConsentForm(forms.Form):
    """`given` is empty for taking a consent back."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    given = forms.BooleanField(required=False)
    way = forms.ChoiceField(choices=ConsentWay.choices, required=False)


class RequestForm(forms.Form):
    kind = forms.ChoiceField(choices=[one for one in RequestKind.choices if one[0] != RequestKind.CONSENT])
    application = forms.IntegerField(required=False)


class CorrectionForm(forms.Form):
    """What a person may correct about themselves. A number without its country's code is read as one of `region`."""

    region = ""
    full_name = NameField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    city = forms.CharField(label=_("City"), required=False, max_length=100)

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = normal_phone(typed, self.region) if typed else ""
        if number is None:
            raise forms.ValidationError(
                _("This is not a phone number. Write it with the country code, for example +373 22 123 456.")
            )
        return number

    def clean(self) -> dict:
        data = super().clean() or {}
        if not data.get("email") and not data.get("phone") and not {"email", "phone"} & set(self.errors):
            self.add_error("email", _("Give an e-mail address or a phone number."))
        return data


class ContactsForm(OvertakenMixin, CorrectionForm):
    """The same, told to a recruiter; `seen` stands for the values that were on the screen."""

    stamps = ("seen",)

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, candidate: Candidate, region: str, **kwargs):
        names = ("full_name", "email", "phone", "city")
        kwargs["initial"] = {name: getattr(candidate, name) for name in names} | {"seen": digest_of(candidate)}
        super().__init__(*args, **kwargs)
        self.region = region
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("seen", *names)
