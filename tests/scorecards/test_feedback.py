"""Feedback is drafted from anchors and gaps, edited and let go by a person; it names no rater, no level, no note."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Role
from outbox.models import OutboundMessage
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.letters import LetterText
from recruiting.enums import ApplicationState
from recruiting.models import Application
from scorecards.domain import feedback as acts
from scorecards.models import Feedback
from tests.factories import make_application, make_card, make_seat, make_user
from tests.scorecards.comparison.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated(world: World) -> Application:
    """The first competency below its level (2 of 3), the second above (5)."""
    application = world.rated([2, 5], [2, 5], evidence="She forgot the client's name.")
    application.candidate.email = "ana@example.org"
    application.candidate.language = "ro"
    application.candidate.save()
    return application


def draft(application: Application, by) -> str:
    return acts.draft_text(application=application, by=by).body


def save(application: Application, by, *, seen: int = 0, body: str = "Thank you.") -> Feedback:
    text = LetterText("Feedback", body)
    return acts.save(application=application, text=text, seen=seen, by=by, now=timezone.now())


def release(application: Application, by, *, seen: int = 1) -> Feedback:
    return acts.release(application=application, seen=seen, by=by, now=timezone.now())


def close(application: Application) -> None:
    closed = {"state": ApplicationState.REJECTED, "closed_at": timezone.now(), "no_letter_reason": "Told by phone."}
    Application.objects.filter(pk=application.pk).update(**closed)
    application.refresh_from_db()


def test_the_draft_says_what_was_seen_and_what_the_post_looks_for(world, rated):
    first, second = world.vacancy.grid.items.order_by("order")
    body = draft(rated, world.manager)
    with translation.override("ro"):
        assert first.anchors.get(level=3).text in body  # the level required, not the one rated
        assert second.anchors.get(level=5).text in body


def test_it_is_written_in_the_candidates_language(world, rated):
    assert "[ro]" in draft(rated, world.manager)


def test_it_names_no_rater_no_note_and_no_level_that_was_rated(world, rated):
    body = draft(rated, world.manager)
    names = [person.full_name for person in world.interviewers]
    assert [word for word in [*names, "forgot"] if word in body] == []
    with translation.override("ro"):
        assert world.vacancy.grid.items.order_by("order").first().anchors.get(level=2).text not in body


def test_whoever_owes_a_card_gets_no_draft(world, rated):
    make_seat(rated.attendances.first().interview, world.manager)
    with pytest.raises(Refused):
        draft(rated, world.manager)


def test_without_ratings_there_is_nothing_to_say(client, world):
    application = make_application(world.vacancy)
    client.force_login(world.manager)
    page = client.get(reverse("scorecards:feedback", args=[application.pk]))
    assert (page.status_code, "Nothing to say yet" in page.content.decode()) == (200, True)


def test_opening_the_page_keeps_and_sends_nothing(client, world, rated):
    client.force_login(world.manager)
    assert client.get(reverse("scorecards:feedback", args=[rated.pk])).status_code == 200
    assert (Feedback.objects.exists(), OutboundMessage.objects.exists()) == (False, False)


def test_saved_meanwhile_by_somebody_else_is_a_conflict_and_keeps_what_was_typed(client, world, rated):
    save(rated, world.recruiter)
    client.force_login(world.manager)
    form = {"subject": "Mine", "body": "My own words.", "seen": 0}
    answer = client.post(reverse("scorecards:feedback", args=[rated.pk]), form)
    assert (answer.status_code, "My own words." in answer.content.decode()) == (409, True)
    assert Feedback.objects.get().body == "Thank you.\n"
    again = answer.context["form"]
    assert ("Thank you.\n" in [one.words for one in again.present], again["seen"].value()) == (True, "1")
    second = client.post(reverse("scorecards:feedback", args=[rated.pk]), form | {"seen": again["seen"].value()})
    assert (second.status_code, Feedback.objects.get().body) == (302, "My own words.\n")


@pytest.mark.parametrize("field", ["subject", "body"])
def test_an_empty_text_is_refused(client, world, rated, field):
    client.force_login(world.manager)
    form = {"subject": "Mine", "body": "My own words.", "seen": 0} | {field: "  "}
    assert client.post(reverse("scorecards:feedback", args=[rated.pk]), form).status_code == 422


def test_it_does_not_run_ahead_of_the_answer(world, rated):
    save(rated, world.manager)
    with pytest.raises(Refused):
        release(rated, world.manager)


def test_released_it_is_a_letter_that_can_still_be_called_back(world, rated):
    save(rated, world.manager)
    close(rated)
    row = release(rated, world.manager)
    message = OutboundMessage.objects.get()
    assert (message.to, message.body, row.letter.message_id) == ("ana@example.org", "Thank you.\n", message.pk)
    assert message.not_before > message.created_at


def test_a_second_click_sends_no_second_letter(world, rated):
    save(rated, world.manager)
    close(rated)
    release(rated, world.manager)
    with pytest.raises(AlreadyDone):
        release(rated, world.manager)
    assert OutboundMessage.objects.count() == 1


def test_a_text_changed_since_it_was_read_is_not_sent(world, rated):
    save(rated, world.manager)
    save(rated, world.recruiter, seen=1, body="Other words.")
    close(rated)
    with pytest.raises(Conflict):
        release(rated, world.manager, seen=1)


def test_sent_it_is_changed_no_more(world, rated):
    save(rated, world.manager)
    close(rated)
    release(rated, world.manager)
    with pytest.raises(AlreadyDone):
        save(rated, world.manager, seen=1)


def test_an_interviewer_writes_none(client, world, rated):
    client.force_login(world.interviewers[0])
    assert client.get(reverse("scorecards:feedback", args=[rated.pk])).status_code == 403
    client.force_login(make_user(Role.HR))
    assert client.get(reverse("scorecards:feedback", args=[rated.pk])).status_code == 404


def test_it_waits_for_whoever_has_begun_a_card_even_on_a_closed_application(world, rated):
    late = make_user(Role.INTERVIEWER)
    make_card(rated.attendances.first().interview, late, levels=[3, 3], submitted=False)
    close(rated)
    save(rated, world.manager)
    with pytest.raises(Refused) as refused:
        release(rated, world.manager)
    assert late.full_name in refused.value.message
    assert not OutboundMessage.objects.exists()


class TestOnePageOneText:
    """The button that sends stands on the page where the text is written: what is on the screen goes, or nothing."""

    def send(self, client, world, rated, **typed):
        client.force_login(world.manager)
        return client.post(reverse("scorecards:feedback_release", args=[rated.pk]), typed)

    def test_what_was_typed_and_not_saved_goes_out_and_no_older_text(self, client, world, rated):
        save(rated, world.manager)
        close(rated)
        self.send(client, world, rated, seen="1", subject="Thanks", body="Typed a moment ago.\r\nTwice.")
        assert "Typed a moment ago." in OutboundMessage.objects.get().body
        row = Feedback.objects.get()
        assert ("Typed a moment ago." in row.body, row.version) == (True, 2)

    def test_the_same_text_is_no_new_version(self, client, world, rated):
        row = save(rated, world.manager)
        close(rated)
        self.send(client, world, rated, seen="1", subject=row.subject, body=row.body.replace("\n", "\r\n"))
        assert OutboundMessage.objects.count() == 1
        assert Feedback.objects.get().version == 1

    def test_what_cannot_be_saved_is_not_sent_and_stays(self, client, world, rated):
        save(rated, world.manager)
        save(rated, world.recruiter, seen=1, body="A colleague's words.")
        close(rated)
        page = self.send(client, world, rated, seen="1", subject="Thanks", body="Typed a moment ago.")
        assert page.status_code == 409
        for words in ("Typed a moment ago.", "A colleague&#x27;s words."):
            assert words in page.content.decode()
        assert not OutboundMessage.objects.exists()

    def test_typed_while_somebody_else_sent_it_is_there_to_be_copied(self, client, world, rated):
        save(rated, world.manager)
        close(rated)
        release(rated, world.recruiter)
        client.force_login(world.manager)
        typed = {"seen": "1", "subject": "Thanks", "body": "Typed a moment ago."}
        page = client.post(reverse("scorecards:feedback", args=[rated.pk]), typed)
        assert page.status_code == 409
        for words in ("Typed a moment ago.", "it is changed no more"):
            assert words in page.content.decode()

    def test_whoever_may_not_read_it_sees_nothing_of_it_by_sending(self, client, world, rated):
        save(rated, world.recruiter, body="A colleague's words.")
        close(rated)
        make_card(rated.attendances.first().interview, world.manager, levels=[3, 3], submitted=False)
        page = self.send(client, world, rated, seen="1", subject="Thanks", body="Typed.")
        assert "colleague" not in page.content.decode()
        assert not OutboundMessage.objects.exists()
