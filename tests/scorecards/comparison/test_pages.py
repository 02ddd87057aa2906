import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AccessEvent
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember
from scorecards.models import Decision, RatingsSeen
from tests.factories import make_application, make_card, make_interview, make_user

pytestmark = pytest.mark.django_db


def compare_page(client, world, user, **query):
    client.force_login(user)
    return client.get(reverse("scorecards:compare", args=[world.vacancy.pk]), query)


def decide_page(client, application, user, data=None):
    client.force_login(user)
    address = reverse("scorecards:decide", args=[application.pk])
    return client.post(address, data) if data is not None else client.get(address)


def test_the_page_shows_fit_coverage_raters_and_places(client, world):
    world.rated([3, 4], [5, 4], name="Alina Rusu")
    page = compare_page(client, world, world.manager).content.decode()
    for words in ("Alina Rusu", "100 %", "must-haves met", "n 2"):
        assert words in page


def test_nothing_rated_yet_says_what_to_do(client, world):
    make_application(world.vacancy)
    page = compare_page(client, world, world.manager).content.decode()
    assert "Nothing to compare yet" in page
    assert reverse("recruiting:board", args=[world.vacancy.pk]) in page


def test_reading_the_comparison_is_logged_and_remembered(client, world):
    application = world.rated([3, 4])
    compare_page(client, world, world.manager)
    event = AccessEvent.objects.get()
    assert (event.user, event.subject_kind, event.subject_id) == (world.manager, "application", str(application.pk))
    assert RatingsSeen.objects.get().application == application


def test_a_cell_opens_the_evidence_behind_it(client, world):
    application = world.rated([3, 4])
    item = world.vacancy.grid.items.order_by("order").first()
    client.force_login(world.manager)
    address = reverse("scorecards:cell", args=[world.vacancy.pk, application.pk, item.pk])
    part = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert world.interviewers[0].full_name in part
    assert "Said and did so." in part
    assert "behaviour 3" in part


def test_without_javascript_a_cell_leads_to_the_page_with_its_evidence(client, world):
    application = world.rated([3, 4])
    item = world.vacancy.grid.items.order_by("order").first()
    client.force_login(world.manager)
    address = reverse("scorecards:cell", args=[world.vacancy.pk, application.pk, item.pk])
    page = client.get(address, follow=True).content.decode()
    assert "Said and did so." in page


@pytest.mark.parametrize(("later", "overtaken"), [(5, 1), (None, 0)])
def test_only_a_later_level_takes_the_place_of_an_earlier_one(client, world, later, overtaken):
    application = world.rated([3, 4], by=(0,))
    again = make_interview(application, world.interviewers[0], stage=world.vacancy.stages.get(key="manager"))
    make_card(again, world.interviewers[0], levels=[later] * again.stage.covers.count())
    item = again.stage.covers.first()
    client.force_login(world.manager)
    address = reverse("scorecards:cell", args=[world.vacancy.pk, application.pk, item.pk])
    page = client.get(address, headers={"hx-request": "true"})
    assert page.content.decode().count("the later rating counts") == overtaken


def test_the_evidence_of_a_candidate_on_whom_one_is_blind_stays_closed(client, world):
    application = world.rated([3, 4])
    make_interview(application, world.manager)
    item = world.vacancy.grid.items.order_by("order").first()
    client.force_login(world.manager)
    address = reverse("scorecards:cell", args=[world.vacancy.pk, application.pk, item.pk])
    part = client.get(address, headers={"hx-request": "true"}).content.decode()
    assert "Said and did so." not in part
    assert world.interviewers[0].full_name not in part


@pytest.mark.parametrize("cell", ["", "1", "x-y", "999999-1", "1-999999", "9" * 30 + "-1", "-1--1"])
def test_nonsense_in_the_address_is_ignored(client, world, cell):
    world.rated([3, 4])
    assert compare_page(client, world, world.manager, cell=cell, sort=cell, left=cell).status_code == 200


def test_candidates_are_sorted_by_the_chosen_competency(client, world):
    world.rated([3, 5], name="Weak in the first")
    world.rated([5, 3], name="Strong in the first")
    first = world.vacancy.grid.items.order_by("order").first()
    page = compare_page(client, world, world.manager, sort=f"item-{first.pk}").content.decode()
    matrix = page[page.index('class="rk-cmp') :]
    assert matrix.index("Strong in the first") < matrix.index("Weak in the first")


def test_a_decision_is_refused_with_reasons_and_the_typed_text_stays(client, world):
    application = world.rated([None, 4])
    response = decide_page(client, application, world.manager, {"outcome": "hire", "rationale": "I like the example."})
    assert response.status_code == 422
    page = response.content.decode()
    assert "I like the example." in page
    assert "departs from the declared rule" in page
    assert not Decision.objects.exists()


