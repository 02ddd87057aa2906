"""A conflict of interest that was declared by mistake is taken back, and nothing of it is lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.models import OutboundMessage
from recruiting.domain.booking import NotBookable
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.domain.scheduling import reschedule
from recruiting.domain.timeline import Reader, timeline
from recruiting.enums import DestructionGround, TeamFunction
from recruiting.models import Seat
from scorecards.domain.conflicts import declared_at
from scorecards.domain.handing_cards import who_has_a_conflict
from scorecards.domain.owed import conflicts_of_interest, has_stepped_back, owed_cards
from scorecards.domain.reading import read_cards
from scorecards.domain.recusing import recuse
from scorecards.domain.submission import decline_card, submit_card
from scorecards.domain.taking_back import take_back
from scorecards.enums import CardState, DeclineReason, RecusalReason
from scorecards.models import ConflictWithdrawal, Decision, QuestionMark, Recusal, Scorecard
from tests.at_once import at_once
from tests.factories import make_application, make_attendance, make_card, make_seat, make_user
from tests.scorecards.places import Place, close, make_place, text_of

pytestmark = pytest.mark.django_db
WHY = "She meant another Ana."


@pytest.fixture
def ahead() -> Place:
    return make_place(starts_at=timezone.now() + timedelta(days=2))


@pytest.fixture
def over() -> Place:
    return make_place()


def recruiter_of(place: Place):
    return place.interview.created_by


def step_off(place: Place, by=None) -> Recusal:
    return recuse(
        interview=place.interview, by=by or place.person, reason=RecusalReason.RELATED, note="", now=timezone.now()
    )


def decline(place: Place, by=None) -> Scorecard:
    act = {"reason": DeclineReason.CONFLICT, "note": "We share a flat.", "now": timezone.now()}
    return decline_card(interview=place.interview, application=place.application, by=by or place.person, **act)


def back(declared, by, **changes) -> ConflictWithdrawal:
    return take_back(**{"declared": declared, "reason": WHY, "by": by, "now": timezone.now()} | changes)


def seat_again(place: Place, *people) -> None:
    meeting = place.interview
    times = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    reschedule(
        interview=meeting, interviewers=list(people), reason="", by=recruiter_of(place), now=timezone.now(), **times
    )


def conflicted(place: Place, person=None) -> set[int]:
    return set(who_has_a_conflict([place.application], [person or place.person]))


class TestWhatItChanges:
    def test_whoever_had_stepped_off_is_seated_again_and_owes_the_scorecard(self, ahead):
        other = make_user(Role.INTERVIEWER)
        made = step_off(ahead)
        with pytest.raises(NotBookable, match="conflict of interest"):
            seat_again(ahead, ahead.person, other)
        back(made, recruiter_of(ahead))
        seat_again(ahead, ahead.person, other)
        later = ahead.interview.ends_at + timedelta(hours=2)
        assert {card.interviewer for card in owed_cards(now=later)} == {ahead.person, other}
        assert conflicted(ahead) == set()
        assert not has_stepped_back(ahead.person, ahead.application)

    def test_the_new_card_is_written_and_sealed_as_any_other(self, ahead):
        back(step_off(ahead), recruiter_of(ahead))
        seat_again(ahead, ahead.person)
        card = ahead.save(ahead.answers())
        sealed = submit_card(card=card, seen_version=1, by=ahead.person, now=timezone.now())
        assert (sealed.state, sealed.independent) == (CardState.SUBMITTED, True)

    def test_whoever_kept_the_seat_goes_on_with_what_they_wrote(self, over):
        over.save(over.answers(text="Calmed the client."))
        QuestionMark.objects.create(scorecard=over.card, question=over.interview.stage.kit.first(), mark="asked")
        declined = decline(over)
        back(declined, recruiter_of(over))
        again = Scorecard.objects.live().get()
        assert (again.state, again.pk == declined.pk) == (CardState.DRAFT, False)
        assert {one.evidence for one in again.ratings.all()} == {"Calmed the client."}
        assert [row.mark for row in again.question_marks.all()] == ["asked"]
        assert submit_card(card=again, seen_version=1, by=over.person, now=timezone.now()).state == "submitted"

    def test_whoever_had_written_nothing_owes_it_without_a_draft(self, over):
        back(decline(over), recruiter_of(over))
        assert [(card.interviewer, card.begun) for card in owed_cards(now=timezone.now())] == [(over.person, False)]

    def test_the_declaration_stays_as_it_was(self, over):
        declined = decline(over)
        back(declined, recruiter_of(over))
        kept = Scorecard.objects.get(pk=declined.pk)
        assert (kept.state, kept.decline_reason, kept.decline_note) == ("void", "conflict", "We share a flat.")
        assert kept.closed_at == declined.closed_at

    def test_a_card_declined_for_another_reason_stays_declined(self, ahead):
        other = make_application(ahead.application.vacancy)
        make_attendance(ahead.interview, other)
        act = {"reason": DeclineReason.TOO_LITTLE, "note": "", "now": timezone.now()}
        decline_card(interview=ahead.interview, application=other, by=ahead.person, **act)
        back(step_off(ahead), recruiter_of(ahead))
        states = dict(Scorecard.objects.values_list("application", "state"))
        assert states == {other.pk: "declined", ahead.application.pk: "void"}

    def test_a_hiring_manager_may_decide_again(self, over):
        manager = make_user(Role.HIRING_MANAGER)
        over.application.vacancy.members.create(user=manager, function=TeamFunction.HIRING_MANAGER)
        make_seat(over.interview, manager)
        declined = decline(over, by=manager)
        assert conflicts_of_interest(manager).count() == 1
        back(declined, recruiter_of(over))
        assert conflicts_of_interest(manager).count() == 0

    def test_of_a_group_one_card_declined_after_a_return_is_a_conflict_with_that_one(self, ahead):
        make_attendance(ahead.interview, make_application(ahead.application.vacancy))
        back(step_off(ahead), recruiter_of(ahead))
        seat_again(ahead, ahead.person)
        decline(ahead)
        assert set(conflicts_of_interest(ahead.person).values_list("application", flat=True)) == {ahead.application.pk}

    def test_a_true_conflict_is_declared_once_more(self, ahead):
        back(step_off(ahead), recruiter_of(ahead))
        seat_again(ahead, ahead.person)
        second = step_off(ahead)
        assert (conflicted(ahead), Recusal.objects.count()) == ({ahead.person.pk}, 2)
        with pytest.raises(AlreadyDone):
            step_off(ahead)
        back(second, recruiter_of(ahead), reason="Again the wrong Ana.")
        assert conflicted(ahead) == set()


class TestWhatWasReadMeanwhile:
    def test_who_read_ratings_meanwhile_does_not_rate_independently(self, ahead):
        """A recruiter of the team reads the panel's ratings once nothing keeps them; a seat comes later."""
        recruiter, second = recruiter_of(ahead), make_user(Role.HR)
        ahead.application.vacancy.members.create(user=second, function=TeamFunction.RECRUITER)
        make_seat(ahead.interview, second)
        theirs = make_card(ahead.interview, ahead.person)
        made = step_off(ahead, by=second)
        assert list(Scorecard.objects.visible_to(second).filter(pk=theirs.pk)) == []
        back(made, recruiter)
        read_cards(by=second, cards=Scorecard.objects.visible_to(second).filter(pk=theirs.pk), now=timezone.now())
        seat_again(ahead, ahead.person, second)
        card = ahead.save(ahead.answers(), by=second)
        assert card.independent is False
        assert submit_card(card=card, seen_version=1, by=second, now=timezone.now()).independent is False

    def test_who_decided_meanwhile_does_not_rate_independently(self, ahead):
        manager = make_user(Role.HIRING_MANAGER)
        ahead.application.vacancy.members.create(user=manager, function=TeamFunction.HIRING_MANAGER)
        make_seat(ahead.interview, manager)
        made = step_off(ahead, by=manager)
        Decision.objects.create(
            application=ahead.application, outcome="keep", rationale="Later.", by=manager, at=timezone.now(),
            snapshot={}, digest="x",
        )  # fmt: skip
        back(made, recruiter_of(ahead))
        seat_again(ahead, ahead.person, manager)
        assert ahead.save(ahead.answers(), by=manager).independent is False


