"""Ratings of the panel: read once they are open, and a calm page that says what opens them before."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AccessAction, Role
from accounts.models import AccessEvent, User
from recruiting.enums import Presence, Reveal, TeamFunction
from recruiting.models import Stage
from scorecards.domain.submission import decline_card
from scorecards.enums import CardState, DeclineReason, Recommendation
from scorecards.models import RatingsSeen, Scorecard
from tests.factories import make_application, make_attendance, make_card, make_interview, make_seat, make_user
from tests.scorecards.places import Place, make_place

pytestmark = pytest.mark.django_db
SECRET = "Shouted at the client."


@pytest.fixture
def place(client) -> Place:
    """The person has a seat; a colleague has rated with words to be found again."""
    place = make_place()
    colleague = make_seat(place.interview, make_user(Role.INTERVIEWER, full_name="Irina Moraru")).interviewer
    make_card(place.interview, colleague, evidence=SECRET, recommendation=Recommendation.STRONG_NO)
    client.force_login(place.person)
    return place


def panel(client, place: Place) -> str:
    response = client.get(reverse("scorecards:panel", args=[place.application.pk]))
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_before_the_own_card_the_page_is_locked_and_leads_to_it(client, place):
    response = client.get(reverse("scorecards:panel", args=[place.application.pk]))
    page = response.content.decode()
    assert response.status_code == 200
    assert "You will see the others’ ratings after you submit yours" in page
    assert f'<a class="btn btn-primary" href="{place.address()}">Open my scorecard</a>' in page
    assert SECRET not in page
    assert "1/2 in" in page
    assert "Strong no" not in page


def test_who_stayed_away_and_kept_the_seat_finds_the_way_to_say_so(client, place):
    manager = place.application.vacancy.members.get(function="hiring_manager").user
    make_seat(place.interview, manager, presence=Presence.NO_SHOW)
    client.force_login(manager)
    words = panel(client, place)
    assert ("after you submit yours" in words, "I cannot rate this candidate…" in words) == (True, True)
    assert SECRET not in words


def test_with_a_draft_the_button_says_continue(client, place):
    make_card(place.interview, place.person, submitted=False)
    assert "Continue my scorecard" in panel(client, place)


def test_locked_page_leaves_no_trace_of_reading(client, place):
    panel(client, place)
    assert (AccessEvent.objects.count(), RatingsSeen.objects.count()) == (0, 0)


def test_after_the_own_card_the_page_opens_and_the_reading_is_logged(client, place):
    make_card(place.interview, place.person)
    words = panel(client, place)
    assert SECRET in words
    assert "2/2 in" in words
    events = AccessEvent.objects.values_list("user", "action", "subject_id", "detail")
    assert list(events) == [(place.person.pk, AccessAction.READ_RATINGS, str(place.application.pk), {"cards": 1})]
    assert RatingsSeen.objects.filter(user=place.person, application=place.application).count() == 1


def test_recruiter_who_looks_and_is_seated_later_is_marked(client, place):
    recruiter = place.interview.created_by
    client.force_login(recruiter)
    panel(client, place)
    make_seat(place.interview, recruiter)
    card = place.save(place.answers(), by=recruiter)
    assert card.independent is False
    assert SECRET not in panel(client, place)


def test_declined_is_told_that_nothing_opens(client, place):
    card = make_card(place.interview, place.person, submitted=False)
    Scorecard.objects.filter(pk=card.pk).update(state=CardState.DECLINED, decline_reason=DeclineReason.TOO_LITTLE)
    words = panel(client, place)
    assert "These ratings stay hidden from you until the debrief" in words
    assert SECRET not in words


def test_stage_that_opens_at_the_debrief_says_so(client, place):
    Stage.objects.update(reveal=Reveal.AT_DEBRIEF)
    make_card(place.interview, place.person, evidence="My own words")
    words = panel(client, place)
    assert "The ratings of this stage open at the debrief" in words
    assert "My own words" in words
    assert SECRET not in words


def test_group_session_leads_to_the_candidate_still_to_be_rated(client, place):
    make_card(place.interview, place.person, application=place.application)
    other = make_application(place.application.vacancy)
    make_attendance(place.interview, other)
    words = panel(client, place)
    assert "after you submit all yours of this session" in words
    assert f"Scorecard on {other.candidate.full_name}" in words
    assert SECRET not in words


def test_interviewer_sees_no_other_stage(client, place):
    stage = place.application.vacancy.stages.get(key="manager")
    stranger = make_user(Role.INTERVIEWER, full_name="Someone Else")
    make_interview(place.application, stranger, stage=stage, starts_at=timezone.now() - timedelta(days=1))
    assert "Someone Else" not in panel(client, place)


def test_recruiter_sees_every_stage(client, place):
    stage = place.application.vacancy.stages.get(key="manager")
    stranger = make_user(Role.INTERVIEWER, full_name="Someone Else")
    make_interview(place.application, stranger, stage=stage, starts_at=timezone.now() - timedelta(days=1))
    client.force_login(place.interview.created_by)
    words = panel(client, place)
    assert "Someone Else" in words
    assert SECRET in words


def test_draft_of_a_colleague_looks_like_nothing_begun(client, place):
    client.force_login(place.interview.created_by)
    before = panel(client, place)
    make_card(place.interview, place.person, submitted=False, evidence="Half a thought")
    assert panel(client, place) == before


def test_card_read_before_is_marked(client, place):
    card = make_card(place.interview, place.person, submitted=False, independent=False)
    Scorecard.objects.filter(pk=card.pk).update(state=CardState.SUBMITTED, closed_at=timezone.now(), digest="0" * 64)
    assert "Had read colleagues’ ratings" in panel(client, place)


def test_application_without_a_panel_says_what_comes(client, place):
    client.force_login(place.interview.created_by)
    bare = make_application(place.application.vacancy)
    response = client.get(reverse("scorecards:panel", args=[bare.pk]))
    assert "Nobody is asked to rate yet" in response.content.decode()


@pytest.mark.parametrize("role", [Role.HR, Role.INTERVIEWER, Role.HIRING_MANAGER])
def test_panel_out_of_reach_does_not_exist(client, place, role):
    client.force_login(make_user(role))
    assert client.get(reverse("scorecards:panel", args=[place.application.pk])).status_code == 404


@pytest.mark.parametrize("cards", [2, 20])
def test_queries_do_not_grow_with_the_cards(client, place, django_assert_num_queries, cards):
    client.force_login(place.interview.created_by)
    for _ in range(cards - 1):
        make_card(place.interview, make_seat(place.interview, make_user(Role.INTERVIEWER)).interviewer)
    panel(client, place)
    with django_assert_num_queries(QUERIES_OF_THE_PANEL):
        words = panel(client, place)
    assert words.count("Sealed ") == cards


QUERIES_OF_THE_PANEL = 18


def member(place: Place, function: TeamFunction) -> User:
    return place.application.vacancy.members.get(function=function).user


def declined(place: Place, note: str = "He is my cousin.") -> None:
    decline_card(
        interview=place.interview,
        application=place.application,
        by=place.person,
        reason=DeclineReason.CONFLICT,
        note=note,
        now=timezone.now(),
    )


def test_the_recruiter_reads_why_somebody_cannot_rate(client, place):
    declined(place)
    client.force_login(member(place, TeamFunction.RECRUITER))
    assert "Cannot rate Conflict of interest He is my cousin." in panel(client, place)


def test_nobody_else_reads_why_somebody_cannot_rate(client, place):
    declined(place)
    manager = member(place, TeamFunction.HIRING_MANAGER)
    colleague = place.interview.seats.exclude(interviewer=place.person).get().interviewer
    for person in (manager, colleague, make_user(Role.ADMIN)):
        client.force_login(person)
        assert "cousin" not in panel(client, place)


def test_a_recruiter_who_still_owes_a_card_does_not_read_it_yet(client, place):
    declined(place)
    recruiter = member(place, TeamFunction.RECRUITER)
    make_seat(place.interview, recruiter)
    client.force_login(recruiter)
    assert "cousin" not in panel(client, place)
