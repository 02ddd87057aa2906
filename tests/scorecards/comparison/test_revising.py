"""A decision may be revised by a later one: both stay sealed, the later one stands, the earlier one says so."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.enums import Role
from recruiting.domain import gates
from recruiting.enums import ApplicationState, Reveal, TeamFunction, VacancyState
from recruiting.models import Application, TeamMember
from reminders.domain.duties.decision_waiting import DecisionWaiting
from scorecards.domain.awaiting import awaiting_decision
from scorecards.domain.deciding import (
    AlreadyDecided,
    DecisionRefused,
    Proposal,
    decide,
    proof_of,
    standing_decision,
)
from scorecards.domain.paper import paper_of
from scorecards.domain.proving import prove
from scorecards.domain.record import record_of
from scorecards.domain.recusing import recuse
from scorecards.domain.vacancy_paper import open_records, vacancy_paper
from scorecards.domain.workbook import open_decisions
from scorecards.enums import Outcome, RecusalReason
from scorecards.models import Decision
from tests.at_once import at_once
from tests.factories import make_card, make_interview, make_user
from tests.scorecards.comparison.test_proving import without_guards

pytestmark = pytest.mark.django_db

CHANGED = "Mihai took another offer."


def proposal(outcome=Outcome.HIRE, changed=CHANGED, **fields) -> Proposal:
    words = {"rationale": "Calm with angry clients.", "departure_reason": "The start is on Monday."}
    return Proposal(outcome=outcome, what_changed=changed, **(words | fields))


def deciding(world, application, outcome=Outcome.REJECT, *, revises=None, by=None, **fields) -> Decision:
    made = proposal(outcome, **fields)
    return decide(application=application, proposal=made, by=by or world.manager, now=timezone.now(), revises=revises)


def revised(world, **fields) -> tuple[Decision, Decision]:
    """A candidate first turned down, then hired."""
    application = world.rated([4, 4], name="Alina Rusu")
    earlier = deciding(world, application)
    return earlier, deciding(world, application, Outcome.HIRE, revises=earlier, **fields)


def stored(decision: Decision) -> dict:
    return Decision.objects.filter(pk=decision.pk).values().get()


def test_both_stay_and_the_later_one_stands(world):
    application = world.rated([4, 4])
    earlier = deciding(world, application)
    before = stored(earlier)
    later = deciding(world, application, Outcome.HIRE, revises=earlier)
    assert stored(earlier) == before
    assert (later.revises, later.what_changed, earlier.what_changed) == (earlier, CHANGED, "")
    assert standing_decision(application) == later
    assert list(Decision.objects.standing()) == [later]


def test_what_has_changed_is_asked_for(world):
    application = world.rated([4, 4])
    earlier = deciding(world, application)
    with pytest.raises(DecisionRefused) as caught:
        deciding(world, application, Outcome.HIRE, revises=earlier, changed=" ")
    assert list(caught.value.problems) == ["what_changed"]


def test_what_was_sealed_of_a_revision_is_proved_with_the_seal_of_the_one_before(world):
    earlier, later = revised(world)
    assert prove(Decision.objects.get(pk=later.pk)).differences == ()
    assert proof_of(later)["revises"] == earlier.digest
    assert "what_changed" in later.seal
    assert ("revises" in proof_of(earlier), "what_changed" in earlier.seal) == (False, False)
    call_command("recompute", str(later.pk))


def test_words_of_what_changed_that_were_rewritten_are_found(world):
    _earlier, later = revised(world)
    without_guards("UPDATE scorecards_decision SET what_changed = 'Other words.' WHERE id = %s", later.pk)
    assert [one.place for one in prove(Decision.objects.get(pk=later.pk)).differences] == ["decision.what_changed"]


def test_a_revision_compares_the_candidate_with_those_on_whom_nobody_decided(world):
    application, other, decided = world.rated([4, 4]), world.rated([3, 3]), world.rated([5, 5])
    deciding(world, decided)
    earlier = deciding(world, application)
    later = deciding(world, application, Outcome.HIRE, revises=earlier)
    compared = {one["application"] for one in later.snapshot["candidates"]}
    assert compared == {application.pk, other.pk}


def test_a_revision_stands_on_the_evidence_of_now(world):
    application = world.rated([4, 4])
    earlier = deciding(world, application)
    make_card(make_interview(application, world.interviewers[3]), world.interviewers[3])
    later = deciding(world, application, Outcome.HIRE, revises=earlier)
    assert [len(one.snapshot["cards"]) for one in (Decision.objects.get(pk=earlier.pk), later)] == [1, 2]


def test_a_third_revises_the_second_and_never_the_first_again(world):
    earlier, later = revised(world)
    with pytest.raises(AlreadyDecided) as caught:
        deciding(world, earlier.application, Outcome.KEEP, revises=earlier)
    assert caught.value.decision == later
    last = deciding(world, earlier.application, Outcome.KEEP, revises=later)
    assert standing_decision(earlier.application) == last


def test_a_decision_of_another_candidate_cannot_be_revised(world):
    other, application = deciding(world, world.rated([4, 4])), world.rated([4, 4])
    own = deciding(world, application)
    with pytest.raises(AlreadyDecided) as caught:
        deciding(world, application, Outcome.HIRE, revises=other)
    assert caught.value.decision == own


class TestTheSameIsAskedAsOfAFirstDecision:
    def refused(self, world, application, earlier, by=None, **fields) -> dict[str, str]:
        with pytest.raises(DecisionRefused) as caught:
            deciding(world, application, Outcome.HIRE, revises=earlier, by=by, **fields)
        assert standing_decision(application) == earlier
        return caught.value.problems

    def test_its_own_reasons(self, world):
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        assert list(self.refused(world, application, earlier, rationale="")) == ["rationale"]

    def test_why_the_rule_is_not_followed_and_must_haves(self, world):
        world.rated([5, 5])
        application = world.rated([1, 4])
        earlier = deciding(world, application)
        item = world.vacancy.grid.items.get(must_have=True)
        assert set(self.refused(world, application, earlier, departure_reason="")) == {
            "departure_reason",
            f"waiver_{item.pk}",
        }

    @pytest.mark.parametrize("state", [ApplicationState.REJECTED, ApplicationState.HIRED, ApplicationState.WITHDRAWN])
    def test_a_candidate_in_work(self, world, state):
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        Application.objects.filter(pk=application.pk).update(
            state=state, closed_at=timezone.now(), no_letter_reason="Told in person."
        )
        assert "closed" in self.refused(world, application, earlier)[""]

    def test_a_vacancy_in_work(self, world):
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        type(world.vacancy).objects.filter(pk=world.vacancy.pk).update(state=VacancyState.CLOSED)
        assert "not open" in self.refused(world, application, earlier)[""]

    def test_ones_own_card_first(self, world):
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        make_interview(application, world.manager, starts_at=timezone.now() - timedelta(hours=2))
        assert "Submit your scorecard first" in self.refused(world, application, earlier)[""]

    def test_no_conflict_of_interest(self, world):
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        ahead = make_interview(application, world.manager, stage=world.vacancy.stages.get(key="manager"))
        recuse(interview=ahead, by=world.manager, reason=RecusalReason.RELATED, note="", now=timezone.now())
        assert "conflict of interest" in self.refused(world, application, earlier)[""]

    def test_the_debrief_where_cards_open_there(self, world):
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        world.vacancy.stages.update(reveal=Reveal.AT_DEBRIEF)
        assert "opens at the debrief" in self.refused(world, application, earlier)[""]

    def test_the_earlier_record_open_to_the_person(self, world):
        """A seat at a later meeting holds no first decision back, but closes a colleague's decision."""
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        other = another_manager(world)
        make_interview(application, other, stage=world.vacancy.stages.get(key="manager"))
        assert "opens to you after your own scorecard" in self.refused(world, application, earlier, by=other)[""]


