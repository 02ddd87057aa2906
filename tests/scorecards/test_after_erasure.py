"""Nothing more is written about somebody whose data were erased: every act that keeps words says so and keeps none."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from recruiting.domain.errors import Refused
from recruiting.domain.letters import LetterText
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.enums import DestructionGround
from recruiting.models import Application, Candidate
from scorecards.domain import debrief, feedback
from scorecards.domain.amendments import amend
from scorecards.domain.topics import leave_topic, review_topic
from scorecards.enums import AmendReason, TopicState
from scorecards.models import Amendment, Debrief, DebriefNote, Scorecard, Topic
from tests.scorecards.comparison.conftest import World

pytestmark = pytest.mark.django_db
WORDS = "How complaints were counted."


@pytest.fixture
def erased(world: World) -> Application:
    """A candidate with sealed cards, an open debrief and a topic to look through, erased since."""
    application = world.rated([2, 4], [4, 4])
    now = timezone.now()
    debrief.open_debrief(application=application, by=world.manager, now=now)
    leave_topic(application=application, stage=application.stage, text=WORDS, by=world.interviewers[0], now=now)
    closed = {"state": "rejected", "closed_at": now, "no_letter_reason": "Told by phone."}
    Application.objects.filter(pk=application.pk).update(**closed)
    erase_candidate(uid=application.candidate.uid, ground=DestructionGround.REQUEST, by=None, now=now)
    application.refresh_from_db()
    return application


def amends(world, row, now):
    card = Scorecard.objects.filter(application=row, interviewer=world.interviewers[0]).get()
    words = {"level": 3, "evidence": "Said so.", "reason": AmendReason.SLIP}
    amend(card=card, item=card.ratings.first().item, by=card.interviewer, now=now, **words)


def notes(world, row, now):
    debrief.note(debrief=Debrief.objects.get(application=row), item=None, text="Calm.", by=world.manager, now=now)


def agrees(world, row, now):
    talk, item = Debrief.objects.get(application=row), row.vacancy.grid.items.first()
    debrief.agree(debrief=talk, item=item, level=3, why="Calm.", seen=0, by=world.manager, now=now)


def leaves(world, row, now):
    leave_topic(application=row, stage=row.stage, text="Another.", by=world.interviewers[0], now=now)


def reviews(world, row, now):
    topic = Topic.objects.get(application=row)
    review_topic(topic=topic, state=TopicState.PASSED, text=WORDS, by=world.manager, now=now)


def writes_feedback(world, row, now):
    feedback.save(application=row, text=LetterText("Feedback", "Calm."), seen=0, by=world.manager, now=now)


@pytest.mark.parametrize("act", [amends, notes, agrees, leaves, reviews, writes_feedback])
def test_the_act_is_refused(act, world, erased):
    with pytest.raises(Refused, match="data were erased"):
        act(world, erased, timezone.now())
    assert not Amendment.objects.exists()
    assert not Topic.objects.exclude(passed_text="").exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_the_erasure_is_refused_as_well(world):
    row = world.rated([2, 4], [4, 4])
    words = {"stage": row.stage, "text": WORDS, "by": world.interviewers[0], "now": timezone.now()}

    def late() -> type:
        try:
            return type(leave_topic(application=row, **words))
        except Refused as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Application.objects.select_for_update(no_key=True).get(pk=row.pk)
            waiting = pool.submit(late)
            sleep(0.5)  # it stands before the lock by now
            gone = {"full_name": "", "name_sort": "", "email": "", "phone": "", "city": "", "erased_at": timezone.now()}
            Candidate.objects.filter(pk=row.candidate_id).update(**gone)
        assert waiting.result() is Refused
    assert not Topic.objects.exists()


def test_a_page_left_open_gets_the_reason(client, world, erased):
    client.force_login(world.manager)
    answer = client.post(reverse("scorecards:debrief_note", args=[erased.pk]), {"text": "Calm."})
    assert (answer.status_code, DebriefNote.objects.exists()) == (422, False)
    assert "data were erased" in answer.content.decode()
