"""Notes are kept as they were written, and opened to recruiters and hiring managers of the team alone."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.notes import add_note
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.enums import DestructionGround, TeamFunction
from recruiting.models import Application, Note, TeamMember
from tests.erasing import way_open
from tests.factories import make_application, make_card, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_user(Role.HR, full_name="Rita")


@pytest.fixture
def application(recruiter):
    return make_application(make_vacancy(recruiter=recruiter))


def keep(application, by, text="Asks for a start in March.") -> Note:
    return add_note(application=application, text=text, by=by, now=timezone.now())


def manager_of(application):
    return application.vacancy.members.get(function=TeamFunction.HIRING_MANAGER).user


def test_a_note_keeps_its_author_text_and_time_newest_first(client, recruiter, application):
    client.force_login(recruiter)
    address = reverse("recruiting:note_add", args=[application.pk])
    client.post(address, {"text": "  First.\r\nSecond line. "})
    client.post(address, {"text": "Later."})
    rows = [(note.author.full_name, note.text) for note in Note.objects.all()]
    assert rows == [("Rita", "Later."), ("Rita", "First.\nSecond line.")]


def test_an_empty_note_is_refused(client, recruiter, application):
    with pytest.raises(Refused):
        keep(application, recruiter, "  \n ")
    client.force_login(recruiter)
    assert client.post(reverse("recruiting:note_add", args=[application.pk]), {"text": " "}).status_code == 422
    assert Note.objects.count() == 0


def test_a_repeated_click_keeps_one_note(recruiter, application):
    keep(application, recruiter)
    with pytest.raises(AlreadyDone):
        keep(application, recruiter)
    keep(application, manager_of(application))
    assert [note.author_id for note in Note.objects.all()] == [manager_of(application).pk, recruiter.pk]


def test_recruiter_manager_and_administrator_read_it_on_the_page(client, recruiter, application):
    keep(application, recruiter)
    for reader in (recruiter, manager_of(application), make_user(Role.ADMIN)):
        client.force_login(reader)
        page = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
        assert page.count("Asks for a start in March.") == 1


def test_an_interviewer_neither_reads_nor_sees_that_there_is_one(client, recruiter, application):
    interviewer = make_user(Role.INTERVIEWER)
    TeamMember.objects.create(vacancy=application.vacancy, user=interviewer, function=TeamFunction.INTERVIEWER)
    make_interview(application, interviewer)
    keep(application, recruiter)
    client.force_login(interviewer)
    page = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
    assert ("Asks for a start" in page, 'id="notes"' in page) == (False, False)
    assert client.post(reverse("recruiting:note_add", args=[application.pk]), {"text": "x"}).status_code == 403


@pytest.mark.parametrize("role", Role)
def test_notes_are_narrowed_to_who_runs_or_decides(recruiter, application, role):
    keep(application, recruiter)
    stranger, seated = make_user(role), make_user(role)
    make_interview(application, seated)
    seen = 1 if role == Role.ADMIN else 0
    assert [Note.objects.visible_to(user).count() for user in (stranger, seated)] == [
        seen,
        0,
    ]  # whoever sits there rates first
    assert Note.objects.visible_to(recruiter).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE recruiting_note SET text = 'other'",
        "UPDATE recruiting_note SET text = '', author_id = author_id + 1",
        "UPDATE recruiting_note SET at = now()",
        "DELETE FROM recruiting_note",
        "TRUNCATE recruiting_note",
    ],
)
def test_the_database_refuses_to_change_a_note(recruiter, application, change):
    keep(application, recruiter)
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(change)
    assert [note.text for note in Note.objects.all()] == ["Asks for a start in March."]


def test_an_erasure_empties_the_text_and_the_page_says_so(client, recruiter, application):
    keep(application, recruiter)
    with way_open(application.candidate):
        Note.objects.update(text="")
    client.force_login(recruiter)
    page = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
    assert "The text was erased." in page


def test_whoever_owes_a_card_on_the_candidate_reads_colleagues_notes_after_it(client, recruiter, application):
    manager = application.vacancy.members.get(function="hiring_manager").user
    add_note(application=application, text="Sounded unsure on the phone.", by=recruiter, now=timezone.now())
    add_note(application=application, text="Ask about shifts.", by=manager, now=timezone.now())
    interview = make_interview(application, manager, stage=application.vacancy.stages.get(key="interview"))
    client.force_login(manager)
    page = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
    assert "Sounded unsure" not in page
    assert "Ask about shifts." in page
    assert "opens after your own scorecard" in page
    make_card(interview, manager)
    assert "Sounded unsure" in client.get(reverse("recruiting:application", args=[application.pk])).content.decode()


def test_no_note_is_kept_on_an_erased_person(client, recruiter, application):
    Application.objects.update(state="rejected", closed_at=timezone.now(), no_letter_reason="Told by phone.")
    person = application.candidate
    erase_candidate(uid=person.uid, ground=DestructionGround.REQUEST, by=None, now=timezone.now())
    client.force_login(recruiter)
    answer = client.post(reverse("recruiting:note_add", args=[application.pk]), {"text": "Was late."})
    assert (answer.status_code, Note.objects.exists()) == (422, False)
    assert "data were erased" in answer.content.decode()
