from django.urls import path

from desk import views

app_name = "desk"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("search/", views.search, name="search"),
]
