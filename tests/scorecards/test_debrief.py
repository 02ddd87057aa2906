"""The debrief: opened when the cards are in, shown to who owes nothing; what is agreed stays apart from the ratings."""

import json
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Conflict, HeldBack, Refused
from recruiting.enums import Presence, Reveal
from recruiting.models import Application
from scorecards.domain import debrief as acts
from scorecards.domain.agenda import agenda_of
from scorecards.domain.comparing import compare
from scorecards.domain.recusing import recuse
from scorecards.enums import AmendReason, CardState, DeclineReason, RecusalReason
from scorecards.models import AgreedLevel, Amendment, Debrief, DebriefNote, Scorecard
from tests.at_once import at_once
from tests.factories import make_application, make_attendance, make_card, make_interview, make_seat, make_user
from tests.scorecards.comparison.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated(world: World) -> Application:
    """One candidate: the first competency 2 against 4 (required 3), the second the same from both."""
    return world.rated([2, 4], [4, 4])


def opened(application: Application, by, reason: str = "") -> Debrief:
    return acts.open_debrief(application=application, by=by, now=timezone.now(), override_reason=reason)


def owing(application: Application):
    """An interviewer whose card on the candidate is still to come."""
    person = make_user(Role.INTERVIEWER)
    make_seat(application.attendances.first().interview, person)
    return person


def item(application: Application, order: int = 1):
    return application.vacancy.grid.items.get(order=order)


class TestOpening:
    def test_when_all_cards_are_in_it_opens(self, world, rated):
        debrief = opened(rated, world.manager)
        assert (debrief.facilitator, debrief.missing, debrief.override_reason) == (world.manager, [], "")

    def test_a_card_that_is_missing_holds_it_back_and_is_named(self, world, rated):
        late = owing(rated)
        with pytest.raises(HeldBack) as held:
            opened(rated, world.manager)
        assert [blocker.message for blocker in held.value.blockers] == [f"{late.full_name}’s scorecard is missing"]

    def test_an_override_keeps_its_reason_and_whose_card_was_missing(self, world, rated):
        late = owing(rated)
        debrief = opened(rated, world.manager, "The offer ends today.")
        assert debrief.override_reason == "The offer ends today."
        assert [subjects[0] for subjects in debrief.missing] == [f"user:{late.pk}"]

    def test_it_is_opened_once(self, world, rated):
        opened(rated, world.manager)
        with pytest.raises(AlreadyDone):
            opened(rated, world.recruiter)

    def test_without_a_card_there_is_nothing_to_talk_about(self, world):
        with pytest.raises(Refused):
            opened(make_application(world.vacancy), world.manager)


