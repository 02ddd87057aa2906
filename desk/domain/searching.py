"""Finding a candidate or a vacancy by a part of its name or a misspelt one, within the person's reach."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Case, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Upper

from accounts.models import User
from recruiting.models import Application, Vacancy

LEAST_LETTERS = 2
MOST_ROWS = 50  # of each kind; more than that, and one looks for more letters
LEAST_FOR_TYPOS = 4  # letters; with fewer, half of all names would be alike
# Likeness as pg_trgm's word_similarity measures it, 0 to 1. Found by trial: a wrong letter within a name of six to
# eight passes, another surname with the same ending does not.
LEAST_ALIKE = 0.4


@dataclass(frozen=True)
class Found:
    """What bears the words: applications (a person once for each vacancy) and vacancies, the closest first."""

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


@transaction.atomic
def found(words: str, *, user: User) -> Found:
    """Look up candidates and vacancies `user` may see; nothing for fewer than two letters."""
    if len(words) < LEAST_LETTERS:
        return Found(words, [], [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LEAST_ALIKE)])
    return Found(words, list(applications_named(words, user)), list(vacancies_named(words, user)))


def applications_named(words: str, user: User) -> QuerySet[Application]:
    rows = Application.objects.visible_to(user).select_related("candidate", "vacancy", "stage")
    alike = _alike(rows, "candidate__full_name", words)
    return alike.order_by("-closeness", "candidate__name_sort", "-applied_at", "pk")[:MOST_ROWS]


def vacancies_named(words: str, user: User) -> QuerySet[Vacancy]:
    rows = _alike(Vacancy.objects.visible_to(user), "title", words)
    return rows.order_by("-closeness", "title_sort", "pk")[:MOST_ROWS]


def _alike(rows: QuerySet[Any, Any], name: str, words: str) -> QuerySet[Any, Any]:
    """Rows whose name holds each word, or one that is spelt like it; `closeness` is 1 for a name that holds them."""
    literal = Q(**{f"{name}__icontains": words})
    by_trigrams = TrigramWordSimilarity(words, Upper(name))
    closeness = Case(When(literal, then=Value(1.0)), default=by_trigrams, output_field=FloatField())
    rows = rows.alias(spelt=Upper(name)).annotate(closeness=closeness)
    for word in words.split():
        holds = Q(**{f"{name}__icontains": word})
        rows = rows.filter(holds | Q(spelt__trigram_word_similar=word) if len(word) >= LEAST_FOR_TYPOS else holds)
    return rows