class TestWhoMay:
    def test_an_interviewer_takes_back_their_own(self, ahead):
        assert back(step_off(ahead), ahead.person).by == ahead.person

    @pytest.mark.parametrize(("role", "function"), [
        (Role.HR, TeamFunction.RECRUITER), (Role.HIRING_MANAGER, TeamFunction.HIRING_MANAGER), (Role.ADMIN, None),
    ])  # fmt: skip
    def test_nobody_opens_ratings_and_the_decision_to_themselves(self, ahead, role, function):
        person = make_user(role)
        if function:
            ahead.application.vacancy.members.create(user=person, function=function)
        make_seat(ahead.interview, person)
        made = step_off(ahead, by=person)
        with pytest.raises(Refused, match="Somebody else"):
            back(made, person)
        assert back(made, make_user(Role.ADMIN)).recusal == made

    @pytest.mark.parametrize("role", [Role.HR, Role.HIRING_MANAGER, Role.INTERVIEWER])
    def test_a_stranger_takes_nothing_back(self, ahead, role):
        made = step_off(ahead)
        with pytest.raises(Refused, match="Somebody else"):
            back(made, make_user(role))
        assert ConflictWithdrawal.objects.count() == 0

    def test_without_a_reason_nothing_is_taken_back(self, ahead):
        with pytest.raises(Refused, match="why it was a mistake"):
            back(step_off(ahead), recruiter_of(ahead), reason="  ")

    def test_another_reason_to_decline_is_no_conflict(self, over):
        act = {"reason": DeclineReason.TOO_LITTLE, "note": "", "now": timezone.now()}
        card = decline_card(interview=over.interview, application=over.application, by=over.person, **act)
        with pytest.raises(Refused, match="No conflict"):
            back(card, recruiter_of(over))

    def test_a_second_click_is_told(self, ahead):
        made = step_off(ahead)
        back(made, recruiter_of(ahead))
        with pytest.raises(AlreadyDone):
            back(made, recruiter_of(ahead))


