"""A new address is taken by who can open mail there, and the old address is told."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from accounts.domain.addresses import ask_for_address, request_behind
from accounts.domain.errors import Refused
from accounts.enums import Role
from accounts.models import PersonEvent, User
from outbox.models import OutboundMessage
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = make_user(Role.ADMIN, full_name="Ada")
    client.force_login(user)
    return user


@pytest.fixture
def person():
    return make_user(Role.HR, full_name="Olga", email="old@example.org")


def asked(client, person, email="New@Example.org"):
    return client.post(reverse("accounts:person_address", args=[person.pk]), {"email": email})


def link() -> str:
    mail = OutboundMessage.objects.filter(to="new@example.org").latest("pk")
    return re.search(r"https?://[^/]+(/address/\S+)", mail.body).group(1)


def test_the_address_changes_when_the_link_is_confirmed_and_the_old_one_is_told(client, admin, person):
    EmailAddress.objects.create(user=person, email="old@example.org", verified=True, primary=True)
    assert asked(client, person).status_code == 302
    client.logout()
    assert client.get(link()).status_code == 200
    assert User.objects.get(pk=person.pk).email == "old@example.org"  # opening alone changes nothing
    assert client.post(link()).status_code == 200
    assert User.objects.get(pk=person.pk).email == "new@example.org"
    assert not EmailAddress.objects.filter(email="old@example.org").exists()
    told = OutboundMessage.objects.filter(to="old@example.org").order_by("pk")
    assert [mail.subject for mail in told] == [
        "A new address is asked for in Rubrika",
        "Your address in Rubrika has changed",
    ]
    changes = [(row.change, row.was, row.becomes) for row in PersonEvent.objects.filter(user=person)]
    assert changes == [
        ("email_asked", "old@example.org", "new@example.org"),
        ("email", "old@example.org", "new@example.org"),
    ]


def test_a_link_opens_once_and_a_later_request_voids_it(client, admin, person):
    asked(client, person)
    first = link()
    asked(client, person, "third@example.org")
    assert client.post(first).status_code == 422
    asked(client, person)
    assert client.post(link()).status_code == 200
    assert client.post(link()).status_code == 422


@pytest.mark.parametrize("key", ["void", "", "MQ:x:y"])
def test_a_made_up_link_opens_nothing(client, key):
    assert request_behind(key) is None
    assert client.post(reverse("accounts:address", args=[key or "-"])).status_code == 422


def test_a_link_grows_old(client, admin, person, monkeypatch):
    asked(client, person)
    address = link()
    later = timezone.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(signing.time, "time", later.timestamp)
    assert client.get(address).status_code == 404


def test_a_taken_or_present_address_is_refused(client, admin, person):
    make_user(email="new@example.org")
    for email in ("new@example.org", "OLD@example.org", "nonsense"):
        assert asked(client, person, email).status_code == 422
    assert PersonEvent.objects.count() == 0


def test_an_address_taken_meanwhile_is_refused(client, admin, person):
    asked(client, person)
    address = link()
    make_user(email="new@example.org")
    assert client.post(address).status_code == 422
    assert User.objects.get(pk=person.pk).email == "old@example.org"


def test_the_act_refuses_the_present_address(admin, person):
    with pytest.raises(Refused):
        ask_for_address(user=person, email=" OLD@example.org ", by=admin, now=timezone.now())
