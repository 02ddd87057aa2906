"""Addresses of imports and duplicates; `recruiting/urls.py` puts them after its own."""

from django.urls import URLPattern, path

from recruiting.views import duplicates, importing

import_urls: list[URLPattern] = [
    path("candidates/duplicates/", duplicates.duplicate_list, name="duplicates"),
    path("candidates/duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("candidates/duplicates/<int:pk>/apart/", duplicates.duplicate_apart, name="duplicate_apart"),
    path("vacancies/<int:pk>/import/", importing.import_new, name="import_new"),
    path("imports/example.csv", importing.import_example, name="import_example"),
    path("imports/<int:pk>/", importing.import_page, name="import"),
    path("imports/<int:pk>/columns/", importing.import_columns, name="import_columns"),
    path("imports/<int:pk>/rows/", importing.import_rows, name="import_rows"),
    path("imports/<int:pk>/left.csv", importing.import_left, name="import_left"),
    path("imports/<int:pk>/forget/", importing.import_forget, name="import_forget"),
]