class TestBlindness:
    @pytest.fixture
    def later(self, world, rated):
        """The stage opens at the debrief only."""
        rated.stage.reveal = Reveal.AT_DEBRIEF
        rated.stage.save()
        return rated

    def seen(self, application, user) -> int:
        return Scorecard.objects.visible_to(user).filter(application=application).count()

    def test_before_it_the_cards_of_such_a_stage_are_open_to_nobody_else(self, world, later):
        assert [self.seen(later, who) for who in (world.manager, world.interviewers[0])] == [0, 1]

    def test_opening_it_opens_them_to_the_team_and_to_who_has_rated(self, world, later):
        opened(later, world.manager)
        assert [self.seen(later, who) for who in (world.manager, world.interviewers[0])] == [2, 2]

    def test_an_override_opens_nothing_to_who_still_owes_a_card(self, world, later):
        late = owing(later)
        opened(later, world.manager, "The offer ends today.")
        assert (self.seen(later, late), acts.may_read(late, later)) == (0, False)

    def test_who_declined_reads_it_once_it_is_closed(self, world, later):
        person = owing(later)
        card = make_card(later.attendances.first().interview, person, submitted=False)
        Scorecard.objects.filter(pk=card.pk).update(
            state=CardState.DECLINED, decline_reason=DeclineReason.TOO_LITTLE, closed_at=timezone.now()
        )
        debrief = opened(later, world.manager)
        assert (self.seen(later, person), acts.may_read(person, later)) == (1, False)
        acts.close_debrief(debrief=debrief, by=world.manager, now=timezone.now())
        assert (self.seen(later, person), acts.may_read(person, later)) == (3, True)

    def test_who_stepped_off_a_panel_reads_it_once_it_is_closed(self, client, world, later):
        ahead = make_interview(later, world.manager, starts_at=timezone.now() + timedelta(days=1))
        recuse(interview=ahead, by=world.manager, reason=RecusalReason.RELATED, note="", now=timezone.now())
        debrief = opened(later, world.recruiter)
        acts.note(debrief=debrief, item=None, text="Never asks back.", by=world.recruiter, now=timezone.now())
        client.force_login(world.manager)
        address = reverse("scorecards:debrief", args=[later.pk])
        assert "Never asks back." not in client.get(address).content.decode()
        acts.close_debrief(debrief=debrief, by=world.recruiter, now=timezone.now())
        assert "Never asks back." in client.get(address).content.decode()

    def test_who_stepped_off_and_rated_in_another_meeting_of_the_stage_reads_it(self, world, later):
        person = make_user(Role.INTERVIEWER)
        ahead = make_interview(later, person, starts_at=timezone.now() + timedelta(days=1))
        recuse(interview=ahead, by=person, reason=RecusalReason.OTHER, note="Booked twice.", now=timezone.now())
        seat = make_seat(later.attendances.first().interview, person)
        make_card(seat.interview, person)
        opened(later, world.manager)
        assert acts.may_read(person, later)

    def test_who_still_rates_others_of_a_group_session_reads_it_after_them_all(self, client, world, rated):
        person, other = make_user(Role.INTERVIEWER), make_application(world.vacancy)
        session = make_interview(rated, person, starts_at=timezone.now() - timedelta(hours=3))
        make_attendance(session, other)
        make_card(session, person, application=rated)
        debrief = opened(rated, world.manager)
        acts.note(debrief=debrief, item=None, text="Clearly the best.", by=world.manager, now=timezone.now())
        client.force_login(person)
        address = reverse("scorecards:debrief", args=[rated.pk])
        assert "Clearly the best." not in client.get(address).content.decode()
        make_card(session, person, application=other)
        assert "Clearly the best." in client.get(address).content.decode()

    def test_who_declined_one_of_a_group_session_reads_nothing_before_the_others_are_in(self, world, rated):
        other = make_application(world.vacancy)
        session = make_interview(rated, world.manager, starts_at=timezone.now() - timedelta(hours=3))
        make_attendance(session, other)
        card = make_card(session, world.manager, application=rated, submitted=False)
        Scorecard.objects.filter(pk=card.pk).update(
            state=CardState.DECLINED, decline_reason=DeclineReason.TOO_LITTLE, closed_at=timezone.now()
        )
        debrief = opened(rated, world.recruiter)
        acts.close_debrief(debrief=debrief, by=world.recruiter, now=timezone.now())
        assert not acts.may_read(world.manager, rated)
        make_card(session, world.manager, application=other)
        assert acts.may_read(world.manager, rated)

    def test_who_is_noted_as_absent_and_keeps_the_seat_reads_nothing_of_it(self, world, rated):
        meeting = rated.attendances.first().interview
        make_seat(meeting, world.manager, presence=Presence.NO_SHOW)
        opened(rated, world.recruiter)
        assert (self.seen(rated, world.manager), acts.may_read(world.manager, rated)) == (0, False)

    def test_the_page_of_who_owes_says_nothing_of_it(self, client, world, rated):
        late = owing(rated)
        debrief = opened(rated, world.manager, "The offer ends today.")
        client.force_login(late)
        address = reverse("scorecards:debrief", args=[rated.pk])
        before = client.get(address).content
        acts.note(debrief=debrief, item=None, text="Clearly the best.", by=world.manager, now=timezone.now())
        acts.agree(
            debrief=debrief, item=item(rated), level=5, why="Clear.", seen=0, by=world.manager, now=timezone.now()
        )
        assert without_token(client.get(address).content) == without_token(before)
        assert client.get(reverse("scorecards:debrief_live", args=[rated.pk])).status_code == 404
        assert client.post(reverse("scorecards:debrief_note", args=[rated.pk]), {"text": "x"}).status_code == 403

    def test_an_administrator_reads_and_does_not_speak(self, world, rated):
        admin = make_user(Role.ADMIN)
        opened(rated, world.manager)
        assert (acts.may_read(admin, rated), acts.may_speak(admin, rated)) == (True, False)


def without_token(page: bytes) -> bytes:
    return re.sub(rb"\b[A-Za-z0-9]{64}\b", b"", page)


def agenda(application: Application, user):
    opened(application, user)
    return agenda_of(application, user=user)


