from django.urls import path

from reminders.views import duties, ledger, rules

app_name = "reminders"
urlpatterns = [
    path("reminders/", ledger.ledger, name="ledger"),
    path("reminders/why/", ledger.why, name="why"),
    path("reminders/put-off/", duties.put_off, name="put_off"),
    path("reminders/pass-on/", duties.pass_on, name="pass_on"),
    path("vacancies/<int:pk>/reminders/", rules.vacancy_rules, name="rules"),
]
