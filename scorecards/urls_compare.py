from django.urls import path

from scorecards.views import calibration, compare, debrief, deciding, decisions, feedback

compare_urls = [
    path("vacancies/<int:pk>/compare/", compare.compare, name="compare"),
    path("vacancies/<int:pk>/compare.xlsx", compare.compare_xlsx, name="compare_xlsx"),
    path("vacancies/<int:pk>/compare/<int:application>/<int:item>/", compare.cell, name="cell"),
    path("applications/<int:pk>/decision/", deciding.decide, name="decide"),
    path("applications/<int:pk>/debrief/", debrief.page, name="debrief"),
    path("applications/<int:pk>/debrief/live/", debrief.live, name="debrief_live"),
    path("applications/<int:pk>/debrief/open/", debrief.open_debrief, name="debrief_open"),
    path("applications/<int:pk>/debrief/note/", debrief.note, name="debrief_note"),
    path("applications/<int:pk>/debrief/agree/", debrief.agree, name="debrief_agree"),
    path("applications/<int:pk>/debrief/change/", debrief.change_own, name="debrief_change"),
    path("applications/<int:pk>/debrief/clock/", debrief.clock, name="debrief_clock"),
    path("applications/<int:pk>/debrief/close/", debrief.close, name="debrief_close"),
    path("applications/<int:pk>/feedback/", feedback.feedback, name="feedback"),
    path("applications/<int:pk>/feedback/release/", feedback.release, name="feedback_release"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/revision/", deciding.revise, name="revise"),
    path("decisions/<int:pk>/record.pdf", decisions.decision_pdf, name="decision_pdf"),
    path("vacancies/<int:pk>/record.pdf", decisions.vacancy_pdf, name="vacancy_pdf"),
    path("calibration/", calibration.own, name="calibration"),
    path("calibration/notice/", calibration.notice, name="calibration_notice"),
    path("calibration/people/", calibration.people, name="calibration_people"),
    path("calibration/leads/", calibration.leads, name="calibration_leads"),
]