def another_manager(world):
    person = make_user(Role.HIRING_MANAGER)
    TeamMember.objects.create(vacancy=world.vacancy, user=person, function=TeamFunction.HIRING_MANAGER)
    return person


class TestOnlyTheStandingOneCounts:
    def codes(self, application) -> list[str]:
        return [one.code for one in gates.outcome_blockers(application, ApplicationState.HIRED)]

    def test_who_was_turned_down_first_may_be_hired(self, world):
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        assert self.codes(application) == ["no_decision"]
        deciding(world, application, Outcome.HIRE, revises=earlier)
        assert self.codes(application) == []

    def test_who_is_no_longer_to_be_hired_cannot_be(self, world):
        application = world.rated([4, 4])
        earlier = deciding(world, application, Outcome.HIRE)
        deciding(world, application, Outcome.REJECT, revises=earlier, changed="A claim proved false.")
        assert self.codes(application) == ["no_decision"]

    def test_no_decision_waits_again_and_no_candidate_twice(self, world):
        world.vacancy.stages.filter(key="manager").update(requires_scorecards=False)
        waiting = world.rated([3, 3])
        revised(world)
        now = timezone.now()
        assert [one.application for one in awaiting_decision(now=now)] == [waiting]
        assert [one.application for one in DecisionWaiting().owed(now=now)] == [waiting]


