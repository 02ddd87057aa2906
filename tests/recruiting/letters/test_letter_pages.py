"""Writing a letter, looking at it, and the acts on it, as a recruiter does them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import AccessAction, Language, Role
from accounts.models import AccessEvent
from outbox.domain.rewriting import digest
from outbox.enums import AttemptOutcome, MessageAct, MessageState
from outbox.models import OutboundMessage
from recruiting.enums import ApplicationState, LetterEvent, ReasonKind
from recruiting.models import Letter
from tests.factories import make_application, make_attempt, make_candidate, make_user, make_vacancy
from tests.factories.letters import make_letter, make_letter_template
from tests.factories.pipelines import make_reason

pytestmark = pytest.mark.django_db
TYPED = {"subject": "Hello", "body": "Dear Ana", "dispatch": "delayed"}


@pytest.fixture
def hr(client):
    user = make_user(Role.HR)
    client.force_login(user)
    return user


@pytest.fixture
def application(hr):
    candidate = make_candidate("Ana Rusu", email="ana@example.org", language=Language.ROMANIAN)
    return make_application(make_vacancy(recruiter=hr, title="Support"), candidate=candidate)


def new(application) -> str:
    return reverse("recruiting:letter_new", args=[application.pk])


def act(client, letter, name, **more):
    return client.post(reverse("recruiting:letter_act", args=[letter.pk]), {"act": name} | more, follow=True)


def state(letter) -> str:
    return OutboundMessage.objects.get(pk=letter.message_id).state


def test_the_text_is_seen_before_it_is_sent(client, application):
    template = make_letter_template(body_ro="Bună ziua, {candidate_name}")
    page = client.get(new(application), {"template": template.pk})
    assert page.context["form"]["body"].value() == "Bună ziua, Ana Rusu\n"
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize(("dispatch", "state"), [("delayed", "waiting"), ("now", "waiting"), ("held", "held")])
def test_what_was_written_goes_where_the_recruiter_said(client, application, dispatch, state):
    response = client.post(new(application), TYPED | {"dispatch": dispatch})
    assert response.status_code == 302
    message = OutboundMessage.objects.get()
    assert (message.state, message.body, message.to) == (state, "Dear Ana", "ana@example.org")


@pytest.mark.parametrize("changes", [{"body": ""}, {"body": "On {interview_time}, mine"}, {"dispatch": "never"}])
def test_what_cannot_be_sent_comes_back_with_the_typed_text(client, application, changes):
    response = client.post(new(application), TYPED | changes)
    assert (response.status_code, changes.get("body", "") in response.content.decode()) == (422, True)
    assert not OutboundMessage.objects.exists()


def test_another_language_and_a_missing_value_are_said(client, application):
    template = make_letter_template(LetterEvent.INVITATION, body_ro="", body_en="At {interview_time}")
    html = client.get(new(application), {"template": template.pk}).content.decode()
    assert ("This is the text in: English." in html, "There is no value for {interview_time}." in html) == (True, True)


@pytest.mark.parametrize(("minutes", "words"), [(5, "It leaves at"), (-5, "Its time has come")])
def test_a_waiting_letter_says_when_it_leaves(client, application, minutes, words):
    letter = make_letter(application)
    when = timezone.now() + timedelta(minutes=minutes)
    OutboundMessage.objects.filter(pk=letter.message_id).update(state=MessageState.WAITING, not_before=when)
    assert words in client.get(reverse("recruiting:letter", args=[letter.pk])).content.decode()


def test_an_open_application_is_offered_no_letter_that_tells_the_outcome(client, application):
    closing = make_letter_template(LetterEvent.REJECTION, closing=True)
    assert client.get(new(application), {"template": closing.pk}).context["choices"] == []


@pytest.mark.parametrize(("was", "warned"), [("sent", True), ("waiting", True), ("cancelled", False)])
def test_whoever_was_told_the_outcome_is_not_told_again_unawares(client, hr, was, warned):
    application = make_application(make_vacancy(recruiter=hr), state=ApplicationState.REJECTED)
    earlier = make_letter(application, was, closing=True)
    template = make_letter_template(LetterEvent.REJECTION, closing=True)
    page = client.get(new(application), {"template": template.pk}).content.decode()
    assert ("Look at it before you send another" in page) == warned
    assert (f'href="{reverse("recruiting:letter", args=[earlier.pk])}"' in page) == warned


def test_a_closed_application_is_told_the_outcome_anew(client, hr):
    application = make_application(make_vacancy(recruiter=hr), state=ApplicationState.REJECTED)
    client.post(new(application), TYPED | {"tells_outcome": "on"})
    assert Letter.objects.get().closing is True


def test_a_called_back_letter_is_written_anew_from_its_text_and_anothers_is_not_shown(client, application):
    mine = make_letter(application, "cancelled", body="My old words")
    theirs = make_letter(make_application(), "cancelled", body="Secret words")
    assert "My old words" in client.get(new(application), {"from": mine.pk}).content.decode()
    assert client.get(new(application), {"from": theirs.pk}).status_code == 404


def test_without_an_address_the_way_is_a_call(client, hr):
    application = make_application(make_vacancy(recruiter=hr), candidate=make_candidate(email=""))
    assert reverse("recruiting:call_add", args=[application.pk]) in client.get(new(application)).content.decode()


@pytest.mark.parametrize(
    ("was", "name", "becomes"),
    [
        ("waiting", "call_back", "cancelled"),
        ("waiting", "hold", "held"),
        ("held", "release", "waiting"),
        ("held", "call_back", "cancelled"),
        ("uncertain", "arrived", "sent"),
        ("uncertain", "again", "waiting"),
        ("failed", "again", "waiting"),
        ("returned", "again", "waiting"),
        ("sent", "came_back", "returned"),
        ("sent", "call_back", "sent"),
        ("sent", "hold", "sent"),
        ("sent", "release", "sent"),
        ("sent", "again", "sent"),
        ("sent", "arrived", "sent"),
        ("waiting", "came_back", "waiting"),
        ("sent", "nonsense", "sent"),
    ],
)
def test_each_act_in_its_state_and_a_message_where_it_cannot_be(client, application, was, name, becomes):
    letter = make_letter(application, was)
    response = act(client, letter, name, words="550 no such user")
    assert (response.status_code, state(letter), len(response.context["messages"])) == (200, becomes, 1)


def test_a_letter_that_came_back_shows_the_words_on_the_application_which_waits_again(client, application):
    letter = make_letter(application, "sent")
    act(client, letter, "came_back", words="550 <b>no such user</b>")
    html = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
    assert "550 &lt;b&gt;no such user&lt;/b&gt;" in html
    assert ("Came back" in html, "Waits for an answer" in html) == (True, True)


@pytest.mark.parametrize("was", ["sent", "returned"])
def test_with_a_letter_whose_text_was_erased_nothing_can_be_done(client, application, was):
    letter = make_letter(application, was, erased_at=timezone.now())
    html = client.get(reverse("recruiting:letter", args=[letter.pk])).content.decode()
    assert reverse("recruiting:letter_act", args=[letter.pk]) not in html


def test_an_uncertain_letter_is_explained(client, application):
    letter = make_letter(application, "uncertain")
    html = client.get(reverse("recruiting:letter", args=[letter.pk])).content.decode()
    assert ("It may have arrived" in html, "It arrived" in html, "Send again" in html) == (True, True, True)


def test_a_letter_called_back_after_a_lost_answer_may_have_arrived_all_the_same(client, application):
    letter = make_letter(application, "uncertain")
    make_attempt(letter.message, AttemptOutcome.UNCERTAIN, "timed out")
    act(client, letter, "again")
    html = act(client, letter, "call_back").content.decode()
    assert ("so a copy may have arrived" in html, "never left" in html) == (True, False)


def test_reading_a_letter_leaves_a_trace(client, application, hr):
    client.get(reverse("recruiting:letter", args=[make_letter(application).pk]))
    assert list(AccessEvent.objects.values_list("action", "user")) == [(AccessAction.READ_CANDIDATE, hr.pk)]


class TestHeld:
    def test_it_is_changed_and_a_stale_page_is_a_conflict(self, client, application):
        letter = make_letter(application, MessageState.HELD)
        data = {"subject": "New", "body": "New words", "seen": digest(letter.message)}
        address = reverse("recruiting:letter_edit", args=[letter.pk])
        assert client.post(address, data).status_code == 302
        assert OutboundMessage.objects.get().body == "New words"
        stale = client.post(address, data | {"body": "Mine"})
        assert (stale.status_code, "Mine" in stale.content.decode()) == (409, True)

    def test_a_placeholder_is_refused(self, client, application):
        letter = make_letter(application, MessageState.HELD)
        data = {"subject": "New", "body": "{company}", "seen": digest(letter.message)}
        assert client.post(reverse("recruiting:letter_edit", args=[letter.pk]), data).status_code == 422


class TestClosing:
    def close(self, application) -> str:
        return f"{reverse('recruiting:close', args=[application.pk])}?outcome=rejected"

    def test_the_letter_for_the_chosen_reason_is_taken_and_nothing_is_closed_yet(self, client, application):
        reason = make_reason(ReasonKind.REJECTED)
        make_letter_template(LetterEvent.REJECTION, closing=True, body_ro="General")
        make_letter_template(LetterEvent.REJECTION, closing=True, reasons=[reason], body_ro="For the reason")
        assert client.get(self.close(application)).context["form"]["body"].value() == "General\n"
        response = client.post(self.close(application), {"reason": reason.pk, "take": "1"})
        form = response.context["form"]
        assert (response.status_code, form["body"].value(), form["reason"].value()) == (
            200,
            "For the reason\n",
            reason.pk,
        )
        application.refresh_from_db()
        assert application.is_active is True

    def test_a_held_closing_letter_leaves_the_candidate_unanswered(self, client, application):
        reason = make_reason(ReasonKind.REJECTED)
        data = {"seen_revision": 0, "reason": reason.pk, "answer": "letter", "subject": "S", "body": "B"}
        html = client.post(self.close(application), data | {"dispatch": "held"}, follow=True).content.decode()
        assert "The letter is held until it is released." in html
        assert "Waits for an answer" in html
        assert Letter.objects.get().message.state == "held"


@pytest.mark.parametrize("language", Language.values)
def test_the_pages_open_in_each_language_of_the_interface(client, application, hr, language):
    letters = [make_letter(application, state) for state in MessageState.values]
    type(hr).objects.update(language=language)
    for letter in letters:
        assert client.get(reverse("recruiting:letter", args=[letter.pk])).status_code == 200
    assert client.get(reverse("recruiting:application", args=[application.pk])).status_code == 200


def test_the_application_needs_as_many_queries_for_many_letters_as_for_few(
    client, application, django_assert_num_queries, django_assert_max_num_queries
):
    address = reverse("recruiting:application", args=[application.pk])
    make_letter(application, "uncertain")
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    for state in MessageState.values:
        make_letter(application, state)
    with django_assert_num_queries(len(few)):
        client.get(address)


class TestTheSecretLinkInALetter:
    """Whoever runs the vacancy reads the letter, and could act as the candidate with the link in it."""

    LETTER = TYPED | {"body": "Your page: {own_page}\n\nBye", "dispatch": "held"}

    @pytest.fixture
    def letter(self, client, application) -> Letter:
        assert client.post(new(application), self.LETTER).status_code == 302
        return Letter.objects.get()

    def secret(self, letter) -> str:
        body = OutboundMessage.objects.get(pk=letter.message_id).body
        return body.split("/me/")[1].split("/")[0]

    def test_no_page_shows_it(self, client, application, letter):
        act(client, letter, "release")
        pages = [
            reverse("recruiting:letter", args=[letter.pk]),
            reverse("recruiting:application", args=[application.pk]),
        ]
        texts = [client.get(page).content.decode() for page in pages]
        assert [(self.secret(letter) in text, "/me/…/" in text) for text in texts] == [(False, True)] * 2

    def test_a_held_letter_is_changed_with_the_placeholder_and_gets_a_link_anew(self, client, letter):
        form = client.get(reverse("recruiting:letter", args=[letter.pk])).context["form"]
        assert form["body"].value() == "Your page: {own_page}\n\nBye"
        before = self.secret(letter)
        typed = {"subject": "Hello", "body": form["body"].value() + "\nSoon", "seen": form["seen"].value()}
        assert client.post(reverse("recruiting:letter_edit", args=[letter.pk]), typed).status_code == 302
        letter.message.refresh_from_db()
        assert (letter.message.body.endswith("Soon"), "{" in letter.message.body) == (True, False)
        assert self.secret(letter) != before

    def test_a_letter_written_from_an_earlier_one_asks_for_its_own_link(self, client, application, letter):
        draft = client.get(new(application), {"from": letter.pk}).context["form"]
        assert draft["body"].value() == "Your page: {own_page}\n\nBye"


class TestTheTextOfAHeldLetterGoesAlong:
    """The buttons beside the text of a held letter send it: what leaves is what stood on the screen."""

    def test_releasing_keeps_what_was_typed_first(self, client, application):
        letter = make_letter(application, state=MessageState.HELD)
        seen = digest(letter.message)
        act(client, letter, "release", subject="Hello", body="Typed a moment ago.", seen=seen)
        message = OutboundMessage.objects.get(pk=letter.message_id)
        assert (message.body.strip(), message.state) == ("Typed a moment ago.", MessageState.WAITING)

    def test_calling_back_keeps_it_for_writing_anew(self, client, application):
        letter = make_letter(application, state=MessageState.HELD)
        seen = digest(letter.message)
        act(client, letter, "call_back", subject="Hello", body="Typed a moment ago.", seen=seen)
        message = OutboundMessage.objects.get(pk=letter.message_id)
        assert (message.body.strip(), message.state) == ("Typed a moment ago.", MessageState.CANCELLED)

    def test_a_text_that_cannot_go_out_stays_on_the_page_and_the_letter_held(self, client, application):
        letter = make_letter(application, state=MessageState.HELD)
        typed = {"subject": "", "body": "Typed a moment ago.", "seen": digest(letter.message)}
        page = act(client, letter, "release", **typed)
        assert (page.status_code, "Typed a moment ago." in page.content.decode()) == (422, True)
        assert state(letter) == MessageState.HELD

    def test_an_unchanged_text_is_released_as_it_is(self, client, application):
        letter = make_letter(application, state=MessageState.HELD)
        before = letter.message
        act(client, letter, "release", subject=before.subject, body=before.body, seen=digest(before))
        assert state(letter) == MessageState.WAITING
        assert not before.events.filter(act=MessageAct.EDITED).exists()
