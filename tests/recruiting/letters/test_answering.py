"""Who waits for an answer: the clock starts when they apply or are closed, and only what reached them stops it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.enums import Language, Role
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain.answering import answered_by, is_unanswered, unanswered
from recruiting.domain.calls import Talk, correct_call
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.enums import ApplicationState, CallOutcome, DestructionGround
from recruiting.models import Application
from tests.factories import make_application, make_candidate, make_user, make_vacancy
from tests.factories.letters import make_call, make_letter, make_letter_template

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
AGO = NOW - timedelta(days=3)
ANSWERS = {"waiting", "sending", "sent"}


@pytest.fixture
def hr():
    return make_user(Role.HR)


@pytest.fixture
def vacancy(hr):
    return make_vacancy(recruiter=hr)


@pytest.mark.parametrize("state", MessageState.values)
def test_an_open_application_is_answered_by_a_letter_that_left_or_is_about_to(vacancy, state):
    application = make_application(vacancy)
    assert is_unanswered(application) is True
    make_letter(application, state)
    assert is_unanswered(application) is (state not in ANSWERS)


@pytest.mark.parametrize("state", MessageState.values)
def test_a_closed_one_is_answered_by_its_closing_letter_only(vacancy, state, db):
    application = closed_with_letter(vacancy, state)
    make_letter(application, "sent", created_at=NOW)
    assert is_unanswered(application) is (state not in ANSWERS)


def closed_with_letter(vacancy, state) -> Application:
    application = make_application(vacancy, applied_at=AGO)
    letter = make_letter(application, closing=True, created_at=NOW)
    changes = {"state": ApplicationState.REJECTED, "closed_at": NOW}
    Application.objects.filter(pk=application.pk).update(**changes)
    with connection.cursor() as cursor:  # closed with a letter on its way; what becomes of the letter comes later
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    OutboundMessage.objects.filter(pk=letter.message_id).update(state=state, claimed_until=NOW, claimed_by="a worker")
    return application


def test_a_letter_of_an_earlier_closing_does_not_answer_the_present_one(vacancy):
    application = closed_with_letter(vacancy, "sent")
    Application.objects.filter(pk=application.pk).update(closed_at=NOW + timedelta(days=1))
    assert is_unanswered(application) is True


def test_a_recorded_reason_why_no_letter_is_owed_is_an_answer(vacancy):
    assert is_unanswered(make_application(vacancy, state=ApplicationState.WITHDRAWN)) is False


@pytest.mark.parametrize("outcome", sorted(set(CallOutcome) - {CallOutcome.CALL_AGAIN}))
def test_a_call_answers_only_if_it_reached_the_candidate(vacancy, hr, outcome):
    application = make_application(vacancy)
    make_call(application, outcome, by=hr)
    assert is_unanswered(application) is (outcome != CallOutcome.REACHED)


def test_on_a_closed_application_a_call_has_to_have_told_the_outcome(vacancy, hr):
    application = closed_with_letter(vacancy, "failed")
    make_call(application, by=hr, at=NOW)
    assert is_unanswered(application) is True
    make_call(application, by=hr, at=NOW, told_outcome=True)
    assert is_unanswered(application) is False


def test_a_corrected_call_answers_nobody_any_more(vacancy, hr):
    application = make_application(vacancy)
    call = make_call(application, by=hr, at=AGO)
    correct_call(call=call, talk=Talk(at=AGO, outcome=CallOutcome.NO_ANSWER), by=hr, now=NOW)
    assert is_unanswered(application) is True


def test_who_waits_longest_stands_first_with_what_stood_in_the_way(vacancy):
    second = make_application(vacancy, applied_at=NOW)
    first = make_application(vacancy, applied_at=AGO)
    make_letter(first, "returned", answer="550 no such user")
    rows = unanswered(Application.objects.all())
    assert [(row.pk, row.since, row.trouble, row.trouble_words) for row in rows] == [
        (first.pk, AGO, "returned", "550 no such user"),
        (second.pk, NOW, None, None),
    ]


def test_a_recruiter_answers_the_vacancies_they_run(vacancy, hr):
    mine, _theirs = make_application(vacancy), make_application()
    assert list(answered_by(hr)) == [mine]
    assert answered_by(make_user(Role.ADMIN)).count() == 2
    assert not answered_by(make_user(Role.HIRING_MANAGER)).exists()


@pytest.mark.parametrize("state", ["returned", "failed", "held", "uncertain"])
def test_whoever_was_erased_waits_for_nothing(vacancy, state):
    application = closed_with_letter(vacancy, state)
    assert is_unanswered(application)
    erase_candidate(uid=application.candidate.uid, ground=DestructionGround.REQUEST, by=None, now=NOW)
    assert not is_unanswered(application)


class TestPage:
    def test_it_says_since_when_why_and_what_to_do(self, client, vacancy, hr):
        _shipped, template = make_letter_template(), make_letter_template()  # one's own goes first, as everywhere
        application = make_application(vacancy, candidate=make_candidate("Ana Rusu"))
        make_letter(application, "failed", answer="550 no such user")
        client.force_login(hr)
        html = client.get(reverse("recruiting:unanswered")).content.decode()
        write = f"{reverse('recruiting:letter_new', args=[application.pk])}?template={template.pk}"
        assert ("Ana Rusu" in html, "550 no such user" in html, write in html) == (True, True, True)

    def test_it_is_narrowed_and_a_strange_value_narrows_nothing(self, client, vacancy, hr):
        application = make_application(vacancy, candidate=make_candidate("Ana Rusu"))
        held = make_letter(application, "held")
        client.force_login(hr)
        shown = {
            show: [str(row) for row in client.get(reverse("recruiting:unanswered"), {"show": show}).context["page"]]
            for show in ("all", "in_work", "closed", "held", "nonsense")
        }
        assert shown == {
            "all": [str(application)],
            "in_work": [str(application)],
            "closed": [],
            "held": [str(held)],
            "nonsense": [str(application)],
        }
        assert not client.get(reverse("recruiting:unanswered"), {"q": "Nobody"}).context["page"].object_list

    def test_nobody_sees_the_unanswered_of_a_vacancy_they_do_not_run(self, client, vacancy):
        application = make_application(vacancy, candidate=make_candidate("Secret Person"))
        make_letter(application, "held", subject="Secret subject")
        client.force_login(make_user(Role.HR))
        for show in ("all", "held"):
            assert "Secret" not in client.get(reverse("recruiting:unanswered"), {"show": show}).content.decode()

    @pytest.mark.parametrize("language", Language.values)
    def test_it_opens_in_each_language(self, client, vacancy, hr, language):
        make_application(vacancy)
        type(hr).objects.update(language=language)
        client.force_login(hr)
        assert client.get(reverse("recruiting:unanswered")).status_code == 200

    def test_it_needs_as_many_queries_for_many_as_for_few(
        self, client, vacancy, hr, django_assert_num_queries, django_assert_max_num_queries
    ):
        client.force_login(hr)
        make_letter(make_application(vacancy), "failed")
        with django_assert_max_num_queries(20) as few:
            client.get(reverse("recruiting:unanswered"))
        for _number in range(10):
            make_letter(make_application(vacancy), "failed")
        with django_assert_num_queries(len(few)):
            client.get(reverse("recruiting:unanswered"))
