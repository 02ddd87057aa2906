"""The page of an application, and closing it with a letter."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language

from accounts.enums import AccessAction, Language, Role
from accounts.models import AccessEvent
from outbox.models import OutboundMessage
from recruiting.domain import gates, workflow
from recruiting.domain.adding import attach_file
from recruiting.domain.gates import Blocker
from recruiting.domain.uploads import examine
from recruiting.enums import FileKind, ReasonKind
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy
from tests.factories.pipelines import make_reason
from tests.recruiting.documents import DOCX, PDF, PNG, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_gates(monkeypatch):
    monkeypatch.setattr(gates, "_gates", [])
    monkeypatch.setattr(gates, "_outcome_gates", [])


@pytest.fixture
def application(client):
    person = make_candidate("Ana Rusu", email="ana@example.org", phone="+37369123456")
    application = make_application(make_vacancy(), candidate=person, stage="review")
    client.force_login(application.vacancy.created_by)
    return application


def page(client, application) -> str:
    return client.get(reverse("recruiting:application", args=[application.pk])).content.decode()


def keep(application, name: str, content: bytes):
    return attach_file(
        candidate=application.candidate,
        file=examine(upload(name, content)),
        kind=FileKind.CV,
        by=application.vacancy.created_by,
        now=timezone.now(),
    )


def test_the_recruiter_sees_the_person_and_the_acts(client, application):
    html = page(client, application)
    assert ("ana@example.org" in html, "+37369123456" in html) == (True, True)
    assert reverse("recruiting:move", args=[application.pk]) in html
    assert reverse("recruiting:close", args=[application.pk]) in html


def test_the_hiring_manager_is_led_to_the_decision_and_nobody_else(client, application):
    address = reverse("scorecards:decide", args=[application.pk])
    assert address not in page(client, application)
    client.force_login(application.vacancy.members.get(function="hiring_manager").user)
    html = page(client, application)
    assert (address in html, reverse("recruiting:close", args=[application.pk]) in html) == (True, False)


def test_reading_a_candidate_leaves_a_trace(client, application):
    page(client, application)
    event = AccessEvent.objects.get()
    assert (event.action, event.subject_kind, event.subject_id, event.detail) == (
        AccessAction.READ_CANDIDATE,
        "candidate",
        str(application.candidate_id),
        {"application": application.pk},
    )


def test_an_interviewer_sees_neither_contacts_nor_letters_nor_reasons(client, application):
    reason = make_reason(text="Speech below the level")
    workflow.close(
        application=application,
        to_state="rejected",
        reason=reason,
        letter=workflow.LetterText("Your application", "A very private sentence."),
        by=application.vacancy.created_by,
        now=timezone.now(),
        seen_revision=0,
    )
    interviewer = make_user(Role.INTERVIEWER)
    make_interview(application, interviewer)
    secrets = ["ana@example.org", "+37369123456", "A very private sentence.", "Speech below the level"]
    html = page(client, application)
    assert [secret in html for secret in secrets] == [True] * 4
    client.force_login(interviewer)
    html = page(client, application)
    assert [secret in html for secret in secrets] == [False] * 4
    assert "Ana Rusu" in html


def test_why_a_gate_was_passed_is_for_those_who_run_and_decide(client, application, monkeypatch):
    monkeypatch.setattr(gates, "_gates", [lambda row, stage: [Blocker("late", "Late.")]])
    workflow.move(
        application=application,
        to_stage=application.vacancy.stages.get(key="interview"),
        seen_revision=0,
        by=application.vacancy.created_by,
        now=timezone.now(),
        override_reason="Irina is ill.",
    )
    assert "Irina is ill." in page(client, application)
    interviewer = make_user(Role.INTERVIEWER)
    make_interview(application, interviewer)
    client.force_login(interviewer)
    assert "Irina is ill." not in page(client, application)


@pytest.mark.parametrize(
    ("name", "content", "tag"), [("cv.pdf", PDF, "<object"), ("photo.png", PNG, "rk-doc-image"), ("cv.docx", DOCX, "")]
)
def test_the_cv_is_shown_in_the_page_where_a_browser_can(client, application, name, content, tag):
    file = keep(application, name, content)
    html = page(client, application)
    address = reverse("recruiting:file", args=[file.uid])
    assert (f'data="{address}' in html or f'src="{address}' in html) == bool(tag)
    assert tag in html
    assert f'href="{address}?download=1"' in html


def test_other_applications_of_the_person_are_shown_as_far_as_they_may_be_seen(client, application):
    own = make_vacancy(recruiter=application.vacancy.created_by, title="Night shift")
    make_application(own, candidate=application.candidate)
    make_application(make_vacancy(title="Hidden vacancy"), candidate=application.candidate)
    html = page(client, application)
    assert ("Night shift" in html, "Hidden vacancy" in html) == (True, False)


def test_text_of_people_is_never_markup(client, application):
    type(application.candidate).objects.update(full_name="<script>alert(1)</script>")
    html = page(client, application)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_move_from_the_page_comes_back_to_it(client, application):
    stage = application.vacancy.stages.get(key="interview")
    response = client.post(
        reverse("recruiting:move", args=[application.pk]), {"to_stage": stage.pk, "seen_revision": 0}, follow=True
    )
    assert response.redirect_chain == [(reverse("recruiting:application", args=[application.pk]), 302)]
    html = response.content.decode()
    assert "Ana Rusu moved to “Interview [en]”." in html
    assert "moved from “Review [en]” to “Interview [en]”" in html


def test_what_stands_against_a_move_is_told_on_the_page(client, application, monkeypatch):
    monkeypatch.setattr(gates, "_gates", [lambda row, stage: [Blocker("late", "A scorecard is missing.")]])
    stage = application.vacancy.stages.get(key="interview")
    response = client.post(
        reverse("recruiting:move", args=[application.pk]), {"to_stage": stage.pk, "seen_revision": 0}
    )
    assert response.status_code == 422
    assert "A scorecard is missing." in response.content.decode()


def close_address(application, outcome: str = "rejected") -> str:
    return reverse("recruiting:close", args=[application.pk]) + f"?outcome={outcome}"


def answer(application, **changes) -> dict:
    return {
        "seen_revision": application.revision,
        "reason": make_reason().pk,
        "answer": "letter",
        "subject": "About your application",
        "body": "Thank you, Ana.",
        "no_letter_reason": "",
    } | changes


def test_the_form_offers_a_letter_and_the_reasons_of_the_outcome(client, application):
    rejected, withdrawn = make_reason(ReasonKind.REJECTED), make_reason(ReasonKind.WITHDRAWN)
    for outcome, reason in [("rejected", rejected), ("withdrawn", withdrawn)]:
        form = client.get(close_address(application, outcome)).context["form"]
        assert list(form.fields["reason"].queryset) == [reason]
        assert form["subject"].value() == f"Your application: {application.vacancy.title}"
        assert form["body"].value().startswith("Hello, Ana Rusu.")
    hired = client.get(close_address(application, "hired")).context["form"]
    assert "reason" not in hired.fields
    assert "We have chosen you" in hired["body"].value()


def test_the_letter_is_drafted_in_the_candidates_language_and_not_the_recruiters(client, application, monkeypatch):
    spoken = []
    monkeypatch.setattr(
        "recruiting.domain.letters.render_to_string",
        lambda name, words: spoken.append(get_language()) or "x",
    )
    type(application.candidate).objects.update(language=Language.ROMANIAN)
    client.get(close_address(application))
    assert spoken == ["ro"]


def test_what_the_recruiter_wrote_is_sent_and_answers_come_back(client, application):
    response = client.post(close_address(application), answer(application), follow=True)
    message = OutboundMessage.objects.get()
    assert (message.to, message.subject, message.body, message.reply_to) == (
        "ana@example.org",
        "About your application",
        "Thank you, Ana.",
        application.vacancy.created_by.email,
    )
    html = response.content.decode()
    leaves = time_format(timezone.localtime(message.not_before))
    assert message.not_before - message.created_at == timedelta(minutes=10)
    assert f"The application of Ana Rusu is closed: Rejected. The letter leaves at {leaves}." in html
    assert "Thank you, Ana." in html


def test_without_a_letter_the_reason_is_kept(client, application):
    data = answer(application, answer="none", no_letter_reason="Told by phone.")
    client.post(close_address(application, "withdrawn"), data | {"reason": make_reason(ReasonKind.WITHDRAWN).pk})
    application.refresh_from_db()
    assert (application.state, application.no_letter_reason) == ("withdrawn", "Told by phone.")
    assert not OutboundMessage.objects.exists()
    assert "Told by phone." in page(client, application)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": " \n "}, "body"),
        ({"subject": ""}, "subject"),
        ({"answer": "none"}, "no_letter_reason"),
        ({"answer": ""}, "answer"),
        ({"reason": ""}, "reason"),
        ({"seen_revision": ""}, "seen_revision"),
    ],
)
def test_what_is_missing_is_told_and_the_letter_is_kept(client, application, changes, field):
    response = client.post(close_address(application), answer(application, **changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    if "body" not in changes:
        assert "Thank you, Ana." in response.content.decode()
    application.refresh_from_db()
    assert application.is_active


def test_a_reason_of_another_kind_is_no_choice(client, application):
    data = answer(application, reason=make_reason(ReasonKind.WITHDRAWN).pk)
    assert client.post(close_address(application), data).status_code == 422


def test_nobody_without_an_address_is_offered_a_letter(client, application):
    type(application.candidate).objects.update(email="")
    form = client.get(close_address(application)).context["form"]
    assert [value for value, label in form.fields["answer"].choices] == ["none"]
    response = client.post(close_address(application), answer(application))
    assert list(response.context["form"].errors) == ["answer"]


def test_a_double_click_sends_one_letter(client, application):
    data = answer(application)
    first, second = (client.post(close_address(application), data) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert OutboundMessage.objects.count() == 1


def test_an_application_that_a_colleague_moved_is_not_closed_unseen(client, application):
    workflow.move(
        application=application,
        to_stage=application.vacancy.stages.get(key="offer"),
        seen_revision=0,
        by=make_user(Role.HR, full_name="Irina Moraru"),
        now=timezone.now(),
    )
    response = client.post(close_address(application), answer(application))
    assert response.status_code == 409
    html = response.content.decode()
    assert ("Irina Moraru moved Ana Rusu" in html, "Thank you, Ana." in html) == (True, True)
    assert not OutboundMessage.objects.exists()


def test_a_closed_application_has_no_form_to_close_it(client, application):
    client.post(close_address(application), answer(application))
    response = client.get(close_address(application))
    assert response["Location"] == reverse("recruiting:application", args=[application.pk])
    html = page(client, application)
    assert reverse("recruiting:close", args=[application.pk]) not in html


def test_an_outcome_gate_is_told_on_the_form(client, application, monkeypatch):
    monkeypatch.setattr(gates, "_outcome_gates", [lambda row, state: [Blocker("none", "There is no decision yet.")]])
    response = client.post(close_address(application, "hired"), answer(application))
    assert response.status_code == 422
    assert "There is no decision yet." in response.content.decode()