class TestAgenda:
    def test_the_largest_disagreement_across_the_line_comes_first(self, world):
        one = world.rated([3, 2], [3, 5])
        found = agenda(one, world.manager)
        assert [(topic.item.name, topic.kind.value) for topic in found.topics] == [
            (item(one, 2).name, "across"),
            (item(one, 1).name, "agreed"),
        ]

    def test_an_unknown_must_have_comes_before_what_one_person_saw(self, world):
        one = world.rated([None, 3])
        found = agenda(one, world.manager)
        assert [topic.kind.value for topic in found.topics] == ["unknown_must_have", "alone"]

    def test_they_speak_by_interview_then_the_junior_first(self, world):
        application = world.rated([3, 3])
        interview = application.attendances.first().interview
        for role in (Role.HIRING_MANAGER, Role.INTERVIEWER):
            person = make_user(role)
            make_seat(interview, person)
            make_card(interview, person, levels=[3, 3])
        found = agenda(application, world.manager)
        assert [card.interviewer.role for card in found.cards] == ["interviewer", "interviewer", "hiring_manager"]

    def test_its_queries_do_not_grow_with_the_panel(self, world, rated, django_assert_max_num_queries):
        opened(rated, world.manager)
        more = make_interview(rated)
        for _ in range(6):
            person = make_user(Role.INTERVIEWER)
            make_seat(more, person)
            make_card(more, person, levels=[3, 3])
        rated.refresh_from_db()
        with django_assert_max_num_queries(14):
            agenda_of(rated, user=world.manager)


