"""Moving and closing: what is refused, what stays, who is told."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Language, Role
from outbox.enums import MessageKind
from outbox.models import OutboundMessage
from recruiting.domain import gates, workflow
from recruiting.domain.errors import AlreadyDone, Conflict, HeldBack, Refused
from recruiting.domain.gates import Blocker
from recruiting.domain.letters import LetterText, draft_letter
from recruiting.enums import ApplicationState, InterviewState, ReasonKind, Scope, TeamFunction
from recruiting.models import Application, StageMove, TeamMember
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy
from tests.factories.pipelines import make_reason

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LETTER = LetterText(subject="Your application", body="Thank you.")


@pytest.fixture
def application(db):
    return make_application(make_vacancy(), stage="review")


@pytest.fixture
def gate(monkeypatch):
    """The only gate; the test fills what it answers."""
    answers: list[Blocker] = []
    monkeypatch.setattr(gates, "_gates", [lambda application, stage: answers])
    monkeypatch.setattr(gates, "_outcome_gates", [lambda application, state: answers])
    return answers


def stage_of(application, key: str):
    return application.vacancy.stages.get(key=key)


def moved(application, key: str, **changes) -> StageMove:
    values = {
        "application": application,
        "to_stage": stage_of(application, key),
        "seen_revision": application.revision,
        "by": application.vacancy.created_by,
        "now": NOW,
    }
    return workflow.move(**values | changes)


def closed(application, to_state=ApplicationState.REJECTED, **changes) -> StageMove:
    kind = workflow.OUTCOMES[to_state]
    values = {
        "application": application,
        "to_state": to_state,
        "reason": make_reason(kind) if kind else None,
        "letter": LETTER,
        "seen_revision": application.revision,
        "by": application.vacancy.created_by,
        "now": NOW,
    }
    return workflow.close(**values | changes)


def test_a_move_changes_the_stage_and_adds_to_the_history(application, gate):
    was = application.stage
    moved(application, "interview")
    application.refresh_from_db()
    assert (application.stage.key, application.stage_since, application.revision) == ("interview", NOW, 1)
    step = application.moves.get()
    assert (step.from_stage, step.to_stage, step.by, step.at) == (
        was,
        application.stage,
        application.vacancy.created_by,
        NOW,
    )
    assert (step.override_reason, step.overridden) == ("", [])


def test_a_move_back_is_a_move(application, gate):
    moved(application, "manager")
    application.refresh_from_db()
    moved(application, "review")
    application.refresh_from_db()
    assert application.stage.key == "review"


def test_a_stage_of_another_vacancy_is_refused(application, gate):
    with pytest.raises(Refused, match="not a stage for candidates of this vacancy"):
        moved(application, "interview", to_stage=make_vacancy().stages.get(key="interview"))


def test_a_stage_that_is_not_about_candidates_is_refused(application, gate):
    briefing = stage_of(application, "offer")
    type(briefing).objects.filter(pk=briefing.pk).update(scope=Scope.AFTER_HIRE)
    with pytest.raises(Refused, match="not a stage for candidates"):
        moved(application, "offer")


def test_a_stale_page_is_told_who_moved_it_and_where(application, gate):
    colleague = make_user(Role.HR, full_name="Павел Громов")
    moved(application, "manager", by=colleague)
    with pytest.raises(Conflict) as conflict:
        moved(application, "interview")  # with the revision read before
    assert "Павел Громов moved" in conflict.value.message
    assert "“Manager [en]”" in conflict.value.message
    application.refresh_from_db()
    assert (application.stage.key, application.moves.count()) == ("manager", 1)


def test_a_colleague_who_did_the_same_is_named_all_the_same(application, gate):
    moved(application, "interview", by=make_user(Role.HR, full_name="Irina"))
    with pytest.raises(Conflict, match="Irina moved"):
        moved(application, "interview")


def test_ones_own_repeated_click_is_no_conflict(application, gate):
    moved(application, "interview")
    with pytest.raises(AlreadyDone):
        moved(application, "interview")
    assert application.moves.count() == 1


def test_moving_to_where_it_is_is_already_done(application, gate):
    with pytest.raises(AlreadyDone):
        moved(application, "review")


def test_a_closed_application_is_not_moved(application, gate):
    closed(application)
    application.refresh_from_db()
    with pytest.raises(Refused, match="is closed"):
        moved(application, "interview")


def test_a_gate_holds_the_move_back_with_its_reasons(application, gate):
    gate.append(Blocker("card_missing", "Irina's scorecard is missing."))
    with pytest.raises(HeldBack) as held:
        moved(application, "interview", override_reason="   ")
    assert held.value.blockers == gate
    application.refresh_from_db()
    assert (application.stage.key, application.moves.count()) == ("review", 0)


def test_a_reason_goes_past_the_gate_and_stays_with_what_it_went_past(application, gate):
    gate.append(Blocker("card_missing", "Irina's scorecard is missing."))
    step = moved(application, "interview", override_reason=" Irina is ill until Monday. ")
    assert (step.override_reason, step.overridden) == ("Irina is ill until Monday.", ["card_missing"])


def test_a_reason_without_a_gate_is_not_kept_as_an_override(application, gate):
    step = moved(application, "interview", override_reason="Just so.")
    assert (step.override_reason, step.overridden) == ("", [])


def test_the_gate_sees_the_locked_row_and_the_target(application, monkeypatch):
    seen = []
    monkeypatch.setattr(gates, "_gates", [lambda row, stage: seen.append((row.stage.key, stage.key)) or []])
    moved(application, "interview")
    assert seen == [("review", "interview")]


def test_a_rejection_sends_the_letter_and_keeps_the_reason(application, gate):
    reason = make_reason(ReasonKind.REJECTED)
    recruiter = application.vacancy.created_by
    step = closed(application, reason=reason)
    application.refresh_from_db()
    assert (application.state, application.closed_at, application.reason) == ("rejected", NOW, reason)
    assert (step.from_state, step.to_state, step.from_stage) == ("active", "rejected", application.stage)
    message = application.letters.get(closing=True).message
    assert (message.kind, message.to, message.subject) == (
        MessageKind.LETTER,
        application.candidate.email,
        "Your application",
    )
    assert (message.body, message.reply_to, message.author) == ("Thank you.", recruiter.email, recruiter)


def test_planned_interviews_of_a_closed_application_are_called_off(application, gate):
    ahead = make_interview(application, make_user(Role.INTERVIEWER), starts_at=NOW + timedelta(days=1))
    closed(application)
    ahead.refresh_from_db()
    assert (ahead.state, list(ahead.seats.values_list("active", flat=True))) == (InterviewState.CANCELLED, [False])


def test_a_reason_why_no_letter_is_owed_takes_its_place(application, gate):
    closed(application, letter=None, no_letter_reason=" Told by phone. ")
    application.refresh_from_db()
    assert application.no_letter_reason == "Told by phone."
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize(("letter", "why"), [(None, ""), (None, "  "), (LETTER, "Told by phone.")])
def test_it_is_either_a_letter_or_a_reason(application, gate, letter, why):
    with pytest.raises(Refused, match="letter"):
        closed(application, letter=letter, no_letter_reason=why)
    application.refresh_from_db()
    assert application.is_active


def test_a_letter_cannot_go_to_somebody_without_an_address(gate, db):
    application = make_application(candidate=make_candidate(email=""))
    with pytest.raises(Refused, match="no e-mail address"):
        closed(application)
    application.refresh_from_db()
    assert application.is_active


def test_an_empty_letter_is_refused(application, gate):
    with pytest.raises(Refused, match="no text"):
        closed(application, letter=LetterText(subject="Hello", body=" \n"))


@pytest.mark.parametrize(
    ("to_state", "kind"),
    [
        (ApplicationState.REJECTED, ReasonKind.WITHDRAWN),
        (ApplicationState.WITHDRAWN, ReasonKind.REJECTED),
        (ApplicationState.REJECTED, None),
    ],
)
def test_the_coded_reason_is_of_the_kind_of_the_outcome(application, gate, to_state, kind):
    with pytest.raises(Refused, match="Choose the reason"):
        closed(application, to_state, reason=make_reason(kind) if kind else None)


def test_being_in_work_is_no_outcome(application, gate):
    with pytest.raises(Refused):
        workflow.close(
            application=application,
            to_state=ApplicationState.ACTIVE,
            reason=None,
            letter=LETTER,
            by=application.vacancy.created_by,
            now=NOW,
            seen_revision=0,
        )


def test_an_outcome_gate_cannot_be_gone_past(application, gate):
    gate.append(Blocker("no_decision", "There is no decision yet."))
    with pytest.raises(Refused, match="no decision yet"):
        closed(application, ApplicationState.HIRED)
    application.refresh_from_db()
    assert application.is_active


def test_a_repeated_closing_is_already_done_and_sends_one_letter(application, gate):
    closed(application)
    with pytest.raises(AlreadyDone):
        closed(application)
    assert OutboundMessage.objects.count() == 1


def test_closing_what_a_colleague_closed_names_the_colleague(application, gate):
    closed(application, by=make_user(Role.HR, full_name="Irina"))
    with pytest.raises(Conflict, match="Irina closed the application"):
        closed(application)
    assert OutboundMessage.objects.count() == 1


@pytest.mark.parametrize("state", list(workflow.OUTCOMES))
def test_the_draft_of_a_letter_names_the_person_and_the_vacancy_and_escapes_nothing(db, state):
    application = make_application(
        make_vacancy(title="Tea & <Coffee>"), candidate=make_candidate("Ion O'Neil", language=Language.ENGLISH)
    )
    draft = draft_letter(application=application, to_state=state, by=make_user(full_name="Elena"))
    assert draft.subject == "Your application: Tea & <Coffee>"
    assert draft.body.startswith("Hello, Ion O'Neil.\n\n")
    assert "“Tea & <Coffee>”" in draft.body
    assert draft.body.endswith("\n\nElena\n")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_move_at_once_one_moves_and_the_other_is_told():
    application = make_application(make_vacancy(), stage="review")
    people = [application.vacancy.created_by, make_user(Role.HR)]
    TeamMember.objects.create(vacancy=application.vacancy, user=people[1], function=TeamFunction.RECRUITER)
    targets = [stage_of(application, "interview"), stage_of(application, "offer")]

    def attempt(number: int):
        row = Application.objects.get(pk=application.pk)
        return workflow.move(application=row, to_stage=targets[number], seen_revision=0, by=people[number], now=NOW)

    outcomes = at_once(lambda: attempt(0), lambda: attempt(1))
    won = [outcome for outcome in outcomes if isinstance(outcome, StageMove)]
    told = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert (len(won), len(told)) == (1, 1)
    assert won[0].by.full_name in told[0].message
    application.refresh_from_db()
    assert (application.stage_id, application.revision) == (won[0].to_stage_id, 1)
