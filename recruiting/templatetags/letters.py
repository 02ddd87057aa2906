"""How a letter to a candidate is shown to colleagues."""

from django import template

from recruiting.domain.people_data.own_page import without_secret

register = template.Library()
register.filter("without_secret", without_secret)
