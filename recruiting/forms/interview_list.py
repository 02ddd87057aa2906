"""Which interviews the list shows."""

from datetime import datetime

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from accounts.models import User
from recruiting.forms.interviews import offer
from recruiting.models import Seat, Vacancy


class InterviewFilter(forms.Form):
    """Which interviews are listed; anything that makes no sense is as if it had not been asked."""

    whose = forms.ChoiceField(
        choices=[("mine", gettext_lazy("Where I sit")), ("all", gettext_lazy("All I may see"))], required=False
    )
    when = forms.ChoiceField(
        choices=[("ahead", gettext_lazy("Upcoming")), ("past", gettext_lazy("Past"))], required=False
    )
    vacancy = forms.ModelChoiceField(
        label=gettext_lazy("Vacancy"),
        queryset=Vacancy.objects.none(),
        required=False,
        empty_label=gettext_lazy("All vacancies"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args, vacancies, usual: str, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "vacancy", vacancies)
        self.usual = usual

    def choice(self, name: str):
        """The chosen value, or the usual one."""
        self.is_valid()
        value = self.cleaned_data.get(name)
        return value or {"whose": self.usual, "when": "ahead"}.get(name)

    @property
    def shown_when(self) -> str:
        return self.choice("when")

    @property
    def shown_whose(self) -> str:
        return self.choice("whose")

    def rows(self, interviews, *, user: User, now: datetime):
        """The interviews of the list, in the order of their time: upcoming from now on, past backwards."""
        if self.choice("whose") == "mine":
            interviews = interviews.filter(
                Exists(Seat.objects.filter(interview=OuterRef("pk"), interviewer=user, removed_at=None))
            )
        if self.choice("vacancy"):
            interviews = interviews.filter(vacancy=self.choice("vacancy"))
        if self.choice("when") == "past":
            return interviews.filter(ends_at__lte=now).order_by("-starts_at", "-pk")
        return interviews.filter(ends_at__gt=now).order_by("starts_at", "pk")
