"""The demo world: played through the acts of the product, so it must hold together on any day of the week."""

from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from desk.demo.calendar import working_day
from desk.demo.story import make_team, play
from outbox.models import OutboundMessage
from recruiting.enums import ApplicationState, Presence
from recruiting.models import Application, Attendance, Interview, Vacancy
from scorecards.domain.awaiting import awaiting_decision
from scorecards.domain.comparing import compare
from scorecards.domain.owed import owed_cards
from scorecards.enums import CardState
from scorecards.models import Scorecard

pytestmark = pytest.mark.django_db
CHISINAU = ZoneInfo("Europe/Chisinau")


@pytest.fixture
def library(db):
    call_command("load_library", stdout=StringIO())


def run_demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_it_refuses_to_run_outside_the_demo(settings, library):
    settings.DEMO = False
    with pytest.raises(CommandError, match="RUBRIKA_ENV"):
        run_demo()
    assert not User.objects.exists()


def test_it_asks_for_the_library_first(settings, db):
    settings.DEMO = True
    with pytest.raises(CommandError, match="load_library"):
        run_demo()


@pytest.mark.slow
def test_it_prints_the_log_ins_and_a_second_run_adds_nothing(settings, library):
    settings.DEMO = True
    first = run_demo()
    before = (User.objects.count(), Application.objects.count(), OutboundMessage.objects.count())
    assert run_demo().endswith(first)
    assert (User.objects.count(), Application.objects.count(), OutboundMessage.objects.count()) == before
    assert {line.split()[0] for line in first.splitlines()} == set(User.objects.values_list("email", flat=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    "day", ["2026-11-21T20:00", "2026-11-23T08:00", "2026-12-31T17:00"], ids=["Saturday", "Monday", "eve"]
)
def test_a_vacancy_is_in_full_swing_on_any_day(library, day):
    now = datetime.fromisoformat(day).replace(tzinfo=CHISINAU)
    cast = make_team("a long demo password")
    play(cast, now)
    middle = Vacancy.objects.get(title__startswith="Middle")
    placed = [column for column in compare(vacancy=middle, user=cast["radu"]).columns if column.place]
    assert [column.place for column in placed] == [1, 1]  # practically equal
    assert Scorecard.objects.filter(state=CardState.DRAFT).count() == 1
    assert Attendance.objects.filter(presence=Presence.NO_SHOW).count() == 1
    assert owed_cards(now=now) != []
    assert awaiting_decision(now=now, user=cast["radu"]) != []
    assert Interview.objects.filter(starts_at__gt=now).count() >= 2
    assert set(Application.objects.values_list("state", flat=True)) == {
        ApplicationState.ACTIVE,
        ApplicationState.REJECTED,
        ApplicationState.WITHDRAWN,
    }
    assert not Scorecard.objects.filter(created_at__gt=now).exists()


def test_the_story_happens_on_working_days():
    saturday = date(2026, 11, 21)
    assert [working_day(back, saturday).isoformat() for back in (1, 0, -1)] == [
        "2026-11-20",
        "2026-11-23",
        "2026-11-24",
    ]
