"""Adding a candidate by form, and the list of candidates."""

import io
import tracemalloc

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.models import Application, Candidate
from recruiting.views import candidates as views
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy
from tests.recruiting.documents import PDF, PROGRAM, upload

pytestmark = pytest.mark.django_db
NO_PHONE = "This is not a phone number. Write it with the country code, for example +373 22 123 456."
BOUNDARY = "XboundaryX"


@pytest.fixture
def vacancy():
    return make_vacancy(recruiter=make_user(Role.HR, country="MD"))


@pytest.fixture
def recruiter(client, vacancy):
    client.force_login(vacancy.created_by)
    return vacancy.created_by


def address(vacancy) -> str:
    return reverse("recruiting:candidate_add", args=[vacancy.pk])


def typed(**changes) -> dict:
    return {
        "full_name": "Ana Rusu",
        "email": "Ana@Example.org",
        "phone": "069 123 456",
        "language": "ro",
        "city": "Bălți",
        "source": "referral",
    } | changes


def test_a_candidate_is_added_with_the_cv(client, vacancy, recruiter):
    response = client.post(address(vacancy), typed(is_internal="on", cv=upload("cv.pdf", PDF)))
    application = vacancy.applications.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("recruiting:application", args=[application.pk])
    person = application.candidate
    assert (person.full_name, person.email, person.phone) == ("Ana Rusu", "ana@example.org", "+37369123456")
    assert (application.source, application.is_internal) == ("referral", True)
    assert person.files.get().name == "cv.pdf"


def test_one_may_add_another_right_away(client, vacancy, recruiter):
    response = client.post(address(vacancy), typed(another="1"))
    assert response["Location"] == address(vacancy)


@pytest.mark.parametrize(
    ("country", "number", "kept"),
    [
        ("MD", "069 123 456", "+37369123456"),
        ("RU", "8 (912) 345-67-89", "+79123456789"),
        ("MD", "+44 20 7946 0958", "+442079460958"),
        ("MD", "", ""),
    ],
)
def test_a_phone_is_read_in_the_users_country_and_kept_internationally(
    client, vacancy, recruiter, country, number, kept
):
    recruiter.country = country
    recruiter.save()
    client.post(address(vacancy), typed(phone=number))
    assert Candidate.objects.get().phone == kept


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"full_name": " "}, "full_name", "This field is required."),
        ({"email": "ana@"}, "email", "Enter a valid email address."),
        ({"email": "ana@example.org\r\nBcc: all@example.org"}, "email", "Enter a valid email address."),
        (
            {"phone": "12"},
            "phone",
            NO_PHONE,
        ),
        (
            {"phone": "call me"},
            "phone",
            NO_PHONE,
        ),
        ({"email": "", "phone": ""}, "email", "Give an e-mail address or a phone number."),
        ({"language": "xx"}, "language", "Select a valid choice. xx is not one of the available choices."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(client, vacancy, recruiter, changes, field, words):
    response = client.post(address(vacancy), typed(**changes))
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [words]}
    assert 'value="Bălți"' in response.content.decode()
    assert not Candidate.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused_and_the_typed_text_kept(client, vacancy, recruiter):
    response = client.post(address(vacancy), typed(cv=upload("cv.pdf", PROGRAM)))
    html = response.content.decode()
    assert response.status_code == 422
    assert "is not what its name says" in html
    assert "Choose the file again" in html
    assert 'value="Ana Rusu"' in html
    assert not Candidate.objects.exists()


def test_the_same_address_twice_is_told_with_the_way_to_the_first(client, vacancy, recruiter):
    client.post(address(vacancy), typed())
    response = client.post(address(vacancy), typed(full_name="A. Rusu", email="ANA@example.org"))
    assert response.status_code == 422
    assert response.context["form"].errors == {"email": ["Ana Rusu is already a candidate for this vacancy."]}
    assert reverse("recruiting:application", args=[vacancy.applications.get().pk]) in response.content.decode()


