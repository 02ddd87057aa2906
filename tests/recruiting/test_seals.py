"""What the database itself refuses, whoever asks."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from outbox.enums import MessageKind
from outbox.models import OutboundMessage
from recruiting.enums import ApplicationState, TeamFunction
from recruiting.models import Application, Letter, StageMove, TeamChange, TeamMember, VacancyEvent
from tests.factories import make_application, make_vacancy

pytestmark = pytest.mark.django_db
APPEND_ONLY = ["stagemove", "vacancyevent", "declaredrule", "teamchange"]


def run(sql: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def application():
    return make_application(stage="review")


@pytest.fixture
def history(application):
    """One row in each append-only table."""
    vacancy, now = application.vacancy, timezone.now()
    by = vacancy.created_by
    stage = application.stage
    StageMove.objects.create(
        application=application, to_stage=stage, from_state="active", to_state="active", by=by, at=now
    )
    VacancyEvent.objects.create(vacancy=vacancy, from_state="draft", to_state="open", by=by, at=now)
    TeamChange.objects.create(vacancy=vacancy, user=by, function="recruiter", added=True, by=by, at=now)
    run("SELECT 1")  # no check is left pending, or TRUNCATE would be refused for that


def letter(application, *, closing: bool = True) -> Letter:
    now = timezone.now()
    message = OutboundMessage.objects.create(
        kind=MessageKind.LETTER, to="ana@example.org", subject="S", body="B", not_before=now, created_at=now
    )
    return Letter.objects.create(application=application, message=message, closing=closing)


def close(application) -> None:
    run("UPDATE recruiting_application SET state = 'rejected', closed_at = now() WHERE id = %s", application.pk)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "sql", ["UPDATE recruiting_{} SET id = id", "DELETE FROM recruiting_{}", "TRUNCATE recruiting_{} CASCADE"]
)
def test_history_is_neither_changed_nor_taken_away(history, table, sql):
    with pytest.raises(IntegrityError, match="append-only"):
        run(sql.format(table))


def test_nobody_is_closed_without_an_answer(application):
    with pytest.raises(IntegrityError, match="closed without a letter"):
        close(application)
    application.refresh_from_db()
    assert application.is_active


def test_a_letter_that_does_not_tell_the_outcome_is_no_answer(application):
    letter(application, closing=False)
    with pytest.raises(IntegrityError, match="closed without a letter"):
        close(application)


def test_the_letter_of_somebody_else_is_no_answer(application):
    letter(make_application())
    with pytest.raises(IntegrityError, match="closed without a letter"):
        close(application)


def test_blanks_are_no_reason(application):
    with pytest.raises(IntegrityError, match="closed without a letter"):
        run(
            "UPDATE recruiting_application SET state = 'rejected', closed_at = now(), no_letter_reason = '  ' "
            "WHERE id = %s",
            application.pk,
        )


def test_the_answer_may_follow_in_the_same_transaction(application):
    with transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state=ApplicationState.REJECTED, closed_at=timezone.now())
        letter(application)
    run("SELECT 1")
    application.refresh_from_db()
    assert application.state == ApplicationState.REJECTED


def test_the_answer_cannot_be_taken_back_afterwards(application):
    sent = letter(application)
    close(application)
    for sql in (
        "DELETE FROM recruiting_letter WHERE id = %s",
        "UPDATE recruiting_letter SET closing = false WHERE id = %s",
    ):
        with pytest.raises(IntegrityError, match="closed without a letter"):
            run(sql, sent.pk)


def test_the_reason_cannot_be_wiped_afterwards():
    closed = make_application(state=ApplicationState.REJECTED)
    with pytest.raises(IntegrityError, match="closed without a letter"):
        run("UPDATE recruiting_application SET no_letter_reason = '' WHERE id = %s", closed.pk)


def test_an_application_cannot_be_born_closed_and_unanswered():
    make_application(state=ApplicationState.REJECTED, no_letter_reason="", stage="review")
    with pytest.raises(IntegrityError, match="closed without a letter"):
        run("SELECT 1")
    Application.objects.update(no_letter_reason="Told.")


def test_one_person_is_once_in_a_vacancy_and_the_message_says_so(application):
    twin = Application(
        candidate=application.candidate,
        vacancy=application.vacancy,
        stage=application.stage,
        stage_since=timezone.now(),
        applied_at=timezone.now(),
    )
    with pytest.raises(ValidationError) as error:
        twin.full_clean()
    assert error.value.messages == ["This person is already a candidate for this vacancy."]
    with pytest.raises(IntegrityError, match="application_once_per_vacancy"), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "rejected", "no_letter_reason": "Told."}, "application_closed_has_time"),
        ({"closed_at": timezone.now()}, "application_closed_has_time"),
    ],
)
def test_closed_and_the_time_of_closing_go_together(application, change, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "name"),
    [({"openings": 0}, "vacancy_at_least_one_opening"), ({"opened_at": None}, "vacancy_open_has_opening_time")],
)
def test_an_open_vacancy_has_an_opening_and_a_time(change, name):
    vacancy = make_vacancy()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(vacancy).objects.filter(pk=vacancy.pk).update(**change)


def test_a_function_is_given_once():
    vacancy = make_vacancy()
    with pytest.raises(IntegrityError, match="team_function_once"), transaction.atomic():
        TeamMember.objects.create(vacancy=vacancy, user=vacancy.created_by, function=TeamFunction.RECRUITER)


def test_a_rule_with_impossible_figures_is_refused():
    vacancy = make_vacancy()
    rule = vacancy.rule
    rule.pk = None
    rule.min_coverage = 101
    rule.vacancy = make_vacancy()
    with pytest.raises(ValidationError) as error:
        rule.full_clean()
    assert "rule_coverage_is_per_cent" in str(error.value)
