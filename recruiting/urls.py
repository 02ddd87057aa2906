from django.urls import path

from recruiting.urls_import import import_urls
from recruiting.urls_interviews import interview_urls
from recruiting.urls_letters import letter_urls
from recruiting.urls_people_data import people_data_urls
from recruiting.urls_vacancy import vacancy_urls
from recruiting.views import applications, board, candidates, claims, files, moves, notes, owner, tasks, vacancies

app_name = "recruiting"
urlpatterns = [
    path("vacancies/", vacancies.vacancy_list, name="vacancies"),
    path("vacancies/new/", vacancies.vacancy_new, name="vacancy_new"),
    path("vacancies/<int:pk>/", board.board, name="board"),
    path("vacancies/<int:pk>/about/", vacancies.vacancy_settings, name="vacancy_settings"),
    path("vacancies/<int:pk>/state/", vacancies.vacancy_state, name="vacancy_state"),
    path("vacancies/<int:pk>/candidates/add/", candidates.candidate_add, name="candidate_add"),
    path("candidates/", candidates.candidate_list, name="candidates"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/move/", moves.move, name="move"),
    path("applications/<int:pk>/owner/", owner.application_owner, name="application_owner"),
    path("applications/<int:pk>/close/", applications.close, name="close"),
    path("applications/<int:pk>/files/add/", applications.file_add, name="file_add"),
    path("applications/<int:pk>/notes/add/", notes.note_add, name="note_add"),
    path("applications/<int:pk>/claims/add/", claims.claim_add, name="claim_add"),
    path("applications/<int:pk>/task/send/", tasks.task_send, name="task_send"),
    path("applications/<int:pk>/task/answer/", tasks.answer_add, name="answer_add"),
    path("applications/<int:pk>/task/ticks/", tasks.answer_ticks, name="answer_ticks"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/check/", claims.claim_check, name="claim_check"),
    path("claims/<int:pk>/figure/", claims.claim_figure, name="claim_figure"),
    path("vacancies/<int:pk>/task/", tasks.vacancy_task, name="vacancy_task"),
    path("files/<uuid:uid>/", files.candidate_file, name="file"),
    *interview_urls,
    *import_urls,
    *letter_urls,
    *vacancy_urls,
    *people_data_urls,
]