class TestTheRecord:
    def test_it_is_never_rewritten(self, ahead):
        back(step_off(ahead), recruiter_of(ahead))
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            ConflictWithdrawal.objects.update(reason="x")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            ConflictWithdrawal.objects.all().delete()

    def test_it_is_of_one_declaration(self, ahead):
        with pytest.raises(IntegrityError, match="conflict_withdrawal_of_one_declaration"), transaction.atomic():
            ConflictWithdrawal.objects.create(reason="x", by=ahead.person, at=timezone.now())

    def test_a_return_allows_one_more_declaration_and_no_second(self, ahead):
        first = step_off(ahead)
        same = {"interview": ahead.interview, "interviewer": ahead.person, "reason": "other", "at": timezone.now()}
        with pytest.raises(IntegrityError, match="recusal_once"), transaction.atomic():
            Recusal.objects.create(**same)
        taken = back(first, recruiter_of(ahead))
        Recusal.objects.create(**same, after=taken)
        with pytest.raises(IntegrityError, match="recusal_once"), transaction.atomic():
            Recusal.objects.create(**same, after=taken)

    def test_the_recruiters_and_the_person_are_told_but_for_who_did_it(self, ahead):
        made = step_off(ahead)
        OutboundMessage.objects.all().delete()
        second = make_user(Role.HR)
        ahead.application.vacancy.members.create(user=second, function=TeamFunction.RECRUITER)
        back(made, recruiter_of(ahead))
        told = {mail.recipient: WHY in mail.body for mail in OutboundMessage.objects.all()}
        assert told == {second: True, ahead.person: True}

    def test_the_reason_waits_for_whoever_still_rates(self, ahead):
        second = make_user(Role.HR)
        ahead.application.vacancy.members.create(user=second, function=TeamFunction.RECRUITER)
        made = step_off(ahead)
        make_seat(ahead.interview, second)
        back(made, recruiter_of(ahead))
        told = OutboundMessage.objects.get(recipient=second, subject__contains="taken back")
        assert (WHY in told.body, "after your own scorecard" in told.body) == (False, True)
        (shown,) = declared_at(ahead.interview, to=second)
        assert shown.note_waits

    def test_the_timeline_tells_both_to_whoever_runs_the_vacancy(self, ahead):
        back(step_off(ahead), recruiter_of(ahead))
        assert parts(ahead, recruiter_of(ahead), contacts=True) == ["conflict_back", "recused"]
        assert parts(ahead, make_user(Role.HIRING_MANAGER), contacts=False) == []
        assert parts(ahead, ahead.person, contacts=False) == ["conflict_back", "recused"]

    def test_the_timeline_tells_of_one_card(self, over):
        back(decline(over), recruiter_of(over))
        assert parts(over, recruiter_of(over), contacts=True) == ["conflict_back", "conflict"]