def test_a_sealed_decision_is_shown_with_its_fingerprint(client, world):
    application = world.rated([4, 4], name="Alina Rusu")
    response = decide_page(
        client, application, world.manager, {"outcome": "hire", "rationale": "Settles claims alone."}
    )
    decision = Decision.objects.get()
    assert response.url == reverse("scorecards:decision", args=[decision.pk])
    page = client.get(response.url).content.decode()
    for words in ("Alina Rusu", "Settles claims alone.", decision.digest, "follows the rule"):
        assert words in page


def test_a_second_click_leads_to_the_decision_that_stands(client, world):
    application = world.rated([4, 4])
    data = {"outcome": "hire", "rationale": "Settles claims alone."}
    decide_page(client, application, world.manager, data)
    response = decide_page(client, application, world.manager, data)
    assert response.url == reverse("scorecards:decision", args=[Decision.objects.get().pk])
    assert Decision.objects.count() == 1


def test_what_was_typed_stays_beside_the_decision_that_somebody_else_made_meanwhile(client, world):
    application, other = world.rated([4, 4]), make_user(Role.HIRING_MANAGER)
    TeamMember.objects.create(vacancy=world.vacancy, user=other, function=TeamFunction.HIRING_MANAGER)
    decide_page(client, application, world.manager, {"outcome": "keep", "rationale": "Not for this shift."})
    data = {"outcome": "hire", "rationale": "Settles claims alone.", "departure_reason": "Starts on Monday."}
    response = decide_page(client, application, other, data)
    page, standing = response.content.decode(), Decision.objects.get()
    address = reverse("scorecards:revise", args=[standing.pk])
    assert (response.status_code, f'action="{address}"' in page) == (409, True)
    for words in ("Settles claims alone.", "Not for this shift.", world.manager.full_name):
        assert words in page
    data |= {"what_changed": "The other one declined.", "confirmed": "on"}
    assert client.post(address, data).status_code == 302
    assert Decision.objects.get(revises=standing).by == other


def test_whoever_still_rates_reads_nothing_of_a_decision_made_meanwhile(client, world):
    application, other = world.rated([4, 4]), make_user(Role.HIRING_MANAGER)
    TeamMember.objects.create(vacancy=world.vacancy, user=other, function=TeamFunction.HIRING_MANAGER)
    decide_page(client, application, world.manager, {"outcome": "keep", "rationale": "Not for this shift."})
    make_interview(application, other)
    response = decide_page(client, application, other, {"outcome": "hire", "rationale": "Settles claims alone."})
    assert response.status_code == 302
    assert "Not for this shift." not in client.get(response.url).content.decode()


def test_the_record_hides_figures_from_whoever_came_to_owe_a_card(client, world):
    application, other = world.rated([4, 4], name="Alina Rusu"), world.rated([2, 2], name="Mihai Ciobanu")
    decide_page(client, application, world.manager, {"outcome": "hire", "rationale": "Settles claims alone."})
    make_interview(other, world.recruiter)
    client.force_login(world.recruiter)
    address = reverse("scorecards:decision", args=[Decision.objects.get().pk])
    page = client.get(address).content.decode()
    assert "Alina Rusu" in page
    assert "Mihai Ciobanu" not in page


def test_the_record_is_locked_for_whoever_owes_a_card_on_the_decided_candidate(client, world):
    application = world.rated([4, 4])
    decide_page(client, application, world.manager, {"outcome": "hire", "rationale": "Settles claims alone."})
    make_interview(application, world.recruiter)
    client.force_login(world.recruiter)
    page = client.get(reverse("scorecards:decision", args=[Decision.objects.get().pk])).content.decode()
    assert "Settles claims alone." not in page
    assert "opens after your own scorecard" in page


def test_the_list_says_no_outcome_to_whoever_owes_a_card_on_the_decided_candidate(client, world):
    application = world.rated([4, 4], name="Alina Rusu")
    decide_page(client, application, world.manager, {"outcome": "hire", "rationale": "Settles claims alone."})
    client.force_login(world.recruiter)
    assert "Hire</span>" in client.get(reverse("scorecards:decisions")).content.decode()
    make_interview(application, world.recruiter)
    page = client.get(reverse("scorecards:decisions")).content.decode()
    assert "Alina Rusu" in page
    assert "Hire</span>" not in page


def test_decisions_waiting_and_made_are_listed_for_the_manager(client, world):
    waiting = world.rated([4, 4], name="Waits for a decision", stage="manager")
    decided = world.rated([4, 4], name="Was decided", stage="manager")
    decide_page(client, decided, world.manager, {"outcome": "hire", "rationale": "Strong."})
    page = client.get(reverse("scorecards:decisions")).content.decode()
    assert reverse("scorecards:decide", args=[waiting.pk]) in page
    assert reverse("scorecards:decide", args=[decided.pk]) not in page
    assert "Was decided" in page


def test_nobody_decides_by_role_alone(client, world):
    application = world.rated([4, 4])
    assert decide_page(client, application, world.recruiter).status_code == 403
    assert decide_page(client, application, world.interviewers[0]).status_code == 403
