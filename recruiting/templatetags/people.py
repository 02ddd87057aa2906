"""What lists say of a person beside the name."""

from collections.abc import Mapping

from django import template

from recruiting.models import Candidate

register = template.Library()


@register.filter
def former_name(person: Candidate, formerly: Mapping[int, str]) -> str:
    """The earlier name or contacts by which alone a search has found the person; empty for everybody else."""
    return formerly.get(person.pk, "")
