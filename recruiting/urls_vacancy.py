"""Addresses of a vacancy's board, and of what it was opened for."""

from django.urls import path

from recruiting.views import board_acts, facts, pipelines, rejecting

vacancy_urls = [
    path("vacancies/<int:pk>/act/", board_acts.board_act, name="board_act"),
    path("vacancies/<int:pk>/reject/", rejecting.reject_together, name="reject_together"),
    path("vacancies/<int:pk>/facts/", facts.vacancy_facts, name="vacancy_facts"),
    path("vacancies/<int:pk>/check/", facts.stage_check, name="stage_check"),
    path("vacancies/<int:pk>/sources/", facts.vacancy_sources, name="vacancy_sources"),
    path("vacancies/<int:pk>/costs/<int:cost>/out/", facts.cost_out, name="cost_out"),
    path("pipelines/", pipelines.pipeline_list, name="pipelines"),
    path("pipelines/<int:pk>/", pipelines.pipeline, name="pipeline"),
    path("pipelines/<int:pk>/act/", pipelines.pipeline_act, name="pipeline_act"),
    path("pipelines/<int:pk>/stages/new/", pipelines.stage_edit, name="pipeline_stage_new"),
    path("pipelines/<int:pk>/stages/<int:stage>/", pipelines.stage_edit, name="pipeline_stage"),
]
