from django.urls import path

from scorecards.views import calibration, compare, decisions

compare_urls = [
    path("vacancies/<int:pk>/compare/", compare.compare, name="compare"),
    path("vacancies/<int:pk>/compare.xlsx", compare.compare_xlsx, name="compare_xlsx"),
    path("vacancies/<int:pk>/compare/<int:application>/<int:item>/", compare.cell, name="cell"),
    path("applications/<int:pk>/decision/", decisions.decide, name="decide"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/record.pdf", decisions.decision_pdf, name="decision_pdf"),
    path("calibration/", calibration.own, name="calibration"),
    path("calibration/notice/", calibration.notice, name="calibration_notice"),
    path("calibration/people/", calibration.people, name="calibration_people"),
    path("calibration/leads/", calibration.leads, name="calibration_leads"),
]
