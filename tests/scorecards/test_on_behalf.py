"""A card from paper: who may type it, what stands at once, and how the interviewer confirms it or objects."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.models import OutboundMessage
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import Presence, TeamFunction
from recruiting.models import TeamMember
from scorecards.domain.answers import answers_of
from scorecards.domain.assignments import find_assignment
from scorecards.domain.card_seal import seal_holds
from scorecards.domain.filling import save_card
from scorecards.domain.on_behalf import enter_card, hand_over, object_to, why_not
from scorecards.domain.recusing import recuse
from scorecards.domain.submission import Unfinished, seal_overdue, submit_card
from scorecards.enums import CardState, RecusalReason
from scorecards.models import RatingsSeen, Scorecard
from tests.factories import make_card, make_interview, make_seat, make_user
from tests.scorecards.places import Place, make_place, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    place = make_place()
    place.typist = place.interview.created_by
    return place


def enter(place: Place, **changes):
    values = {
        "interview": place.interview,
        "application": place.application,
        "interviewer": place.person,
        "by": place.typist,
        "seen_version": 0,
        "answers": place.answers(2, 4),
        "now": timezone.now(),
    }
    return enter_card(**values | changes)


def handed(place: Place) -> Scorecard:
    card = enter(place)
    return hand_over(card=card, seen_version=card.version, by=place.typist, now=timezone.now())


def reason(place: Place, typist) -> str:
    found = find_assignment(interview=place.interview.pk, application=place.application.pk, by=place.person)
    return why_not(found, typist, timezone.now())


def test_the_card_is_the_interviewers_and_says_who_typed_it(place):
    card = enter(place)
    assert (card.interviewer, card.entered_by, card.state) == (place.person, place.typist, CardState.DRAFT)


def recruiter_with_seat(place):
    make_seat(place.interview, place.typist)
    return place.typist


def recruiter_with_seat_in_a_later_meeting(place):
    make_interview(place.application, place.typist)
    return place.typist


def recruiter_with_draft(place):
    card = make_card(place.interview, place.typist, submitted=False)
    Scorecard.objects.filter(pk=card.pk).update(interview=None)
    return place.typist


def recruiter_who_stepped_off(place):
    ahead = make_interview(place.application, place.typist, starts_at=timezone.now() + timezone.timedelta(days=1))
    recuse(interview=ahead, by=place.typist, reason=RecusalReason.RELATED, note="", now=timezone.now())
    return place.typist


def recruiter_noted_as_absent(place):
    make_seat(place.interview, place.typist, presence=Presence.NO_SHOW)
    return place.typist


def recruiter_of_another_vacancy(place):
    return make_user(Role.HR)


def hiring_manager(place):
    members = TeamMember.objects.filter(vacancy=place.application.vacancy, function=TeamFunction.HIRING_MANAGER)
    return members.get().user


def administrator(place):
    return make_user(Role.ADMIN)


WRONG = {
    recruiter_with_seat: "not submitted your own",
    recruiter_with_seat_in_a_later_meeting: "not submitted your own",
    recruiter_with_draft: "not submitted your own",
    recruiter_who_stepped_off: "cannot rate this candidate",
    recruiter_noted_as_absent: "not submitted your own",
    recruiter_of_another_vacancy: "Only a recruiter",
    hiring_manager: "Only a recruiter",
    administrator: "Only a recruiter",
}


@pytest.mark.parametrize(("who", "message"), WRONG.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_whoever_could_be_swayed_or_does_not_run_the_vacancy_types_nothing(place, who, message):
    typist = who(place)
    assert message in reason(place, typist)
    with pytest.raises(Refused, match=message):
        enter(place, by=typist)


def test_nobody_types_into_a_card_that_its_owner_began(place):
    place.save(place.answers(text="Mine"))
    with pytest.raises(Refused, match="has begun this scorecard"):
        enter(place)
    assert "Mine" not in reason(place, place.typist)


def test_nobody_types_a_card_before_the_interview():
    place = make_place(starts_at=timezone.now() + timezone.timedelta(hours=3))
    place.typist = place.interview.created_by
    with pytest.raises(Refused, match="not begun yet"):
        enter(place)


def test_what_is_missing_is_named_before_it_is_handed_over(place):
    card = enter(place, answers=place.answers(5, 4, text=""))
    assert isinstance(hand_over(card=card, seen_version=1, by=place.typist, now=timezone.now()), Unfinished)


def test_handing_over_fixes_the_ratings_and_tells_the_interviewer(place):
    card = handed(place)
    assert (card.ratings_are_sealed, card.typist_informed) == (True, False)
    mail = OutboundMessage.objects.get(recipient=place.person)
    assert place.typist.full_name in mail.subject
    assert "Said so." not in mail.body


def test_who_typed_a_colleagues_card_rates_here_no_more_independently(place):
    enter(place)
    make_seat(place.interview, place.typist)
    card = save_card(
        interview=place.interview,
        application=place.application,
        by=place.typist,
        seen_version=0,
        answers=place.answers(3, 3),
        now=timezone.now(),
    )
    sealed = submit_card(card=card, seen_version=card.version, by=place.typist, now=timezone.now())
    assert sealed.independent is False


def test_a_typist_who_had_read_colleagues_is_marked(place):
    RatingsSeen.objects.create(
        user=place.typist, application=place.application, stage=place.interview.stage, first_at=timezone.now()
    )
    assert handed(place).typist_informed is True


def test_the_typist_knows_ratings_from_then_on_and_sees_the_card_no_more(place):
    card = handed(place)
    assert RatingsSeen.objects.filter(user=place.typist, application=place.application).exists()
    assert card not in Scorecard.objects.visible_to(place.typist)
    with pytest.raises(Refused, match="handed over"):
        enter(place, answers=place.answers(1, 1), seen_version=card.version)


def test_the_interviewer_confirms_by_submitting(place):
    card = handed(place)
    sealed = submit_card(card=card, seen_version=card.version, by=place.person, now=timezone.now())
    assert (sealed.state, sealed.entered_by, sealed.sealed_by_itself) == (CardState.SUBMITTED, place.typist, False)
    assert seal_holds(Scorecard.objects.get())


def test_without_a_word_it_is_sealed_at_the_end_of_the_time(place):
    card = handed(place)
    assert seal_overdue(now=card.notes_until) == 1
    assert Scorecard.objects.get().sealed_by_itself is True


def test_an_objection_voids_it_and_the_interviewer_rates_alone(place):
    card = handed(place)
    object_to(card=card, words="I gave a 4.", by=place.person, now=timezone.now())
    void = Scorecard.objects.get(pk=card.pk)
    assert (void.state, void.objection) == (CardState.VOID, "I gave a 4.")
    fresh = place.save(place.answers(4, 4))
    assert (fresh.pk != card.pk, fresh.entered_by, answers_of(fresh).items[place.items[0].pk].level) == (True, None, 4)


def test_an_objection_says_why_and_is_made_once(place):
    card = handed(place)
    with pytest.raises(Refused, match="Say in words"):
        object_to(card=card, words=" ", by=place.person, now=timezone.now())
    object_to(card=card, words="No.", by=place.person, now=timezone.now())
    with pytest.raises(AlreadyDone):
        object_to(card=card, words="No.", by=place.person, now=timezone.now())


def test_a_card_that_nobody_typed_has_nothing_to_object_to(place):
    card = place.save(place.answers())
    with pytest.raises(Refused, match="not one that somebody entered"):
        object_to(card=card, words="No.", by=place.person, now=timezone.now())


def address(place: Place, name: str = "behalf") -> str:
    return reverse(f"scorecards:{name}", args=[place.interview.pk, place.application.pk, place.person.pk])


def test_the_page_types_saves_and_hands_over(client, place):
    client.force_login(place.typist)
    assert "You enter the scorecard of" in text_of(client.get(address(place)))
    saved = client.post(address(place, "behalf_save"), place.posted(place.answers(2, 4)))
    assert saved.url == address(place)
    client.post(address(place, "behalf_submit"), place.posted(place.answers(2, 4), version=1))
    assert place.card.ratings_are_sealed


def test_the_panel_offers_it_for_a_missing_card_to_the_recruiter_alone(client, place):
    panel = reverse("scorecards:panel", args=[place.application.pk])
    client.force_login(place.typist)
    assert address(place) in client.get(panel).content.decode()
    client.force_login(hiring_manager(place))
    assert address(place) not in client.get(panel).content.decode()


def test_a_draft_of_the_interviewer_shows_nothing_to_the_typist(client, place):
    place.save(place.answers(text="Only mine"))
    client.force_login(place.typist)
    answer = client.get(address(place))
    assert "has begun this scorecard" in text_of(answer)
    assert "Only mine" not in text_of(answer)


def test_the_interviewer_sees_who_typed_it_and_can_object(client, place):
    handed(place)
    client.force_login(place.person)
    page = client.get(place.address())
    assert f"{place.typist.full_name} entered this scorecard for you" in text_of(page)
    client.post(place.address("card_object"), {"words": "I gave a 4."})
    assert Scorecard.objects.get().state == CardState.VOID


def test_both_names_are_on_the_sealed_card(client, place):
    card = handed(place)
    seal_overdue(now=card.notes_until)
    client.force_login(place.typist)
    words = text_of(client.get(reverse("scorecards:panel", args=[place.application.pk])))
    assert f"Entered by {place.typist.full_name} for {place.person.full_name}" in words


def test_a_save_by_the_pages_script_reads_nothing_twice_that_did_not_change(
    client, place, django_assert_max_num_queries
):
    client.force_login(place.typist)
    autosave = {"X-Requested-With": "autosave"}
    for version, text in enumerate(("First words.", "More words.")):
        sent = place.posted(place.answers(2, 4, text=text), version=version)
        with django_assert_max_num_queries(34):
            response = client.post(address(place, "behalf_save"), sent, headers=autosave)
        assert response.status_code == 200
    assert set(place.card.ratings.values_list("evidence", flat=True)) == {"More words."}
    assert 'value="2"' in response.content.decode()
    with django_assert_max_num_queries(34):
        client.post(address(place, "behalf_save"), place.posted(place.answers(5, None), version=2), headers=autosave)
    assert list(place.card.ratings.order_by("item__order").values_list("level", flat=True)) == [5, None]
