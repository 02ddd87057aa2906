"""A decision's record as a reader may see it: what was agreed in the debrief stands in it; many cost as much as one."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from scorecards.domain import debrief as acts
from scorecards.domain.deciding import Proposal, decide
from scorecards.domain.paper import paper_of
from scorecards.domain.record import record_of, records_of
from scorecards.domain.vacancy_paper import open_records
from scorecards.enums import Outcome
from scorecards.models import AgreedLevel, Decision
from tests.factories import make_card, make_interview

pytestmark = pytest.mark.django_db


def decided(world, application) -> Decision:
    why = {"rationale": "Calm with angry clients.", "departure_reason": "The other starts in May."}
    proposal = Proposal(outcome=Outcome.KEEP, **why)
    return decide(application=application, proposal=proposal, by=world.manager, now=timezone.now())


def test_the_records_of_many_decisions_take_as_many_queries_as_one(world):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            open_records(world.vacancy, world.manager)
        return len(queries)

    decided(world, world.rated([4, 4]))
    one = count()
    for _ in range(3):
        decided(world, world.rated([4, 4]))
    assert (len(open_records(world.vacancy, world.manager)), count()) == (4, one)


def test_each_of_many_is_what_it_is_alone(world):
    rated = [world.rated([4, 4]), world.rated([2, 5], [3, 4])]
    make_interview(rated[0], world.recruiter)
    decisions = [decided(world, application) for application in rated]
    together = records_of(decisions, world.recruiter)
    assert together == [record_of(decision, world.recruiter) for decision in decisions]
    assert [record.locked for record in together] == [True, False]


def test_what_another_candidates_closed_ratings_say_stays_closed_on_page_paper_and_file(client, world):
    """The place, what departs from the rule and who else was considered follow from ratings of somebody else too."""
    application, other = world.rated([4, 4]), world.rated([5, 5], name="Alina Rusu")
    why = {"rationale": "Calm.", "departure_reason": "Alina starts in May.", "alternatives": "Alina was the strongest."}
    decision = decide(
        application=application,
        proposal=Proposal(outcome=Outcome.HIRE, **why),
        by=world.manager,
        now=timezone.now(),
    )
    assert all(told in text for text in texts(client, world, decision) for told in (why["alternatives"], "Place by"))
    meeting = make_interview(other, world.recruiter)
    for text in texts(client, world, decision):
        assert "Calm." in text
        assert [told in text for told in (why["alternatives"], why["departure_reason"])] == [False, False]
    page, paper, _file = texts(client, world, decision)
    assert ["Place by the rule" in text for text in (page, paper)] == [False, False]
    make_card(meeting, world.recruiter)
    assert all(why["alternatives"] in text for text in texts(client, world, decision))


def texts(client, world, decision) -> list[str]:
    """The record as the recruiter reads it: page, paper and file."""
    client.force_login(world.recruiter)
    page = client.get(reverse("scorecards:decision", args=[decision.pk])).content.decode()
    paper = json.dumps(paper_of(record_of(decision, world.recruiter), world.vacancy), ensure_ascii=False)
    file = client.get(reverse("scorecards:compare_xlsx", args=[world.vacancy.pk])).content
    cells = [cell.value for sheet in load_workbook(BytesIO(file)) for row in sheet for cell in row]
    return [page, paper, "\n".join(map(str, cells))]


def test_a_record_is_closed_like_the_debrief_while_a_card_of_another_stage_is_owed(world):
    application = world.rated([2, 4], [4, 4])
    agreed(world, application, level=4, why="Heard it twice.")
    decision = decided(world, application)
    meeting = make_interview(application, world.recruiter, stage=world.vacancy.stages.get(key="manager"))
    record = record_of(decision, world.recruiter)
    assert (record.locked, record.agreed) == (True, ())
    make_card(meeting, world.recruiter)
    assert [one.why for one in record_of(decision, world.recruiter).agreed] == ["Heard it twice."]


def agreed(world, application, *, level: int | None, why: str, at=None) -> None:
    item = world.vacancy.grid.items.order_by("order").first()
    AgreedLevel.objects.create(
        application=application, item=item, level=level, why=why, by=world.manager, at=at or timezone.now()
    )


def words(client, world, decision) -> tuple[str, str]:
    client.force_login(world.manager)
    page = client.get(reverse("scorecards:decision", args=[decision.pk])).content.decode()
    return page, json.dumps(paper_of(record_of(decision, world.manager), world.vacancy), ensure_ascii=False)


def test_the_last_level_agreed_before_the_decision_is_on_page_and_paper(client, world):
    application = world.rated([2, 4], [4, 4])
    agreed(world, application, level=2, why="At first sight.")
    agreed(world, application, level=3, why="The second case settled it.")
    decision = decided(world, application)
    agreed(world, application, level=5, why="Long after.", at=decision.at + timedelta(days=1))
    for text in words(client, world, decision):
        assert ("The second case settled it." in text, "level 3" in text) == (True, True)
        assert ("At first sight." in text, "Long after." in text) == (False, False)


def test_it_enters_no_figure(client, world):
    first, second = world.rated([2, 4], [4, 4]), world.rated([2, 4], [4, 4])
    agreed(world, first, level=5, why="")
    means = [record_of(decided(world, one), world.manager).rows[0].means[0][0] for one in (first, second)]
    assert means == [3.0, 3.0]


def test_that_the_panel_does_not_know_is_said(client, world):
    application = world.rated([2, 4])
    agreed(world, application, level=None, why="")
    assert [("not known" in text) for text in words(client, world, decided(world, application))] == [True, True]


def test_a_debrief_held_by_acts_reaches_the_record(world):
    application = world.rated([2, 4], [4, 4])
    now = timezone.now()
    debrief = acts.open_debrief(application=application, by=world.manager, now=now, override_reason="")
    item = world.vacancy.grid.items.order_by("order").first()
    acts.agree(debrief=debrief, item=item, level=4, why="Heard it twice.", seen=0, by=world.manager, now=now)
    assert [one.why for one in record_of(decided(world, application), world.manager).agreed] == ["Heard it twice."]
