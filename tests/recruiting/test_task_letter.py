"""The letter with the preliminary task goes out once, and is found again under the candidate's name."""

from datetime import UTC, datetime

import pytest

from accounts.enums import Role
from outbox.domain.naming import named
from outbox.models import OutboundMessage
from recruiting.domain.errors import AlreadyDone
from recruiting.domain.letter_acts import call_back_letter
from recruiting.domain.task_letter import send_task
from tests.factories import make_application, make_candidate, make_user, make_vacancy
from tests.factories.claims import make_task

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def hr():
    return make_user(Role.HR)


@pytest.fixture
def application(hr):
    vacancy = make_vacancy(recruiter=hr, title="Support")
    make_task(vacancy)
    return make_application(vacancy, candidate=make_candidate("Ana Rusu", email="ana@example.org"))


def test_a_repeated_click_sends_it_once(application, hr):
    application.vacancy.title = "Support  of  shops"  # the outbox keeps a subject with single spaces
    application.vacancy.save()
    send_task(application=application, by=hr, now=NOW)
    with pytest.raises(AlreadyDone):
        send_task(application=application, by=hr, now=NOW)


def test_one_that_was_called_back_can_be_sent_after_all(application, hr):
    call_back_letter(letter=send_task(application=application, by=hr, now=NOW), by=hr, now=NOW)
    again = send_task(application=application, by=hr, now=NOW)
    assert list(application.letters.values_list("message__state", flat=True).order_by("pk")) == ["cancelled", "waiting"]
    assert again.message.to == "ana@example.org"


def test_the_list_of_mails_finds_it_by_the_name(application, hr):
    letter = send_task(application=application, by=hr, now=NOW)
    assert OutboundMessage.objects.filter(named("Rusu")).get() == letter.message
