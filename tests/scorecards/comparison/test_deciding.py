from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from recruiting.enums import ApplicationState, Reveal, VacancyState
from scorecards.domain.debrief import close_debrief, open_debrief
from scorecards.domain.deciding import AlreadyDecided, DecisionRefused, Proposal, Waiver, decide
from scorecards.domain.recusing import recuse
from scorecards.domain.submission import decline_card
from scorecards.enums import DeclineReason, Outcome, RecusalReason
from scorecards.models import Decision
from tests.factories import make_application, make_attendance, make_card, make_interview

pytestmark = pytest.mark.django_db


def hire(**fields) -> Proposal:
    return Proposal(outcome=Outcome.HIRE, rationale="The evidence is strong.", **fields)


def reject(**fields) -> Proposal:
    return Proposal(outcome=Outcome.REJECT, rationale="The evidence is weak.", **fields)


def deciding(world, application, proposal, by=None) -> Decision:
    return decide(application=application, proposal=proposal, by=by or world.manager, now=timezone.now())


def refused(world, application, proposal) -> dict[str, str]:
    with pytest.raises(DecisionRefused) as caught:
        deciding(world, application, proposal)
    return caught.value.problems


def test_a_decision_keeps_what_it_stood_on_without_names(world):
    application = world.rated([3, 4], [5, 4], name="Alina Rusu")
    decision = deciding(world, application, hire())
    figures = decision.snapshot["candidates"][0]
    assert figures["candidate"] == str(application.candidate.uid)
    assert [cell["mean"] for cell in figures["cells"]] == [4, 4]
    assert len(decision.snapshot["cards"]) == 2
    assert "Alina" not in str(decision.snapshot)
    assert len(decision.digest) == 64


def test_a_rationale_is_asked_for(world):
    proposal = Proposal(outcome=Outcome.HIRE, rationale="   ")
    assert list(refused(world, world.rated([3, 3]), proposal)) == ["rationale"]


def test_hiring_past_the_first_place_asks_why_the_rule_is_not_followed(world):
    first, second = world.rated([5, 5], [5, 5]), world.rated([3, 1], [3, 1])
    assert list(refused(world, second, hire())) == ["departure_reason"]
    assert deciding(world, first, hire()).departs is False


def test_once_the_first_is_decided_the_next_stands_first_for_a_second_opening(world):
    first, second = world.rated([5, 5], [5, 5]), world.rated([3, 1], [3, 1])
    deciding(world, first, hire())
    assert deciding(world, second, hire()).departs is False


def test_of_candidates_who_share_the_first_place_either_may_be_hired_or_turned_down(world):
    world.rated([4, 4], [4, 4])
    other = world.rated([4, 4], [4, 4])
    assert deciding(world, other, reject()).departs is False


def test_what_would_have_been_accepted_to_hire_somebody_is_nothing_in_a_rejection(world):
    application = world.rated([2, 4], [2, 4])
    world.rated([3, 1])
    item = world.vacancy.grid.items.get(must_have=True)
    waivers = {item.pk: Waiver("A course starts in May.", "")}
    decision = deciding(world, application, reject(waivers=waivers))
    assert (decision.waivers, decision.departs) == ([], False)
    standings = {one["application"]: one["standing"] for one in decision.snapshot["candidates"]}
    assert standings[application.pk] == "below_must_have"


def test_hiring_somebody_with_too_little_observed_departs_from_the_rule(world):
    application = world.rated([None, 3])
    assert list(refused(world, application, hire())) == ["departure_reason"]
    decision = deciding(world, application, hire(departure_reason="The start is on Monday."))
    assert decision.departs


def test_turning_down_the_only_first_place_departs_from_the_rule(world):
    first = world.rated([5, 5])
    world.rated([3, 1])
    assert list(refused(world, first, reject())) == ["departure_reason"]


def test_turning_down_a_candidate_below_a_must_have_follows_the_rule(world):
    application = world.rated([1, 1])
    assert deciding(world, application, reject()).departs is False


def test_a_must_have_below_its_level_needs_a_waiver_with_a_development_step_to_hire(world):
    application = world.rated([2, 4])
    short = world.vacancy.grid.items.order_by("order").first()
    assert f"waiver_{short.pk}" in refused(world, application, hire())
    waiver = Waiver("Learns fast.", "Two webinars in January.")
    decision = deciding(world, application, hire(waivers={short.pk: waiver}))
    assert decision.waivers == [{"item": short.pk, "reason": "Learns fast.", "development": "Two webinars in January."}]
    assert decision.departs is False


def test_a_waiver_without_a_development_step_is_not_enough(world):
    application = world.rated([2, 4])
    short = world.vacancy.grid.items.order_by("order").first()
    assert f"waiver_{short.pk}" in refused(world, application, hire(waivers={short.pk: Waiver("Learns fast.", " ")}))


def test_whoever_owes_a_card_on_the_candidate_rates_before_deciding(world):
    application = world.rated([5, 5])
    make_interview(application, world.manager)
    assert list(refused(world, application, hire())) == [""]


