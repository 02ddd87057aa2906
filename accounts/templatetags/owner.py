"""The key of the person whom a page was made for."""

from django import template

from accounts.domain.owner import owner_key

register = template.Library()


@register.simple_tag(takes_context=True)
def page_owner(context) -> str:
    """Empty on a guest's page."""
    return owner_key(context["request"].user)
