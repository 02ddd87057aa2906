"""Figures about interviewers: computed at night from ended vacancies, private, and only after the notice was read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Role
from accounts.models import AccessEvent
from recruiting.enums import ApplicationState, VacancyState
from recruiting.models import Application, Vacancy
from scorecards.domain import calibrating
from scorecards.domain.fitting import settled_ratings
from scorecards.measurement import diagnostics, model
from scorecards.models import CalibrationLead, RaterFigures
from scorecards.views.calibration import sentences
from tests.factories import make_user
from tests.scorecards.comparison.conftest import World

pytestmark = pytest.mark.django_db

LEVELS = [(3, 4), (2, 2), (4, 5), (3, 3), (5, 4), (3, 2), (4, 3), (2, 4), (4, 5), (5, 5)]


@pytest.fixture
def ended(world) -> World:
    """Ten candidates met by all four interviewers; the second rates a level lower than the others."""
    for first, second in LEVELS:
        lower = [max(1, first - 1), max(1, second - 1)]
        world.rated([first, second], lower, [first, second], [first, second])
    closed = {"state": ApplicationState.REJECTED, "closed_at": timezone.now(), "no_letter_reason": "Told by phone."}
    Application.objects.update(**closed)
    Vacancy.objects.update(state=VacancyState.FILLED, closed_at=timezone.now())
    return world


def read_notice(*people) -> None:
    for person in people:
        calibrating.read_notice(by=person, now=timezone.now())


def calibrate() -> int:
    return calibrating.calibrate(now=timezone.now())


def test_only_who_read_the_notice_has_figures(ended):
    read_notice(ended.interviewers[0])
    assert calibrate() == 1
    assert [row.user for row in RaterFigures.objects.all()] == [ended.interviewers[0]]


def test_the_figures_are_those_of_the_diagnostics(ended):
    read_notice(ended.interviewers[1])
    calibrate()
    rows = settled_ratings(Vacancy.objects.all())
    report = diagnostics.rater(rows, model.MEDIANS, ended.interviewers[1].pk)
    stored = RaterFigures.objects.get().figures["severity"]
    assert (stored["value"], stored["have"]) == (report.severity.value, 10)


def test_lower_ratings_are_said_as_a_size_with_its_uncertainty(ended):
    read_notice(ended.interviewers[1])
    calibrate()
    with translation.override("en"):
        first = sentences(RaterFigures.objects.get().figures)[0].text
    assert first.startswith("Rates 0.")
    assert "lower than colleagues on the same candidates (95 %: " in first


def test_too_few_shared_interviews_say_how_many_are_needed(ended):
    read_notice(ended.interviewers[1])
    calibrate()
    with translation.override("en"):
        said = [one.text for one in sentences(RaterFigures.objects.get().figures)]
    assert "Not enough shared interviews yet (have 10, need 15)." in said


def test_a_running_vacancy_and_an_old_one_give_nothing(ended):
    read_notice(*ended.interviewers)
    Vacancy.objects.update(state=VacancyState.OPEN, closed_at=None)
    assert calibrate() == 0
    Vacancy.objects.update(state=VacancyState.FILLED, closed_at=timezone.now() - calibrating.KEPT - timedelta(days=1))
    assert calibrate() == 0


def test_figures_of_whoever_is_switched_off_go_with_the_next_night(ended):
    read_notice(*ended.interviewers)
    assert calibrate() == 4
    ended.interviewers[0].is_active = False
    ended.interviewers[0].save()
    assert calibrate() == 3
    assert not RaterFigures.objects.filter(user=ended.interviewers[0]).exists()


def test_a_new_notice_has_to_be_read_again(ended, monkeypatch):
    read_notice(ended.interviewers[0])
    monkeypatch.setattr(calibrating, "NOTICE", calibrating.NOTICE + 1)
    assert calibrate() == 0
    assert not calibrating.has_read_notice(ended.interviewers[0])


def test_the_private_page_names_no_colleague(client, ended):
    read_notice(*ended.interviewers)
    calibrate()
    client.force_login(ended.interviewers[0])
    page = client.get(reverse("scorecards:calibration")).content.decode()
    assert "Your figures" in page
    assert [person.full_name for person in ended.interviewers[1:] if person.full_name in page] == []


def test_before_the_notice_is_read_no_figures_are_shown(client, ended):
    read_notice(ended.interviewers[0])
    calibrate()
    ended.interviewers[0].calibration_notice.delete()
    client.force_login(ended.interviewers[0])
    page = client.get(reverse("scorecards:calibration")).content.decode()
    assert "Your figures" not in page
    client.post(reverse("scorecards:calibration_notice"))
    assert "Your figures" in client.get(reverse("scorecards:calibration")).content.decode()


def test_the_lead_reads_all_and_leaves_a_trace(client, ended):
    lead = make_user(Role.HR)
    calibrating.name_lead(user=lead, by=make_user(Role.ADMIN), now=timezone.now())
    read_notice(*ended.interviewers)
    calibrate()
    client.force_login(lead)
    page = client.get(reverse("scorecards:calibration_people")).content.decode()
    assert [person.full_name in page for person in ended.interviewers] == [True] * 4
    assert [(event.user, event.detail) for event in AccessEvent.objects.all()] == [(lead, {"raters": 4})]


def test_naming_twice_and_releasing_twice_are_messages(client):
    admin, person = make_user(Role.ADMIN), make_user(Role.INTERVIEWER)
    client.force_login(admin)
    address = reverse("scorecards:calibration_leads")
    for act in ("name", "name"):
        assert client.post(address, {"user": person.pk, "act": act}).status_code == 302
    assert CalibrationLead.objects.get().user == person
    for act in ("release", "release"):
        assert client.post(address, {"user": person.pk, "act": act}).status_code == 302
    assert not CalibrationLead.objects.exists()


@pytest.mark.parametrize("user", ["", "x", "0", "9" * 30])
def test_nobody_unknown_is_named(client, user):
    client.force_login(make_user(Role.ADMIN))
    assert client.post(reverse("scorecards:calibration_leads"), {"user": user}).status_code == 404


def severity(value: float, error: float) -> dict:
    return {"value": value, "low": value - 1.96 * error, "high": value + 1.96 * error}


def test_a_list_names_only_what_chance_would_not(ended):
    assert calibrating.stands_out(severity(0.5, 0.2)) is False
    assert calibrating.stands_out(severity(-0.6, 0.2)) is True
    assert calibrating.stands_out({"value": None, "low": None, "high": None}) is False