def test_a_double_click_adds_one_person(client, vacancy, recruiter):
    statuses = [client.post(address(vacancy), typed()).status_code for _ in range(2)]
    assert statuses == [302, 422]
    assert (Candidate.objects.count(), vacancy.applications.count()) == (1, 1)


def test_a_person_known_from_another_vacancy_is_offered_and_taken(client, vacancy, recruiter):
    known = make_candidate("Ana Rusu", email="ana@example.org")
    make_application(make_vacancy(recruiter=recruiter, title="Night shift"), candidate=known)
    offer = client.post(address(vacancy), typed())
    assert offer.status_code == 422
    assert "Night shift" in offer.content.decode()
    assert f'name="known" value="{known.pk}"' in offer.content.decode()
    client.post(address(vacancy), typed(known=known.pk))
    assert vacancy.applications.get().candidate == known


def test_a_known_person_of_a_number_longer_than_any_is_not_found(client, vacancy, recruiter):
    assert client.post(address(vacancy), typed(known="9" * 5000)).status_code == 404


def test_or_is_said_to_be_somebody_else(client, vacancy, recruiter):
    known = make_candidate(email="ana@example.org")
    make_application(make_vacancy(recruiter=recruiter), candidate=known)
    client.post(address(vacancy), typed(separate="1"))
    assert vacancy.applications.get().candidate != known


def test_a_person_of_another_team_is_neither_offered_nor_taken(client, vacancy, recruiter):
    foreign = make_candidate("Secret Name", email="ana@example.org")
    make_application(candidate=foreign)
    assert client.post(address(vacancy), typed(known=foreign.pk)).status_code == 404
    assert client.post(address(vacancy), typed(known="x")).status_code == 404
    response = client.post(address(vacancy), typed())
    assert response.status_code == 302
    assert vacancy.applications.get().candidate != foreign


def test_nobody_is_added_to_a_closed_vacancy(client, recruiter):
    closed = make_vacancy(recruiter=recruiter, state="closed")
    response = client.post(address(closed), typed())
    assert (response.status_code, closed.applications.count()) == (422, 0)
    assert "not open" in response.content.decode()


def test_the_form_key_is_checked_although_the_limit_comes_first(vacancy):
    client = Client(enforce_csrf_checks=True)
    client.force_login(vacancy.created_by)
    assert client.post(address(vacancy), typed()).status_code == 403
    assert not Candidate.objects.exists()


class Upload(io.RawIOBase):
    """The body of a form with a file of `size` bytes, made up while it is read and never held."""

    def __init__(self, fields: dict, size: int):
        start = "".join(self._field(name, value) for name, value in fields.items())
        start += self._head('name="cv"; filename="cv.pdf"', "\r\nContent-Type: application/pdf")
        end = "\r\n" + self._field("city", "Typed after the file") + f"--{BOUNDARY}--\r\n"
        self.parts = [io.BytesIO(start.encode()), None, io.BytesIO(end.encode())]
        self.left = size
        self.length = len(start.encode()) + size + len(end.encode())

    @staticmethod
    def _head(disposition: str, more: str = "") -> str:
        return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}{more}\r\n\r\n"

    def _field(self, name: str, value: str) -> str:
        return f"{self._head(f'name={chr(34)}{name}{chr(34)}')}{value}\r\n"

    def read(self, size: int = -1) -> bytes:
        while self.parts:
            if self.parts[0] is None:
                taken, self.left = min(size, self.left), self.left - min(size, self.left)
                piece = b"%" * taken
            else:
                piece = self.parts[0].read(size)
            if piece:
                return piece
            self.parts.pop(0)
        return b""


@pytest.mark.parametrize("size", [11 * 1024**2, 100 * 1024**2])
def test_a_file_over_the_limit_is_dropped_on_the_way_and_nothing_typed_is_lost(
    client, vacancy, recruiter, size, settings, tmp_path
):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    fields = typed()
    del fields["city"]
    body = Upload(fields, size)
    tracemalloc.start()
    response = client.post(
        address(vacancy),
        **{
            "wsgi.input": body,
            "CONTENT_LENGTH": str(body.length),
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        },
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    html = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "cv": ["The file is larger than 10 MB. Choose a smaller one; what you typed is kept."]
    }
    assert ('value="Ana Rusu"' in html, 'value="Typed after the file"' in html) == (True, True)
    assert peak < 16 * 1024**2
    assert list(tmp_path.glob("*.upload*")) == []
    assert not Candidate.objects.exists()


