from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from recruiting.domain.adding import Person
from recruiting.domain.contacts import normal_email, normal_phone
from recruiting.domain.errors import Refused
from recruiting.domain.finding import by_index, people_found, reach_of, words_of
from recruiting.domain.uploads import ACCEPT, TOO_LARGE, CheckedFile, examine
from recruiting.enums import FileKind, Source
from recruiting.forms.names import NameField
from recruiting.forms.offering import offer
from recruiting.models import Application, Candidate, Vacancy

WHAT_IS_TAKEN = format_lazy(
    _("PDF, DOCX, ODT, RTF, TXT, PNG or JPEG, at most {limit} MB."), limit=settings.UPLOAD_LIMIT_BYTES // 1024**2
)


class CheckedFileField(forms.FileField):
    """A file whose content is examined; the cleaned value is a CheckedFile."""

    def __init__(self, **options):
        attrs = {"accept": ACCEPT, "data-limit": settings.UPLOAD_LIMIT_BYTES, "data-too-large": TOO_LARGE}
        super().__init__(widget=forms.FileInput(attrs=attrs), **options)

    def clean(self, data, initial=None) -> CheckedFile | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return examine(upload)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class CandidateForm(forms.Form):
    """A person, where they came from, and the CV. `cut_off` names files that were dropped for their size."""

    full_name = NameField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=Language.choices)
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    source = forms.ChoiceField(label=_("Where from"), choices=Source.choices)
    is_internal = forms.BooleanField(label=_("Own employee"), required=False)
    cv = CheckedFileField(label=_("CV"), required=False, help_text=WHAT_IS_TAKEN)

    def __init__(self, *args, user: User, cut_off: frozenset[str] = frozenset(), **kwargs):
        kwargs.setdefault("initial", {"language": user.language, "source": Source.JOB_SITE})
        super().__init__(*args, **kwargs)
        self.region, self.cut_off = user.country, cut_off
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(
                _("The person"),
                "full_name",
                Div(Div("email", css_class="col-sm-6"), Div("phone", css_class="col-sm-6"), css_class="row"),
                Div(Div("city", css_class="col-sm-6"), Div("language", css_class="col-sm-6"), css_class="row"),
                css_class="rk-fields",
            ),
            Fieldset(_("The application"), "source", "is_internal", "cv", css_class="rk-fields"),
        )

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def clean_phone(self) -> str:
        """The number in E.164; without a country code it is read as one of the user's country."""
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        number = normal_phone(typed, self.region)
        if number is None:
            raise forms.ValidationError(
                _("This is not a phone number. Write it with the country code, for example +373 22 123 456.")
            )
        return number

    def clean(self) -> dict:
        data = super().clean() or {}
        if "cv" in self.cut_off:
            self.add_error("cv", TOO_LARGE)
        if not data.get("email") and not data.get("phone") and not {"email", "phone"} & set(self.errors):
            self.add_error("email", _("Give an e-mail address or a phone number."))
        return data

    def person(self) -> Person:
        data = self.cleaned_data
        return Person(
            full_name=data["full_name"].strip(),
            email=data["email"],
            phone=data["phone"],
            language=data["language"],
            city=data["city"].strip(),
        )


class FileForm(forms.Form):
    """One more file of a candidate."""

    kind = forms.ChoiceField(label=_("What it is"), choices=FileKind.choices)
    file = CheckedFileField(label=_("File"), help_text=WHAT_IS_TAKEN)

    def __init__(self, *args, cut_off: frozenset[str] = frozenset(), **kwargs):
        super().__init__(*args, **kwargs)
        self.cut_off = cut_off
        if "file" in cut_off:
            self.fields["file"].required = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("kind", "file")

    def clean(self) -> dict:
        data = super().clean() or {}
        if "file" in self.cut_off:
            self.add_error("file", TOO_LARGE)
        return data


class CandidateSearch(forms.Form):
    """Narrows the list of candidates by name, vacancy and whether the application is in work."""

    IN_WORK, ENDED = "work", "ended"

    q = forms.CharField(label=_("Name"), required=False, max_length=150)
    vacancy = forms.ModelChoiceField(
        label=_("Vacancy"), queryset=Vacancy.objects.none(), required=False, empty_label=_("All vacancies")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), (IN_WORK, _("In work")), (ENDED, _("Closed"))],
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.formerly: dict[int, str] = {}
        offer(self, "vacancy", Vacancy.objects.visible_to(user).order_by("title_sort", "pk"))

    def applications(self) -> QuerySet[Application]:
        """The visible applications that answer the search; a wrong value narrows nothing."""
        rows = Application.objects.visible_to(self.user)
        data = getattr(self, "cleaned_data", {})
        if data.get("vacancy"):
            rows = rows.filter(vacancy=data["vacancy"])
        if data.get("state") == self.IN_WORK:
            rows = rows.active()
        elif data.get("state") == self.ENDED:
            rows = rows.filter(closed_at__isnull=False)
        return rows

    def _found(self, typed: str) -> list[int]:
        with by_index():
            people = people_found(words_of(typed), reach_of(self.user), added_by=self.user)
        self.formerly = people.formerly
        return people.holding + people.alike

    def narrow(self, candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
        """Candidates with such an application who are found by what is typed, as in the search of the whole desk."""
        self.is_valid()
        if typed := self.cleaned_data.get("q", ""):
            candidates = candidates.filter(pk__in=self._found(typed))
        if self.cleaned_data.get("vacancy") or self.cleaned_data.get("state"):
            candidates = candidates.filter(Exists(self.applications().filter(candidate=OuterRef("pk"))))
        return candidates
