"""Addresses of letters, their templates and calls; `recruiting/urls.py` puts them after those of candidates."""

from django.urls import URLPattern, path

from recruiting.views import letter_templates as templates

letter_urls: list[URLPattern] = [
    path("letters/templates/", templates.template_list, name="letter_templates"),
    path("letters/templates/new/", templates.template_new, name="letter_template_new"),
    path("letters/templates/<int:pk>/", templates.template, name="letter_template"),
]
