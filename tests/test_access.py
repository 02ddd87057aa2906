from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.domain.addresses import SALT, ask_for_address
from accounts.enums import Role
from competencies.models import WatchedWord
from outbox.enums import MessageState
from recruiting.models import Candidate, CandidateFile, DuplicatePair, Letter
from scorecards.domain.debrief import open_debrief
from scorecards.domain.deciding import Proposal, decide
from scorecards.enums import Outcome
from scorecards.models import CalibrationLead, Topic
from tests.access import DATA, PEOPLE, TABLE
from tests.factories import (
    make_application,
    make_card,
    make_cost,
    make_grid,
    make_interview,
    make_message,
    make_user,
    make_vacancy,
)
from tests.factories.claims import make_claim, make_task
from tests.factories.importing import make_import
from tests.factories.leaves import make_leave
from tests.factories.letters import make_batch, make_call, make_letter_template
from tests.factories.pipelines import make_pipeline
from tests.factories.shelf import make_demand, make_exercise, make_text
from tests.recruiting.people_data.access_scene import people_data_arguments

pytestmark = pytest.mark.django_db


def names_of(resolver, space: str = ""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names_of(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def test_every_address_has_a_row():
    assert set(names_of(get_resolver())) == {name for _method, name in TABLE}


def test_every_row_answers_for_every_person():
    assert {key for key, answers in TABLE.items() if len(answers) != len(PEOPLE)} == set()


def build_scene() -> dict:
    people = {
        "stranger_hr": make_user(Role.HR),
        "stranger_hm": make_user(Role.HIRING_MANAGER),
        "outsider": make_user(Role.INTERVIEWER),
        "recruiter": make_user(Role.HR),
        "manager": make_user(Role.HIRING_MANAGER),
        "before": make_user(Role.INTERVIEWER),
        "after": make_user(Role.INTERVIEWER),
        "admin": make_user(Role.ADMIN),
    }
    make_vacancy(recruiter=people["stranger_hr"], hiring_manager=people["stranger_hm"])
    grid = make_grid()
    draft = make_grid(
        grid.role, competencies=[item.competency for item in grid.items.all()], published=False, version=2
    )
    vacancy = make_vacancy(grid=grid, recruiter=people["recruiter"], hiring_manager=people["manager"])
    application, decided = make_application(vacancy), make_application(vacancy)
    yesterday = timezone.now() - timedelta(days=1)
    interview = make_interview(application, people["before"], people["after"], starts_at=yesterday)
    upcoming = make_interview(application, people["before"], people["after"])
    make_card(interview, people["after"])
    make_card(make_interview(decided, people["after"], starts_at=yesterday - timedelta(days=1)), people["after"])
    decision = decide(
        application=decided,
        proposal=Proposal(outcome=Outcome.HIRE, rationale="Strong evidence."),
        by=people["manager"],
        now=timezone.now(),
    )
    file = CandidateFile.objects.create(
        candidate=application.candidate,
        name="cv.pdf",
        content=ContentFile(b"%PDF-1.4 cv", "cv.pdf"),
        content_type="application/pdf",
        size=11,
        sha256="0" * 64,
        added_by=people["recruiter"],
        added_at=timezone.now(),
    )
    letter = Letter.objects.create(application=application, message=make_message(state=MessageState.FAILED))
    leave = make_leave(people["recruiter"])
    asked = ask_for_address(user=people["after"], email="new@example.org", by=people["admin"], now=timezone.now())
    make_task(vacancy)
    claim = make_claim(application, now=yesterday - timedelta(days=1))
    # the same address: looking for duplicates finds the pair again
    Candidate.objects.filter(applications__in=[application, decided]).update(email="ana@example.org")
    pair = DuplicatePair.objects.create(first=application.candidate, second=decided.candidate, by_email=True)
    item, pipeline = grid.items.first(), make_pipeline()
    item = grid.items.first()
    open_debrief(application=decided, by=people["manager"], now=timezone.now())
    CalibrationLead.objects.create(user=people["recruiter"], named_by=people["admin"], named_at=timezone.now())
    topic = Topic.objects.create(
        application=application,
        stage=application.stage,
        text="How she counted first-call resolution.",
        author=people["after"],
        at=timezone.now(),
    )
    batch = make_import(vacancy)
    return {
        "people": people,
        "arguments": {
            "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
            "account_reset_password_from_key_done": {},
            "reminders:rules": {"pk": vacancy.pk},
            "outbox:retry": {"pk": letter.message_id},
            "accounts:leave_": {"pk": leave.pk},
            "accounts:address": {"key": signing.dumps(asked.pk, salt=SALT)},
            "accounts:person": {"pk": people["recruiter"].pk},
            "accounts:person_new": {},
            "competencies:competency": {"key": item.competency.key},
            "competencies:role": {"key": grid.role.key},
            "competencies:role_profile": {"key": grid.role.key},
            "competencies:role_approve": {"key": grid.role.key},
            "competencies:demand": {"key": make_demand(grid.role).role.key},
            "competencies:exercise": {"key": make_exercise().key},
            "competencies:words": {},
            "competencies:word_use": {"pk": WatchedWord.objects.create(language="en", stem="age", topic="age").pk},
            "competencies:text": {"key": make_text().key},
            "competencies:grid": {"pk": grid.pk},
            "competencies:grid_copy": {"pk": grid.pk},
            "competencies:grid_retire": {"pk": grid.pk},
            "competencies:grid_edit": {"pk": draft.pk},
            "competencies:grid_publish": {"pk": draft.pk},
            "competencies:grid_discard": {"pk": draft.pk},
            "scorecards:card": {"interview": interview.pk, "application": application.pk},
            "scorecards:mine": {},
            "scorecards:recusal": {"pk": upcoming.pk},
            "scorecards:conflicts": {"pk": upcoming.pk},
            "scorecards:behalf": {
                "interview": interview.pk,
                "application": application.pk,
                "interviewer": people["before"].pk,
            },
            "scorecards:kit": {"interview": interview.pk, "application": application.pk},
            "scorecards:worker": {},
            "scorecards:sheet": {"interview": interview.pk},
            "scorecards:marks": {"interview": interview.pk, "application": application.pk},
            "scorecards:topic_review": {"pk": application.pk, "topic": topic.pk},
            "scorecards:cell": {"pk": vacancy.pk, "application": application.pk, "item": item.pk},
            "scorecards:compare": {"pk": vacancy.pk},
            "scorecards:decision": {"pk": decision.pk},
            "scorecards:revise": {"pk": decision.pk},
            "scorecards:decisions": {},
            "scorecards:debrief": {"pk": decided.pk},
            "scorecards:feedback": {"pk": decided.pk},
            "scorecards:vacancy_pdf": {"pk": vacancy.pk},
            "scorecards:calibration": {},
            "scorecards:": {"pk": application.pk},
            "recruiting:duplicate": {"pk": pair.pk},
            "recruiting:duplicates": {},
            **people_data_arguments(application),
            "recruiting:import": {"pk": batch.pk},
            "recruiting:import_new": {"pk": vacancy.pk},
            "recruiting:import_example": {},
            "recruiting:file": {"uid": file.uid},
            "recruiting:file_add": {"pk": application.pk},
            "recruiting:application": {"pk": application.pk},
            "recruiting:claim": {"pk": claim.pk},
            "recruiting:claim_add": {"pk": application.pk},
            "recruiting:task_send": {"pk": application.pk},
            "recruiting:answer_": {"pk": application.pk},
            "recruiting:note_add": {"pk": application.pk},
            "recruiting:application_owner": {"pk": application.pk},
            "recruiting:move": {"pk": application.pk},
            "recruiting:close": {"pk": application.pk},
            "recruiting:letter_templates": {},
            "recruiting:letter_template_new": {},
            "recruiting:letter_template": {"pk": make_letter_template().pk},
            "recruiting:letter": {"pk": letter.pk},
            "recruiting:letter_new": {"pk": application.pk},
            "recruiting:letter_choose": {"pk": vacancy.pk},
            "recruiting:letter_batch": {"pk": make_batch(letter, by=people["recruiter"]).pk},
            "recruiting:letter_batch_new": {},
            "recruiting:unanswered": {},
            "recruiting:call_add": {"pk": application.pk},
            "recruiting:candidate_contacts": {"pk": application.pk},
            "recruiting:call_correct": {"pk": make_call(application, by=people["recruiter"]).pk},
            "recruiting:interviews": {},
            "recruiting:interview_new": {"pk": vacancy.pk},
            "recruiting:interview_presence": {"pk": interview.pk},
            "recruiting:seat_handover": {"pk": interview.pk, "seat": interview.seats.first().pk},
            "recruiting:seat_coming": {"pk": interview.pk, "seat": interview.seats.first().pk},
            "recruiting:interview": {"pk": upcoming.pk},
            "recruiting:seat_answer": {"pk": upcoming.pk},
            "recruiting:candidates": {},
            "recruiting:pipelines": {},
            "recruiting:pipeline": {"pk": pipeline.pk},
            "recruiting:pipeline_stage": {"pk": pipeline.pk, "stage": pipeline.stages.first().pk},
            "recruiting:pipeline_stage_new": {"pk": pipeline.pk},
            "recruiting:cost_out": {"pk": vacancy.pk, "cost": make_cost(vacancy).pk},
            "recruiting:vacancies": {},
            "recruiting:vacancy_new": {},
            "recruiting:": {"pk": vacancy.pk},
        },
    }


def address(scene: dict, name: str) -> str:
    """The address of a name, with the arguments of the longest prefix that is known."""
    known = [prefix for prefix in scene["arguments"] if name.startswith(prefix)]
    return reverse(name, kwargs=scene["arguments"][max(known, key=len)] if known else None)


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_gets_the_answers_of_the_table(client, person):
    scene = build_scene()
    if person != "anonymous":
        client.force_login(scene["people"][person])
    answers = {(method, name): answer(client, method, address(scene, name), DATA.get(name)) for method, name in TABLE}
    assert answers == {key: row[PEOPLE.index(person)] for key, row in TABLE.items()}


# What the person has of their own, not through the team: their leave, and leading the calibration by name.
OWN = {
    ("POST", "accounts:leave_off"): 302,
    ("POST", "accounts:leave_seats"): 302,
    ("GET", "scorecards:calibration_people"): 200,
}


@pytest.mark.parametrize("person", ["recruiter", "manager"])
def test_a_place_in_the_team_opens_nothing_once_the_role_is_another(client, person):
    scene = build_scene()
    former = scene["people"][person]
    former.role = Role.INTERVIEWER
    former.save()
    client.force_login(former)
    answers = {(method, name): answer(client, method, address(scene, name), DATA.get(name)) for method, name in TABLE}
    expected = {key: row[PEOPLE.index("outsider")] for key, row in TABLE.items()}
    assert answers == expected | (OWN if person == "recruiter" else {})


def answer(client, method: str, url: str, data: dict | None) -> int:
    """The status of one request, whose effects are taken back."""
    with transaction.atomic():
        response = {"GET": client.get, "POST": client.post}[method](url, data or {})
        request_finished.disconnect(close_old_connections)  # the test's transaction lives on this connection
        response.close()
        request_finished.connect(close_old_connections)
        transaction.set_rollback(True)
    return response.status_code
