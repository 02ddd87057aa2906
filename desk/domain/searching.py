"""Finding a candidate or a vacancy by a part of its name, within the person's reach."""

from dataclasses import dataclass

from accounts.models import User
from recruiting.models import Application, Vacancy

LEAST_LETTERS = 2
MOST_ROWS = 50  # of each kind; more than that, and one looks for more letters


@dataclass(frozen=True)
class Found:
    """What bears the words: applications (a person once for each vacancy) and vacancies, by name."""

    words: str
    applications: list[Application]
    vacancies: list[Vacancy]

    @property
    def too_short(self) -> bool:
        return len(self.words) < LEAST_LETTERS

    @property
    def nothing(self) -> bool:
        return not (self.applications or self.vacancies)

    @property
    def cut(self) -> bool:
        return MOST_ROWS in (len(self.applications), len(self.vacancies))


def found(words: str, *, user: User) -> Found:
    """Look up candidates and vacancies `user` may see; nothing for fewer than two letters."""
    if len(words) < LEAST_LETTERS:
        return Found(words, [], [])
    return Found(words, list(_applications(words, user)), list(_vacancies(words, user)))


def _applications(words: str, user: User):
    return (
        Application.objects.visible_to(user)
        .filter(candidate__full_name__icontains=words)
        .select_related("candidate", "vacancy", "stage")
        .order_by("candidate__name_sort", "-applied_at", "pk")[:MOST_ROWS]
    )


def _vacancies(words: str, user: User):
    return Vacancy.objects.visible_to(user).filter(title__icontains=words).order_by("title_sort", "pk")[:MOST_ROWS]
