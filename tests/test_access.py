from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.models import CandidateFile
from scorecards.domain.deciding import Proposal, decide
from scorecards.enums import Outcome
from tests.access import DATA, PEOPLE, TABLE
from tests.factories import (
    make_application,
    make_card,
    make_grid,
    make_interview,
    make_user,
    make_vacancy,
)

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


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    """One vacancy in full swing, built once: each address is asked in a transaction that is rolled back."""
    uploads = tmp_path_factory.mktemp("uploads")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=uploads):
        transaction.set_autocommit(False)
        try:
            yield build_scene() | {"uploads": uploads}
        finally:
            transaction.rollback()
            transaction.set_autocommit(True)
            connection.close()


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
    draft = make_grid(grid.role, competencies=[item.competency for item in grid.items.all()], published=False, version=2)
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
    item = grid.items.first()
    return {
        "people": people,
        "arguments": {
            "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
            "account_reset_password_from_key_done": {},
            "competencies:competency": {"key": item.competency.key},
            "competencies:role": {"key": grid.role.key},
            "competencies:grid": {"pk": grid.pk},
            "competencies:grid_copy": {"pk": grid.pk},
            "competencies:grid_retire": {"pk": grid.pk},
            "competencies:grid_edit": {"pk": draft.pk},
            "competencies:grid_publish": {"pk": draft.pk},
            "competencies:grid_discard": {"pk": draft.pk},
            "scorecards:card": {"interview": interview.pk, "application": application.pk},
            "scorecards:kit": {"interview": interview.pk, "application": application.pk},
            "scorecards:cell": {"pk": vacancy.pk, "application": application.pk, "item": item.pk},
            "scorecards:compare": {"pk": vacancy.pk},
            "scorecards:decision": {"pk": decision.pk},
            "scorecards:decisions": {},
            "scorecards:": {"pk": application.pk},
            "recruiting:file": {"uid": file.uid},
            "recruiting:file_add": {"pk": application.pk},
            "recruiting:application": {"pk": application.pk},
            "recruiting:move": {"pk": application.pk},
            "recruiting:close": {"pk": application.pk},
            "recruiting:interviews": {},
            "recruiting:interview_new": {"pk": vacancy.pk},
            "recruiting:interview_presence": {"pk": interview.pk},
            "recruiting:interview": {"pk": upcoming.pk},
            "recruiting:seat_answer": {"pk": upcoming.pk},
            "recruiting:candidates": {},
            "recruiting:vacancies": {},
            "recruiting:vacancy_new": {},
            "recruiting:": {"pk": vacancy.pk},
        },
    }


def address(scene: dict, name: str) -> str:
    """The address of a name, with the arguments of the longest prefix that is known."""
    known = [prefix for prefix in scene["arguments"] if name.startswith(prefix)]
    return reverse(name, kwargs=scene["arguments"][max(known, key=len)] if known else None)


@pytest.mark.parametrize(("method", "name"), TABLE, ids=[f"{method} {name}" for method, name in TABLE])
def test_the_address_answers_each_person_as_the_table_says(scene, client, settings, method, name):
    settings.MEDIA_ROOT = scene["uploads"]
    url = address(scene, name)
    ask = {"GET": client.get, "POST": client.post}[method]
    answers = {}
    for person in PEOPLE:
        client.logout()
        if person != "anonymous":
            client.force_login(scene["people"][person])
        with transaction.atomic():
            response = ask(url, DATA.get(name, {}))
            answers[person] = response.status_code
            response.close()
            transaction.set_rollback(True)
    assert answers == dict(zip(PEOPLE, TABLE[method, name], strict=True))
