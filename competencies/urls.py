from django.urls import path

from competencies.views import demand, drafts, grids, library, profile, shelf, words

app_name = "competencies"
urlpatterns = [
    path("", library.index, name="library"),
    path("competencies/<slug:key>/", library.competency, name="competency"),
    path("roles/<slug:key>/", library.role, name="role"),
    path("roles/<slug:key>/profile/", profile.show, name="role_profile"),
    path("roles/<slug:key>/description/", library.approve, name="role_approve"),
    path("roles/<slug:key>/demand/", demand.show, name="demand"),
    path("exercises/<slug:key>/", shelf.exercise, name="exercise"),
    path("words/", words.index, name="words"),
    path("words/<int:pk>/use/", words.word_use, name="word_use"),
    path("texts/<slug:key>/", shelf.text, name="text"),
    path("grids/<int:pk>/", grids.show, name="grid"),
    path("grids/<int:pk>/copy/", drafts.copy, name="grid_copy"),
    path("grids/<int:pk>/edit/", drafts.edit, name="grid_edit"),
    path("grids/<int:pk>/publish/", grids.publish, name="grid_publish"),
    path("grids/<int:pk>/retire/", grids.retire, name="grid_retire"),
    path("grids/<int:pk>/discard/", drafts.discard, name="grid_discard"),
]