class TestTalk:
    @pytest.fixture
    def debrief(self, world, rated) -> Debrief:
        return opened(rated, world.manager)

    def agree(self, debrief, level, *, seen=0, by, why="Said so."):
        return acts.agree(
            debrief=debrief, item=item(debrief.application), level=level, why=why, seen=seen, by=by, now=timezone.now()
        )

    def test_what_is_agreed_changes_no_figure(self, world, rated, debrief):
        before = compare(vacancy=world.vacancy, user=world.manager).columns[0].assessment
        self.agree(debrief, 5, by=world.manager)
        assert compare(vacancy=world.vacancy, user=world.manager).columns[0].assessment == before

    def test_the_last_agreed_level_holds_and_the_first_stays(self, world, debrief):
        first = self.agree(debrief, 5, by=world.manager)
        self.agree(debrief, None, seen=first.pk, by=world.manager)
        assert list(debrief.application.agreed_levels.values_list("level", flat=True)) == [5, None]

    def test_another_level_kept_meanwhile_is_a_conflict(self, world, debrief):
        self.agree(debrief, 5, by=world.manager)
        with pytest.raises(Conflict):
            self.agree(debrief, 3, by=world.recruiter)

    def test_a_repeated_click_is_a_message(self, world, debrief):
        self.agree(debrief, 5, by=world.manager)
        with pytest.raises(AlreadyDone):
            self.agree(debrief, 5, by=world.manager)

    @pytest.mark.parametrize("level", [0, 6, -1])
    def test_a_level_outside_the_scale_is_refused(self, world, debrief, level):
        with pytest.raises(Refused):
            self.agree(debrief, level, by=world.manager)

    @pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
    def test_an_empty_or_endless_note_is_refused(self, world, debrief, text):
        with pytest.raises(Refused):
            acts.note(debrief=debrief, item=None, text=text, by=world.manager, now=timezone.now())

    def test_a_repeated_click_keeps_one_note(self, world, debrief):
        words = {"debrief": debrief, "by": world.manager, "now": timezone.now()}
        acts.note(item=None, text="Asks back first.", **words)
        with pytest.raises(AlreadyDone):
            acts.note(item=None, text="Asks back first. ", **words)
        acts.note(item=item(debrief.application), text="Asks back first.", **words)
        assert DebriefNote.objects.count() == 2

    def test_once_closed_nothing_more_is_written(self, world, debrief):
        acts.close_debrief(debrief=debrief, by=world.manager, now=timezone.now())
        with pytest.raises(Refused):
            acts.note(debrief=debrief, item=None, text="Late.", by=world.manager, now=timezone.now())
        with pytest.raises(AlreadyDone):
            acts.close_debrief(debrief=debrief, by=world.manager, now=timezone.now())

    def test_a_changed_rating_is_an_amendment_with_a_reason(self, client, world, rated, debrief):
        own = Scorecard.objects.get(application=rated, interviewer=world.interviewers[0])
        client.force_login(world.interviewers[0])
        form = {"item": item(rated).pk, "card": own.pk, "level": "3", "reason": AmendReason.NEW_INFORMATION, "seen": 0}
        client.post(reverse("scorecards:debrief_change", args=[rated.pk]), form)
        [made] = Amendment.objects.all()
        assert (made.scorecard, made.level_before, made.level, made.source) == (own, 2, 3, "debrief")
        assert own.ratings.get(item=item(rated)).level == 2

    @pytest.mark.parametrize("text", [{"evidence": "Heard\0 it."}, {"words": "y" * 2_001}], ids=["nul", "long"])
    def test_what_the_page_never_sends_costs_no_text(self, client, world, rated, debrief, text):
        own = Scorecard.objects.get(application=rated, interviewer=world.interviewers[0])
        client.force_login(world.interviewers[0])
        form = {"item": item(rated).pk, "card": own.pk, "level": "3", "reason": AmendReason.SLIP, "seen": 0}
        answer = client.post(reverse("scorecards:debrief_change", args=[rated.pk]), form | text)
        kept = list(Amendment.objects.values_list("evidence", flat=True))
        assert (answer.status_code, kept) == ((302, ["Heard it."]) if "evidence" in text else (422, []))

    def test_a_note_with_a_sign_the_database_does_not_take_is_kept_without_it(self, client, world, rated, debrief):
        client.force_login(world.manager)
        client.post(reverse("scorecards:debrief_note", args=[rated.pk]), {"text": "Asks\0 back."})
        assert DebriefNote.objects.get().text == "Asks back."

    def test_whoever_rated_in_two_stages_has_a_form_of_its_own_for_each_rating(self, client, world, rated, debrief):
        """What is kept while others change the page is kept by id."""
        person = world.interviewers[0]
        make_card(make_interview(rated, person, stage=world.vacancy.stages.get(key="manager")), person)
        client.force_login(person)
        page = client.get(reverse("scorecards:debrief", args=[rated.pk])).content.decode()
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len([one for one in ids if one.startswith("change-level-")]) == 4
        assert len(ids) == len(set(ids))

    def test_without_a_reason_nothing_is_changed(self, client, world, rated, debrief):
        own = Scorecard.objects.get(application=rated, interviewer=world.interviewers[0])
        client.force_login(world.interviewers[0])
        form = {"item": item(rated).pk, "card": own.pk, "level": "3", "seen": 0, "evidence": "Heard it twice."}
        answer = client.post(reverse("scorecards:debrief_change", args=[rated.pk]), form)
        assert (answer.status_code, Amendment.objects.exists()) == (422, False)
        assert "Heard it twice." in answer.content.decode()

    def test_once_closed_no_rating_is_changed_from_a_page_left_open(self, client, world, rated, debrief):
        own = Scorecard.objects.get(application=rated, interviewer=world.interviewers[0])
        acts.close_debrief(debrief=debrief, by=world.manager, now=timezone.now())
        client.force_login(world.interviewers[0])
        form = {"item": item(rated).pk, "card": own.pk, "level": "3", "reason": AmendReason.NEW_INFORMATION, "seen": 0}
        answer = client.post(reverse("scorecards:debrief_change", args=[rated.pk]), form)
        assert (answer.status_code, Amendment.objects.exists()) == (422, False)

    def test_nobody_changes_a_colleagues_rating(self, client, world, rated, debrief):
        foreign = Scorecard.objects.get(application=rated, interviewer=world.interviewers[1])
        client.force_login(world.interviewers[0])
        form = {"item": item(rated).pk, "card": foreign.pk, "level": "3", "reason": AmendReason.SLIP, "seen": 0}
        assert client.post(reverse("scorecards:debrief_change", args=[rated.pk]), form).status_code == 404

    @pytest.mark.parametrize("minutes", ["181", "99999999999999999999", "-3", "x"])
    def test_a_clock_of_nonsense_is_refused_or_stopped(self, client, world, rated, debrief, minutes):
        client.force_login(world.manager)
        client.post(reverse("scorecards:debrief_clock", args=[rated.pk]), {"minutes": minutes})
        debrief.refresh_from_db()
        assert debrief.clock_ends_at is None


