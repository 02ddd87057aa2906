"""The candidate's own page: who holds a good link sees their own data and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessEvent
from recruiting.domain.people_data.own_page import LIFETIME, ask, make_link, person_behind
from recruiting.domain.previous import known_people
from recruiting.enums import ApplicationState, RequestKind
from recruiting.models import Application, Candidate, CandidateLink, ConsentEvent, DataRequest, LegalProfile
from tests.factories import make_application, make_card, make_interview, make_user
from tests.recruiting.people_data.legal import make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    row = make_application()
    row.vacancy.legal_profile = make_profile(company="Support Ltd", answer_days=10, answer_working_days=True)
    row.vacancy.save()
    Candidate.objects.filter(pk=row.candidate_id).update(full_name="Ana Rusu", phone="+37369123456")
    row.candidate.refresh_from_db()
    return row


@pytest.fixture
def secret(application) -> str:
    return make_link(candidate=application.candidate, by=None, now=timezone.now()).rstrip("/").rsplit("/", 1)[1]


def page(secret: str, name: str = "own_page") -> str:
    return reverse(f"recruiting:{name}", args=[secret])


def test_the_person_sees_their_data_and_what_is_next(client, application, secret):
    content = client.get(page(secret)).content.decode()
    for words in ("Ana Rusu", "+37369123456", application.vacancy.title, application.stage.name, "Support Ltd"):
        assert words in content
    event = AccessEvent.objects.get()
    assert (event.user, event.action, event.subject_id) == (None, "read_candidate", str(application.candidate_id))


def test_nothing_that_others_said_and_nobody_else_is_on_it(client, application, secret):
    interviewer = make_user("interviewer", full_name="Hidden Interviewer")
    stranger = make_application(application.vacancy)
    make_card(make_interview(application, interviewer), interviewer, evidence="Shy and slow.", summary="No.")
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.REJECTED, closed_at=timezone.now(), no_letter_reason="Told by phone."
    )
    content = client.get(page(secret)).content.decode()
    for words in ("Hidden", "Shy and slow", stranger.candidate.full_name, "Told by phone", "Rejected"):
        assert words not in content


def test_it_is_kept_by_nobody_and_found_by_nobody(client, secret):
    response = client.get(page(secret))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"


def test_only_the_digest_of_the_secret_is_kept(secret):
    assert secret not in str(CandidateLink.objects.values_list()[0])


def test_a_link_ends_by_time_by_a_new_one_and_by_erasure(client, application, secret):
    now = timezone.now()
    assert person_behind(secret, now=now + LIFETIME - timedelta(minutes=1)) == application.candidate
    assert person_behind(secret, now=now + LIFETIME) is None
    make_link(candidate=application.candidate, by=None, now=now)
    assert client.get(page(secret)).status_code == 404


@pytest.mark.parametrize("name", ["own_page", "own_page_correct", "own_page_consent", "own_page_ask"])
def test_an_unknown_link_does_not_exist(client, name):
    method = client.get if name == "own_page" else client.post
    assert method(page("x" * 43, name)).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("ru", "действует 30 дней"), ("ro", "valabil 30 de zile")])
def test_whoever_holds_an_old_link_reads_how_to_get_another(client, secret, application, language, words):
    make_link(candidate=application.candidate, by=None, now=timezone.now())
    text = client.get(page(secret), headers={"accept-language": language}).content.decode()
    assert (words in text, reverse("account_login") in text) == (True, False)


def test_a_number_longer_than_any_names_no_application(client, secret):
    data = {"application": "9" * 5_000, "purpose": "reserve", "given": "1"}
    assert client.post(page(secret, "own_page_consent"), data).status_code == 404


def test_guessing_is_slowed_down(client, settings):
    cache.clear()
    answers = [client.get(page(f"guess{number}")).status_code for number in range(61)]
    assert answers == [404] * 60 + [429]


def test_a_minute_is_a_minute_in_the_cache_of_a_real_server(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "rubrika_cache"}
    }
    with time_machine.travel(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False) as clock:
        answers = [client.get(page("guess")).status_code for _ in range(61)]
        clock.shift(timedelta(seconds=61))
        answers.append(client.get(page("guess")).status_code)
    assert answers == [404] * 60 + [429, 404]


def test_contacts_are_corrected_in_their_kept_form(client, application, secret):
    data = {"full_name": "Ana Ceban", "email": " ANA@Example.org ", "phone": "+373 (69) 000-111", "city": "Bălți"}
    assert client.post(page(secret, "own_page_correct"), data).status_code == 302
    person = Candidate.objects.get(pk=application.candidate_id)
    assert (person.full_name, person.email, person.phone) == ("Ana Ceban", "ana@example.org", "+37369000111")
    hr = application.vacancy.created_by
    assert [one.candidate for one in known_people(email="", phone="+37369123456", by=hr)] == [person]
    assert list(Candidate.objects.current()) == [person]


@pytest.mark.parametrize("data", [{"full_name": ""}, {"full_name": "Ana", "email": "none"}, {"full_name": "Ana"}])
def test_a_wrong_correction_is_shown_again_and_changes_nothing(client, application, secret, data):
    assert client.post(page(secret, "own_page_correct"), data).status_code == 422
    assert Candidate.objects.get(pk=application.candidate_id).full_name == "Ana Rusu"


def test_a_name_keeps_no_sign_that_is_not_seen(client, application, secret):
    typed = {"email": "ana@example.org"}
    for name in ("\u200b", "\u202e", "😀"):
        assert client.post(page(secret, "own_page_correct"), typed | {"full_name": name}).status_code == 422
    client.post(page(secret, "own_page_correct"), typed | {"full_name": "Ana\u202e\u00a0\u200bRusu\u00ad"})
    assert Candidate.objects.get(pk=application.candidate_id).full_name == "Ana Rusu"


def test_consent_is_given_and_taken_back(client, application, secret):
    data = {"application": application.pk, "purpose": "reserve", "way": "page"}
    assert client.post(page(secret, "own_page_consent"), data | {"given": "1"}).status_code == 302
    assert client.post(page(secret, "own_page_consent"), data).status_code == 302
    assert list(ConsentEvent.objects.order_by("pk").values_list("given", "way", "by")) == [
        (True, "page", None),
        (False, "page", None),
    ]


def test_consent_for_somebody_elses_application_does_not_exist(client, secret):
    other = make_application()
    data = {"application": other.pk, "purpose": "reserve", "given": "1", "way": "page"}
    assert client.post(page(secret, "own_page_consent"), data).status_code == 404
    assert ConsentEvent.objects.count() == 0


def test_requests_are_kept_once_with_the_day_of_the_answer(client, application, secret):
    for _click in range(2):
        client.post(page(secret, "own_page_ask"), {"kind": "erasure"})
    client.post(page(secret, "own_page_ask"), {"kind": "withdraw", "application": application.pk})
    rows = list(DataRequest.objects.order_by("pk"))
    assert [(row.kind, row.application_id) for row in rows] == [("erasure", None), ("withdraw", application.pk)]
    assert rows[0].answer_by - timezone.now().date() >= timedelta(days=13)


def test_the_days_to_answer_count_from_the_day_on_the_clock_here(application):
    LegalProfile.objects.update(answer_days=10, answer_working_days=False)
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # half past one in the morning of the second in Chișinău
    asked = ask(candidate=application.candidate, kind=RequestKind.COPY, application=None, now=late)
    assert asked.answer_by == date(2026, 12, 12)


def test_the_recruiter_sends_the_link(client, application):
    client.force_login(application.vacancy.created_by)
    client.post(reverse("recruiting:candidate_link", args=[application.pk]))
    body = application.letters.get().message.body
    address = next(line for line in body.splitlines() if "/me/" in line)
    client.logout()
    assert client.get("/me/" + address.split("/me/")[1]).status_code == 200


def test_a_link_that_cannot_be_sent_ends_no_other(client, application, secret):
    Candidate.objects.filter(pk=application.candidate_id).update(email="")
    client.force_login(application.vacancy.created_by)
    client.post(reverse("recruiting:candidate_link", args=[application.pk]))
    client.logout()
    assert (client.get(page(secret)).status_code, CandidateLink.objects.count()) == (200, 1)


def test_the_number_of_queries_does_not_grow_with_consents(client, application, secret, django_assert_max_num_queries):
    client.get(page(secret))
    with django_assert_max_num_queries(24):
        client.get(page(secret))