class TestTheDatabase:
    def copy(self, decision: Decision, **changes) -> Decision:
        values = {field.attname: getattr(decision, field.attname) for field in Decision._meta.concrete_fields}
        return Decision(**(values | {"id": None} | changes))

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"revises_id": None, "what_changed": ""}, "decision_one_first_of_an_application"),
            ({}, "scorecards_decision_revises_id_key"),
            ({"what_changed": ""}, "decision_revision_says_what_changed"),
            ({"revises_id": None}, "decision_revision_says_what_changed"),
        ],
    )
    def test_keeps_the_decisions_of_an_application_one_chain(self, world, changes, name):
        _earlier, later = revised(world)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            self.copy(later, **changes).save()

    def test_lets_nothing_revise_a_decision_on_somebody_else_or_itself(self, world):
        earlier, other = deciding(world, world.rated([4, 4])), world.rated([4, 4])
        wrong = [self.copy(earlier, application_id=other.pk, revises_id=earlier.pk, what_changed=CHANGED)]
        wrong.append(self.copy(earlier, id=earlier.pk + 50, revises_id=earlier.pk + 50, what_changed=CHANGED))
        for row in wrong:
            with pytest.raises(DatabaseError, match="revises one on the same application"), transaction.atomic():
                row.save(force_insert=True)

    @pytest.mark.parametrize("changes", ["what_changed = 'Else.'", "revises_id = NULL, what_changed = ''"])
    def test_refuses_any_change_of_what_is_revised_and_why(self, world, changes):
        _earlier, later = revised(world)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE scorecards_decision SET {changes} WHERE id = %s", [later.pk])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_revise_at_once_one_wins_and_the_other_is_told(world):
    application = world.rated([5, 5])
    earlier, other = deciding(world, application), another_manager(world)
    answers = at_once(
        lambda: deciding(world, application, Outcome.HIRE, revises=earlier),
        lambda: deciding(world, application, Outcome.KEEP, revises=earlier, by=other),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyDecided", "Decision"]
    assert Decision.objects.standing().count() == 1
    assert Decision.objects.count() == 2


def page(client, world, name, decision, user=None, data=None):
    client.force_login(user or world.manager)
    address = reverse(f"scorecards:{name}", args=[decision.pk])
    return client.get(address) if data is None else client.post(address, data)


TYPED = {
    "outcome": "hire",
    "what_changed": CHANGED,
    "rationale": "Calm with angry clients.",
    "departure_reason": "The start is on Monday.",
    "confirmed": "on",
}


class TestThePages:
    def test_the_record_that_stands_offers_to_revise_it(self, client, world):
        earlier = deciding(world, world.rated([4, 4]))
        address = reverse("scorecards:revise", args=[earlier.pk])
        assert address in page(client, world, "decision", earlier).content.decode()
        assert address not in page(client, world, "decision", earlier, world.recruiter).content.decode()
        later = deciding(world, earlier.application, Outcome.HIRE, revises=earlier)
        assert address not in page(client, world, "decision", earlier).content.decode()
        Application.objects.filter(pk=later.application_id).update(
            state=ApplicationState.HIRED, closed_at=timezone.now(), no_letter_reason="Told in person."
        )
        assert "revision" not in page(client, world, "decision", later).content.decode()

    def test_the_form_shows_the_earlier_decision_beside_it(self, client, world):
        earlier = deciding(world, world.rated([4, 4]), rationale="Weak in writing.", dissent="Irina would hire.")
        found = page(client, world, "revise", earlier).content.decode()
        for words in ("Weak in writing.", "Irina would hire.", "What has changed since the earlier decision"):
            assert words in found

    def test_the_seal_is_confirmed_and_the_typed_text_stays(self, client, world):
        earlier = deciding(world, world.rated([4, 4]))
        response = page(client, world, "revise", earlier, data={**TYPED, "confirmed": ""})
        assert (response.status_code, CHANGED in response.content.decode()) == (422, True)
        response = page(client, world, "revise", earlier, data={**TYPED, "what_changed": ""})
        assert (response.status_code, "Say what has changed" in response.content.decode()) == (422, True)
        assert Decision.objects.get() == earlier

    def test_a_second_click_leads_to_the_decision_that_stands(self, client, world):
        earlier = deciding(world, world.rated([4, 4]))
        first = page(client, world, "revise", earlier, data=TYPED)
        second = page(client, world, "revise", earlier, data=TYPED)
        later = Decision.objects.get(revises=earlier)
        assert first.url == second.url == reverse("scorecards:decision", args=[later.pk])
        client.get(second.url)
        again = client.get(reverse("scorecards:decide", args=[earlier.application_id]))
        assert again.url == reverse("scorecards:decision", args=[later.pk])

    def test_each_record_names_the_other_on_page_paper_and_file(self, client, world):
        earlier, later = revised(world)
        for one, other, relation in ((earlier, later, "Revised by"), (later, earlier, "Revises")):
            found = page(client, world, "decision", one).content.decode()
            assert (relation in found, reverse("scorecards:decision", args=[other.pk]) in found) == (True, True)
            paper = paper_of(record_of(one, world.manager), world.vacancy)
            facts = dict(paper["facts"])
            assert f"record {other.pk}," in facts[relation]
            assert world.manager.full_name in facts[relation]
            assert (CHANGED in json.dumps(paper)) == (one == later) == (CHANGED in found)
        records = open_records(world.vacancy, world.manager)
        whole = json.dumps(vacancy_paper(world.vacancy, records, world.manager))
        assert (len(records), "Revised by" in whole, "Revises" in whole, CHANGED in whole) == (2, True, True, True)

    def test_the_spreadsheet_holds_both(self, client, world):
        earlier, later = revised(world)
        client.force_login(world.manager)
        file = client.get(reverse("scorecards:compare_xlsx", args=[world.vacancy.pk])).content
        head, *rows = load_workbook(BytesIO(file))["Decisions"].iter_rows(values_only=True)
        first, second = (dict(zip(head, row, strict=True)) for row in rows)
        name = "What has changed since the earlier decision"
        assert (first[name] or "", second[name]) == ("", CHANGED)
        assert first["Revised by"].startswith(f"record {later.pk},")
        assert second["Revises"].startswith(f"record {earlier.pk},")

    def test_the_list_marks_the_one_that_no_longer_stands(self, client, world):
        revised(world)
        client.force_login(world.manager)
        assert client.get(reverse("scorecards:decisions")).content.decode().count("revised</span>") == 1

    def test_a_closed_record_says_nothing_of_either(self, client, world):
        earlier, later = revised(world)
        make_interview(earlier.application, world.recruiter)
        for one in (earlier, later):
            found = page(client, world, "decision", one, world.recruiter).content.decode()
            assert [words in found for words in (CHANGED, "Calm with", "Revise", "revised")] == [False] * 4
        client.force_login(world.recruiter)
        listed = client.get(reverse("scorecards:decisions")).content.decode()
        assert ("Hire</span>" in listed, "revised</span>" in listed) == (False, False)


def test_pages_and_files_take_as_many_queries_for_a_chain_as_for_one(client, world):
    def counts() -> list[int]:
        client.force_login(world.manager)
        latest = standing_decision(application)
        pages = [reverse("scorecards:decision", args=[latest.pk]), reverse("scorecards:decisions")]
        found = []
        for act in (
            lambda: vacancy_paper(world.vacancy, open_records(world.vacancy, world.manager), world.manager),
            lambda: [
                (one.decision.later, one.decision.revises) for one in open_decisions(world.vacancy, world.manager)
            ],
            *(lambda address=address: client.get(address) for address in pages),
        ):
            with CaptureQueriesContext(connection) as queries:
                act()
            found.append(len(queries))
        return found

    application = world.rated([4, 4])
    earlier = deciding(world, application)
    counts()  # the first visit writes down what was read
    one = counts()
    for outcome in (Outcome.HIRE, Outcome.KEEP, Outcome.HIRE):
        earlier = deciding(world, application, outcome, revises=earlier)
    counts()
    assert counts() == one
