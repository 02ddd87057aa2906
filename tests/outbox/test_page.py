"""The list of mails: state and the server's words, no text; what did not arrive is sent again when a person says so."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.domain.retrying import Refused, SecondCopyPossible, retry
from outbox.enums import AttemptOutcome, MessageKind, MessageState
from outbox.models import OutboundMessage
from recruiting.models import Letter
from tests.at_once import at_once
from tests.factories import make_application, make_attempt, make_candidate, make_message, make_user, make_vacancy

pytestmark = pytest.mark.django_db
RETRY = "outbox:retry"


@pytest.fixture
def admin(client):
    user = make_user(Role.ADMIN)
    client.force_login(user)
    return user


def again(message, by, *, second_copy_accepted=False):
    retry(message=message, second_copy_accepted=second_copy_accepted, by=by, now=timezone.now())


def shown(client, **narrowed) -> list[str]:
    return [row.to for row in client.get(reverse("outbox:messages"), narrowed).context["page"]]


def state_of(message) -> str:
    return OutboundMessage.objects.get(pk=message.pk).state


def test_the_row_says_what_the_server_said_and_when_it_is_tried_next(admin, client):
    later = timezone.now() + timedelta(hours=3)
    make_message(state=MessageState.FAILED, answer="550 no such person")
    make_message(state=MessageState.RETURNED, answer="5.2.2 mailbox full")
    make_message(state=MessageState.WAITING, answer="451 not now", tries=1, not_before=later)
    make_message(state=MessageState.WAITING, not_before=later)
    make_message(state=MessageState.SENT, answer="250 taken as number 7")
    text = client.get(reverse("outbox:messages")).content.decode()
    assert [words in text for words in ("550 no such person", "5.2.2 mailbox full", "451 not now")] == [True] * 3
    assert "250 taken" not in text
    assert (text.count("Next try: "), text.count("Leaves: ")) == (1, 1)


def test_a_failed_mail_goes_back_into_the_queue_with_all_its_tries(admin):
    message = make_message(state=MessageState.FAILED, tries=8)
    again(message, admin)
    row = OutboundMessage.objects.get(pk=message.pk)
    assert (row.state, row.tries, row.message_id) == ("waiting", 0, message.message_id)


@pytest.mark.parametrize(
    "state", sorted(set(MessageState) - {MessageState.FAILED, MessageState.UNCERTAIN, MessageState.RETURNED})
)
def test_nothing_else_is_sent_again(admin, state):
    message = make_message(state=state)
    with pytest.raises(Refused):
        again(message, admin, second_copy_accepted=True)
    assert state_of(message) == state


def test_an_uncertain_mail_is_sent_again_only_when_a_second_copy_is_accepted(admin):
    message = make_message(state=MessageState.UNCERTAIN)
    with pytest.raises(SecondCopyPossible):
        again(message, admin)
    assert state_of(message) == "uncertain"
    again(message, admin, second_copy_accepted=True)
    assert state_of(message) == "waiting"


@pytest.mark.django_db(transaction=True)
def test_of_two_retries_at_once_one_wins():
    admin, message = make_user(Role.ADMIN), make_message(state=MessageState.FAILED)
    results = at_once(lambda: again(message, admin), lambda: again(message, admin))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert state_of(message) == "waiting"


def test_the_button_asks_first_when_the_mail_may_have_arrived(client, admin):
    message = make_message(state=MessageState.UNCERTAIN)
    address = reverse(RETRY, args=[message.pk])
    asked = client.post(address)
    assert (asked.status_code, state_of(message)) == (422, "uncertain")
    assert "If you send again, two may." in asked.content.decode()
    answered = client.post(address, {"second_copy": "accepted"})
    assert (answered.status_code, state_of(message)) == (302, "waiting")


def test_the_page_shows_the_servers_words_and_no_text(client, admin):
    message = make_message(state=MessageState.FAILED, subject="Your application", body="one-time-link")
    make_attempt(message, AttemptOutcome.REFUSED, "550 no such user")
    page = client.get(reverse("outbox:messages")).content.decode()
    confirm = client.get(reverse(RETRY, args=[message.pk])).content.decode()
    for text in (page, confirm):
        assert ("550 no such user" in text, "Your application" in text, "one-time-link" in text) == (True, True, False)


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({"state": "failed"}, ["b@example.org"]),
        ({"kind": "letter"}, ["a@example.org"]),
        ({"q": "B@EX"}, ["b@example.org"]),
        ({"state": "nonsense"}, ["b@example.org", "a@example.org"]),
    ],
)
def test_the_list_is_narrowed(client, admin, narrowed, found):
    make_message(to="a@example.org")
    make_message(to="b@example.org", state=MessageState.FAILED, kind=MessageKind.NOTICE)
    assert shown(client, **narrowed) == found


def test_hr_sees_the_letters_of_the_vacancies_they_run_and_nothing_else(client):
    mine, colleague = make_user(Role.HR), make_user(Role.HR)
    ours, theirs = make_application(make_vacancy(recruiter=mine)), make_application(make_vacancy(recruiter=colleague))
    Letter.objects.create(application=ours, message=make_message(to="ours@example.org"))
    other = make_message(to="theirs@example.org", state=MessageState.FAILED)
    Letter.objects.create(application=theirs, message=other)
    make_message(to="me@example.org", kind=MessageKind.ACCOUNT, recipient=mine)
    client.force_login(mine)
    assert shown(client) == ["ours@example.org"]
    assert client.post(reverse(RETRY, args=[other.pk])).status_code == 404
    assert state_of(other) == "failed"


def test_the_list_needs_as_many_queries_for_many_as_for_few(
    client, admin, django_assert_num_queries, django_assert_max_num_queries
):
    make_attempt(make_message(), AttemptOutcome.ACCEPTED, "250 ok")
    with django_assert_max_num_queries(7) as few:
        client.get(reverse("outbox:messages"))
    for _number in range(20):
        make_attempt(make_message(), AttemptOutcome.ACCEPTED, "250 ok")
    with django_assert_num_queries(len(few)):
        client.get(reverse("outbox:messages"))


def test_a_mail_that_is_there_is_marked_as_arrived(client, admin):
    message = make_message(state=MessageState.UNCERTAIN)
    address = reverse(RETRY, args=[message.pk])
    assert "It arrived" in client.get(address).content.decode()
    client.post(address, {"act": "arrived"})
    assert state_of(message) == "sent"
    again = client.post(address, {"act": "arrived"}, follow=True)
    assert "Only a mail whose answer was lost can be marked as arrived." in again.content.decode()


def test_a_mail_whose_text_was_erased_is_not_sent_again_nor_is_it_offered(admin, client):
    message = make_message(state=MessageState.RETURNED, erased_at=timezone.now())
    page, asked = client.get(reverse("outbox:messages")), client.get(reverse(RETRY, args=[message.pk]))
    assert (b"/retry/" in page.content, b"The text was erased." in asked.content) == (False, True)
    with pytest.raises(Refused):
        again(message, admin)
    assert state_of(message) == "returned"


def test_a_mail_is_found_by_subject_by_address_and_by_the_name_of_whom_it_went_to(admin, client):
    colleague = make_user(full_name="Doina Țurcanu", email="d@example.org")
    candidate = make_candidate("Сергей Иванов", email="si@example.org")
    to_colleague = make_message(to=colleague.email, recipient=colleague, subject="Your scorecard on Ivanov")
    to_candidate = make_message(to=candidate.email, about=[candidate.uid], subject="Your application")
    about_candidate = make_message(to=colleague.email, recipient=colleague, about=[candidate.uid], subject="A duty")
    found = {
        typed: {row.pk for row in client.get(reverse("outbox:messages"), {"q": typed}).context["page"]}
        for typed in ("doina", "ivanov", "иванов", "application", "si@exam", "ivanov application", "nobody")
    }
    assert found == {
        "doina": {to_colleague.pk, about_candidate.pk},
        "ivanov": {to_colleague.pk, to_candidate.pk},
        "иванов": {to_candidate.pk},
        "application": {to_candidate.pk},
        "si@exam": {to_candidate.pk},
        "ivanov application": {to_candidate.pk},
        "nobody": set(),
    }


def test_a_name_finds_nothing_beyond_ones_reach(client):
    recruiter = make_user(Role.HR)
    client.force_login(recruiter)
    own = make_application(
        make_vacancy(recruiter=recruiter), candidate=make_candidate("Ana Rusu", email="a@example.org")
    )
    foreign = make_application(candidate=make_candidate("Ana Lungu", email="b@example.org"))
    for row in (own, foreign):
        message = make_message(to=row.candidate.email, about=[row.candidate.uid])
        Letter.objects.create(application=row, message=message)
    assert shown(client, q="ana") == ["a@example.org"]
