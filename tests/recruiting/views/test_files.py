"""Files of candidates: who gets them, in which wrapping, and the trace of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AccessAction, Role
from accounts.models import AccessEvent
from recruiting.domain.adding import attach_file
from recruiting.domain.uploads import examine
from recruiting.enums import FileKind
from recruiting.models import CandidateFile
from tests.factories import make_application, make_interview, make_user, make_vacancy
from tests.recruiting.documents import DOCX, PDF, PNG, PROGRAM, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(client):
    application = make_application(make_vacancy())
    client.force_login(application.vacancy.created_by)
    return application


def kept(application, name: str, content: bytes) -> CandidateFile:
    return attach_file(
        candidate=application.candidate,
        file=examine(upload(name, content)),
        kind=FileKind.CV,
        by=application.vacancy.created_by,
        now=timezone.now(),
    )


def opened(client, file, query: str = ""):
    response = client.get(reverse("recruiting:file", args=[file.uid]) + query)
    if response.streaming:
        response.body = response.getvalue()
    return response


@pytest.mark.parametrize(
    ("name", "content", "query", "disposition"),
    [
        ("cv.pdf", PDF, "", 'inline; filename="cv.pdf"'),
        ("cv.pdf", PDF, "?download=1", 'attachment; filename="cv.pdf"'),
        ("photo.png", PNG, "", 'inline; filename="photo.png"'),
        ("cv.docx", DOCX, "", 'attachment; filename="cv.docx"'),
        ("cv.txt", b"words", "", 'attachment; filename="cv.txt"'),
        ("Резюме.pdf", PDF, "", "inline; filename*=utf-8''%D0%A0%D0%B5%D0%B7%D1%8E%D0%BC%D0%B5.pdf"),
    ],
)
def test_only_what_a_page_can_show_safely_is_shown_the_rest_is_saved(
    client, application, name, content, query, disposition
):
    response = opened(client, kept(application, name, content), query)
    assert (response.status_code, response.body) == (200, content)
    assert response["Content-Disposition"] == disposition


def test_a_file_may_do_nothing_in_the_browser(client, application):
    picture = opened(client, kept(application, "photo.png", PNG))
    document = opened(client, kept(application, "cv.pdf", PDF))
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'self'"
    assert document["Content-Security-Policy"] == "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
    for response in (picture, document):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert response["Cache-Control"] == "private, no-store"


def test_the_type_is_what_the_bytes_are_and_not_what_the_browser_claimed(client, application):
    assert opened(client, kept(application, "cv.pdf", PDF))["Content-Type"] == "application/pdf"


def test_each_reading_leaves_a_trace(client, application):
    file = kept(application, "cv.pdf", PDF)
    opened(client, file)
    event = AccessEvent.objects.get()
    assert (event.user, event.action, event.subject_kind, event.subject_id) == (
        application.vacancy.created_by,
        AccessAction.READ_FILE,
        "candidatefile",
        str(file.pk),
    )


def test_a_refused_reading_leaves_none(client, application):
    file = kept(application, "cv.pdf", PDF)
    client.force_login(make_user(Role.HR))
    assert opened(client, file).status_code == 404
    assert not AccessEvent.objects.exists()


def test_an_interviewer_reads_the_cv_of_whom_they_meet_until_they_lose_the_seat(client, application):
    file, interviewer = kept(application, "cv.pdf", PDF), make_user(Role.INTERVIEWER)
    seat = make_interview(application, interviewer).seats.get()
    client.force_login(interviewer)
    assert opened(client, file).status_code == 200
    seat.removed_at = timezone.now()
    seat.save()
    assert opened(client, file).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, application):
    file = kept(application, "cv.pdf", PDF)
    file.content.storage.delete(file.content.name)
    assert opened(client, file).status_code == 404
    assert not AccessEvent.objects.exists()


def add(client, application, **data):
    return client.post(reverse("recruiting:file_add", args=[application.pk]), data)


def test_a_file_can_be_added_later(client, application):
    assert add(client, application, kind="other", file=upload("test.docx", DOCX)).status_code == 302
    file = application.candidate.files.get()
    assert (file.kind, file.name, file.added_by) == ("other", "test.docx", application.vacancy.created_by)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "cv", "file": upload("cv.pdf", PROGRAM)}, "file"),
        ({"kind": "cv"}, "file"),
        ({"kind": "secret", "file": upload("cv.pdf", PDF)}, "kind"),
    ],
)
def test_a_wrong_file_is_refused_on_the_same_page(client, application, data, field):
    response = add(client, application, **data)
    assert response.status_code == 422
    assert list(response.context["file_form"].errors) == [field]
    assert not CandidateFile.objects.exists()


def test_a_file_over_the_limit_is_told_as_such(client, application, settings):
    settings.UPLOAD_LIMIT_BYTES = len(PDF) - 1
    response = add(client, application, kind="cv", file=upload("cv.pdf", PDF))
    assert response.status_code == 422
    assert response.context["file_form"].errors == {
        "file": ["The file is larger than 10 MB. Choose a smaller one; what you typed is kept."]
    }
