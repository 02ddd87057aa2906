"""A letter is seen, leaves after a delay, can be held, changed and called back; its answers reach the recruiter."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from accounts.enums import Language, Role
from outbox.domain.composing import composed
from outbox.domain.delivery import deliver, deliver_waiting
from outbox.domain.retrying import Refused as NotChanged
from outbox.domain.retrying import retry
from outbox.domain.rewriting import digest, rewrite_held
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.letter_acts import call_back_letter, hold_letter, release_letter, write_letter
from recruiting.domain.letters import LetterText, draft_from, draft_letter
from recruiting.domain.merging import merge
from recruiting.domain.people_data.own_page import correct, person_behind
from recruiting.domain.replies import reply_address
from recruiting.enums import (
    ApplicationState,
    Dispatch,
    InterviewState,
    LetterEvent,
    Presence,
    ReasonKind,
    TeamFunction,
)
from recruiting.models import CandidateLink, DuplicatePair, Interview, Letter, TeamMember
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy
from tests.factories.letters import make_letter, make_letter_template
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TEXT = LetterText("About your application", "Thank you, Ana.")
DELAY = timedelta(minutes=10)


@pytest.fixture
def hr():
    return make_user(Role.HR, full_name="Elena Munteanu")


@pytest.fixture
def application(hr):
    candidate = make_candidate("Ana Rusu", email="ana@example.org", language=Language.ROMANIAN)
    return make_application(make_vacancy(recruiter=hr, title="Support"), candidate=candidate)


def write(application, hr, text=TEXT, *, dispatch=Dispatch.DELAYED, now=NOW, **more) -> Letter:
    return write_letter(application=application, text=text, dispatch=dispatch, by=hr, now=now, **more)


def state(letter) -> str:
    return OutboundMessage.objects.get(pk=letter.message_id).state


class TestLeaving:
    def test_it_waits_for_the_delay(self, application, hr):
        letter = write(application, hr)
        assert deliver(message_id=letter.message_id, now=NOW + DELAY - timedelta(seconds=1)) is None
        assert deliver_waiting(now=NOW + DELAY) == 1
        assert state(letter) == "sent"

    def test_it_may_go_at_once(self, application, hr):
        assert write(application, hr, dispatch=Dispatch.NOW).message.not_before == NOW

    def test_a_held_one_goes_when_it_is_released_and_not_before(self, application, hr):
        letter = write(application, hr, dispatch=Dispatch.HELD)
        assert (state(letter), deliver_waiting(now=NOW + timedelta(days=9))) == ("held", 0)
        later = NOW + timedelta(days=10)
        release_letter(letter=letter, dispatch=Dispatch.DELAYED, by=hr, now=later)
        assert (deliver_waiting(now=later), deliver_waiting(now=later + DELAY)) == (0, 1)

    def test_a_waiting_one_can_be_held_and_called_back(self, application, hr):
        letter = write(application, hr)
        hold_letter(letter=letter, by=hr, now=NOW)
        call_back_letter(letter=letter, by=hr, now=NOW)
        assert state(letter) == "cancelled"
        with pytest.raises(AlreadyDone):
            call_back_letter(letter=letter, by=hr, now=NOW)

    @pytest.mark.parametrize("gone", ["sending", "sent", "uncertain"])
    def test_one_that_a_worker_has_cannot_be_called_back_or_held(self, application, hr, gone):
        letter = make_letter(application, gone)
        for act in (call_back_letter, hold_letter):
            with pytest.raises(Refused, match="Too late: this letter has left"):
                act(letter=letter, by=hr, now=NOW)
        assert state(letter) == gone

    def test_only_a_held_one_is_released(self, application, hr):
        with pytest.raises(Refused, match="not held"):
            release_letter(letter=write(application, hr), dispatch=Dispatch.NOW, by=hr, now=NOW)


class TestText:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (LetterText(" ", "x"), "no text"),
            (LetterText("x", " \n"), "no text"),
            (LetterText("x", "On {interview_time}."), "Write what {interview_time} stands for"),
            (LetterText("{company}", "x"), "Write what {company} stands for"),
        ],
    )
    def test_a_letter_without_words_or_with_a_placeholder_is_refused(self, application, hr, text, words):
        with pytest.raises(Refused, match=words):
            write(application, hr, text)
        assert not OutboundMessage.objects.exists()

    def test_a_candidate_without_an_address_cannot_be_written_to(self, hr):
        application = make_application(make_vacancy(recruiter=hr), candidate=make_candidate(email=""))
        with pytest.raises(Refused, match="no e-mail address"):
            write(application, hr)

    def test_a_repeated_click_writes_one_letter(self, application, hr):
        write(application, hr)
        with pytest.raises(AlreadyDone):
            write(application, hr, now=NOW + timedelta(seconds=2))
        assert Letter.objects.count() == 1

    @pytest.mark.parametrize("subject", ["About  your application", "Despre aplicat\u0326ia ta"])
    def test_a_repeated_click_is_seen_however_the_subject_was_tidied(self, application, hr, subject):
        write(application, hr, LetterText(subject, "Thank you, Ana."))
        with pytest.raises(AlreadyDone):
            write(application, hr, LetterText(subject, "Thank you, Ana."))

    @pytest.mark.django_db(transaction=True)
    def test_two_clicks_at_once_write_one_letter(self, application, hr):
        results = at_once(lambda: write(application, hr), lambda: write(application, hr))
        assert sorted(type(one).__name__ for one in results) == ["AlreadyDone", "Letter"]

    def test_a_line_break_in_the_subject_adds_no_header(self, application, hr):
        letter = write(application, hr, LetterText("Hello\r\nBcc: x@example.org", "x"))
        mail = composed(letter.message).message()
        assert (mail["Subject"], mail["Bcc"]) == ("Hello Bcc: x@example.org", None)

    def test_a_held_text_is_changed_and_the_change_is_kept_in_the_history_without_words(self, application, hr):
        message = write(application, hr, dispatch=Dispatch.HELD).message
        seen = digest(message)
        rewrite_held(message=message, subject="New", body="Other words", seen=seen, by=hr, now=NOW)
        message.refresh_from_db()
        assert (message.subject, message.body) == ("New", "Other words")
        assert list(message.events.values_list("act", "words")) == [("held", ""), ("edited", "")]
        with pytest.raises(NotChanged, match="Somebody changed this text"):
            rewrite_held(message=message, subject="Mine", body="Mine", seen=seen, by=hr, now=NOW)

    def test_a_text_that_is_no_longer_held_is_not_changed(self, application, hr):
        message = write(application, hr).message
        with pytest.raises(NotChanged, match="no longer held"):
            rewrite_held(message=message, subject="New", body="x", seen=digest(message), by=hr, now=NOW)

    def test_the_outcome_is_not_told_while_the_application_is_open(self, application, hr):
        with pytest.raises(Refused, match="Close the application first"):
            write(application, hr, tells_outcome=True)


class TestAnswers:
    def test_the_installation_sends_and_the_writer_is_answered(self, application, hr):
        mail = composed(write(application, hr).message).message()
        assert (mail["From"], mail["Reply-To"], mail["To"]) == (
            settings.DEFAULT_FROM_EMAIL,
            hr.email,
            "ana@example.org",
        )

    def test_a_writer_who_is_switched_off_is_replaced_by_the_teams_recruiter_when_the_letter_is_released(
        self, application, hr
    ):
        letter = write(application, hr, dispatch=Dispatch.HELD)
        colleague = make_user(Role.HR)
        TeamMember.objects.create(vacancy=application.vacancy, user=colleague, function=TeamFunction.RECRUITER)
        type(hr).objects.filter(pk=hr.pk).update(is_active=False)
        letter = Letter.objects.select_related("message__author", "application__vacancy").get(pk=letter.pk)
        release_letter(letter=letter, dispatch=Dispatch.NOW, by=colleague, now=NOW)
        assert composed(OutboundMessage.objects.get()).message()["Reply-To"] == colleague.email

    def test_without_an_active_recruiter_the_hiring_manager_is_answered_and_else_the_writer(self, application, hr):
        outsider = make_user(Role.HR)
        assert reply_address(application.vacancy, by=outsider) == hr.email
        type(hr).objects.filter(pk=hr.pk).update(is_active=False)
        manager = application.vacancy.members.get(function=TeamFunction.HIRING_MANAGER).user
        assert reply_address(application.vacancy, by=outsider) == manager.email
        type(hr).objects.filter(pk=manager.pk).update(is_active=False)
        assert reply_address(application.vacancy, by=outsider) == outsider.email


class TestDraft:
    def test_it_is_in_the_candidates_language_with_all_names_filled_in(self, application, hr):
        template = make_letter_template(body_ro="Bună ziua, {candidate_name}: {vacancy_title}. {recruiter_name}")
        draft = draft_from(template, application=application, by=hr, now=NOW)
        assert (draft.subject, draft.body, draft.fell_back, draft.missing) == (
            "About Support",
            "Bună ziua, Ana Rusu: Support. Elena Munteanu\n",
            False,
            [],
        )

    def test_another_language_stands_in_and_says_so(self, application, hr):
        template = make_letter_template(body_ro="", body_en="Hello")
        draft = draft_from(template, application=application, by=hr, now=NOW)
        assert (draft.body, draft.language, draft.fell_back) == ("Hello\n", "en", True)

    def test_the_meeting_is_the_next_planned_one_in_the_candidates_language_and_its_own_zone(self, application, hr):
        make_interview(application, starts_at=NOW - timedelta(days=2), place="Old")
        make_interview(application, starts_at=NOW + timedelta(days=1), place="Room 4")
        template = make_letter_template(LetterEvent.INVITATION, body_ro="{interview_time}, {interview_place}")
        draft = draft_from(template, application=application, by=hr, now=NOW)
        assert draft.body == "miercuri, 2 Decembrie 2026, 11:00–11:45 (Europe/Chisinau), Room 4\n".replace(
            "Decembrie", "decembrie"
        )

    @pytest.mark.parametrize(
        ("event", "place"),
        [
            (LetterEvent.NO_SHOW_CANDIDATE, "Missed by Ana"),
            (LetterEvent.INTERVIEWER_ABSENT, "Missed by Ion"),
            (LetterEvent.REJECTION, "Talked"),
            (LetterEvent.INVITATION, "Ahead"),
        ],
    )
    def test_a_letter_that_looks_back_speaks_of_the_meeting_it_is_about(self, application, hr, event, place):
        meetings = {
            where: make_interview(
                application, make_user(Role.INTERVIEWER), starts_at=NOW + timedelta(days=days), place=where
            )
            for where, days in (("Missed by Ion", -9), ("Missed by Ana", -7), ("Talked", -5), ("Ahead", 1), ("Off", 2))
        }
        meetings["Missed by Ion"].seats.update(presence=Presence.NO_SHOW)
        meetings["Missed by Ana"].attendances.update(presence=Presence.NO_SHOW)
        Interview.objects.filter(place="Off").update(state=InterviewState.CANCELLED)
        template = make_letter_template(event, body_ro="{interview_place}")
        assert draft_from(template, application=application, by=hr, now=NOW).body == f"{place}\n"

    def test_without_a_meeting_the_names_are_left_to_be_written_by_hand(self, application, hr):
        template = make_letter_template(LetterEvent.INVITATION, body_ro="La {interview_time}.")
        assert draft_from(template, application=application, by=hr, now=NOW).missing == ["{interview_time}"]

    def test_the_letter_of_the_reason_is_the_draft_of_a_refusal(self, application, hr):
        reason = make_reason(ReasonKind.REJECTED)
        make_letter_template(LetterEvent.REJECTION, body_ro="General")
        make_letter_template(LetterEvent.REJECTION, reasons=[reason], body_ro="For the reason")
        given = {"application": application, "to_state": ApplicationState.REJECTED, "by": hr, "now": NOW}
        assert [draft_letter(**given, reason=one).body for one in (None, reason)] == ["General\n", "For the reason\n"]

    def test_what_the_candidate_is_called_is_never_read_as_a_placeholder(self, hr):
        odd = make_candidate("{company} {{ vacancy_title }}", language=Language.ENGLISH)
        application = make_application(make_vacancy(recruiter=hr), candidate=odd)
        draft = draft_from(make_letter_template(body_en="{candidate_name}"), application=application, by=hr, now=NOW)
        assert draft.body == "{company} {{ vacancy_title }}\n"


def test_a_letter_sent_keeps_its_text_when_the_template_changes(application, hr):
    template = make_letter_template(body_ro="First")
    draft = draft_from(template, application=application, by=hr, now=NOW)
    letter = write(application, hr, draft, template=template)
    type(template.shipped).objects.update(body_ro="Second")
    letter.message.refresh_from_db()
    assert letter.message.body == "First\n"
    assert letter.message.state == MessageState.WAITING


class TestTheLinkToTheOwnPage:
    TEXT = LetterText("Received", "Hello.\n\nYour page: {own_page}\n\nBye")

    def secret(self, letter) -> str:
        line = next(line for line in letter.message.body.splitlines() if line.startswith("Your page: "))
        return line.rstrip("/").rsplit("/", 1)[1]

    def test_it_is_made_when_the_letter_is_queued_and_opens_the_page(self, application, hr):
        letter = write(application, hr, self.TEXT)
        assert "own_page" not in letter.message.body
        assert person_behind(self.secret(letter), now=NOW) == application.candidate

    def test_a_later_letter_leaves_the_link_of_an_earlier_one_good(self, application, hr):
        first = write(application, hr, self.TEXT)
        second = write(application, hr, LetterText("News", self.TEXT.body))
        assert self.secret(first) != self.secret(second)
        assert person_behind(self.secret(first), now=NOW) == application.candidate

    def test_a_repeated_click_is_still_seen(self, application, hr):
        write(application, hr, self.TEXT)
        with pytest.raises(AlreadyDone):
            write(application, hr, self.TEXT)
        assert application.letters.count() == 1

    def test_it_is_no_part_of_a_subject_which_lists_of_mails_show(self, application, hr):
        with pytest.raises(Refused, match="own_page"):
            write(application, hr, LetterText("Your page: {own_page}", "Hello."))
        assert not CandidateLink.objects.exists()

    def test_a_letter_without_it_makes_no_link(self, application, hr):
        write(application, hr, TEXT)
        assert not CandidateLink.objects.exists()


class TestAddress:
    """A letter that has not arrived goes to where its candidate is reached now."""

    def corrected(self, application, email: str) -> None:
        names = {"full_name": "Ana Rusu", "phone": "+37369123456", "city": ""}
        correct(candidate=application.candidate, email=email, **names, now=NOW + timedelta(minutes=1))

    def acts(self, letter) -> list[str]:
        return list(letter.message.events.values_list("act", flat=True))

    @pytest.mark.parametrize("dispatch", [Dispatch.DELAYED, Dispatch.HELD])
    def test_what_has_not_left_follows_a_correction(self, application, hr, dispatch):
        letter = write(application, hr, dispatch=dispatch)
        self.corrected(application, "ana.rusu@example.org")
        letter.message.refresh_from_db()
        assert (letter.message.to, self.acts(letter)[-1]) == ("ana.rusu@example.org", "readdressed")
        self.corrected(application, "ana.rusu@example.org")
        assert self.acts(letter).count("readdressed") == 1

    @pytest.mark.parametrize("now", ["sent", "sending", "uncertain", "failed", "cancelled"])
    def test_what_left_or_stays_keeps_the_address_it_was_tried_with(self, application, now):
        letter = make_letter(application, now)
        self.corrected(application, "ana.rusu@example.org")
        letter.message.refresh_from_db()
        assert (letter.message.to, self.acts(letter)) == ("ana@example.org", [])

    @pytest.mark.parametrize("now", ["failed", "returned", "uncertain"])
    def test_it_is_sent_again_to_the_address_of_today(self, application, hr, now):
        letter = make_letter(application, now)
        self.corrected(application, "ana.rusu@example.org")
        retry(message=letter.message, second_copy_accepted=True, by=hr, now=NOW)
        letter.message.refresh_from_db()
        assert letter.message.to == "ana.rusu@example.org"
        assert self.acts(letter) == ["sent_again", "readdressed"]

    def test_nobody_elses_letter_follows(self, application, hr):
        other = make_application(application.vacancy, candidate=make_candidate("Ion Lupu", email="ion@example.org"))
        letter = write(other, hr)
        self.corrected(application, "ana.rusu@example.org")
        letter.message.refresh_from_db()
        assert letter.message.to == "ion@example.org"

    def test_without_an_address_it_has_nowhere_to_follow_to(self, application, hr):
        letter = write(application, hr)
        self.corrected(application, "")
        letter.message.refresh_from_db()
        assert letter.message.to == "ana@example.org"

    def test_a_merged_persons_letters_go_to_the_address_that_was_kept(self, application, hr):
        twin = make_application(application.vacancy, candidate=make_candidate("Ana Russu", email="old@example.org"))
        letter = write(twin, hr)
        pair = DuplicatePair.objects.create(first=application.candidate, second=twin.candidate, likeness=0.8)
        merge(pair=pair, kept={}, by=hr, now=NOW)
        letter.message.refresh_from_db()
        assert letter.message.to == "ana@example.org"
