"""The whole way of a vacancy on the pages: opened, three candidates, two blind raters, compared, decided, sealed."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from outbox.domain.delivery import deliver_waiting
from recruiting.models import Application, Interview
from scorecards.models import Decision
from tests.browser.acts import (
    add_candidates,
    field,
    fill_card,
    let_pass,
    move,
    open_vacancy,
    plan_interview,
    submit_card,
)
from tests.browser.conftest import PageFor
from tests.factories import make_user

COMPETENCIES = 10
FIRST, SECOND = "She calmed the caller and fixed the bill.", "He asked twice and wrote the answer down."
NO_QUIET_HOURS = {"quiet_from": "00:00", "quiet_until": "00:00"}


@pytest.fixture
def library(transactional_db) -> None:
    call_command("load_library", stdout=StringIO())


@pytest.fixture
def people(library) -> dict[str, User]:
    return {
        "recruiter": make_user(Role.HR, full_name="Elena Cojocaru"),
        "manager": make_user(Role.HIRING_MANAGER, full_name="Radu Ceban"),
        "irina": make_user(Role.INTERVIEWER, full_name="Irina Moraru", **NO_QUIET_HOURS),
        "sofia": make_user(Role.INTERVIEWER, full_name="Sofia Bennett", **NO_QUIET_HOURS),
    }


def test_from_a_vacancy_to_a_sealed_decision(page_for: PageFor, people, settings):
    recruiter = page_for(people["recruiter"])
    panel = [people["irina"], people["sofia"]]
    vacancy = open_vacancy(
        recruiter,
        role="support_middle",
        stages="Support specialist with grid",
        team={"Hiring managers": [people["manager"]], "Interviewers": panel},
    )
    alina, tom, vera = add_candidates(recruiter, vacancy, ["Alina Rusu", "Tom Hartley", "Vera Lungu"])
    recruiter.goto(f"/vacancies/{vacancy.pk}/")
    for application in (alina, tom):
        move_on(recruiter, application, "Phone screen")
        move_on(recruiter, application, "Competency interview")
    recruiter.get_by_role("button", name="To: Phone screen (Vera Lungu)").click()
    expect(recruiter.locator("#messages")).to_contain_text("Vera Lungu moved to “Phone screen”.")

    meetings = [plan_interview(recruiter, alina, panel, "10:00"), plan_interview(recruiter, tom, panel, "14:00")]
    invitations_go_out(Path(settings.OUTBOX_MAIL_DIR), panel)
    for number, interview in enumerate(meetings):
        let_pass(interview, ago=timedelta(minutes=10 + 60 * number))

    rate(page_for(people["irina"]), alina, 4, FIRST)
    second = page_for(people["sofia"])
    shown_nothing_before_own_card(second, alina)
    a_missing_card_holds_the_move(recruiter, alina, missing="Sofia Bennett")
    rate(second, alina, 5, SECOND)
    second.get_by_role("link", name="See the ratings of the panel").click()
    expect(second.get_by_text(FIRST).first).to_be_visible()

    a_reason_moves_on_all_the_same(recruiter, tom)
    reminders_go_out(Path(settings.OUTBOX_MAIL_DIR), interview=meetings[1], to=people["irina"])
    decided(page_for(people["manager"]), alina)


def move_on(page: Page, application: Application, stage: str) -> None:
    move(page, application, stage)
    expect(page.locator("#messages")).to_contain_text(f"{application.candidate.full_name} moved to “{stage}”.")
    column = page.locator(".rk-stage", has=page.get_by_role("heading", name=stage))
    expect(column.locator(f"#card-{application.pk}")).to_be_visible()


def rate(page: Page, application: Application, level: int, evidence: str) -> None:
    """From My day, which names the scorecard that is owed."""
    page.goto("/")
    page.get_by_role("link", name=re.compile(rf"Fill in\W+{application.candidate.full_name}")).click()
    fill_card(page, [level] * COMPETENCIES, evidence)
    submit_card(page)


def shown_nothing_before_own_card(page: Page, application: Application) -> None:
    page.goto(f"/applications/{application.pk}/scorecards/")
    expect(page.get_by_text("You will see the others’ ratings after you submit yours")).to_be_visible()
    expect(page.locator(".rk-voice")).to_have_count(0)
    meeting = application.attendances.get().interview_id
    for place in ("", "scorecards/"):
        page.goto(f"/applications/{application.pk}/{place}")
        assert FIRST not in page.content()
    for place in ("kit", "scorecards"):
        page.goto(f"/interviews/{meeting}/{place}/{application.pk}/")
        assert FIRST not in page.content()


def a_missing_card_holds_the_move(page: Page, application: Application, *, missing: str) -> None:
    page.goto(f"/vacancies/{application.vacancy_id}/")
    move(page, application, "Interview with the manager")
    note = page.get_by_role("alert").filter(has_text="stays in “Competency interview”")
    expect(note.get_by_role("listitem")).to_have_text([f"{missing}’s scorecard is missing"])
    expect(note).to_be_focused()
    assert Application.objects.get(pk=application.pk).stage.key == "grid_interview"


def a_reason_moves_on_all_the_same(page: Page, application: Application) -> None:
    page.goto(f"/vacancies/{application.vacancy_id}/")
    move(page, application, "Interview with the manager")
    note = page.get_by_role("alert")
    forward = note.get_by_role("button", name="Move on to “Interview with the manager”")
    forward.click()
    assert note.locator("textarea:invalid").count() == 1  # the browser asks for the reason first
    note.get_by_label("Reason to move on all the same").fill("The panel agreed by phone.")
    forward.click()
    expect(page.locator("#messages")).to_contain_text("moved to “Interview with the manager”.")
    page.goto(f"/applications/{application.pk}/")
    expect(page.get_by_text("The panel agreed by phone.")).to_be_visible()


def invitations_go_out(folder: Path, panel: list[User]) -> None:
    """Two meetings: each interviewer gets a calendar entry for both, each candidate a letter with one."""
    deliver_waiting(now=timezone.now() + timedelta(minutes=settings.LETTER_DELAY_MINUTES))
    invited = mails(folder, "invitation")
    assert sorted(mail["To"] for mail in invited) == sorted(2 * [person.email for person in panel])
    letters = mails(folder, "letter")
    assert sorted(mail["To"] for mail in letters) == ["alina@mail.example", "tom@mail.example"]
    for mail in invited + letters:
        assert "text/calendar" in [part.get_content_type() for part in mail.walk()]


def reminders_go_out(folder: Path, *, interview: Interview, to: User) -> None:
    """An hour after a meeting whose scorecard is not in."""
    later = timezone.now() + timedelta(hours=2)
    call_command("remind", "--at", later.isoformat(), stdout=StringIO())
    mail = [message for message in mails(folder, "reminder") if to.email in message["To"]]
    assert len(mail) == 1
    address = f"/interviews/{interview.pk}/scorecards/"
    assert address in mail[0].get_body(("plain",)).get_content()


def mails(folder: Path, kind: str) -> list[EmailMessage]:
    found = sorted(folder.glob(f"*-{kind}*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


def decided(page: Page, application: Application) -> None:
    page.goto(f"/vacancies/{application.vacancy_id}/compare/")
    page.locator("a.rk-cell").first.click()
    evidence = page.locator("#evidence")
    expect(evidence.get_by_role("blockquote")).to_have_text([FIRST, SECOND])
    page.get_by_role("link", name=re.compile(rf"Decide\W+{application.candidate.full_name}")).click()
    field(page, "Hire").check()
    field(page, "Why").fill("Both saw the same strength.")
    field(page, "Why the declared rule is not followed").fill("The supplement of the grid was tested on the job.")
    page.get_by_role("button", name="Seal the decision").click()
    expect(page.get_by_text("Nobody can change this record.")).to_be_visible()
    expect(page.get_by_text("Both saw the same strength.")).to_be_visible()
    expect(page.locator(".rk-hash")).to_have_text(f"sha-256 {Decision.objects.get().digest}")
