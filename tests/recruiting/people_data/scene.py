"""A person who went all the way through a vacancy and left words in every place that keeps some."""

import subprocess
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from outbox.domain.delivery import deliver_waiting
from outbox.models import OutboundMessage
from recruiting.domain.adding import attach_file
from recruiting.domain.invitations import tell_candidates, tell_panel
from recruiting.domain.letters import LetterText, send_closing_letter
from recruiting.domain.notes import add_note
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.domain.uploads import CheckedFile
from recruiting.enums import ApplicationState, DestructionGround, FileKind
from recruiting.models import Application, Candidate, Reschedule, StageMove, VacancyEvent
from reminders.domain.engine import remind
from scorecards.domain.deciding import Proposal, Waiver, decide
from scorecards.domain.submission import submit_card
from scorecards.enums import Outcome
from scorecards.models import Decision
from tests.factories import make_application, make_candidate, make_grid, make_interview, make_user, make_vacancy
from tests.scorecards.places import Place

NAME, EMAIL, PHONE = "Ileana Cosânzeana-Țurcanu", "ileana.c@mail.example", "+37369123456"
SPACED_PHONE = "+373 (69) 12-34-56"
SAID = f"{NAME} ({EMAIL}, {SPACED_PHONE}) is calm."


@dataclass
class Scene:
    person: Candidate
    application: Application
    other: Application  # of the same vacancy; words about it name the person
    decision: Decision  # on the person
    recruiter: User
    manager: User
    interviewer: User

    def erase(self, **fields):
        fields = {"ground": DestructionGround.REQUEST, "by": None, "now": timezone.now()} | fields
        return erase_candidate(uid=self.person.uid, **fields)


def make_scene(*, closed_at: datetime | None = None) -> Scene:
    """The whole story: files, notes, cards, a waived must-have, letters, invitations, reminders, a decision."""
    now = timezone.now()
    awake = {"quiet_from": "00:00", "quiet_until": "00:00", "work_from": "00:00", "work_days": list(range(7))}
    recruiter, manager = make_user(Role.HR, **awake), make_user(Role.HIRING_MANAGER, **awake)
    interviewer = make_user(Role.INTERVIEWER, **awake)
    vacancy = make_vacancy(recruiter=recruiter, hiring_manager=manager, grid=make_grid())
    person = make_candidate(NAME, added_by=recruiter, email=EMAIL, phone=PHONE, city="Soroca")
    application = make_application(vacancy, candidate=person)
    other = make_application(vacancy)
    _file(person, recruiter, now)
    for row in (application, other):
        add_note(application=row, text=SAID, by=recruiter, now=now)
        StageMove.objects.create(
            application=row, to_stage=row.stage, from_state="active", to_state="active", by=recruiter, at=now,
            override_reason=SAID,
        )  # fmt: skip
        _card(row, interviewer, now)
    VacancyEvent.objects.create(vacancy=vacancy, from_state="open", to_state="open", reason=SAID, by=recruiter, at=now)
    decision = _decide(application, manager, now)
    _decide(other, manager, now)
    _meeting(application, interviewer, recruiter, now)
    send_closing_letter(application=application, text=LetterText(f"For {NAME}", SAID), by=recruiter, now=now)
    send_closing_letter(application=other, text=LetterText("Sorry", f"We took {NAME}."), by=recruiter, now=now)
    remind(now=now + timedelta(hours=3))
    deliver_waiting(now=now + timedelta(hours=4))
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.HIRED, closed_at=closed_at or now, no_letter_reason=SAID
    )
    return Scene(person, application, other, decision, recruiter, manager, interviewer)


def _file(person: Candidate, by: User, now: datetime) -> None:
    content = ContentFile(f"%PDF-1.4 {NAME} {EMAIL} {PHONE}".encode(), "cv.pdf")
    file = CheckedFile(upload=content, name=f"{NAME}.pdf", content_type="application/pdf", size=9, sha256="0" * 64)
    attach_file(candidate=person, file=file, kind=FileKind.CV, by=by, now=now)


def _card(row: Application, interviewer: User, now: datetime) -> None:
    earlier = now - timedelta(days=2, hours=row.pk)
    meeting = make_interview(row, interviewer, starts_at=earlier, place=f"Call {SPACED_PHONE}", state_reason=SAID)
    place = Place(meeting, row, interviewer, list(meeting.stage.covers.order_by("order")))
    card = place.save(place.answers(*[2] * len(place.items), text=SAID))
    assert submit_card(card=card, seen_version=card.version, by=interviewer, now=now).digest
    Reschedule.objects.create(
        interview=meeting, from_starts_at=earlier, from_ends_at=earlier, to_starts_at=earlier, to_ends_at=earlier,
        reason=SAID, by=interviewer, at=now,
    )  # fmt: skip


def _decide(row: Application, manager: User, now: datetime) -> Decision:
    """The second of two decisions on the application, both with words about the person."""
    items = row.vacancy.grid.items.all()
    proposal = Proposal(
        outcome=Outcome.HIRE,
        rationale=SAID,
        alternatives=SAID,
        dissent=SAID,
        departure_reason=SAID,
        waivers={item.pk: Waiver(SAID, SAID) for item in items},
    )
    earlier = decide(application=row, proposal=proposal, by=manager, now=now)
    proposal = replace(proposal, what_changed=SAID)
    return decide(application=row, proposal=proposal, by=manager, now=now, revises=earlier)


def _meeting(row: Application, interviewer: User, by: User, now: datetime) -> None:
    """An interview ahead, so that the panel and the person are written to and reminded."""
    meeting = make_interview(row, interviewer, starts_at=now + timedelta(hours=4), created_by=by)
    tell_panel("invited", meeting, seats=meeting.seats.all(), by=by, now=now)
    tell_candidates("invited", meeting, by=by, now=now)


def dumped() -> str:
    """The database of the test as `pg_dump` writes it. What is not committed is not in it."""
    said = connection.get_connection_params()
    argv = ["pg_dump", "--data-only", "-h", said.get("host", ""), "-U", said.get("user", ""), said["dbname"]]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def stored_bytes() -> bytes:
    """Everything in the uploads and in the mail folder, with the names of files."""
    folders = (Path(settings.MEDIA_ROOT), Path(settings.OUTBOX_MAIL_DIR))
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() + _decoded(path) for path in files)


def _decoded(path: Path) -> bytes:
    """The parts of a mail as they are read, because transport codes hide words from a search of bytes."""
    import email
    from email import policy

    if path.suffix != ".eml":
        return b""
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [part.get_payload(decode=True) or b"" for part in mail.walk()]
    return str(mail["subject"]).encode() + str(mail["to"]).encode() + b"".join(parts).replace(b"\r\n ", b"")


def mails() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.order_by("pk"))
