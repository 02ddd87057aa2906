"""Where a page is: lists of (label, address) for parts/crumbs.html; the last is the page itself."""

from django.urls import reverse
from django.utils.translation import gettext as _

from recruiting.models import Application, Vacancy

Trail = list[tuple[str, str]]


def to_vacancies(*here: str) -> Trail:
    return [(_("Vacancies"), reverse("recruiting:vacancies")), *((label, "") for label in here)]


def to_vacancy(vacancy: Vacancy, *here: str) -> Trail:
    """The vacancy, and what of it is open; with nothing further the vacancy is the page itself."""
    address = reverse("recruiting:board", args=[vacancy.pk]) if here else ""
    return [*to_vacancies(), (vacancy.title, address), *((label, "") for label in here)]


def to_candidates(*here: tuple[str, str]) -> Trail:
    return [(_("Candidates"), reverse("recruiting:candidates")), *here]


def to_application(application: Application, *here: str, sees_vacancy: bool = True) -> Trail:
    """The application under its vacancy, or under the candidates for somebody who does not see the vacancy."""
    name = application.candidate.full_name
    address = reverse("recruiting:application", args=[application.pk]) if here else ""
    start = to_vacancy(application.vacancy, name)[:-1] if sees_vacancy else to_candidates()
    return [*start, (name, address), *((label, "") for label in here)]
