"""Addresses of imports and duplicates; `recruiting/urls.py` puts them after its own."""

from django.urls import URLPattern, path

from recruiting.views import duplicates

import_urls: list[URLPattern] = [
    path("candidates/duplicates/", duplicates.duplicate_list, name="duplicates"),
    path("candidates/duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("candidates/duplicates/<int:pk>/apart/", duplicates.duplicate_apart, name="duplicate_apart"),
]