def parts(place: Place, user, *, contacts: bool) -> list[str]:
    reader = Reader(user, contacts=contacts, blind=False)
    events = timeline(place.application, reader, claims=[], files=[], now=timezone.now()).events
    return [event.part for event in events if event.part in ("recused", "conflict", "conflict_back")]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_back_at_once_leave_one_entry():
    place = make_place()
    declined = decline(place)
    admin = make_user(Role.ADMIN)
    done = at_once(lambda: back(declined, recruiter_of(place)), lambda: back(declined, admin))
    assert [type(one) for one in done].count(AlreadyDone) == 1
    assert ConflictWithdrawal.objects.count() == 1


def page(place: Place) -> str:
    return reverse("scorecards:conflicts", args=[place.interview.pk])


class TestThePage:
    def test_the_recruiter_takes_it_back_with_a_reason(self, client, ahead):
        made = step_off(ahead)
        client.force_login(recruiter_of(ahead))
        assert page(ahead) in client.get(reverse("recruiting:interview", args=[ahead.interview.pk])).content.decode()
        answer = client.post(page(ahead), {"declared": f"recusal:{made.pk}", "reason": ""})
        assert (answer.status_code, "Say why it was a mistake" in text_of(answer)) == (422, True)
        answer = client.post(page(ahead), {"declared": f"recusal:{made.pk}", "reason": WHY}, follow=True)
        assert WHY in text_of(answer)
        assert ConflictWithdrawal.objects.get().by == recruiter_of(ahead)

    def test_who_stepped_off_reaches_it_without_a_seat(self, client, ahead):
        made = step_off(ahead)
        client.force_login(ahead.person)
        assert page(ahead) in client.get(reverse("scorecards:mine")).content.decode()
        client.post(page(ahead), {"declared": f"recusal:{made.pk}", "reason": WHY})
        assert ConflictWithdrawal.objects.get().by == ahead.person
        assert page(ahead) not in client.get(reverse("scorecards:mine")).content.decode()

    def test_nobody_sees_somebody_elses(self, client, ahead):
        made = step_off(ahead)
        colleague = make_user(Role.INTERVIEWER)
        make_seat(ahead.interview, colleague)
        client.force_login(colleague)
        assert client.get(page(ahead)).status_code == 403
        client.force_login(make_user(Role.HR))
        assert client.get(page(ahead)).status_code == 404
        assert client.post(page(ahead), {"declared": f"recusal:{made.pk}", "reason": WHY}).status_code == 404

    def test_who_leads_is_told_that_somebody_else_does_it(self, client, ahead):
        recruiter = recruiter_of(ahead)
        make_seat(ahead.interview, recruiter)
        made = step_off(ahead, by=recruiter)
        client.force_login(recruiter)
        assert "somebody else looks at it first" in text_of(client.get(page(ahead)))
        assert client.post(page(ahead), {"declared": f"recusal:{made.pk}", "reason": WHY}).status_code == 403

    def test_what_is_not_there_is_asked_for(self, client, ahead):
        client.force_login(recruiter_of(ahead))
        assert client.post(page(ahead), {"declared": "recusal:0", "reason": WHY}).status_code == 422
        assert Seat.objects.filter(removed_at=None).count() == 1


def erase(application) -> None:
    close(application)
    erase_candidate(uid=application.candidate.uid, ground=DestructionGround.RETENTION, by=None, now=timezone.now())


class TestAnErasure:
    def test_it_empties_the_reason_and_keeps_the_entry(self, ahead):
        back(step_off(ahead), recruiter_of(ahead))
        erase(ahead.application)
        assert [one.reason for one in ConflictWithdrawal.objects.all()] == [""]

    def test_the_reason_about_one_of_a_group_goes_with_that_one(self, over):
        make_attendance(over.interview, make_application(over.application.vacancy))
        back(decline(over), recruiter_of(over))
        erase(over.application)
        assert [one.reason for one in ConflictWithdrawal.objects.all()] == [""]

    def test_the_reason_about_a_group_goes_with_the_last_one(self, ahead):
        other = make_application(ahead.application.vacancy)
        make_attendance(ahead.interview, other)
        back(step_off(ahead), recruiter_of(ahead))
        erase(ahead.application)
        assert [one.reason for one in ConflictWithdrawal.objects.all()] == [WHY]
