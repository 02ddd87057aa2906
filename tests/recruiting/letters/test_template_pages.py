"""The pages of templates: edit, see with a real application, return to the shipped text, make a new one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AccessAction, Language, Role
from accounts.models import AccessEvent
from recruiting.enums import LetterEvent, ReasonKind
from recruiting.models import LetterTemplate, TemplateVersion
from tests.factories import make_application, make_candidate, make_user, make_vacancy
from tests.factories.letters import make_letter_template
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr(client):
    user = make_user(Role.HR, full_name="Elena Munteanu")
    client.force_login(user)
    return user


def address(template, language="en") -> str:
    return f"{reverse('recruiting:letter_template', args=[template.pk])}?lang={language}"


def typed(**changes) -> dict:
    return {
        "act": "save",
        "subject": "About {vacancy_title}",
        "body": "Dear {candidate_name}",
        "seen_number": 0,
    } | changes


def test_what_is_typed_is_kept_in_the_language_of_the_tab(client, hr):
    template = make_letter_template()
    assert client.post(address(template, "ro"), typed()).status_code == 302
    version = TemplateVersion.objects.get()
    assert (version.language, version.body, version.by) == ("ro", "Dear {candidate_name}", hr)
    page = client.get(address(template, "ro")).content.decode()
    assert ("edited here" in page, "Return to the shipped text" in page) == (True, True)


def test_faults_come_back_with_the_line_and_the_typed_text(client, hr):
    template = make_letter_template()
    response = client.post(address(template), typed(body="Hello\n{candidat_name}\n{rating}"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Line 2: there is no {candidat_name} here. Did you mean {candidate_name}?" in html
    assert "Line 3: {rating} is not a placeholder of this letter." in html
    assert "Hello\n{candidat_name}" in html
    assert not TemplateVersion.objects.exists()


def test_a_stale_page_is_a_conflict_that_keeps_what_was_typed(client, hr):
    template = make_letter_template()
    client.post(address(template), typed())
    response = client.post(address(template), typed(body="Mine"))
    assert (response.status_code, "Mine" in response.content.decode()) == (409, True)


def test_the_preview_shows_the_typed_text_as_the_candidate_reads_it_and_leaves_a_trace(client, hr):
    application = make_application(make_vacancy(recruiter=hr, title="Support"), candidate=make_candidate("Ana Rusu"))
    template = make_letter_template(LetterEvent.INVITATION)
    given = typed(act="preview", body="Dear {candidate_name}, {interview_time}", application=application.pk)
    response = client.post(address(template, "ru"), given)
    assert response.context["preview"] == {
        "subject": "About Support",
        "body": "Dear Ana Rusu, {interview_time}",
        "missing": ["{interview_time}"],
    }
    assert list(AccessEvent.objects.values_list("action", "user")) == [(AccessAction.READ_CANDIDATE, hr.pk)]
    assert not TemplateVersion.objects.exists()


def test_nobody_previews_with_a_candidate_of_somebody_elses_vacancy(client, hr):
    theirs = make_application(candidate=make_candidate("Secret Person"))
    template = make_letter_template()
    for response in (
        client.post(address(template), typed(act="preview", application=theirs.pk)),
        client.get(f"{address(template)}&application={theirs.pk}"),
        client.get(f"{address(template)}&application=²"),
    ):
        assert (response.status_code, "Secret Person" in response.content.decode()) == (200, False)
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize("name", ["application", "seen_number"])
def test_a_number_longer_than_any_is_no_number(client, hr, name):
    typed = {"act": "preview" if name == "application" else "restore", "subject": "A", "body": "B", "seen_number": 0}
    address = reverse("recruiting:letter_template", args=[make_letter_template().pk])
    assert client.post(address, typed | {name: "9" * 5_000}).status_code in (200, 302)


def test_the_shipped_text_comes_back(client, hr):
    template = make_letter_template(body_en="Shipped")
    client.post(address(template), typed())
    assert client.post(address(template), {"act": "restore", "seen_number": 1}).status_code == 302
    assert client.get(address(template)).context["text"].body == "Shipped"
    stale = client.post(address(template), {"act": "restore", "seen_number": "x"}, follow=True)
    assert (stale.status_code, TemplateVersion.objects.count()) == (200, 2)


def test_a_new_template_for_a_reason_is_made_and_then_written(client, hr):
    reason, withdrawal = make_reason(ReasonKind.REJECTED), make_reason(ReasonKind.WITHDRAWN)
    new = reverse("recruiting:letter_template_new")
    wrong = client.post(new, {"name": "Ours", "event": "rejection", "reasons": [withdrawal.pk]})
    assert (wrong.status_code, LetterTemplate.objects.count()) == (422, 0)
    assert client.post(new, {"name": " ", "event": "rejection"}).status_code == 422
    response = client.post(new, {"name": "Ours", "event": "rejection", "reasons": [reason.pk]}, follow=True)
    row = LetterTemplate.objects.get()
    assert (row.name, row.event, row.closing, list(row.reasons.all())) == ("Ours", "rejection", True, [reason])
    assert "There is no text in this language" in response.content.decode()


@pytest.mark.parametrize("language", Language.values)
def test_the_pages_open_in_each_language_of_the_interface(client, hr, language):
    type(hr).objects.filter(pk=hr.pk).update(language=language)
    template = make_letter_template()
    for page in (reverse("recruiting:letter_templates"), address(template, language)):
        assert client.get(page).status_code == 200


def test_the_list_needs_as_many_queries_for_many_as_for_few(client, hr, django_assert_num_queries):
    make_letter_template()
    client.get(reverse("recruiting:letter_templates"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("recruiting:letter_templates"))
    for _number in range(10):
        make_letter_template()
    with django_assert_num_queries(len(few)):
        client.get(reverse("recruiting:letter_templates"))
