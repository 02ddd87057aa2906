"""Claims and the task on the pages: what can be done, by whom, and that nothing leaks to who still has to rate."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.enums import MessageState
from recruiting.domain.claims import complete_figure
from recruiting.domain.tasks import mark_answer, record_answer
from recruiting.enums import ApplicationState, ClaimSource, ClaimState, TaskTick, TeamFunction
from recruiting.models import Claim, ClaimCheck, Letter, Note, OutcomeReason, PreliminaryTask, TaskAnswer
from tests.factories import make_application, make_card, make_interview, make_user, make_vacancy
from tests.factories.claims import check_claim, make_claim, make_task
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_user(Role.HR, full_name="Rita")


@pytest.fixture
def application(recruiter):
    return make_application(make_vacancy(recruiter=recruiter))


@pytest.fixture
def page(application):
    return reverse("recruiting:application", args=[application.pk])


def manager_of(application):
    return application.vacancy.members.get(function=TeamFunction.HIRING_MANAGER).user


def text_of(client, address) -> str:
    """The page without what differs at every request: tokens and the nonce of the policy."""
    html = client.get(address).content.decode()
    return re.sub(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]+"', "", html)


def test_a_claim_is_kept_and_verified_on_the_pages(client, recruiter, application, page):
    client.force_login(recruiter)
    words = {"text": "Cut the queue by 40 %", "source": "cv", "period": "2025", "measured": ""}
    assert client.post(reverse("recruiting:claim_add", args=[application.pk]), words).status_code == 302
    claim = Claim.objects.get()
    html = client.get(page).content.decode()
    assert "Cut the queue by 40 %" in html
    assert "A figure: ask of which period" in html
    finding = {"state": "confirmed", "evidence": "The report was seen.", "seen_checks": "0"}
    assert client.post(reverse("recruiting:claim_check", args=[claim.pk]), finding).status_code == 302
    claim.refresh_from_db()
    assert claim.state == ClaimState.CONFIRMED
    assert "The report was seen." in client.get(reverse("recruiting:claim", args=[claim.pk])).content.decode()


def test_a_finding_without_evidence_comes_back_with_what_was_chosen(client, recruiter, application):
    claim = make_claim(application)
    client.force_login(recruiter)
    response = client.post(
        reverse("recruiting:claim_check", args=[claim.pk]), {"state": "false", "evidence": " ", "seen_checks": "0"}
    )
    assert response.status_code == 422
    assert 'value="false"' in response.content.decode()
    assert "Say by what it was confirmed or proved false." in response.content.decode()
    assert ClaimCheck.objects.count() == 0


def test_a_stale_page_is_told_and_keeps_what_was_typed(client, recruiter, application):
    claim = make_claim(application)
    check_claim(claim, ClaimState.CONFIRMED, by=manager_of(application))
    client.force_login(recruiter)
    address = reverse("recruiting:claim_check", args=[claim.pk])
    typed = {"state": "false", "evidence": "Typed with care.", "seen_checks": "0"}
    response = client.post(address, typed)
    assert response.status_code == 409
    assert "Typed with care." in response.content.decode()
    assert client.post(address, {**typed, "seen_checks": "1"}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == ClaimState.FALSE


def test_a_proven_untruth_proposes_a_rejection_with_the_reason_prepared(client, recruiter, application, page):
    reason = OutcomeReason.objects.create(key="untruth", kind="rejected", text_en="Untrue", text_ru="-", text_ro="-")
    make_reason(text="Another reason")
    check_claim(make_claim(application, text="Speaks French"), ClaimState.FALSE)
    client.force_login(recruiter)
    html = client.get(page).content.decode()
    address = f"{reverse('recruiting:close', args=[application.pk])}?outcome=rejected&amp;reason=untruth"
    assert "a rejection is proposed" in html
    assert address in html
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert f'<option value="{reason.pk}" selected>' in form
    application.refresh_from_db()
    assert application.state == ApplicationState.ACTIVE


def test_the_manager_reads_the_proposal_without_the_button(client, application, page):
    check_claim(make_claim(application), ClaimState.FALSE)
    client.force_login(manager_of(application))
    html = client.get(page).content.decode()
    assert "a rejection is proposed" in html
    assert "reason=untruth" not in html


class TestBlindness:
    """The page of somebody who still owes a card stays the same to the byte, whatever colleagues find out."""

    @pytest.fixture(params=["interviewer", "recruiter", "manager", "administrator"])
    def blind(self, request, application, recruiter):
        sits = {
            "interviewer": lambda: make_user(Role.INTERVIEWER),
            "recruiter": lambda: recruiter,
            "manager": lambda: manager_of(application),
            "administrator": lambda: make_user(Role.ADMIN),
        }[request.param]()
        meeting = make_interview(application, sits, starts_at=timezone.now() - timedelta(hours=3))
        return sits, meeting

    def colleague(self, application):
        other = make_user(Role.HR, full_name="Colleague")
        application.vacancy.members.create(user=other, function=TeamFunction.RECRUITER)
        return other

    def test_no_page_changes_with_what_colleagues_found(self, client, application, page, blind):
        user, _meeting = blind
        other = self.colleague(application)
        task = make_task(application.vacancy)
        answer = record_answer(
            application=application, text="I worked for years with clients.", by=other, now=timezone.now()
        )
        prepared = make_claim(application, text="Led 12 people", by=other, now=timezone.now() - timedelta(days=1))
        client.force_login(user)
        pages = [page, reverse("recruiting:claim", args=[prepared.pk])]
        before = [text_of(client, address) for address in pages]
        assert all("Led 12 people" in html for html in before)
        make_claim(application, text="Heard later", source=ClaimSource.TALK, by=other)
        make_claim(application, text="Read later", by=other)
        check_claim(prepared, ClaimState.FALSE, by=other, evidence="No such firm.")
        complete_figure(claim=prepared, period="2020", measured="By eye", by=other, now=timezone.now())
        Note.objects.create(application=application, author=other, text="I doubt it.", at=timezone.now())
        mark_answer(answer=answer, ticks={TaskTick.FORM: False}, by=other, now=timezone.now())
        assert [text_of(client, address) for address in pages] == before
        assert task.pk

    def test_a_claim_kept_later_is_not_there(self, client, application, blind):
        user, _meeting = blind
        later = make_claim(application, by=self.colleague(application))
        client.force_login(user)
        assert client.get(reverse("recruiting:claim", args=[later.pk])).status_code == 404

    def test_after_the_own_card_everything_opens(self, client, application, page, blind):
        user, meeting = blind
        other = self.colleague(application)
        check_claim(make_claim(application, by=other), ClaimState.FALSE, by=other, evidence="No such firm.")
        make_card(meeting, user)
        client.force_login(user)
        html = client.get(page).content.decode()
        assert "No such firm." in html
        assert "Proved false" in html


def test_the_task_is_written_read_and_changed_with_its_versions(client, recruiter, application):
    address = reverse("recruiting:vacancy_task", args=[application.vacancy_id])
    client.force_login(recruiter)
    assert client.post(address, {"text_en": "Write.", "text_ru": "Напишите.", "text_ro": ""}).status_code == 302
    first = PreliminaryTask.objects.get()
    stale = client.post(address, {"text_en": "Write more."})
    assert (stale.status_code, "Write more." in stale.content.decode()) == (409, True)
    assert client.post(address, {"seen": first.pk, "text_en": "Write more."}).status_code == 302
    assert [task.text_en for task in PreliminaryTask.objects.all()] == ["Write.", "Write more."]


def test_the_answer_the_flag_and_the_ticks_are_on_the_page(client, recruiter, application, page):
    make_task(application.vacancy)
    client.force_login(recruiter)
    client.post(reverse("recruiting:answer_add", args=[application.pk]), {"answer": "Не знаю"})
    html = client.get(page).content.decode()
    assert "Empty reply" in html
    assert "reason=empty_reply" in html
    answer = TaskAnswer.objects.get()
    ticks = {"seen": answer.pk, "form": "yes", "answered": "no", "former_work": ""}
    assert client.post(reverse("recruiting:answer_ticks", args=[application.pk]), ticks).status_code == 302
    assert [(mark.tick, mark.holds, mark.by) for mark in answer.marks.all()] == [
        ("form", True, recruiter),
        ("answered", False, recruiter),
    ]


def test_ticks_meant_for_an_older_answer_are_refused(client, recruiter, application):
    make_task(application.vacancy)
    client.force_login(recruiter)
    for words in ("The first answer, long enough.", "The second answer, long enough."):
        client.post(reverse("recruiting:answer_add", args=[application.pk]), {"answer": words})
    older = TaskAnswer.objects.first()
    response = client.post(reverse("recruiting:answer_ticks", args=[application.pk]), {"seen": older.pk, "form": "yes"})
    assert (response.status_code, older.marks.count()) == (409, 0)


def test_the_task_goes_out_once_as_a_letter_of_the_application(client, recruiter, application, page):
    make_task(application.vacancy, text="Describe your last post in five lines.")
    client.force_login(recruiter)
    for _click in range(2):
        assert client.post(reverse("recruiting:task_send", args=[application.pk])).status_code == 302
    letter = Letter.objects.get()
    assert letter.message.to == application.candidate.email
    assert "Describe your last post in five lines." in letter.message.body
    letter.message.state, letter.message.answer = MessageState.FAILED, "550 no such mailbox"
    letter.message.save()
    assert letter.message.subject in client.get(page).content.decode()


def test_without_an_address_or_a_task_nothing_is_sent(client, recruiter, application):
    client.force_login(recruiter)
    address = reverse("recruiting:task_send", args=[application.pk])
    assert client.post(address).status_code == 422
    make_task(application.vacancy)
    type(application.candidate).objects.update(email="")
    assert client.post(address).status_code == 422
    assert Letter.objects.count() == 0
