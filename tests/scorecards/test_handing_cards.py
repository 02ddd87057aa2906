"""An owed card goes to somebody else with its seat: words stay with their author, and blindness stays whole."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.domain.handing_over import hand_over
from accounts.enums import Role
from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.domain.handing_seats import hand_seat
from recruiting.enums import HandoverReason
from reminders.domain.duties.scorecard_due import ScorecardDue
from reminders.domain.duties.scorecards_missing import ScorecardsMissing
from reminders.domain.engine import remind
from reminders.models import Delivery
from scorecards.domain.owed import owed_cards
from scorecards.domain.releasing import release_card
from scorecards.domain.submission import decline_card
from scorecards.enums import CardState, DeclineReason
from scorecards.models import RatingsSeen, Recusal, Scorecard
from tests.at_once import at_once
from tests.factories import make_application, make_attendance, make_card, make_seat, make_user
from tests.scorecards.places import Place, make_place, text_of

WEDNESDAY = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_place()


@pytest.fixture
def heir() -> User:
    return make_user(Role.INTERVIEWER, full_name="Heir")


@pytest.fixture
def colleague(place) -> User:
    """Another of the panel, whose card is in."""
    user = make_user(Role.INTERVIEWER, full_name="Colleague")
    make_seat(place.interview, user)
    make_card(place.interview, user)
    return user


def hand(place: Place, to: User, now=None):
    seat = place.interview.seats.get(interviewer=place.person, removed_at=None)
    return hand_seat(
        seat=seat,
        successor=to,
        reason=HandoverReason.AWAY,
        by=place.interview.created_by,
        now=now or timezone.now(),
    )


def owing(user: User) -> list[int]:
    return [card.application.pk for card in owed_cards(now=timezone.now(), user=user)]


class TestWhoOwes:
    def test_the_new_one_and_no_longer_the_old(self, place, heir):
        hand(place, heir)
        assert (owing(place.person), owing(heir)) == ([], [place.application.pk])

    def test_on_everybody_of_a_group(self, place, heir):
        second = make_application(place.interview.vacancy)
        make_attendance(place.interview, second)
        hand(place, heir)
        assert sorted(owing(heir)) == sorted([place.application.pk, second.pk])

    def test_the_new_one_can_write_it_and_the_old_one_cannot(self, place, heir):
        hand(place, heir)
        with pytest.raises(Refused, match="not on the panel"):
            place.save(place.answers())
        card = place.save(place.answers(), by=heir)
        assert (card.interviewer, card.independent) == (heir, True)


class TestWhatKeepsASeat:
    @pytest.mark.parametrize("submitted", [True, False])
    def test_words_stay_with_their_author(self, place, heir, submitted):
        make_card(place.interview, place.person, submitted=submitted)
        with pytest.raises(Refused, match="What somebody writes stays theirs"):
            hand(place, heir)
        assert Scorecard.objects.get().interviewer == place.person

    def test_a_declined_card_does_not(self, place, heir):
        decline_card(
            interview=place.interview,
            application=place.application,
            by=place.person,
            reason=DeclineReason.DID_NOT_ATTEND,
            note="",
            now=timezone.now(),
        )
        hand(place, heir)
        assert owing(heir) == [place.application.pk]

    def test_what_was_drafted_by_somebody_who_left_stays_unread_when_another_rates(self, place, heir):
        draft = make_card(place.interview, place.person, submitted=False, evidence="Calm.")
        User.objects.filter(pk=place.person.pk).update(is_active=False)
        release_card(
            interview=place.interview,
            application=place.application,
            interviewer=place.person,
            by=place.interview.created_by,
            now=timezone.now(),
        )
        hand(place, heir)
        draft.refresh_from_db()
        assert (draft.interviewer, draft.state) == (place.person, CardState.DECLINED)
        assert draft not in Scorecard.objects.visible_to(heir)


class TestWhoMayNot:
    def test_who_has_read_ratings_of_the_stage(self, place, heir):
        RatingsSeen.objects.create(
            user=heir, application=place.application, stage=place.interview.stage, first_at=timezone.now()
        )
        with pytest.raises(Refused, match="would not rate independently"):
            hand(place, heir)

    def test_who_typed_a_colleagues_card(self, place, heir):
        other = make_user(Role.INTERVIEWER)
        make_seat(place.interview, other)
        card = make_card(place.interview, other, submitted=False)
        Scorecard.objects.filter(pk=card.pk).update(entered_by=heir)
        with pytest.raises(Refused, match="would not rate independently"):
            hand(place, heir)

    def test_who_stepped_off_a_panel_of_the_same_candidate(self, place, heir):
        Recusal.objects.create(interview=place.interview, interviewer=heir, reason="related", at=timezone.now())
        with pytest.raises(Refused, match="declared a conflict of interest"):
            hand(place, heir)

    def test_who_declined_here(self, place, heir):
        make_seat(place.interview, heir, removed_at=timezone.now())
        card = make_card(place.interview, heir, submitted=False)
        Scorecard.objects.filter(pk=card.pk).update(
            state=CardState.DECLINED, decline_reason=DeclineReason.TOO_LITTLE, closed_at=timezone.now()
        )
        with pytest.raises(Refused, match="has answered here already"):
            hand(place, heir)

    def test_the_page_says_why_for_each(self, client, place, heir):
        Recusal.objects.create(interview=place.interview, interviewer=heir, reason="related", at=timezone.now())
        client.force_login(place.interview.created_by)
        seat = place.interview.seats.get(interviewer=place.person)
        url = reverse("recruiting:seat_handover", args=[place.interview.pk, seat.pk])
        page = client.get(url)
        assert "Heir has declared a conflict of interest." in text_of(page)
        assert f'value="{heir.pk}"' not in page.content.decode()


class TestBlindness:
    def test_the_new_one_sees_nobodys_ratings_before_their_own(self, client, place, heir, colleague):
        hand(place, heir)
        assert list(Scorecard.objects.visible_to(heir)) == []
        card = place.save(place.answers(), by=heir)
        Scorecard.objects.filter(pk=card.pk).update(
            state=CardState.SUBMITTED, digest="x", closed_at=timezone.now(), recommendation="yes"
        )
        assert {one.interviewer for one in Scorecard.objects.visible_to(heir)} == {heir, colleague}

    def test_the_old_one_learns_nothing_by_giving_it_away(self, place, heir, colleague):
        hand(place, heir)
        assert list(Scorecard.objects.visible_to(place.person)) == []

    def test_a_recruiter_who_gave_their_own_seat_away_and_read_cannot_take_it_back(self, place, heir, colleague):
        recruiter = place.interview.created_by
        place.interview.seats.filter(interviewer=place.person).update(interviewer=recruiter)
        place.person = recruiter
        assert list(Scorecard.objects.visible_to(recruiter)) == []
        hand(place, heir)
        RatingsSeen.objects.create(
            user=recruiter, application=place.application, stage=place.interview.stage, first_at=timezone.now()
        )
        place.person = heir
        with pytest.raises(Refused, match="would not rate independently"):
            hand(place, recruiter)

    def test_neither_mail_says_whether_anybody_rated(self, place, heir, colleague):
        from outbox.models import OutboundMessage

        hand(place, heir)
        words = " ".join(mail.subject + mail.body for mail in OutboundMessage.objects.all())
        assert [word for word in ("Colleague", "1 of", "submitted") if word in words] == []


class TestReminders:
    def test_the_old_series_stops_and_the_new_one_begins_with_the_handover(self, place, heir):
        now = timezone.now()
        remind(now=now)
        hand(place, heir, now=now)
        assert ScorecardDue().owed(now=now, user=place.person) == []
        (duty,) = ScorecardDue().owed(now=now, user=heir)
        assert (duty.since, duty.is_late(now), duty.is_late(now + timedelta(hours=2))) == (now, False, True)

    def test_the_ledger_gets_lines_of_the_new_one_alone(self, heir):
        place = make_place(starts_at=WEDNESDAY - timedelta(hours=4))
        lines = Delivery.objects.filter(kind="scorecard_due").order_by("pk").values_list("recipient", flat=True)
        remind(now=WEDNESDAY)
        assert set(lines) == {place.person.pk}
        told = len(lines)
        hand(place, heir, now=WEDNESDAY)
        remind(now=WEDNESDAY + timedelta(days=1))
        assert set(lines.all()[told:]) == {heir.pk}

    def test_agenda_and_screen_agree_and_the_recruiter_waits_anew(self, place, heir):
        now = timezone.now()
        recruiter = place.interview.created_by
        assert len(ScorecardsMissing().owed(now=now, user=recruiter)) == 1
        hand(place, heir, now=now)
        (row,) = ScorecardDue().agenda(now=now)
        (duty,) = ScorecardDue().owed(now=now)
        assert (row[1], row[4], row[5]) == (heir.pk, duty.since, duty.due)
        for later, expected in ((now, 0), (now + timedelta(hours=2), 1)):
            assert len(ScorecardsMissing().owed(now=later, user=recruiter)) == expected
            assert len(ScorecardsMissing().agenda(now=later)) == expected


class TestEverythingOfAPerson:
    def pass_on(self, place, heir, **options):
        admin = make_user(Role.ADMIN)
        return hand_over(user=place.person, successors={"cards": heir}, by=admin, now=timezone.now(), **options)

    def test_owed_cards_pass_in_the_same_act(self, place, heir):
        passed = self.pass_on(place, heir)
        assert ([one.kind for one in passed.done], passed.against) == (["Scorecards owed"], [])
        assert owing(heir) == [place.application.pk]

    def test_one_that_cannot_pass_is_named_and_stops_nothing_else(self, place, heir):
        Recusal.objects.create(interview=place.interview, interviewer=heir, reason="related", at=timezone.now())
        passed = self.pass_on(place, heir)
        assert [one.kind for one in passed.against] == ["Heir has declared a conflict of interest."]
        assert owing(place.person) == [place.application.pk]

    def test_what_is_begun_stays(self, place, heir):
        make_card(place.interview, place.person, submitted=False)
        passed = self.pass_on(place, heir)
        assert (passed.done, passed.against, owing(heir)) == ([], [], [])

    def test_switching_somebody_off_hands_their_cards_over(self, client, place, heir):
        client.force_login(make_user(Role.ADMIN))
        url = reverse("accounts:person_access", args=[place.person.pk])
        assert client.post(url, {"read": "on", "successor": heir.pk}).status_code == 302
        place.person.refresh_from_db()
        assert (place.person.is_active, owing(heir)) == (False, [place.application.pk])

    def test_and_names_what_stays(self, client, place, heir):
        Recusal.objects.create(interview=place.interview, interviewer=heir, reason="related", at=timezone.now())
        client.force_login(make_user(Role.ADMIN))
        url = reverse("accounts:person_access", args=[place.person.pk])
        answer = client.post(url, {"read": "on", "successor": heir.pk}, follow=True)
        place.person.refresh_from_db()
        assert not place.person.is_active
        assert "stays: Heir has declared a conflict of interest." in text_of(answer)


def test_the_interview_offers_it_only_beside_seats_without_words(client, place, heir):
    make_seat(place.interview, heir)
    make_card(place.interview, heir, submitted=False)
    client.force_login(place.interview.created_by)
    page = client.get(reverse("recruiting:interview", args=[place.interview.pk])).content.decode()
    offered = [
        reverse("recruiting:seat_handover", args=[place.interview.pk, seat.pk]) for seat in place.interview.seats.all()
    ]
    assert [url in page for url in offered] == [True, False]


def test_on_the_page_of_the_panel_the_recruiter_finds_the_way(client, place, heir):
    client.force_login(place.interview.created_by)
    page = reverse("scorecards:panel", args=[place.application.pk])
    seat = place.interview.seats.get(interviewer=place.person)
    url = reverse("recruiting:seat_handover", args=[place.interview.pk, seat.pk])
    assert url in client.get(page).content.decode()
    client.force_login(place.person)
    assert url not in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_first_save_and_a_handover_at_once_leave_either_the_words_or_the_new_seat():
    place, heir = make_place(), make_user(Role.INTERVIEWER)
    saved, handed = at_once(lambda: place.save(place.answers()), lambda: hand(place, heir))
    outcomes = (type(saved).__name__, type(handed).__name__)
    assert outcomes in {("Scorecard", "Refused"), ("Refused", "Seat")}
    assert (owing(heir) == []) == (outcomes == ("Scorecard", "Refused"))
