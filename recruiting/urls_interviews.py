"""Addresses of interviews; `recruiting/urls.py` puts them after those of vacancies and candidates."""

from django.urls import URLPattern, path

from recruiting.views import interview_acts as acts
from recruiting.views import interviews as views
from recruiting.views import seats

interview_urls: list[URLPattern] = [
    path("interviews/", views.interview_list, name="interviews"),
    path("interviews/<int:pk>/", views.interview, name="interview"),
    path("interviews/<int:pk>/invite.ics", views.interview_calendar, name="interview_calendar"),
    path("interviews/<int:pk>/reschedule/", acts.interview_reschedule, name="interview_reschedule"),
    path("interviews/<int:pk>/cancel/", acts.interview_cancel, name="interview_cancel"),
    path("interviews/<int:pk>/presence/", acts.interview_presence, name="interview_presence"),
    path("interviews/<int:pk>/answer/", acts.seat_answer, name="seat_answer"),
    path("interviews/<int:pk>/seats/<int:seat>/coming/", acts.seat_coming, name="seat_coming"),
    path("interviews/<int:pk>/seats/<int:seat>/hand-over/", seats.seat_handover, name="seat_handover"),
    path("vacancies/<int:pk>/interviews/new/", acts.interview_new, name="interview_new"),
]
