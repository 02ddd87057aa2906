"""A place in a team that outlives the role opens nothing: lists, search and mails go by the role of today.

That no address of the vacancy answers is in tests/test_access.py.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from recruiting.domain.finding import reach_of
from recruiting.domain.team import recruiters_of
from recruiting.enums import TeamFunction
from recruiting.models import Application, Candidate, Interview, Letter, Note, Vacancy
from tests.factories import make_application, make_candidate, make_interview, make_message, make_user, make_vacancy

pytestmark = pytest.mark.django_db
LISTS = ["recruiting:vacancies", "recruiting:candidates", "recruiting:interviews", "outbox:messages", "desk:my_day"]


@pytest.fixture
def application():
    vacancy = make_vacancy(title="Night support")
    application = make_application(vacancy, candidate=make_candidate("Ana Moraru", email="ana@example.org"))
    make_interview(application, make_user(Role.INTERVIEWER))
    Note.objects.create(application=application, author=vacancy.created_by, text="Speaks Gagauz.", at=timezone.now())
    Letter.objects.create(application=application, message=make_message(to="ana@example.org"))
    return application


@pytest.fixture(params=["recruiter", "hiring_manager"])
def former(application, request) -> User:
    """Somebody who ran or decided on the vacancy, and whose role is now that of an interviewer."""
    user = application.vacancy.members.get(function=request.param).user
    User.objects.filter(pk=user.pk).update(role=Role.INTERVIEWER)
    user.refresh_from_db()
    return user


@pytest.mark.parametrize("name", LISTS)
def test_no_list_shows_what_the_old_place_opened(client, application, former, name):
    client.force_login(former)
    page = client.get(reverse(name)).content.decode()
    shown = {word for word in ("Night support", "Ana Moraru", "ana@example.org") if word in page}
    assert (shown, bool(page)) == (set(), True)


@pytest.mark.parametrize("words", ["moraru", "morary", "night", "nigth", "gagauz", "ana@example.org"])
def test_search_finds_nothing_through_the_old_place(client, application, former, words):
    client.force_login(former)
    found = client.get(reverse("desk:search"), {"q": words}).context["found"]
    assert (found.applications, found.vacancies, found.notes) == ([], [], [])


def test_no_queryset_holds_it(application, former):
    rows = [
        *Vacancy.objects.visible_to(former),
        *Vacancy.objects.run_by(former),
        *Vacancy.objects.decided_by(former),
        *Application.objects.visible_to(former),
        *Application.objects.contacts_open_to(former),
        *Candidate.objects.visible_to(former),
        *Candidate.objects.contacts_open_to(former),
        *Interview.objects.visible_to(former),
        *Note.objects.visible_to(former),
        *reach_of(former).vacancies,
    ]
    assert rows == []


def test_a_seat_still_opens_whom_they_meet_and_the_vacancy_stays_closed(client, application, former):
    make_interview(application, former, starts_at=timezone.now() + timedelta(days=2))
    client.force_login(former)
    found = client.get(reverse("desk:search"), {"q": "moraru"}).context["found"]
    assert (found.applications, found.notes) == ([application], [])
    assert client.get(reverse("recruiting:board", args=[application.vacancy_id])).status_code == 404


def test_the_place_of_an_interviewer_that_they_hold_too_counts(client, application, former):
    application.vacancy.members.create(user=former, function=TeamFunction.INTERVIEWER)
    client.force_login(former)
    board = client.get(reverse("recruiting:board", args=[application.vacancy_id]))
    assert (board.status_code, "Ana Moraru" in board.content.decode()) == (200, False)


def test_the_role_given_back_opens_it_again(client, application, former):
    was = application.vacancy.members.get(user=former).function
    former.role = {"recruiter": Role.HR, "hiring_manager": Role.HIRING_MANAGER}[was]
    former.save()
    client.force_login(former)
    assert "Ana Moraru" in client.get(reverse("recruiting:board", args=[application.vacancy_id])).content.decode()


def test_who_added_somebody_without_an_application_sees_them_while_they_are_an_hr_manager():
    user = make_user(Role.HR)
    lone = make_candidate(added_by=user)
    assert list(Candidate.objects.visible_to(user)) == [lone]
    user.role = Role.INTERVIEWER
    assert (list(Candidate.objects.visible_to(user)), list(Candidate.objects.contacts_open_to(user))) == ([], [])


def test_nobody_is_made_answerable_by_an_old_place(client, application):
    vacancy = application.vacancy
    former = make_user(Role.INTERVIEWER)
    vacancy.members.create(user=former, function=TeamFunction.RECRUITER)
    client.force_login(vacancy.created_by)
    answer = client.post(reverse("recruiting:application_owner", args=[application.pk]), {"owner": former.pk})
    application.refresh_from_db()
    assert (recruiters_of(vacancy), answer.status_code, application.owner) == ([vacancy.created_by], 422, None)
