import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import AccessAction
from accounts.models import AccessEvent, User, record_access, sort_key
from tests.factories import make_user


def test_names_sort_as_people_expect_in_latin_and_cyrillic():
    names = ["Žana", "Яна", "Ştefan", "adam", "Ёлкин", "Ежов", "Zoe", "Жуков", "Șerban", "Adam"]
    assert sorted(names, key=sort_key) == [
        "adam", "Adam", "Șerban", "Ştefan", "Žana", "Zoe", "Ежов", "Ёлкин", "Жуков", "Яна",
    ]  # fmt: skip


def test_the_sort_key_is_bounded_for_endless_names():
    assert len(sort_key("a" * 10_000)) < 2_600


@pytest.mark.django_db
def test_the_sort_key_follows_the_name():
    user = make_user(full_name="Zoe")
    user.full_name = "Adam"
    user.save()
    assert user.name_sort == sort_key("Adam")


@pytest.mark.django_db
def test_addresses_are_unique_whatever_the_case():
    make_user(email="elena@example.org")
    with pytest.raises(ValidationError) as caught:
        make_user(email="Elena@Example.org")
    assert "email" in caught.value.message_dict
    with pytest.raises(IntegrityError, match="user_email_unique"), transaction.atomic():
        User.objects.bulk_create([User(email="ELENA@example.org", full_name="Elena")])


@pytest.mark.django_db
def test_an_unknown_time_zone_is_refused():
    with pytest.raises(ValidationError) as caught:
        make_user(time_zone="Europe/Atlantis")
    assert list(caught.value.message_dict) == ["time_zone"]


@pytest.mark.django_db
def test_an_access_event_names_who_what_and_when_by_ids():
    user, subject, now = make_user(), make_user(), timezone.now()
    record_access(by=user, action=AccessAction.READ_CANDIDATE, subject=subject, now=now, files=2)
    event = AccessEvent.objects.get()
    assert (event.user, event.subject_kind, event.subject_id, event.detail, event.at) == (
        user,
        "user",
        str(subject.pk),
        {"files": 2},
        now,
    )
