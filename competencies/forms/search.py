import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from competencies.domain.languages import column_names
from competencies.enums import Category
from competencies.models import Competency


class CompetencySearch(django_filters.FilterSet):
    """Words are looked for in the names and definitions of every language: people search in the one they think in."""

    q = django_filters.CharFilter(
        label=_("Words"), method="with_words", widget=forms.TextInput(attrs={"class": "form-control", "type": "search"})
    )
    category = django_filters.ChoiceFilter(
        label=_("Category"),
        choices=Category.choices,
        empty_label=_("All categories"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = Competency
        fields = ["q", "category"]

    def with_words(self, competencies: QuerySet, _name: str, value: str) -> QuerySet:
        for word in value.split():
            matches = Q()
            for column in column_names("name", "definition"):
                matches |= Q(**{f"{column}__icontains": word})
            competencies = competencies.filter(matches)
        return competencies
