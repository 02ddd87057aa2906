"""Many letters at once: each is seen, single ones are changed or left out, all can be called back, none goes twice."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from outbox.domain.delivery import deliver_waiting
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.letter_batches import MOST, NotSent, Seen, call_back_batch, one_a_person, send_batch
from recruiting.domain.letters import LetterText
from recruiting.enums import ApplicationState, Dispatch, LetterEvent
from recruiting.models import Application, Letter, LetterBatch
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_user, make_vacancy
from tests.factories.letters import make_letter_template

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def hr():
    return make_user(Role.HR)


@pytest.fixture
def vacancy(hr):
    return make_vacancy(recruiter=hr, title="Support")


def send(hr, *applications, template=None, token=None, body="Text", reach=None, known=None) -> LetterBatch:
    ids = [application.pk for application in applications]
    return send_batch(
        token=token or uuid.uuid4(),
        template=template or make_letter_template(),
        seen=[Seen(pk, LetterText("Subject", body), known=(known or {}).get(pk)) for pk in ids],
        dispatch=Dispatch.DELAYED,
        reach=ids if reach is None else reach,
        by=hr,
        now=NOW,
    )


def test_all_wait_for_the_delay_and_can_be_called_back_together(vacancy, hr):
    batch = send(hr, make_application(vacancy), make_application(vacancy))
    letters = list(batch.letters.select_related("message"))
    assert {letter.message.not_before for letter in letters} == {NOW + timedelta(minutes=10)}
    answer = call_back_batch(letters=letters, by=hr, now=NOW)
    assert (len(answer.done), answer.left) == (2, [])
    assert deliver_waiting(now=NOW + timedelta(days=1)) == 0


def test_what_a_worker_took_is_named_as_left(vacancy, hr):
    batch = send(hr, make_application(vacancy), make_application(vacancy))
    first, second = batch.letters.order_by("pk")
    OutboundMessage.objects.filter(pk=first.message_id).update(state=MessageState.SENT)
    answer = call_back_batch(letters=[first, second], by=hr, now=NOW)
    assert (answer.done, answer.left) == ([second.message_id], [first.message_id])


def test_one_fault_stops_all_and_is_named_by_its_candidate(vacancy, hr):
    good, silent = make_application(vacancy), make_application(vacancy, candidate=make_candidate(email=""))
    with pytest.raises(NotSent) as raised:
        send(hr, good, silent)
    assert list(raised.value.faults) == [silent.pk]
    assert (LetterBatch.objects.count(), OutboundMessage.objects.count()) == (0, 0)


def test_nobody_out_of_reach_is_written_to(vacancy, hr):
    mine, theirs = make_application(vacancy), make_application()
    with pytest.raises(NotSent) as raised:
        send(hr, mine, theirs, reach=[mine.pk])
    assert raised.value.faults == {theirs.pk: "This application is out of your reach."}


def test_the_outcome_is_told_in_a_batch_to_closed_applications_only(vacancy, hr):
    template = make_letter_template(LetterEvent.VACANCY_CLOSED, closing=True)
    open_one = make_application(vacancy)
    with pytest.raises(NotSent, match="Nothing was sent"):
        send(hr, open_one, template=template)
    done = make_application(vacancy, state=ApplicationState.REJECTED)
    send(hr, done, template=template)
    assert list(Letter.objects.values_list("application", "closing")) == [(done.pk, True)]


@pytest.mark.parametrize("closing", [True, False])
def test_whoever_had_such_a_letter_gets_another_only_if_the_first_was_seen(vacancy, hr, closing):
    template = make_letter_template(LetterEvent.VACANCY_CLOSED, closing=closing)
    one, two = (make_application(vacancy, state=ApplicationState.REJECTED) for _ in range(2))
    first = send(hr, one, template=template).letters.get()
    with pytest.raises(NotSent) as raised:
        send(hr, one, two, template=template)
    assert list(raised.value.faults) == [one.pk]
    send(hr, one, two, template=template, known={one.pk: first.pk})
    assert Letter.objects.count() == 3


@pytest.mark.parametrize("state", ["cancelled", "failed", "returned"])
def test_a_letter_that_did_not_come_stands_in_nobodys_way(vacancy, hr, state):
    template, one = make_letter_template(), make_application(vacancy)
    send(hr, one, template=template)
    OutboundMessage.objects.update(state=state)
    send(hr, one, template=template)
    assert Letter.objects.count() == 2


@pytest.fixture
def merged(vacancy):
    """Two applications of one person here, the older one in work and first by id."""
    old = make_application(vacancy, applied_at=NOW - timedelta(days=9))
    new = make_application(vacancy, candidate=old.candidate, applied_at=NOW, stage="review", twin_of=old)
    return old, new


def test_a_person_gets_one_letter_for_the_newest_application_in_work(vacancy, hr, merged):
    old, new = merged
    with pytest.raises(NotSent) as raised:
        send(hr, old, new)
    assert raised.value.faults == {
        old.pk: "This person gets the letter for another application here. Leave out one of the two."
    }
    assert not OutboundMessage.objects.exists()
    assert one_a_person([old, new]) == {new.pk}
    new.state = ApplicationState.REJECTED
    assert one_a_person([old, new]) == one_a_person([new, old]) == {old.pk}
    old.state = ApplicationState.REJECTED
    assert one_a_person([old, new]) == {new.pk}


def test_another_vacancy_is_another_letter(hr, vacancy, merged):
    elsewhere = make_application(make_vacancy(recruiter=hr), candidate=merged[0].candidate)
    assert send(hr, merged[1], elsewhere).letters.count() == 2


@pytest.mark.parametrize("closing", [True, False])
def test_a_letter_for_the_other_application_counts_as_written_to_the_person(vacancy, hr, merged, closing):
    Application.objects.update(state=ApplicationState.REJECTED, closed_at=NOW, no_letter_reason="Told.")
    template = make_letter_template(LetterEvent.VACANCY_CLOSED, closing=closing)
    first = send(hr, merged[1], template=template).letters.get()
    with pytest.raises(NotSent) as raised:
        send(hr, merged[0], template=template)
    assert list(raised.value.faults) == [merged[0].pk]
    send(hr, merged[0], template=template, known={merged[0].pk: first.pk})
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_nobody_and_too_many_are_refused(hr, count):
    given = {"token": uuid.uuid4(), "template": make_letter_template(), "dispatch": Dispatch.NOW, "by": hr, "now": NOW}
    seen = [Seen(number, LetterText("a", "b")) for number in range(count)]
    with pytest.raises(Refused):
        send_batch(seen=seen, reach=[], **given)
    assert not LetterBatch.objects.exists()


def test_the_same_page_is_sent_once(vacancy, hr):
    token, application = uuid.uuid4(), make_application(vacancy)
    send(hr, application, token=token)
    with pytest.raises(AlreadyDone):
        send(hr, application, token=token)
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_send_one_batch(vacancy, hr):
    token, application, template = uuid.uuid4(), make_application(vacancy), make_letter_template()
    results = at_once(*[lambda: send(hr, application, token=token, template=template)] * 2)
    assert sorted(type(one).__name__ for one in results) == ["AlreadyDone", "LetterBatch"]
    assert Letter.objects.count() == 1


class TestPages:
    @pytest.fixture
    def scene(self, client, vacancy, hr):
        client.force_login(hr)
        ana = make_application(vacancy, candidate=make_candidate("Ana Rusu", language="ro"))
        tom = make_application(vacancy, candidate=make_candidate("Tom Berg", language="en"), stage="review")
        template = make_letter_template(body_ro="Bună ziua, {candidate_name}", body_en="Hello {candidate_name}")
        return ana, tom, template

    def typed(self, template, *applications, **changes) -> dict:
        data = {"token": str(uuid.uuid4()), "dispatch": "delayed", "template": template.pk, "application": []}
        for one in applications:
            data["application"].append(one.pk)
            data |= {f"a{one.pk}-send": "on", f"a{one.pk}-subject": "S", f"a{one.pk}-body": f"To {one.pk}"}
        return data | changes

    def test_the_vacancys_candidates_are_narrowed_by_stage_and_state(self, client, vacancy, scene):
        ana, tom, _template = scene
        address = reverse("recruiting:letter_choose", args=[vacancy.pk])
        stage = vacancy.stages.get(key="review").pk
        assert list(client.get(address).context["rows"]) == [ana, tom]
        assert list(client.get(address, {"stage": stage}).context["rows"]) == [tom]
        assert list(client.get(address, {"state": "rejected"}).context["rows"]) == []
        assert list(client.get(address, {"stage": "x", "state": "y"}).context["rows"]) == [ana, tom]

    def test_each_text_is_shown_as_its_candidate_reads_it(self, client, scene):
        ana, tom, template = scene
        html = client.get(
            reverse("recruiting:letter_batch_new"), {"template": template.pk, "application": [ana.pk, tom.pk]}
        ).content.decode()
        assert ("Bună ziua, Ana Rusu" in html, "Hello Tom Berg" in html) == (True, True)
        assert not OutboundMessage.objects.exists()

    def test_single_ones_are_changed_and_left_out(self, client, scene):
        ana, tom, template = scene
        data = self.typed(template, ana, tom)
        del data[f"a{tom.pk}-send"]
        response = client.post(reverse("recruiting:letter_batch_new"), data, follow=True)
        assert list(OutboundMessage.objects.values_list("to", "body")) == [(ana.candidate.email, f"To {ana.pk}")]
        page = response.content.decode()
        assert ("1 letter has not left" in page, "They leave from" in page) == (True, True)
        client.post(reverse("recruiting:letter_batch_new"), data)
        assert OutboundMessage.objects.count() == 1

    def test_a_fault_stands_with_its_candidate_and_what_was_typed_stays(self, client, scene):
        ana, tom, template = scene
        data = self.typed(template, ana, tom) | {f"a{ana.pk}-body": "On {interview_time}, mine"}
        response = client.post(reverse("recruiting:letter_batch_new"), data)
        html = response.content.decode()
        assert (response.status_code, "Write what {interview_time} stands for" in html, ", mine" in html) == (
            422,
            True,
            True,
        )
        assert not OutboundMessage.objects.exists()

    def test_who_had_the_letter_is_left_out_until_somebody_wants_another(self, client, scene):
        ana, tom, template = scene
        client.post(reverse("recruiting:letter_batch_new"), self.typed(template, ana))
        first = Letter.objects.get()
        chosen = {"template": template.pk, "application": [ana.pk, tom.pk]}
        page = client.get(reverse("recruiting:letter_batch_new"), chosen)
        assert [one.initial["send"] for one in page.context["ones"]] == [False, True]
        assert page.content.decode().count("Such a letter was written on") == 1
        blind = self.typed(template, ana, tom)
        answer = client.post(reverse("recruiting:letter_batch_new"), blind)
        assert (answer.status_code, "written to this candidate already" in answer.content.decode()) == (422, True)
        assert Letter.objects.count() == 1
        client.post(reverse("recruiting:letter_batch_new"), blind | {f"a{ana.pk}-known": first.pk})
        assert Letter.objects.count() == 3

    def test_a_person_who_is_here_twice_is_ticked_once_and_the_pages_say_so(self, client, vacancy, scene):
        ana, tom, template = scene
        twin = make_application(vacancy, candidate=ana.candidate, twin_of=ana, stage="review")
        page = client.get(reverse("recruiting:letter_choose", args=[vacancy.pk])).content.decode()
        ticked = {one.pk: f'value="{one.pk}" checked' in page for one in (ana, twin, tom)}
        assert ticked == {ana.pk: False, twin.pk: True, tom.pk: True}
        assert page.count("gets the letter for another application") == 1
        assert page.count("Each person gets one letter, for the newest application in work.") == 1
        chosen = {"template": template.pk, "application": [ana.pk, twin.pk, tom.pk]}
        batch = client.get(reverse("recruiting:letter_batch_new"), chosen)
        assert {one.application: one.initial["send"] for one in batch.context["ones"]} == {
            ana: False,
            twin: True,
            tom: True,
        }
        assert batch.content.decode().count("so this one is left out") == 1
        both = self.typed(template, ana, twin)
        answer = client.post(reverse("recruiting:letter_batch_new"), both)
        assert (answer.status_code, Letter.objects.count()) == (422, 0)
        del both[f"a{twin.pk}-send"]  # the other one on purpose
        client.post(reverse("recruiting:letter_batch_new"), both)
        assert [one.application for one in Letter.objects.all()] == [ana]

    def test_nobody_is_here_twice_and_the_page_says_nothing_of_it(self, client, vacancy, scene):
        page = client.get(reverse("recruiting:letter_choose", args=[vacancy.pk])).content.decode()
        assert ("more than once" in page, page.count(" checked")) == (False, 2)

    def test_an_application_of_another_vacancy_is_not_in_the_batch(self, client, scene):
        ana, _tom, template = scene
        theirs = make_application(candidate=make_candidate("Secret Person"))
        client.post(reverse("recruiting:letter_batch_new"), self.typed(template, ana, theirs))
        assert list(Letter.objects.values_list("application", flat=True)) == [ana.pk]

    def test_the_batch_is_called_back_as_a_whole_and_says_what_had_left(self, client, scene):
        ana, tom, template = scene
        client.post(reverse("recruiting:letter_batch_new"), self.typed(template, ana, tom))
        OutboundMessage.objects.filter(to=tom.candidate.email).update(state=MessageState.SENT)
        batch = LetterBatch.objects.get()
        page = client.post(reverse("recruiting:letter_batch_call_back", args=[batch.pk]), follow=True).content.decode()
        assert ("1 letter was called back." in page, "1 letter had left." in page) == (True, True)
        assert set(OutboundMessage.objects.values_list("state", flat=True)) == {"cancelled", "sent"}

    def test_a_colleague_of_another_vacancy_neither_sees_nor_calls_back_the_batch(self, client, scene):
        ana, _tom, template = scene
        client.post(reverse("recruiting:letter_batch_new"), self.typed(template, ana))
        batch = LetterBatch.objects.get()
        client.force_login(make_user(Role.HR))
        assert client.get(reverse("recruiting:letter_batch", args=[batch.pk])).status_code == 404
        assert client.post(reverse("recruiting:letter_batch_call_back", args=[batch.pk])).status_code == 404
        assert OutboundMessage.objects.get().state == "waiting"

    @pytest.mark.parametrize("given", [{}, {"template": "x"}, {"application": "²"}, {"application": "9" * 30}])
    def test_nothing_chosen_is_a_message(self, client, scene, given):
        response = client.get(reverse("recruiting:letter_batch_new"), given, follow=True)
        assert "Choose a template and at least one candidate." in response.content.decode()
