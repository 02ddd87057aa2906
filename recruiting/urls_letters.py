"""Addresses of letters, their templates and calls; `recruiting/urls.py` puts them after those of candidates."""

from django.urls import URLPattern, path

from recruiting.views import calls, letters, unanswered
from recruiting.views import letter_batches as batches
from recruiting.views import letter_templates as templates

letter_urls: list[URLPattern] = [
    path("applications/<int:pk>/letters/new/", letters.letter_new, name="letter_new"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/edit/", letters.letter_edit, name="letter_edit"),
    path("letters/<int:pk>/act/", letters.letter_act, name="letter_act"),
    path("applications/<int:pk>/calls/add/", calls.call_add, name="call_add"),
    path("calls/<int:pk>/correct/", calls.call_correct, name="call_correct"),
    path("letters/unanswered/", unanswered.unanswered_list, name="unanswered"),
    path("vacancies/<int:pk>/letters/", batches.letter_choose, name="letter_choose"),
    path("letters/batches/new/", batches.letter_batch_new, name="letter_batch_new"),
    path("letters/batches/<int:pk>/", batches.letter_batch, name="letter_batch"),
    path("letters/batches/<int:pk>/call-back/", batches.letter_batch_call_back, name="letter_batch_call_back"),
    path("letters/templates/", templates.template_list, name="letter_templates"),
    path("letters/templates/new/", templates.template_new, name="letter_template_new"),
    path("letters/templates/<int:pk>/", templates.template, name="letter_template"),
]
