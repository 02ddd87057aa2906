"""How a vacancy stands, for its head and its row in the list."""

from django import template
from django.utils import timezone

from recruiting.domain.facts import VacancyAge, vacancy_age
from recruiting.enums import ApplicationState

register = template.Library()


@register.simple_tag(takes_context=True)
def vacancy_days(context, vacancy) -> VacancyAge | None:
    """How long the vacancy has been open, by the page's clock."""
    return vacancy_age(vacancy, context.get("now") or timezone.now())


@register.simple_tag
def hired_in(vacancy) -> int:
    """People hired in this vacancy: when the openings are reached, the page proposes to mark it as filled."""
    return vacancy.applications.filter(state=ApplicationState.HIRED).count()


@register.simple_tag(takes_context=True)
def reads_costs(context, vacancy) -> bool:
    """Whether the person may open the costs of the vacancy, which decides if the way there is shown."""
    return context["request"].user.has_perm("recruiting.read_contacts", vacancy)


@register.simple_tag(takes_context=True)
def compares(context, vacancy) -> bool:
    """Whether the person may compare the candidates; the app that compares them says who may."""
    return context["request"].user.has_perm("scorecards.compare_vacancy", vacancy)
