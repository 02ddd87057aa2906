"""Start days, target, shortlist, ageing, cost and the briefing of a vacancy; each change is kept."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.enums import Role
from competencies.enums import Section
from recruiting.domain import checks, facts
from recruiting.domain.briefing import blank_areas, is_blank, is_leading
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.facts import Facts, change_facts, vacancy_age
from recruiting.domain.opening import open_vacancy
from recruiting.domain.sources import source_figures
from recruiting.enums import Currency, Presence, Scope, Source, TeamFunction
from recruiting.forms.facts import CostForm
from recruiting.models import AREAS, Briefing, Cost, FactChange, StageCheck
from tests.at_once import at_once
from tests.factories import (
    make_application,
    make_attendance,
    make_cost,
    make_grid,
    make_interview,
    make_user,
    make_vacancy,
)
from tests.factories.pipelines import make_pipeline

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # Wednesday noon in Chișinău
TODAY = timezone.localdate(NOW)
SAID = {area: f"What the {area} need here." for area in AREAS}


@pytest.fixture
def leading_grid(db):
    """A published grid judged by an area of control."""
    return make_grid(section=Section.PEOPLE)


def opened(grid, **changes):
    recruiter, manager = make_user(Role.HR), make_user(Role.HIRING_MANAGER)
    wanted = {
        "role": grid.role,
        "grid": grid,
        "pipeline": make_pipeline(),
        "title": "Head",
        "openings": 3,
        "place": "",
        "target_date": None,
        "team": [(recruiter, TeamFunction.RECRUITER), (manager, TeamFunction.HIRING_MANAGER)],
        "by": recruiter,
        "now": NOW,
    }
    return open_vacancy(**{**wanted, **changes})


def stated(vacancy, **changes) -> Facts:
    wanted = {
        "title": vacancy.title,
        "openings": vacancy.openings,
        "place": vacancy.place,
        "target_date": vacancy.target_date,
    }
    return Facts(**{**wanted, **changes})


def test_fourteen_days_three_people_and_ageing_at_fourteen_and_twenty_eight_are_the_usual(db):
    vacancy = opened(make_grid())
    assert vacancy.target_date == TODAY + timedelta(days=14)
    assert (vacancy.shortlist_size, vacancy.warn_days, vacancy.alarm_days) == (3, 14, 28)


@pytest.mark.parametrize(("days", "level"), [(0, ""), (14, ""), (15, "warn"), (28, "warn"), (29, "over")])
def test_the_age_is_a_warning_after_fourteen_days_and_an_alarm_after_twenty_eight(days, level):
    vacancy = make_vacancy(opened_at=NOW - timedelta(days=days))
    found = vacancy_age(vacancy, NOW)
    assert (found.days, found.level) == (days, level)
    assert ("alarm" in found.words, "warning" in found.words) == (level == "over", level == "warn")


def test_a_vacancy_that_ended_does_not_age(db):
    vacancy = make_vacancy(opened_at=NOW - timedelta(days=40))
    vacancy.closed_at = NOW - timedelta(days=10)
    assert (vacancy_age(vacancy, NOW).days, vacancy_age(vacancy, NOW).level) == (30, "")


def test_openings_may_start_on_several_days(db):
    starts = [(TODAY + timedelta(days=30), 2), (TODAY + timedelta(days=45), 1)]
    vacancy = opened(make_grid(), starts=starts)
    assert list(vacancy.starts.values_list("starts_on", "openings")) == starts


@pytest.mark.parametrize("starts", [[(TODAY, 4)], [(TODAY, 1), (TODAY, 1)]])
def test_more_starts_than_openings_or_a_day_named_twice_is_refused(db, starts):
    with pytest.raises(Refused):
        opened(make_grid(), starts=starts)


def test_a_grid_with_areas_makes_the_role_a_leading_one(leading_grid):
    assert (is_leading(leading_grid), is_leading(make_grid())) == (True, False)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("text", ["", "   ", "—", "123 / ..."])
def test_a_blank_area_is_named_and_blocks_opening(leading_grid, area, text):
    with pytest.raises(Refused) as refused:
        opened(leading_grid, briefing=SAID | {area: text})
    assert [blocker.code for blocker in refused.value.blockers] == [f"briefing_blank:{area}"]
    assert str(area.label) in refused.value.message


def test_five_areas_in_words_open_the_vacancy_and_are_kept_in_order(leading_grid):
    vacancy = opened(leading_grid, briefing=SAID)
    assert list(vacancy.briefing.values_list("area", flat=True)) == list(AREAS)


def test_other_roles_need_no_briefing(db):
    assert not opened(make_grid()).briefing.exists()


def test_every_alphabet_says_something():
    assert [is_blank(text) for text in ("Смены", "Ture", "!")] == [False, False, True]
    assert [blocker.code for blocker in blank_areas({})] == [f"briefing_blank:{area}" for area in AREAS]


def test_the_database_refuses_an_area_of_dashes(leading_grid):
    vacancy = opened(leading_grid, briefing=SAID)
    Briefing.objects.filter(vacancy=vacancy, area="people").update(text="Смены")
    with pytest.raises(IntegrityError, match="briefing_says_something"), transaction.atomic():
        Briefing.objects.filter(vacancy=vacancy, area="people").update(text="- – 7")


def test_each_fact_that_changes_leaves_a_row_and_what_stays_leaves_none(db):
    vacancy = opened(make_grid())
    new = stated(vacancy, openings=5, shortlist_size=4, starts=[(date(2026, 12, 1), 5)])
    change_facts(vacancy=vacancy, facts=new, seen_revision=0, by=vacancy.created_by, now=NOW)
    assert set(FactChange.objects.values_list("fact", "was", "became")) == {
        ("openings", "3", "5"),
        ("shortlist_size", "3", "4"),
        ("starts", "", "2026-12-01: 5"),
    }
    assert change_facts(vacancy=vacancy, facts=new, seen_revision=1, by=vacancy.created_by, now=NOW) == []


def test_a_second_editor_is_told_who_was_first(db):
    vacancy, first = opened(make_grid()), make_user(Role.HR, full_name="Irina Moraru")
    change_facts(vacancy=vacancy, facts=stated(vacancy, openings=4), seen_revision=0, by=first, now=NOW)
    with pytest.raises(Conflict, match="Irina Moraru"):
        change_facts(vacancy=vacancy, facts=stated(vacancy, openings=9), seen_revision=0, by=first, now=NOW)


@pytest.mark.parametrize(
    "wrong", [{"warn_days": 28, "alarm_days": 28}, {"openings": 1}, {"openings": 2, "starts": [(TODAY, 3)]}]
)
def test_what_cannot_be_is_refused(db, wrong):
    vacancy = make_vacancy()
    vacancy.target_date = TODAY
    for _number in range(2):
        make_application(vacancy, state="hired")
    with pytest.raises(Refused):
        change_facts(vacancy=vacancy, facts=stated(vacancy, **wrong), seen_revision=0, by=vacancy.created_by, now=NOW)


def test_the_history_of_facts_cannot_be_rewritten(db):
    vacancy = opened(make_grid())
    change_facts(vacancy=vacancy, facts=stated(vacancy, openings=4), seen_revision=0, by=vacancy.created_by, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        FactChange.objects.update(became="9")


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_is_told(db):
    vacancy = opened(make_grid())
    act = lambda count: change_facts(  # noqa: E731
        vacancy=vacancy, facts=stated(vacancy, openings=count), seen_revision=0, by=vacancy.created_by, now=NOW
    )
    results = at_once(lambda: act(4), lambda: act(5))
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]


def test_sources_say_who_applied_was_invited_came_and_was_hired_and_at_what_cost(db):
    vacancy = make_vacancy()
    first, second = (make_application(vacancy, source=Source.JOB_SITE) for _number in range(2))
    make_application(vacancy, source=Source.JOB_SITE, state="hired")
    make_application(vacancy, source=Source.REFERRAL)
    make_interview(first).attendances.update(presence=Presence.CAME)
    make_attendance(make_interview(second, starts_at=NOW + timedelta(days=1)), make_application(vacancy))
    make_cost(vacancy, "90.00", source=Source.JOB_SITE)
    make_cost(vacancy, "10.00", currency=Currency.MDL)
    rows, together = source_figures(vacancy)
    job_site = rows[0]
    assert (job_site.source, job_site.applied, job_site.invited, job_site.came, job_site.hired) == (
        "job_site",
        3,
        2,
        1,
        1,
    )
    assert (job_site.by_response, job_site.by_hire) == ({"EUR": Decimal("30.00")}, {"EUR": Decimal("90.00")})
    assert (together.applied, together.spent) == (5, {"EUR": Decimal("90.00"), "MDL": Decimal("10.00")})
    assert (job_site.show_up, together.expected, together.attended) == (100, 1, 1)
    referral = next(row for row in rows if row.source == "referral")
    assert (referral.by_response, referral.by_hire) == ({}, {})


def test_the_show_up_rate_counts_only_meetings_that_took_place(db):
    vacancy = make_vacancy()
    for presence, state in [
        (Presence.CAME, "held"),
        (Presence.CAME, "held"),
        (Presence.NO_SHOW, "held"),
        (Presence.NO_SHOW, "cancelled"),
        (Presence.NO_SHOW, "technical_failure"),
        (Presence.UNKNOWN, "planned"),
    ]:
        meeting = make_interview(make_application(vacancy, source=Source.REFERRAL), state=state)
        meeting.attendances.update(presence=presence)
    make_interview(make_application(source=Source.REFERRAL)).attendances.update(presence=Presence.NO_SHOW)
    [row], together = source_figures(vacancy)
    assert (row.expected, row.attended, row.show_up) == (3, 2, 67)
    assert (together.expected, together.attended, together.show_up) == (3, 2, 67)
    assert source_figures(make_vacancy())[1].show_up is None


@pytest.mark.parametrize(
    ("language", "typed", "sum_"),
    [
        ("en", "12,500.50", "12500.50"),
        ("en", "12 500.5", "12500.5"),
        ("ru", "12\u00a0500,50", "12500.50"),
        ("ro", "12.500,50", "12500.50"),
        ("ro", "12 500", "12500"),
        ("ro", "12.50", "12.50"),
        ("ro", "12,5", "12.5"),
        ("en", "0.01", "0.01"),
    ],
)
def test_a_sum_is_read_as_people_write_it(language, typed, sum_):
    with override(language):
        form = CostForm(
            {"amount": typed, "currency": "EUR", "what_for": "Ad", "spent_on": "2026-11-01"}, today=NOW.date()
        )
        assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal(sum_)


@pytest.mark.parametrize("typed", ["12,5,0", "1.2.3", "twelve", "-5", "1,2345,000", ""])
def test_what_is_no_sum_is_refused(typed):
    form = CostForm({"amount": typed, "currency": "EUR", "what_for": "Ad", "spent_on": "2026-11-01"}, today=NOW.date())
    assert "amount" in form.errors


def test_a_cost_is_taken_out_once_and_never_rewritten(db):
    cost = make_cost(make_vacancy(), "12500.50", currency=Currency.EUR)
    facts.take_out_cost(cost=cost, by=cost.by, now=NOW)
    assert FactChange.objects.get(became="").was == f"12,500.50 EUR, {cost.what_for}"
    with pytest.raises(AlreadyDone):
        facts.take_out_cost(cost=cost, by=cost.by, now=NOW)
    assert source_figures(cost.vacancy)[1].spent == {}
    with pytest.raises(DatabaseError, match="a cost can only be taken out"), transaction.atomic():
        Cost.objects.update(amount=1)


def test_stages_about_the_vacancy_and_after_the_hire_are_lines_to_tick(db):
    vacancy = make_vacancy()
    vacancy.stages.filter(key="review").update(scope=Scope.VACANCY)
    vacancy.stages.filter(key="offer").update(scope=Scope.AFTER_HIRE)
    review, offer = vacancy.stages.get(key="review"), vacancy.stages.get(key="offer")
    assert [(line.stage, line.application) for line in checks.checklist(vacancy)] == [(review, None)]
    hired = make_application(vacancy, state="hired")
    assert [line.application for line in checks.checklist(vacancy)] == [None, hired]
    tick = {"by": vacancy.created_by, "now": NOW}
    checks.check(stage=offer, application=hired, done=True, **tick)
    with pytest.raises(AlreadyDone):
        checks.check(stage=offer, application=hired, done=True, **tick)
    assert [line.is_done for line in checks.checklist(vacancy)] == [False, True]
    checks.check(stage=offer, application=hired, done=False, **tick)
    assert [line.is_done for line in checks.checklist(vacancy)] == [False, False]
    assert StageCheck.objects.count() == 2


@pytest.mark.parametrize("key", ["interview", "review"])
def test_a_stage_of_the_board_or_a_stranger_is_no_line(db, key):
    vacancy = make_vacancy()
    vacancy.stages.filter(key="review").update(scope=Scope.AFTER_HIRE)
    with pytest.raises(Refused):
        checks.check(
            stage=vacancy.stages.get(key=key),
            application=make_application(vacancy),
            done=True,
            by=vacancy.created_by,
            now=NOW,
        )
