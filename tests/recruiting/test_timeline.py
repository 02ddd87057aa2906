"""What happened on an application, in one order, with every letter and what the mail server said."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.enums import AttemptOutcome, MessageKind, MessageState
from outbox.models import OutboundMessage
from recruiting.domain.claims_shown import shown_claims
from recruiting.domain.letters import LetterText
from recruiting.domain.notes import add_note
from recruiting.domain.scheduling import cancel, reschedule, schedule
from recruiting.domain.task_letter import send_task
from recruiting.domain.timeline import MOST, Reader, timeline
from recruiting.domain.workflow import close, move
from recruiting.enums import ApplicationState, TeamFunction
from recruiting.models import Letter, Note
from tests.factories import make_application, make_attempt, make_interview, make_message, make_user, make_vacancy
from tests.factories.claims import make_claim, make_task
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_user(Role.HR, full_name="Rita")


@pytest.fixture
def application(recruiter):
    return make_application(make_vacancy(recruiter=recruiter), stage="review")


def read(application, user, **options):
    reader = Reader(user, contacts=True, blind=options.pop("blind", False))
    claims = shown_claims(application, user)
    files = application.candidate.files.all()
    return timeline(application, reader, claims=claims, files=files, now=timezone.now(), **options)


def play(application, by):
    """A candidate's way with every letter that the acts send; the number of letters."""
    vacancy, now = application.vacancy, timezone.now()
    make_task(vacancy)
    send_task(application=application, by=by, now=now)
    move(application=application, to_stage=vacancy.stages.get(key="interview"), seen_revision=0, by=by, now=now)
    meeting = schedule(
        vacancy=vacancy,
        stage=vacancy.stages.get(key="interview"),
        applications=[application],
        interviewers=[make_user(Role.INTERVIEWER)],
        starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=1, hours=1),
        time_zone="Europe/Chisinau",
        by=by,
        now=now,
    )
    later = now + timedelta(days=2)
    meeting = reschedule(
        interview=meeting, starts_at=later, ends_at=later + timedelta(hours=1), reason="Ill.", by=by, now=now
    )
    cancel(interview=meeting, reason="No longer needed.", by=by, now=now)
    add_note(application=application, text="Told by phone too.", by=by, now=now)
    close(
        application=application,
        to_state=ApplicationState.REJECTED,
        reason=make_reason(),
        letter=LetterText("Your application", "We thank you."),
        by=by,
        now=now,
        seen_revision=1,
    )
    return 5


def test_every_letter_that_an_act_sends_to_the_candidate_is_on_the_timeline(application, recruiter):
    count = play(application, recruiter)
    letters = OutboundMessage.objects.filter(kind=MessageKind.LETTER)
    shown = [event.row.message for event in read(application, recruiter).events if event.kind == "letters"]
    assert len(shown) == count
    assert set(shown) == set(letters) == set(OutboundMessage.objects.filter(to=application.candidate.email))


def test_events_come_newest_first_and_narrow_to_one_kind(application, recruiter):
    play(application, recruiter)
    make_claim(application)
    whole = read(application, recruiter)
    times = [event.at for event in whole.events]
    assert times == sorted(times, reverse=True)
    assert whole.counts == {"moves": 2, "letters": 5, "interviews": 2, "notes": 1, "claims": 1}
    only = read(application, recruiter, show="letters")
    assert ({event.kind for event in only.events}, only.total) == ({"letters"}, whole.total)
    assert read(application, recruiter, show="nonsense").events == whole.events


def test_the_state_and_the_mail_servers_words_stand_beside_the_letter(client, application, recruiter):
    message = make_message(to=application.candidate.email, state=MessageState.FAILED)
    make_attempt(message, AttemptOutcome.REFUSED, "550 5.1.1 no such mailbox")
    Letter.objects.create(application=application, message=message)
    client.force_login(recruiter)
    html = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
    assert "550 5.1.1 no such mailbox" in html
    assert reverse("recruiting:letter", args=[message.letter.pk]) in html


def test_an_interviewer_reads_no_letter_and_no_note(client, application, recruiter):
    seated = make_user(Role.INTERVIEWER)
    make_interview(application, seated, stage=application.vacancy.stages.get(key="interview"))
    Letter.objects.create(application=application, message=make_message(subject="A letter"))
    add_note(application=application, text="A note", by=recruiter, now=timezone.now())
    client.force_login(seated)
    html = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
    assert "A letter" not in html
    assert "A note" not in html


def test_a_long_story_opens_on_demand(application, recruiter):
    Note.objects.bulk_create(
        Note(application=application, author=recruiter, text=f"Note {number}", at=timezone.now())
        for number in range(MOST + 5)
    )
    first = read(application, recruiter)
    assert (len(first.events), first.hidden, first.total) == (MOST, 5, MOST + 5)
    assert len(read(application, recruiter, everything=True).events) == MOST + 5


def queries_of(client, application) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(reverse("recruiting:application", args=[application.pk]))
    return len(asked)


def test_the_page_asks_the_same_number_of_questions_however_much_happened(client, recruiter):
    vacancy = make_vacancy(recruiter=recruiter)
    few, many = make_application(vacancy), make_application(vacancy)
    manager = vacancy.members.get(function=TeamFunction.HIRING_MANAGER).user
    make_task(vacancy)
    for application, times in ((few, 1), (many, 6)):
        for number in range(times):
            make_claim(application, text=f"Claim {number} of {application.pk}")
            add_note(application=application, text=f"Note {number}", by=recruiter, now=timezone.now())
            message = make_message(author=manager)
            make_attempt(message, AttemptOutcome.ACCEPTED, "250 ok")
            Letter.objects.create(application=application, message=message)
            make_interview(
                application, make_user(Role.INTERVIEWER), starts_at=timezone.now() + timedelta(days=number + 1)
            )
    client.force_login(recruiter)
    queries_of(client, few)
    assert queries_of(client, few) == queries_of(client, many)
