"""Claims are kept as they were made, checked with evidence, and sealed from whoever still has to rate."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.claims import ClaimText, complete_figure, record_claim, verify_claim
from recruiting.domain.errors import AlreadyDone, Conflict, HeldBack, Refused
from recruiting.domain.workflow import move
from recruiting.enums import ApplicationState, ClaimSource, ClaimState, TeamFunction
from recruiting.models import Claim, ClaimCheck
from tests.at_once import at_once
from tests.factories import make_application, make_card, make_interview, make_user, make_vacancy
from tests.factories.claims import check_claim, make_claim

pytestmark = pytest.mark.django_db
CONFIRMED, FALSE, UNVERIFIED = ClaimState.CONFIRMED, ClaimState.FALSE, ClaimState.UNVERIFIED


@pytest.fixture
def recruiter():
    return make_user(Role.HR, full_name="Rita")


@pytest.fixture
def application(recruiter):
    return make_application(make_vacancy(recruiter=recruiter), stage="manager")


def manager_of(application):
    return application.vacancy.members.get(function=TeamFunction.HIRING_MANAGER).user


def erasing(application) -> None:
    """Say to the database that the candidate is being erased, as the erasure does."""
    said = json.dumps({"people": [application.candidate_id], "words": []})
    connection.cursor().execute("SELECT set_config('rubrika.erasing', %s, true)", [said])


def state_of(claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


def to_offer(application, by, **fields):
    offer = application.vacancy.stages.get(key="offer")
    application.refresh_from_db()
    return move(
        application=application,
        to_stage=offer,
        seen_revision=application.revision,
        by=by,
        now=timezone.now(),
        **fields,
    )


def test_a_claim_begins_unverified_and_follows_the_last_check(recruiter, application):
    claim = make_claim(application)
    states = [state_of(claim)]
    for state in (CONFIRMED, FALSE, UNVERIFIED):
        check_claim(claim, state, by=recruiter, evidence=f"Because {state}.")
        states.append(state_of(claim))
    assert states == ["unverified", "confirmed", "false", "unverified"]
    assert [(row.by, row.state, row.evidence) for row in claim.checks.all()] == [
        (recruiter, "confirmed", "Because confirmed."),
        (recruiter, "false", "Because false."),
        (recruiter, "unverified", "Because unverified."),
    ]


@pytest.mark.parametrize("state", [CONFIRMED, FALSE])
def test_a_finding_needs_evidence_in_the_act_and_in_the_database(recruiter, application, state):
    claim = make_claim(application)
    with pytest.raises(Refused):
        check_claim(claim, state, evidence=" \n ")
    with pytest.raises(IntegrityError, match="has no evidence"), transaction.atomic():
        ClaimCheck.objects.create(
            claim=claim, state=state, evidence=" \t\n", sighted=True, by=recruiter, at=timezone.now()
        )
    assert (state_of(claim), claim.checks.count()) == ("unverified", 0)


def test_an_empty_claim_and_a_repeated_one_are_refused(recruiter, application):
    with pytest.raises(Refused):
        record_claim(application=application, claim=ClaimText(" ", ClaimSource.CV), by=recruiter, now=timezone.now())
    make_claim(application, text="Led ten people")
    with pytest.raises(AlreadyDone):
        make_claim(application, text="Led ten people ")
    assert Claim.objects.count() == 1


def test_a_figure_lacks_its_period_and_measurement_until_they_are_given_once(recruiter, application):
    claim = make_claim(application, text="Cut the queue by 40 %", is_figure=True)
    assert claim.lacks
    complete_figure(claim=claim, period="2025 against 2024", measured="", by=recruiter, now=timezone.now())
    complete_figure(
        claim=claim, period="other", measured="Report of the phone system", by=recruiter, now=timezone.now()
    )
    claim.refresh_from_db()
    known = (claim.period, claim.later_period, claim.later_measured, claim.completed_by, claim.lacks)
    assert known == ("", "2025 against 2024", "Report of the phone system", recruiter, False)
    with pytest.raises(Refused):
        complete_figure(claim=claim, period="2020", measured="", by=recruiter, now=timezone.now())


@pytest.mark.parametrize(
    ("words", "is_figure"),
    [
        ("Cut the queue by 40 %", True),
        ("Led a team of 12", True),
        ("Рост продаж на 3,5 процента", True),
        ("Worked with 1C and Windows", False),
        ("Studied in Chisinau from 2015 to 2019", False),
        ("Speaks Romanian", False),
    ],
)
def test_a_number_makes_a_claim_a_figure_and_a_year_does_not(application, words, is_figure):
    assert make_claim(application, text=words).is_figure is is_figure


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE recruiting_claim SET text = 'Another'",
        "UPDATE recruiting_claim SET source = 'talk'",
        "UPDATE recruiting_claim SET period = '2020'",
        "UPDATE recruiting_claim SET later_measured = 'By eye'",
        "UPDATE recruiting_claim SET text = ''",
        "DELETE FROM recruiting_claim",
        "TRUNCATE recruiting_claim CASCADE",
        "UPDATE recruiting_claimcheck SET state = 'false'",
        "UPDATE recruiting_claimcheck SET evidence = 'Another'",
        "DELETE FROM recruiting_claimcheck",
        "TRUNCATE recruiting_claimcheck",
    ],
)
def test_the_database_refuses_to_rewrite_claims_and_checks(application, change):
    claim = make_claim(application, period="2025")
    complete_figure(claim=claim, period="", measured="By hand", by=claim.by, now=timezone.now())
    check_claim(claim, CONFIRMED)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE;" + change)


def test_erasing_a_person_may_empty_the_texts(application):
    claim = make_claim(application, period="2025", measured="By hand")
    check = check_claim(claim, CONFIRMED)
    erasing(application)
    Claim.objects.update(text="", period="", measured="")
    ClaimCheck.objects.update(evidence="")
    claim.refresh_from_db()
    check.refresh_from_db()
    assert (claim.text, claim.period, claim.measured, claim.state, check.evidence) == ("", "", "", "confirmed", "")


def test_a_repeated_click_keeps_one_check_and_a_stale_page_is_told(recruiter, application):
    claim = make_claim(application)
    check_claim(claim, CONFIRMED, by=recruiter)
    with pytest.raises(AlreadyDone):
        check_claim(claim, CONFIRMED, by=recruiter)
    words = {"claim": claim, "state": FALSE, "evidence": "No such firm.", "now": timezone.now()}
    with pytest.raises(Conflict):
        verify_claim(**words, by=manager_of(application), seen_checks=0)
    verify_claim(**words, by=manager_of(application), seen_checks=1)
    assert (state_of(claim), claim.checks.count()) == ("false", 2)


def test_a_proven_untruth_holds_back_the_offer_until_a_reason_is_given(recruiter, application):
    claim = make_claim(application, text="Speaks French")
    check_claim(claim, FALSE)
    meeting = make_interview(application, manager_of(application), starts_at=timezone.now() - timedelta(days=1))
    make_card(meeting, manager_of(application))
    with pytest.raises(HeldBack) as held:
        to_offer(application, recruiter)
    assert [(one.code, one.message) for one in held.value.blockers] == [("claim_false", "Proved false: Speaks French")]
    step = to_offer(application, recruiter, override_reason="French is not needed here.")
    assert (step.overridden, step.override_reason) == (["claim_false"], "French is not needed here.")


def test_a_proven_untruth_rejects_nobody(application):
    check_claim(make_claim(application), FALSE)
    application.refresh_from_db()
    assert (application.state, application.closed_at) == (ApplicationState.ACTIVE, None)


def test_earlier_stages_do_not_ask_about_claims(recruiter):
    application = make_application(make_vacancy(recruiter=recruiter), stage="review")
    check_claim(make_claim(application), FALSE)
    step = move(
        application=application,
        to_stage=application.vacancy.stages.get(key="interview"),
        seen_revision=0,
        by=recruiter,
        now=timezone.now(),
    )
    assert step.overridden == []


class TestWhoStillHasToRate:
    @pytest.fixture
    def interviewer(self):
        return make_user(Role.INTERVIEWER, full_name="Ion")

    @pytest.fixture
    def meeting(self, application, interviewer, recruiter):
        return make_interview(
            application, interviewer, manager_of(application), recruiter, starts_at=timezone.now() - timedelta(hours=2)
        )

    def test_reads_what_was_prepared_from_the_papers_and_nothing_else(self, application, meeting, interviewer):
        before = timezone.now() - timedelta(days=1)
        prepared = make_claim(application, text="In the CV", now=before)
        make_claim(application, text="Told on the phone", source=ClaimSource.TALK, now=before)
        make_claim(application, text="In the CV, seen later")
        own = make_claim(application, text="My own", source=ClaimSource.TALK, by=interviewer)
        assert set(Claim.objects.visible_to(interviewer)) == {prepared, own}

    def test_reads_no_check_but_their_own(self, application, meeting, interviewer, recruiter):
        claim = make_claim(application, now=timezone.now() - timedelta(days=1))
        check_claim(claim, FALSE, by=recruiter)
        own = check_claim(claim, CONFIRMED, by=interviewer)
        assert list(ClaimCheck.objects.visible_to(interviewer)) == [own]

    def test_adds_nothing_to_a_figure_yet(self, application, meeting, interviewer):
        claim = make_claim(application, text="40 % faster", now=timezone.now() - timedelta(days=1))
        with pytest.raises(Refused):
            complete_figure(claim=claim, period="2025", measured="", by=interviewer, now=timezone.now())

    def test_reads_all_of_it_after_their_own_card(self, application, meeting, interviewer, recruiter):
        claim = make_claim(application)
        check = check_claim(claim, FALSE, by=recruiter)
        make_card(meeting, interviewer)
        assert list(Claim.objects.visible_to(interviewer)) == [claim]
        assert list(ClaimCheck.objects.visible_to(interviewer)) == [check]

    def test_stays_blind_after_saying_that_they_cannot_come(self, application, meeting, interviewer):
        make_claim(application)
        meeting.seats.filter(interviewer=interviewer).update(answer="declined")
        assert list(Claim.objects.visible_to(interviewer)) == []

    def test_is_asked_for_the_card_before_an_offer_whatever_was_found(self, application, meeting, recruiter):
        make_card(meeting, manager_of(application))
        claim = make_claim(application)
        said = []
        for state in (UNVERIFIED, FALSE, CONFIRMED):
            if state != UNVERIFIED:
                check_claim(claim, state, by=manager_of(application))
            with pytest.raises(HeldBack) as held:
                to_offer(application, recruiter)
            said.append([(one.code, one.message) for one in held.value.blockers])
        assert said[0] == said[1] == said[2]
        assert "claims_sealed" in dict(said[0])

    def test_cannot_lift_an_untruth_that_they_do_not_see(self, application, meeting, interviewer, recruiter):
        claim = make_claim(application, now=timezone.now() - timedelta(days=1))
        make_card(meeting, recruiter)
        check_claim(claim, FALSE, by=recruiter)
        check_claim(claim, CONFIRMED, by=interviewer)
        assert state_of(claim) == FALSE
        check_claim(claim, CONFIRMED, by=recruiter, evidence="Both were heard.")
        assert state_of(claim) == CONFIRMED


def test_an_outsider_reads_nothing(application):
    check_claim(make_claim(application), FALSE)
    for stranger in (make_user(Role.HR), make_user(Role.HIRING_MANAGER), make_user(Role.INTERVIEWER)):
        assert not Claim.objects.visible_to(stranger).exists()
        assert not ClaimCheck.objects.visible_to(stranger).exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_checking_at_once_do_not_overwrite_each_other(application, recruiter):
    claim, manager = make_claim(application), manager_of(application)

    def check(by, state):
        return lambda: verify_claim(
            claim=claim, state=state, evidence="Heard.", by=by, now=timezone.now(), seen_checks=0
        )

    results = at_once(check(recruiter, CONFIRMED), check(manager, FALSE))
    kept = [one for one in results if isinstance(one, ClaimCheck)]
    assert [type(one) for one in results if one not in kept] == [Conflict]
    assert state_of(claim) == kept[0].state
