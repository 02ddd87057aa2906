from django.urls import include, path

from accounts.urls import entrance

urlpatterns = [
    *entrance,
    path("", include("accounts.urls")),
    path("", include("desk.urls")),
    path("", include("reminders.urls")),
    path("", include("scorecards.urls")),
    path("", include("recruiting.urls")),
    path("library/", include("competencies.urls")),
    path("outbox/", include("outbox.urls")),
]
