"""A recruiter corrects the name and the contacts of a candidate, who told so in another way than on the own page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccessEvent
from recruiting.domain.people_data.own_page import correct
from recruiting.models import Candidate
from tests.factories import make_application, make_candidate, make_user, make_vacancy
from tests.factories.letters import make_letter

pytestmark = pytest.mark.django_db
TYPED = {"full_name": "Ana Ceban", "email": "ana.ceban@example.org", "phone": "069 000 111", "city": "Orhei"}


@pytest.fixture
def application(client):
    vacancy = make_vacancy(recruiter=make_user(Role.HR, country="MD"))
    client.force_login(vacancy.created_by)
    return make_application(vacancy, candidate=make_candidate("Ana Rusu", email="ana@exmaple.org"))


def address(application) -> str:
    return reverse("recruiting:candidate_contacts", args=[application.pk])


def typed(client, application, **changes) -> dict:
    seen = client.get(address(application)).context["form"].initial["seen"]
    return TYPED | {"seen": seen} | changes


def test_a_wrong_address_is_corrected_and_what_waits_goes_to_the_right_one(client, application):
    letter = make_letter(application, "waiting")
    page = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
    assert address(application) in page
    assert client.post(address(application), typed(client, application)).status_code == 302
    person = Candidate.objects.get(pk=application.candidate_id)
    assert (person.full_name, person.email, person.phone, person.city) == (
        "Ana Ceban",
        "ana.ceban@example.org",
        "+37369000111",
        "Orhei",
    )
    letter.message.refresh_from_db()
    assert letter.message.to == "ana.ceban@example.org"
    assert list(letter.message.events.values_list("act", "by")) == [("readdressed", application.vacancy.created_by_id)]
    assert list(AccessEvent.objects.filter(subject_id=str(person.pk)).order_by("pk").values_list("action", "user")) == [
        *[("read_candidate", application.vacancy.created_by_id)] * 2,
        ("correct", application.vacancy.created_by_id),
    ]


@pytest.mark.parametrize("wrong", [{"full_name": " "}, {"email": "none"}, {"email": "", "phone": ""}, {"phone": "12"}])
def test_what_cannot_be_is_shown_again_with_what_was_typed(client, application, wrong):
    answer = client.post(address(application), typed(client, application, **wrong))
    assert (answer.status_code, "Orhei" in answer.content.decode()) == (422, True)
    assert Candidate.objects.get(pk=application.candidate_id).full_name == "Ana Rusu"


def test_what_the_candidate_corrected_meanwhile_is_not_overwritten(client, application):
    data = typed(client, application)
    own = {"full_name": "Ana Rusu", "email": "ana@example.org", "phone": "", "city": ""}
    correct(candidate=application.candidate, **own, now=timezone.now())
    answer = client.post(address(application), data)
    assert (answer.status_code, "ana.ceban@example.org" in answer.content.decode()) == (409, True)
    assert Candidate.objects.get(pk=application.candidate_id).email == "ana@example.org"


def test_of_a_person_who_was_erased_there_is_nothing_to_correct(client, application):
    nothing = {"full_name": "", "name_sort": "", "email": "", "phone": "", "city": ""}
    Candidate.objects.filter(pk=application.candidate_id).update(erased_at=timezone.now(), **nothing)
    assert client.get(address(application)).status_code == 404
