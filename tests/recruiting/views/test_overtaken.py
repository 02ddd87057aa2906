"""Somebody saved the same thing while a page was open: the page keeps what was typed, shows what is there now, and
pressing again saves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.enums import MessageState
from recruiting.domain import workflow
from recruiting.enums import ReasonKind
from recruiting.models import (
    Candidate,
    Interview,
    OutcomeReason,
    PreliminaryTask,
    StageTemplate,
    StartDate,
    TemplateVersion,
    Vacancy,
)
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy
from tests.factories.letters import make_letter, make_letter_template
from tests.factories.pipelines import make_pipeline

pytestmark = pytest.mark.django_db


@dataclass
class Case:
    """A page, what a colleague saves meanwhile, what one types oneself, and the words that are kept in the end."""

    address: str
    theirs: dict[str, str]
    mine: dict[str, str]
    kept: Callable[[], str]
    post_to: str = ""


def facts(hr) -> Case:
    vacancy = make_vacancy(recruiter=hr)
    Vacancy.objects.update(target_date=date(2031, 3, 5))
    StartDate.objects.create(vacancy=vacancy, starts_on=date(2031, 4, 1), openings=1)
    address = reverse("recruiting:vacancy_facts", args=[vacancy.pk])
    return Case(address, {"place": "Bălți"}, {"place": "Cahul"}, lambda: Vacancy.objects.get().place)


def pipeline(hr) -> Case:
    row = make_pipeline()
    address = reverse("recruiting:pipeline", args=[row.pk])
    return Case(address, {"name_en": "Theirs"}, {"name_en": "Mine"}, lambda: type(row).objects.get().name_en)


def stage(hr) -> Case:
    row = make_pipeline().stages.first()
    address = reverse("recruiting:pipeline_stage", args=[row.pipeline_id, row.pk])
    theirs, mine = {"purpose_en": "Theirs"}, {"purpose_en": "Mine"}
    return Case(address, theirs, mine, lambda: StageTemplate.objects.get(pk=row.pk).purpose_en)


def wording(hr) -> Case:
    address = reverse("recruiting:letter_template", args=[make_letter_template().pk]) + "?lang=en"
    return Case(address, {"body": "Theirs\nand more"}, {"body": "Mine"}, lambda: TemplateVersion.objects.first().body)


def task(hr) -> Case:
    address = reverse("recruiting:vacancy_task", args=[make_vacancy(recruiter=hr).pk])
    return Case(address, {"text_en": "Theirs"}, {"text_en": "Mine"}, lambda: PreliminaryTask.objects.last().text_en)


def held_letter(hr) -> Case:
    letter = make_letter(make_application(make_vacancy(recruiter=hr)), MessageState.HELD)
    address, post_to = (reverse(f"recruiting:{name}", args=[letter.pk]) for name in ("letter", "letter_edit"))
    theirs, mine = {"body": "Theirs"}, {"body": "Mine"}
    return Case(address, theirs, mine, lambda: type(letter).objects.get().message.body, post_to)


def contacts(hr) -> Case:
    person = make_candidate("Ana Rusu", phone="+37369000111")
    row = make_application(make_vacancy(recruiter=hr), candidate=person)
    address = reverse("recruiting:candidate_contacts", args=[row.pk])
    return Case(address, {"city": "Orhei"}, {"city": "Cahul"}, lambda: Candidate.objects.get(pk=person.pk).city)


def interview(hr) -> Case:
    row = make_interview(make_application(make_vacancy(recruiter=hr)), make_user(Role.INTERVIEWER))
    address = reverse("recruiting:interview_reschedule", args=[row.pk])
    why = {"reason": "The room is taken"}
    theirs, mine = why | {"place": "Room 1"}, why | {"place": "Room 2"}
    return Case(address, theirs, mine, lambda: Interview.objects.get().place)


CASES = [facts, pipeline, stage, wording, task, held_letter, contacts, interview]


@pytest.mark.parametrize("build", CASES, ids=lambda build: build.__name__)
def test_the_page_shows_both_and_a_second_press_saves(client, build):
    hr = make_user(Role.HR)
    client.force_login(hr)
    case = build(hr)
    opened = values(client.get(case.address).context["form"])
    address = case.post_to or case.address
    assert client.post(address, opened | case.theirs).status_code == 302

    stale = client.post(address, opened | case.mine)
    form, html = stale.context["form"], stale.content.decode()
    (name, theirs), (_name, mine) = list(case.theirs.items())[-1], list(case.mine.items())[-1]
    assert stale.status_code == 409
    assert (form[name].value(), case.kept()) == (mine, theirs)
    assert [(one.label, one.words) for one in form.present] == [(form[name].label, theirs)]
    assert "What is saved now" in html

    assert client.post(address, values(form)).status_code == 302
    assert case.kept() == mine


def test_a_closing_page_takes_the_stamp_and_keeps_the_typed_letter(client):
    hr = make_user(Role.HR)
    client.force_login(hr)
    application = make_application(make_vacancy(recruiter=hr))
    address = reverse("recruiting:close", args=[application.pk]) + "?outcome=withdrawn"
    reason = OutcomeReason.objects.create(key="other_offer", kind=ReasonKind.WITHDRAWN, text="Another offer")
    mine = values(client.get(address).context["form"]) | {"reason": reason.pk, "subject": "Mine", "body": "My words"}
    workflow.move(
        application=application,
        to_stage=application.vacancy.stages.get(key="offer"),
        seen_revision=0,
        by=hr,
        now=timezone.now(),
        override_reason="No card is needed.",
    )
    stale = client.post(address, mine)
    form = stale.context["form"]
    assert (stale.status_code, form["body"].value(), form.present) == (409, "My words", ())
    assert client.post(address, values(form)).status_code == 302
    assert application.letters.get().message.body == "My words"


def test_a_new_stage_beside_a_changed_pipeline_is_compared_with_nothing(client):
    client.force_login(make_user(Role.HR))
    row = make_pipeline()
    address = reverse("recruiting:pipeline_stage_new", args=[row.pk])
    opened = values(client.get(address).context["form"]) | {"looks_at": "all", "method": "task", "reveal": "after_own"}
    first = {f"name_{code}": "First" for code in ("en", "ru", "ro")}
    mine = dict.fromkeys(first, "Second")
    assert client.post(address, opened | first).status_code == 302
    stale = client.post(address, opened | mine)
    assert (stale.status_code, stale.context["form"].present) == (409, ())
    assert client.post(address, values(stale.context["form"])).status_code == 302
    assert row.stages.filter(name_en__in=["First", "Second"]).count() == 2


def test_only_what_differs_is_shown_and_a_browsers_line_ends_are_no_difference(client):
    hr = make_user(Role.HR)
    client.force_login(hr)
    case = wording(hr)
    opened = values(client.get(case.address).context["form"])
    client.post(case.address, opened | case.theirs)
    stale = client.post(case.address, opened | {"subject": "Mine", "body": "Theirs\r\nand more"})
    assert [(one.label, one.words) for one in stale.context["form"].present] == [("Subject", opened["subject"])]


def values(form: BaseForm) -> dict[str, Any]:
    """What a browser would send from the form as it stands on the page."""
    return {name: text for name in form.fields if (text := sent(form[name].value())) not in (None, False)}


def sent(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case str() | None | bool():
            return value
        case Iterable():
            return [str(one) for one in value]
    return str(value)
