"""One act on many: each by itself, the good ones go, the others are named; and the last act taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from accounts.enums import Role
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain import gates, together, workflow
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.gates import Blocker
from recruiting.domain.letters import LetterText
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.domain.scheduling import cancel
from recruiting.domain.together import Answer, Picked
from recruiting.domain.undoing import UNDO_FOR, last_act, undo
from recruiting.enums import DestructionGround, InterviewState, TeamFunction
from recruiting.models import Application, Attendance, OwnerChange, StageMove, TeamMember
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def open_gates(monkeypatch):
    monkeypatch.setattr(gates, "_gates", [])
    monkeypatch.setattr(gates, "_outcome_gates", [])


@pytest.fixture
def vacancy(db):
    return make_vacancy()


@pytest.fixture
def people(vacancy) -> list[Application]:
    since = NOW - timedelta(days=3)
    return [make_application(vacancy, stage="review", stage_since=since) for _number in range(3)]


def picked(rows) -> list[Picked]:
    return [Picked(row, row.revision) for row in rows]


def move_all(vacancy, rows, key="interview", *, by=None, now=NOW):
    stage = vacancy.stages.get(key=key)
    return together.move_together(
        vacancy=vacancy, picked=picked(rows), to_stage=stage, by=by or vacancy.created_by, now=now
    )


def reject_all(vacancy, rows, *, now=NOW):
    answers = {row.pk: Answer(LetterText("Your application", f"Hello, {row.candidate.full_name}.")) for row in rows}
    return together.reject_together(
        vacancy=vacancy,
        picked=picked(rows),
        reason=make_reason(),
        answers=answers,
        by=vacancy.created_by,
        now=now,
    )


def stages(rows) -> list[str]:
    return [Application.objects.get(pk=row.pk).stage.key for row in rows]


def states(rows) -> list[str]:
    return [Application.objects.get(pk=row.pk).state for row in rows]


def test_all_move_in_one_act_and_each_leaves_its_own_row(vacancy, people):
    done = move_all(vacancy, people)
    assert (done.done, done.held) == (people, [])
    assert stages(people) == ["interview"] * 3
    assert set(StageMove.objects.values_list("act", "revision")) == {(done.act, 1)}


def test_each_is_asked_by_the_gates_and_the_good_ones_go(vacancy, people, monkeypatch):
    late = people[1].pk
    gate = lambda row, stage: [Blocker("late", "A scorecard is missing.")] if row.pk == late else []  # noqa: E731
    monkeypatch.setattr(gates, "_gates", [gate])
    done = move_all(vacancy, people)
    assert done.done == [people[0], people[2]]
    assert [(held.application, held.reasons) for held in done.held] == [(people[1], ("A scorecard is missing.",))]
    assert stages(people) == ["interview", "review", "interview"]


def test_who_was_moved_meanwhile_stays_with_the_name_of_who_moved_them(vacancy, people):
    colleague = make_user(Role.HR, full_name="Irina Moraru")
    move_all(vacancy, people[:1], "manager", by=colleague)
    done = move_all(vacancy, people)
    assert [held.application for held in done.held] == people[:1]
    assert "Irina Moraru" in done.held[0].reasons[0]
    assert stages(people) == ["manager", "interview", "interview"]


@pytest.mark.parametrize("count", [0, together.MOST + 1])
def test_nobody_or_too_many_is_refused_before_anything_is_done(vacancy, people, count):
    with pytest.raises(Refused):
        move_all(vacancy, people[:1] * count)
    assert not StageMove.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_of_the_same_people_at_once_each_person_goes_once(vacancy, people):
    first, second = make_user(Role.HR), make_user(Role.HR)
    results = at_once(
        lambda: move_all(vacancy, people, "interview", by=first),
        lambda: move_all(vacancy, people, "manager", by=second),
    )
    assert sorted(len(result.done) for result in results) == [0, 3]
    assert StageMove.objects.count() == 3
    assert len(set(stages(people))) == 1


def test_everyone_rejected_has_a_letter_that_waits(vacancy, people):
    reject_all(vacancy, people)
    assert states(people) == ["rejected"] * 3
    letters = OutboundMessage.objects.order_by("pk")
    assert [letter.to for letter in letters] == [row.candidate.email for row in people]
    assert {letter.state for letter in letters} == {MessageState.WAITING}
    assert all(letter.not_before > NOW for letter in letters)


def test_somebody_without_an_answer_stops_the_rejection(vacancy, people):
    with pytest.raises(Refused):
        together.reject_together(
            vacancy=vacancy, picked=picked(people), reason=make_reason(), answers={}, by=vacancy.created_by, now=NOW
        )
    assert states(people) == ["active"] * 3


def test_who_has_no_address_is_held_back_if_a_letter_is_wanted_and_closed_with_a_reason(vacancy):
    mute = make_application(vacancy, candidate=make_candidate(email=""), stage="review")
    assert len(reject_all(vacancy, [mute]).held) == 1
    answers = {mute.pk: Answer(None, "Told by phone.")}
    together.reject_together(
        vacancy=vacancy, picked=picked([mute]), reason=make_reason(), answers=answers, by=vacancy.created_by, now=NOW
    )
    mute.refresh_from_db()
    assert (mute.state, mute.no_letter_reason) == ("rejected", "Told by phone.")


def test_handing_over_is_kept_and_only_a_recruiter_of_the_team_can_take(vacancy, people):
    colleague = make_user(Role.HR)
    hand = {"vacancy": vacancy, "applications": people, "by": vacancy.created_by, "now": NOW}
    with pytest.raises(Refused):
        together.hand_over(to=colleague, **hand)
    TeamMember.objects.create(vacancy=vacancy, user=colleague, function=TeamFunction.RECRUITER)
    assert together.hand_over(to=colleague, **hand) == people
    assert together.hand_over(to=colleague, **hand) == []
    assert set(OwnerChange.objects.values_list("was", "became")) == {(None, colleague.pk)}


def test_a_move_of_many_is_taken_back_to_the_stage_and_the_day(vacancy, people):
    act = move_all(vacancy, people).act
    undone = undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW + timedelta(minutes=1))
    assert (undone.back, undone.held) == (people, [])
    assert stages(people) == ["review"] * 3
    assert set(Application.objects.values_list("stage_since", "revision")) == {(NOW - timedelta(days=3), 2)}
    assert StageMove.objects.filter(undoes__act=act).count() == 3


def test_a_rejection_is_taken_back_with_its_letters_and_meetings_stay_called_off(vacancy, people):
    meeting = make_interview(people[0], make_user(Role.INTERVIEWER), created_at=NOW - timedelta(days=1))
    act = reject_all(vacancy, people).act
    undone = undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW + timedelta(minutes=1))
    assert (len(undone.back), undone.letters, undone.called_off) == (3, 3, 1)
    assert states(people) == ["active"] * 3
    letters = OutboundMessage.objects.filter(letter__closing=True)
    assert {letter.state for letter in letters} == {MessageState.CANCELLED}
    meeting.refresh_from_db()
    assert meeting.state == InterviewState.CANCELLED


def test_only_meetings_that_the_closing_called_off_are_counted_each_once(vacancy, people):
    yesterday = NOW - timedelta(days=1)
    earlier = make_interview(people[0], make_user(Role.INTERVIEWER), created_at=yesterday)
    cancel(interview=earlier, reason="The room is taken.", by=vacancy.created_by, now=NOW)
    later = NOW + timedelta(days=1)
    shared = make_interview(people[0], make_user(Role.INTERVIEWER), starts_at=later, created_at=yesterday)
    Attendance.objects.create(interview=shared, application=people[1])
    act = reject_all(vacancy, people).act
    assert undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW + timedelta(minutes=1)).called_off == 1


def test_meetings_that_were_called_off_are_counted_in_another_language_too(vacancy, people):
    meeting = make_interview(people[0], make_user(Role.INTERVIEWER), created_at=NOW - timedelta(days=1))
    with translation.override("ro"):
        act = reject_all(vacancy, people).act
    meeting.refresh_from_db()
    assert meeting.state_reason not in ("", "The candidate is no longer in work.")
    with translation.override("ru"):
        undone = undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW + timedelta(minutes=1))
    assert undone.called_off == 1


def test_nobody_who_was_erased_since_comes_back(vacancy, people):
    act = reject_all(vacancy, people).act
    connection.check_constraints()  # as the end of that transaction does
    admin = make_user(Role.ADMIN)
    uid = people[0].candidate.uid
    erase_candidate(uid=uid, ground=DestructionGround.REQUEST, by=admin, now=NOW + timedelta(minutes=1))
    undone = undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW + timedelta(minutes=2))
    assert [(row.pk, why) for row, why in undone.held] == [(people[0].pk, "This person was erased before.")]
    assert states(people) == ["rejected", "active", "active"]


def test_a_rejection_whose_letter_has_left_stays(vacancy, people):
    act = reject_all(vacancy, people).act
    OutboundMessage.objects.filter(letter__application=people[0]).update(state=MessageState.SENT)
    undone = undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW + timedelta(minutes=1))
    assert [row for row, _why in undone.held] == people[:1]
    assert people[0].candidate.full_name in undone.held[0][1]
    assert states(people) == ["rejected", "active", "active"]
    waiting = OutboundMessage.objects.filter(letter__application__in=people[1:])
    assert {letter.state for letter in waiting} == {MessageState.CANCELLED}


def test_a_rejected_person_can_be_answered_again_after_the_undo(vacancy, people):
    act = reject_all(vacancy, people[:1]).act
    undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW)
    people[0].refresh_from_db()
    reject_all(vacancy, people[:1])
    assert states(people)[0] == "rejected"
    assert sorted(OutboundMessage.objects.values_list("state", flat=True)) == ["cancelled", "waiting"]


@pytest.mark.parametrize("late", [UNDO_FOR, UNDO_FOR + timedelta(hours=1)])
def test_the_time_to_take_back_ends(vacancy, people, late):
    act = move_all(vacancy, people).act
    assert last_act(vacancy=vacancy, user=vacancy.created_by, now=NOW + late) is None
    with pytest.raises(Refused, match="minutes"):
        undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW + late)


def test_only_the_last_act_of_the_person_who_did_it(vacancy, people):
    first = move_all(vacancy, people[:1]).act
    second = move_all(vacancy, people[1:]).act
    with pytest.raises(Refused, match="last act"):
        undo(vacancy=vacancy, act=first, by=vacancy.created_by, now=NOW)
    with pytest.raises(Refused, match="no such act"):
        undo(vacancy=vacancy, act=second, by=make_user(Role.HR), now=NOW)
    undo(vacancy=vacancy, act=second, by=vacancy.created_by, now=NOW)
    with pytest.raises(AlreadyDone):
        undo(vacancy=vacancy, act=second, by=vacancy.created_by, now=NOW)
    assert last_act(vacancy=vacancy, user=vacancy.created_by, now=NOW) is None  # one undo, not a way back through time


def test_what_a_colleague_did_since_is_not_taken_back(vacancy, people):
    act = move_all(vacancy, people[:1]).act
    workflow.move(
        application=people[0],
        to_stage=vacancy.stages.get(key="manager"),
        seen_revision=1,
        by=make_user(Role.HR, full_name="Irina Moraru"),
        now=NOW,
    )
    with pytest.raises(Conflict, match="Irina Moraru"):
        undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW)
    assert stages(people[:1]) == ["manager"]


def test_an_interview_planned_since_keeps_the_move(vacancy, people):
    act = move_all(vacancy, people[:1]).act
    make_interview(people[0], created_at=NOW + timedelta(minutes=1))
    with pytest.raises(Conflict, match="planned since"):
        undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW + timedelta(minutes=2))


@pytest.mark.django_db(transaction=True)
def test_an_undo_and_a_colleagues_move_at_once_do_not_both_happen(vacancy, people):
    act = move_all(vacancy, people[:1]).act
    colleague, manager = make_user(Role.HR), vacancy.stages.get(key="manager")
    undone, moved = at_once(
        lambda: undo(vacancy=vacancy, act=act, by=vacancy.created_by, now=NOW),
        lambda: workflow.move(application=people[0], to_stage=manager, seen_revision=1, by=colleague, now=NOW),
    )
    assert sorted([isinstance(undone, Conflict), isinstance(moved, Conflict)]) == [False, True]
    assert stages(people[:1]) == (["review"] if isinstance(moved, Conflict) else ["manager"])