def listed(response) -> list[str]:
    return [person.full_name for person in response.context["page"]]


@pytest.fixture
def people(vacancy, recruiter):
    for name in ["Żaneta Nowak", "Ștefan Țurcanu", "Ana Rusu", "Павел Громов"]:
        make_application(vacancy, candidate=make_candidate(name))


def found(client, **query):
    return client.get(reverse("recruiting:candidates"), query)


def test_people_are_listed_by_name_in_any_alphabet(client, people):
    assert listed(found(client)) == ["Ana Rusu", "Ștefan Țurcanu", "Żaneta Nowak", "Павел Громов"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("rusu", ["Ana Rusu"]),
        ("громов павел", ["Павел Громов"]),
        ("ștef", ["Ștefan Țurcanu"]),
        ("nobody", []),
        ("%", []),
    ],
)
def test_a_search_takes_each_word_of_the_name(client, people, words, names):
    assert listed(found(client, q=words)) == names


def test_the_list_is_narrowed_by_vacancy_and_state(client, people, vacancy, recruiter):
    other = make_vacancy(recruiter=recruiter)
    make_application(other, candidate=make_candidate("Ion Old"), state="rejected")
    make_application(other, candidate=make_candidate("Max New"))
    assert listed(found(client, vacancy=other.pk)) == ["Ion Old", "Max New"]
    assert listed(found(client, vacancy=other.pk, state="ended")) == ["Ion Old"]
    assert listed(found(client, vacancy=other.pk, state="work")) == ["Max New"]


@pytest.mark.parametrize(
    "query", [{"vacancy": "x"}, {"vacancy": "999999"}, {"state": "x"}, {"page": "99"}, {"page": "x"}]
)
def test_a_wrong_value_in_the_address_narrows_nothing(client, people, query):
    response = found(client, **query)
    assert (response.status_code, len(listed(response))) == (200, 4)


def test_another_teams_application_of_a_shared_person_is_not_shown(client, people, recruiter):
    shared = Candidate.objects.get(full_name="Ana Rusu")
    make_application(make_vacancy(title="Hidden vacancy"), candidate=shared)
    assert "Hidden vacancy" not in found(client).content.decode()


def test_an_interviewer_finds_those_they_meet(client, people):
    interviewer = make_user(Role.INTERVIEWER)
    make_interview(Application.objects.get(candidate__full_name="Ana Rusu"), interviewer)
    client.force_login(interviewer)
    assert listed(found(client)) == ["Ana Rusu"]
    assert listed(found(client, q="Павел")) == []


def fill(vacancy, count: int) -> None:
    now, stage = timezone.now(), vacancy.stages.first()
    people = Candidate.objects.bulk_create(
        Candidate(full_name=f"Person {number}", added_by=vacancy.created_by, added_at=now) for number in range(count)
    )
    Application.objects.bulk_create(
        Application(candidate=person, vacancy=vacancy, stage=stage, stage_since=now, applied_at=now)
        for person in people
    )


def test_a_page_holds_twenty_five(client, vacancy, recruiter):
    fill(vacancy, 30)
    assert [len(listed(found(client, page=number))) for number in (1, 2)] == [25, 5]


def test_three_hundred_people_cost_as_many_queries_as_three(client, vacancy, recruiter, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 500)
    fill(vacancy, 3)
    with CaptureQueriesContext(connection) as few:
        found(client, q="person")
    fill(vacancy, 297)
    with CaptureQueriesContext(connection) as many:
        assert len(listed(found(client, q="person"))) == 300
    assert len(many) <= len(few)  # few matches make the search look for typing errors too
