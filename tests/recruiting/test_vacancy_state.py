"""What may follow what in the life of a vacancy, and who is in its team."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.team import change_team
from recruiting.domain.vacancy_state import TRANSITIONS, change_state
from recruiting.enums import ApplicationState, ReasonKind, TeamFunction, VacancyState
from recruiting.models import VacancyEvent
from tests.factories import make_application, make_user, make_vacancy
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def vacancy():
    return make_vacancy()


def changed(vacancy, to_state: VacancyState, **changes):
    return change_state(vacancy=vacancy, to_state=to_state, by=vacancy.created_by, now=NOW, **changes)


def cancelled():
    return make_reason(ReasonKind.VACANCY_CLOSED, "Cancelled")


def test_a_vacancy_is_held_and_resumed_and_both_stay_in_the_history(vacancy):
    changed(vacancy, VacancyState.ON_HOLD, note=" Budget is being checked. ")
    changed(vacancy, VacancyState.OPEN)
    assert list(vacancy.events.values_list("from_state", "to_state", "reason")) == [
        ("open", "on_hold", "Budget is being checked."),
        ("on_hold", "open", ""),
    ]


def test_a_repeated_click_changes_nothing_and_says_so(vacancy):
    changed(vacancy, VacancyState.ON_HOLD)
    with pytest.raises(AlreadyDone, match="On hold"):
        changed(vacancy, VacancyState.ON_HOLD)
    assert vacancy.events.count() == 1


@pytest.mark.parametrize("was", [VacancyState.FILLED, VacancyState.CLOSED, VacancyState.DRAFT])
@pytest.mark.parametrize("to", [state for state in VacancyState if state != VacancyState.DRAFT])
def test_only_what_the_table_allows_is_done(was, to):
    vacancy = make_vacancy(state=was)
    if to in TRANSITIONS[was]:
        assert changed(vacancy, to).state == to
        return
    with pytest.raises(Refused):
        changed(vacancy, to, code=cancelled())
    vacancy.refresh_from_db()
    assert vacancy.state == was


def test_closing_keeps_the_coded_reason_and_the_time(vacancy):
    code = cancelled()
    closed = changed(vacancy, VacancyState.CLOSED, code=code)
    assert (closed.state, closed.closed_at) == (VacancyState.CLOSED, NOW)
    assert vacancy.events.get().code == code


def test_closing_needs_a_reason_of_the_right_kind(vacancy):
    with pytest.raises(Refused, match="Say why"):
        changed(vacancy, VacancyState.CLOSED)
    with pytest.raises(Refused, match="Say why"):
        changed(vacancy, VacancyState.CLOSED, code=make_reason(ReasonKind.REJECTED))


def test_the_database_refuses_a_closing_without_a_reason(vacancy):
    with pytest.raises(IntegrityError, match="vacancy_closing_has_reason"), transaction.atomic():
        VacancyEvent.objects.create(
            vacancy=vacancy, from_state="open", to_state="closed", by=vacancy.created_by, at=NOW
        )


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (1, "1 candidate is still in work. Answer this person first."),
        (2, "2 candidates are still in work. Answer each of them first."),
    ],
)
def test_nobody_is_left_unanswered_when_a_vacancy_ends(vacancy, waiting, words):
    for _ in range(waiting):
        make_application(vacancy)
    with pytest.raises(Refused) as refusal:
        changed(vacancy, VacancyState.CLOSED, code=cancelled())
    assert refusal.value.message == words


def test_filled_means_that_as_many_are_hired_as_there_are_openings(vacancy):
    with pytest.raises(Refused, match="0 of 1"):
        changed(vacancy, VacancyState.FILLED)
    make_application(vacancy, state=ApplicationState.HIRED)
    assert changed(vacancy, VacancyState.FILLED).state == VacancyState.FILLED


def test_a_changed_team_leaves_who_was_added_and_taken_out(vacancy):
    recruiter = vacancy.created_by
    new = make_user(Role.HIRING_MANAGER)
    old = vacancy.members.get(function=TeamFunction.HIRING_MANAGER).user
    team = [(recruiter, TeamFunction.RECRUITER), (new, TeamFunction.HIRING_MANAGER)]
    change_team(vacancy=vacancy, team=team, by=recruiter, now=NOW)
    assert set(vacancy.members.values_list("user", "function")) == {
        (recruiter.pk, "recruiter"),
        (new.pk, "hiring_manager"),
    }
    assert set(vacancy.team_changes.values_list("user", "function", "added", "by")) == {
        (old.pk, "hiring_manager", False, recruiter.pk),
        (new.pk, "hiring_manager", True, recruiter.pk),
    }


def test_saving_the_same_team_again_leaves_no_trace(vacancy):
    team = [(row.user, TeamFunction(row.function)) for row in vacancy.members.all()]
    change_team(vacancy=vacancy, team=team, by=vacancy.created_by, now=NOW)
    assert not vacancy.team_changes.exists()


def test_a_team_without_anybody_to_decide_is_refused(vacancy):
    with pytest.raises(Refused, match="hiring manager"):
        change_team(
            vacancy=vacancy, team=[(vacancy.created_by, TeamFunction.RECRUITER)], by=vacancy.created_by, now=NOW
        )
    assert vacancy.members.count() == 2