class TestOthersSeeIt:
    """An open page asks every second and a half, so that a change is seen within two seconds."""

    def test_nothing_new_is_204_and_a_note_comes_with_the_next_look(self, client, world, rated):
        debrief = opened(rated, world.manager)
        client.force_login(world.interviewers[0])
        state = client.get(reverse("scorecards:debrief", args=[rated.pk])).context["state"]
        address = reverse("scorecards:debrief_live", args=[rated.pk])
        assert client.get(address, {"state": state}).status_code == 204
        acts.note(debrief=debrief, item=None, text="Asks back first.", by=world.manager, now=timezone.now())
        answer = client.get(address, {"state": state})
        assert (answer.status_code, "Asks back first." in answer.content.decode()) == (200, True)

    def test_a_card_that_comes_in_late_is_noticed(self, client, world, rated):
        late = owing(rated)
        opened(rated, world.manager, "The offer ends today.")
        client.force_login(world.manager)
        state = client.get(reverse("scorecards:debrief", args=[rated.pk])).context["state"]
        make_card(rated.attendances.first().interview, late, levels=[3, 3])
        answer = client.get(reverse("scorecards:debrief_live", args=[rated.pk]), {"state": state})
        assert answer.status_code == 200

    def test_a_closed_debrief_asks_no_more(self, client, world, rated):
        debrief = opened(rated, world.manager)
        acts.close_debrief(debrief=debrief, by=world.manager, now=timezone.now())
        client.force_login(world.manager)
        state = client.get(reverse("scorecards:debrief", args=[rated.pk])).context["state"]
        answer = client.get(reverse("scorecards:debrief_live", args=[rated.pk]), {"state": state})
        assert answer.status_code == 286

    def test_a_look_that_brings_nothing_is_cheap(self, client, world, rated, django_assert_max_num_queries):
        opened(rated, world.manager)
        client.force_login(world.interviewers[0])
        state = client.get(reverse("scorecards:debrief", args=[rated.pk])).context["state"]
        with django_assert_max_num_queries(10):
            client.get(reverse("scorecards:debrief_live", args=[rated.pk]), {"state": state})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scorecards_debriefnote SET text = 'Rewritten.'",
        "DELETE FROM scorecards_debriefnote",
        "UPDATE scorecards_agreedlevel SET level = 1",
        "DELETE FROM scorecards_agreedlevel",
    ],
)
def test_the_database_keeps_what_was_said(world, rated, statement):
    debrief = opened(rated, world.manager)
    acts.note(debrief=debrief, item=None, text="Said.", by=world.manager, now=timezone.now())
    acts.agree(debrief=debrief, item=item(rated), level=5, why="So.", seen=0, by=world.manager, now=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_words_are_emptied_only_while_their_person_is_being_erased(world, rated):
    debrief = opened(rated, world.manager)
    acts.note(debrief=debrief, item=None, text="Said.", by=world.manager, now=timezone.now())
    acts.agree(debrief=debrief, item=item(rated), level=5, why="So.", seen=0, by=world.manager, now=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        DebriefNote.objects.update(text="")
    with transaction.atomic(), connection.cursor() as cursor:
        way = json.dumps({"people": [rated.candidate_id], "words": []})
        cursor.execute("SELECT set_config('rubrika.erasing', %s, true)", [way])
        assert (DebriefNote.objects.update(text=""), AgreedLevel.objects.update(why="")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_it_at_once_open_one(world, rated):
    answers = at_once(lambda: opened(rated, world.manager), lambda: opened(rated, world.recruiter))
    assert sorted(type(one).__name__ for one in answers) == ["AlreadyDone", "Debrief"]
    assert Debrief.objects.count() == 1


def test_whoever_decides_finds_the_next_step_beside_the_talk(client, world, rated):
    opened(rated, world.manager)
    decide = reverse("scorecards:decide", args=[rated.pk])
    found = {}
    for person in (world.manager, world.recruiter):
        client.force_login(person)
        found[person] = decide in client.get(reverse("scorecards:debrief", args=[rated.pk])).content.decode()
    assert found == {world.manager: True, world.recruiter: False}


def test_only_who_may_compare_finds_the_way_to_the_comparison(client, world, rated):
    opened(rated, world.manager)
    compare_page = reverse("scorecards:compare", args=[rated.vacancy_id])
    interviewer = rated.attendances.first().interview.seats.first().interviewer
    found = {}
    for person in (world.manager, interviewer):
        client.force_login(person)
        found[person] = compare_page in client.get(reverse("scorecards:debrief", args=[rated.pk])).content.decode()
    assert found == {world.manager: True, interviewer: False}