def test_what_opens_at_the_debrief_is_read_there_before_anything_is_decided(world):
    application = world.rated([4, 4], [4, 4])
    world.vacancy.stages.update(reveal=Reveal.AT_DEBRIEF)
    assert "2 scorecards open at the debrief" in refused(world, application, hire())[""]
    open_debrief(application=application, by=world.manager, now=timezone.now())
    assert len(deciding(world, application, hire()).snapshot["cards"]) == 2


def test_a_closed_application_and_a_closed_vacancy_take_no_decision(world):
    application = world.rated([5, 5])
    application.state, application.closed_at = ApplicationState.REJECTED, timezone.now()
    application.no_letter_reason = "told in person"
    application.save()
    assert list(refused(world, application, hire())) == [""]
    other = world.rated([5, 5])
    type(world.vacancy).objects.filter(pk=world.vacancy.pk).update(state=VacancyState.CLOSED)
    assert list(refused(world, other, hire())) == [""]


def test_a_second_decision_is_refused_and_names_who_decided(world):
    application = world.rated([5, 5])
    first = deciding(world, application, hire())
    with pytest.raises(AlreadyDecided) as caught:
        deciding(world, application, reject())
    assert caught.value.decision == first
    assert world.manager.full_name in caught.value.problems[""]


def test_cards_that_are_not_in_are_written_into_the_record(world):
    application = world.rated([5, 5])
    interview = application.attendances.first().interview
    interview.seats.create(interviewer=world.interviewers[2], added_at=timezone.now())
    decision = deciding(world, application, hire())
    assert decision.missing_cards == [{"stage": interview.stage_id, "interviewer": world.interviewers[2].pk}]


def owing_manager(world, application, stage):
    """A meeting of the stage, two hours ago, in which the deciding manager has a seat."""
    started = timezone.now() - timedelta(hours=2)
    return make_interview(application, world.manager, stage=world.vacancy.stages.get(key=stage), starts_at=started)


def test_who_owes_a_card_decides_after_it_also_where_nobody_else_rated(world):
    application = world.rated([5, 5])
    meeting = owing_manager(world, application, "manager")
    assert "Submit your scorecard first" in refused(world, application, hire())[""]
    make_card(meeting, world.manager)
    assert deciding(world, application, hire()).missing_cards == []


def test_who_owes_a_card_in_a_stage_that_opened_at_the_debrief_decides_after_it(world):
    application = world.rated([5, 5])
    world.vacancy.stages.filter(key="interview").update(reveal=Reveal.AT_DEBRIEF)
    meeting = owing_manager(world, application, "interview")
    open_debrief(application=application, by=world.recruiter, now=timezone.now(), override_reason="It ends today.")
    assert "Submit your scorecard first" in refused(world, application, hire())[""]
    make_card(meeting, world.manager)
    assert deciding(world, application, hire()).outcome == Outcome.HIRE


def test_a_seat_at_a_meeting_of_a_later_stage_holds_no_decision_back(world):
    application = world.rated([5, 5])
    make_interview(application, world.manager, stage=world.vacancy.stages.get(key="manager"))
    assert deciding(world, application, hire()).outcome == Outcome.HIRE


@pytest.mark.parametrize(("group", "barred"), [(False, True), (True, False)])
def test_who_declared_a_conflict_of_interest_decides_nothing_on_that_candidate(world, group, barred):
    application = world.rated([5, 5])
    ahead = make_interview(application, world.manager, stage=world.vacancy.stages.get(key="manager"))
    if group:
        make_attendance(ahead, make_application(world.vacancy))
    recuse(interview=ahead, by=world.manager, reason=RecusalReason.RELATED, note="", now=timezone.now())
    if barred:
        assert "conflict of interest" in refused(world, application, hire())[""]
    else:
        assert deciding(world, application, hire()).outcome == Outcome.HIRE


def test_who_declined_is_told_that_the_debrief_opens_what_a_decision_stands_on(world):
    application = world.rated([5, 5])
    meeting = owing_manager(world, application, "interview")
    decline_card(
        interview=meeting,
        application=application,
        by=world.manager,
        reason=DeclineReason.DID_NOT_ATTEND,
        note="",
        now=timezone.now(),
    )
    assert "once the debrief is closed" in refused(world, application, hire())[""]
    debrief = open_debrief(application=application, by=world.recruiter, now=timezone.now())
    close_debrief(debrief=debrief, by=world.recruiter, now=timezone.now())
    assert deciding(world, application, hire()).outcome == Outcome.HIRE


@pytest.mark.parametrize("statement", ["UPDATE {} SET outcome = 'reject'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_any_change_of_a_sealed_decision(world, statement):
    deciding(world, world.rated([5, 5]), hire())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("scorecards_decision"))


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_decide_at_once_one_wins_and_the_other_is_told(world):
    application = world.rated([5, 5])
    together = Barrier(2)

    def attempt(proposal):
        together.wait()
        try:
            return decide(application=application, proposal=proposal, by=world.manager, now=timezone.now())
        except AlreadyDecided as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(attempt, [hire(), reject()]))
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyDecided", "Decision"]
    assert Decision.objects.count() == 1
