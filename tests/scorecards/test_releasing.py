"""A card owed by somebody who can no longer log in is declined in their name; both names stay with it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from scorecards.domain.owed import owed_cards
from scorecards.domain.releasing import release_card
from scorecards.enums import CardState, DeclineReason
from scorecards.forms.card import DeclineForm
from scorecards.models import Scorecard
from tests.at_once import at_once
from tests.factories import make_card, make_user
from tests.scorecards.places import Place, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    """A seat whose owner was switched off; the recruiter planned the meeting."""
    place = make_place()
    User.objects.filter(pk=place.person.pk).update(is_active=False)
    return place


def release(place: Place, by=None) -> Scorecard:
    return release_card(
        interview=place.interview,
        application=place.application,
        interviewer=place.person,
        by=by or place.interview.created_by,
        now=timezone.now(),
    )


def address(place: Place) -> str:
    return reverse("scorecards:behalf_release", args=[place.interview.pk, place.application.pk, place.person.pk])


def test_it_is_declined_with_both_names_and_owed_no_more(place):
    card = release(place)
    card.refresh_from_db()
    assert (card.state, card.decline_reason) == (CardState.DECLINED, DeclineReason.LEFT)
    assert (card.interviewer, card.entered_by) == (place.person, place.interview.created_by)
    assert owed_cards(now=timezone.now(), user=place.person) == []


def test_a_draft_is_kept(place):
    draft = make_card(place.interview, place.person, submitted=False, evidence="Calm.")
    written = draft.ratings.filter(evidence="Calm.").count()
    card = release(place)
    assert (card.pk, card.state, written > 0) == (draft.pk, CardState.DECLINED, True)
    assert card.ratings.filter(evidence="Calm.").count() == written


def test_who_can_still_log_in_decides_for_themselves(place):
    User.objects.filter(pk=place.person.pk).update(is_active=True)
    with pytest.raises(Refused, match="can still log in"):
        release(place)
    assert not Scorecard.objects.exists()


def test_a_closed_card_stays_as_it_is(place):
    make_card(place.interview, place.person)
    with pytest.raises(AlreadyDone):
        release(place)
    assert Scorecard.objects.get().state == CardState.SUBMITTED


def test_nobody_gives_this_reason_for_themselves():
    assert DeclineReason.LEFT not in dict(DeclineForm().fields["reason"].choices)


@pytest.mark.parametrize("role", [Role.HR, Role.ADMIN])
def test_on_the_page_of_the_panel_a_recruiter_or_administrator_does_it_and_is_named(client, place, role):
    user = place.interview.created_by if role == Role.HR else make_user(Role.ADMIN, full_name="Head of all")
    client.force_login(user)
    page = reverse("scorecards:panel", args=[place.application.pk])
    assert address(place) in client.get(page).content.decode()
    assert client.post(address(place)).status_code == 302
    shown = client.get(page).content.decode()
    assert f"declined by {user.full_name}" in shown
    assert address(place) not in shown


def test_the_button_stands_only_beside_who_is_gone(client, place):
    User.objects.filter(pk=place.person.pk).update(is_active=True)
    client.force_login(place.interview.created_by)
    page = client.get(reverse("scorecards:panel", args=[place.application.pk])).content.decode()
    assert address(place) not in page
    assert client.post(address(place), follow=True).status_code == 200
    assert not Scorecard.objects.exists()


def test_others_are_refused(client, place):
    client.force_login(make_user(Role.HR))
    assert client.post(address(place)).status_code == 404
    assert not Scorecard.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_one_counts(place):
    results = at_once(lambda: release(place), lambda: release(place))
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "Scorecard"]
