"""Erasing a person: nothing of them is found afterwards, and what the statistics and the proof need is still there."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.enums import MessageKind, MessageState
from outbox.models import MessageEvent, OutboundMessage
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.notes import add_note
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.domain.people_data.files import remove_files
from recruiting.domain.people_data.own_page import correct
from recruiting.enums import ApplicationState, DestructionGround, RequestKind
from recruiting.models import Application, Candidate, DataRequest, DestructionRecord, FileToRemove, Note, StageMove
from scorecards.models import Decision, Rating, Scorecard
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_message, make_user, make_vacancy
from tests.factories.letters import make_letter
from tests.recruiting.people_data.scene import EMAIL, NAME, PHONE, SPACED_PHONE, dumped, mails, make_scene, stored_bytes
from tests.scorecards.places import make_place

TRACES = [NAME, EMAIL, PHONE, SPACED_PHONE, "Cosânzeana", "69123456"]


def found(text: str) -> list[str]:
    return [trace for trace in TRACES if trace.casefold() in text.casefold()]


def erase(application: Application) -> DestructionRecord:
    return erase_candidate(uid=application.candidate.uid, ground=DestructionGround.REQUEST, by=None, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_person_is_found_in_database_mails_and_uploads():
    scene = make_scene()
    assert found(dumped()) == TRACES
    assert found(stored_bytes().decode(errors="replace")) == TRACES
    scene.erase()
    assert found(dumped()) == []
    assert found(stored_bytes().decode(errors="replace")) == []
    assert found(Path(settings.ERASURE_JOURNAL).read_text()) == []


@pytest.mark.django_db(transaction=True)
def test_statistics_stay():
    scene = make_scene()

    def facts():
        return {
            "application": list(Application.objects.values_list("pk", "state", "source", "closed_at", "stage")),
            "moves": StageMove.objects.count(),
            "levels": list(Rating.objects.order_by("pk").values_list("level", "not_observed", "item")),
            "cards": list(Scorecard.objects.order_by("pk").values_list("state", "recommendation", "digest")),
            "decisions": list(Decision.objects.order_by("pk").values_list("outcome", "departs", "digest", "snapshot")),
            "mails": OutboundMessage.objects.count(),
        }

    before = facts()
    scene.erase()
    assert facts() == before


@pytest.mark.django_db(transaction=True)
def test_decisions_are_still_proved_the_persons_and_those_that_named_the_person():
    scene = make_scene()
    scene.erase()
    for decision in Decision.objects.all():
        output = StringIO()
        call_command("recompute", str(decision.pk), stdout=output)
        assert output.getvalue().endswith("all equal.\n")


@pytest.mark.django_db(transaction=True)
def test_words_about_others_stay_without_the_name():
    scene = make_scene()
    scene.erase()
    assert scene.other.notes.get().text == "[…] ([…], […]) is calm."
    assert Scorecard.objects.get(application=scene.other).ratings.first().evidence == "[…] ([…], […]) is calm."
    first, second = scene.other.decisions.order_by("pk")
    assert (first.rationale, first.what_changed) == ("[…] ([…], […]) is calm.", "")
    assert (second.rationale, second.what_changed) == ("[…] ([…], […]) is calm.",) * 2
    assert scene.other.letters.get().message.body == "We took […]."


@pytest.mark.django_db(transaction=True)
def test_the_record_counts_and_names_nobody():
    scene = make_scene()
    by = make_user()
    told = {mail.kind for mail in mails() if NAME in mail.body}
    record = scene.erase(by=by)
    assert told == {MessageKind.LETTER, MessageKind.INVITATION, MessageKind.REMINDER, MessageKind.NOTICE}
    assert (record.number, record.subject, record.by, record.ground) == (1, scene.person.uid, by, "request")
    assert record.destroyed == {
        "decisions": 2,
        "files": 1,
        "history": 1,
        "identity": 1,
        "mails": len([mail for mail in mails() if mail.erased_at]),
        "meetings": 2,
        "mentions": 18,
        "notes": 1,
        "ratings": 2,
        "reasons": 1,
    }
    of_the_person = len([mail for mail in mails() if mail.erased_at and mail.sent_at])
    assert record.files == 1 + of_the_person + 1  # the upload, the mails, the letter to somebody else that had the name
    assert FileToRemove.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_mails_stay_as_facts_without_words():
    scene = make_scene()
    letter = scene.application.letters.get(closing=True).message
    scene.erase()
    letter.refresh_from_db()
    assert (letter.to, letter.subject, letter.body, letter.state) == ("", "", "", MessageState.SENT)
    reminders = OutboundMessage.objects.filter(kind=MessageKind.REMINDER).exclude(erased_at=None)
    assert {mail.to for mail in reminders} <= {scene.interviewer.email, scene.manager.email, scene.recruiter.email}
    assert list(reminders.exclude(subject="", body="")) == []


@pytest.mark.django_db(transaction=True)
def test_pages_show_an_erased_person_without_breaking(client):
    scene = make_scene()
    scene.erase()
    client.force_login(scene.recruiter)
    shown = f"Erased person {str(scene.person.uid)[:4]}"
    for page in (
        reverse("recruiting:application", args=[scene.application.pk]),
        reverse("scorecards:decision", args=[scene.decision.pk]),
    ):
        assert shown in client.get(page).content.decode()
    for page in ("compare", "compare_xlsx"):
        assert client.get(reverse(f"scorecards:{page}", args=[scene.application.vacancy_id])).status_code == 200
    assert client.get(reverse("scorecards:decision_pdf", args=[scene.decision.pk])).status_code == 200
    assert client.get(reverse("scorecards:panel", args=[scene.application.pk])).status_code == 200
    assert client.get(reverse("outbox:messages")).status_code == 200
    assert shown not in client.get(reverse("recruiting:candidates")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_second_erasure_is_said_and_writes_no_record():
    scene = make_scene()
    scene.erase()
    with pytest.raises(AlreadyDone):
        scene.erase()
    assert DestructionRecord.objects.count() == 1


@pytest.mark.django_db
def test_somebody_in_work_is_not_erased():
    application = make_application()
    with pytest.raises(Refused, match="still in work"):
        erase(application)
    application.candidate.refresh_from_db()
    assert application.candidate.email


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_being_sent_is_waited_for():
    scene = make_scene()
    scene.application.letters.filter(closing=True)
    OutboundMessage.objects.filter(letter__application=scene.application).update(
        state=MessageState.SENDING, claimed_by="worker", claimed_until=timezone.now() + timedelta(minutes=5)
    )
    with pytest.raises(Refused, match="being sent"):
        scene.erase()
    assert found(dumped()) == TRACES


@pytest.mark.django_db(transaction=True)
def test_a_waiting_mail_is_called_back():
    scene = make_scene()
    OutboundMessage.objects.filter(letter__application=scene.application).update(state=MessageState.WAITING)
    scene.erase()
    states = OutboundMessage.objects.filter(letter__application=scene.application).values_list("state", flat=True)
    assert set(states) == {MessageState.CANCELLED}


@pytest.mark.django_db
def test_a_namesake_keeps_letters_and_notes():
    namesakes = [make_candidate("Ana Rusu") for _ in range(2)]
    first, twin = (make_application(candidate=one, state=ApplicationState.REJECTED) for one in namesakes)
    for row in (first, twin):
        add_note(application=row, text="Ana Rusu called.", by=row.vacancy.created_by, now=timezone.now())
    erase(first)
    assert [note.text for note in Note.objects.order_by("pk")] == ["", "Ana Rusu called."]
    assert Candidate.objects.get(pk=twin.candidate_id).full_name == "Ana Rusu"


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_be_removed_stays_on_the_list(monkeypatch):
    scene = make_scene()
    monkeypatch.setattr(Path, "unlink", _denied)
    scene.erase()
    left = FileToRemove.objects.count()
    monkeypatch.undo()
    assert left == DestructionRecord.objects.get().files
    assert remove_files() == left
    assert found(stored_bytes().decode(errors="replace")) == []


def _denied(*_args, **_kwargs):
    raise PermissionError


@pytest.mark.django_db
def test_a_path_out_of_the_folder_is_not_followed(tmp_path):
    keep = tmp_path / "keep.txt"
    keep.write_text("somebody else's")
    record = DestructionRecord.objects.create(
        number=1, subject=make_candidate().uid, ground=DestructionGround.REQUEST, at=timezone.now()
    )
    FileToRemove.objects.create(record=record, store="uploads", path="../keep.txt")
    assert remove_files() == 0
    assert keep.exists()


@pytest.mark.django_db(transaction=True)
def test_saving_a_card_and_erasing_at_once_leaves_no_words():
    place = make_place()
    place.save(place.answers(text="First words."))
    Application.objects.filter(pk=place.application.pk).update(
        state=ApplicationState.REJECTED, closed_at=timezone.now(), no_letter_reason="Told."
    )
    uid = place.application.candidate.uid
    at_once(
        lambda: place.save(place.answers(text="Last words."), seen=1),
        lambda: erase_candidate(uid=uid, ground=DestructionGround.REQUEST, by=None, now=timezone.now()),
    )
    assert set(Rating.objects.values_list("evidence", flat=True)) == {""}
    assert Scorecard.objects.get().state == "void"
    with pytest.raises(Refused):
        place.save(place.answers(text="After all."), seen=2)


@pytest.mark.django_db(transaction=True)
def test_adding_to_a_vacancy_and_erasing_at_once_never_leaves_an_erased_person_in_work():
    scene = make_scene()
    vacancy = make_vacancy()
    at_once(
        lambda: make_application(vacancy, candidate=scene.person),
        lambda: scene.erase(),
    )
    person = Candidate.objects.get(pk=scene.person.pk)
    assert bool(person.erased_at) != person.applications.active().exists()


@pytest.mark.django_db
def test_nothing_is_written_about_an_erased_person():
    application = make_application(state=ApplicationState.REJECTED)
    erase(application)
    with pytest.raises(IntegrityError, match="was erased"), transaction.atomic():
        Note.objects.create(
            application=application, author=application.vacancy.created_by, text="Words.", at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="candidate_erased_is_nameless"), transaction.atomic():
        Candidate.objects.filter(pk=application.candidate_id).update(full_name="Back again")


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE {} SET files = 0", "DELETE FROM {}"])
def test_a_record_is_never_changed(change):
    application = make_application(state=ApplicationState.REJECTED)
    erase(application)
    DestructionRecord.objects.get()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format("recruiting_destructionrecord"))


@pytest.mark.django_db(transaction=True)
def test_the_journal_has_the_act_and_nothing_personal():
    scene = make_scene()
    record = scene.erase()
    line = json.loads(Path(settings.ERASURE_JOURNAL).read_text())
    assert (line["number"], line["subject"], line["ground"]) == (record.number, str(scene.person.uid), "request")


@pytest.mark.django_db(transaction=True)
def test_what_the_person_asked_for_waits_no_longer(client):
    row = make_application(state=ApplicationState.REJECTED, closed_at=timezone.now(), no_letter_reason="Told by phone.")
    for kind in RequestKind.ERASURE, RequestKind.COPY:
        DataRequest.objects.create(candidate=row.candidate, kind=kind, at=timezone.now())
    record = erase(row)
    assert set(DataRequest.objects.values_list("done_at", "done_by")) == {(record.at, None)}
    client.force_login(make_user(Role.ADMIN))
    assert list(client.get(reverse("recruiting:people_data")).context["requests"]) == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_found_of_what_the_person_was_known_by_before_a_correction():
    scene = make_scene()
    fields = {"full_name": "Zoe Quark", "email": "zoe.quark@example.org", "phone": "+37368000111", "city": ""}
    for _click in range(2):
        correct(candidate=scene.person, **fields, now=timezone.now())
    correct(candidate=scene.person, **fields | {"phone": ""}, now=timezone.now())
    assert scene.person.absorbed.count() == 2
    scene.erase()
    assert found(dumped()) == []
    assert found(stored_bytes().decode(errors="replace")) == []
    assert [trace for trace in ("Quark", "68000111") if trace in dumped()] == []


@pytest.mark.django_db
class TestWhatWaits:
    """A letter that has not left is called back by an erasure: that is said before, and stands in the record."""

    @pytest.fixture
    def application(self):
        row = make_application(make_vacancy(), candidate=make_candidate("Ana Ceban"), state=ApplicationState.REJECTED)
        make_letter(row, MessageState.WAITING, closing=True)
        make_letter(row, MessageState.HELD)
        make_letter(row, MessageState.SENT)
        return row

    def page(self, client, application, admin):
        client.force_login(admin)
        return client.get(reverse("recruiting:erase_person", args=[application.candidate_id])).content.decode()

    def test_the_page_says_it_before_the_act(self, client, application):
        admin = make_user(Role.ADMIN)
        about = [application.candidate.uid]
        make_message(to="colleague@example.org", state=MessageState.WAITING, recipient=admin, about=about)
        html = self.page(client, application, admin)
        assert "2 letters to this person have not left. Erasing calls them back for good." in html
        assert "The outcome has not been sent yet" in html
        assert "1 mail to a colleague that names the person has not left and will not." in html
        assert OutboundMessage.objects.filter(state=MessageState.CANCELLED).count() == 0

    def test_nothing_is_said_where_nothing_waits(self, client, application):
        OutboundMessage.objects.update(state=MessageState.SENT)
        assert "What waits will not leave" not in self.page(client, application, make_user(Role.ADMIN))
        assert "unsent" not in erase(application).destroyed

    def test_the_record_and_the_history_of_the_letters_say_it_after(self, client, application):
        admin = make_user(Role.ADMIN)
        client.force_login(admin)
        answer = client.post(
            reverse("recruiting:erase_person", args=[application.candidate_id]), {"understood": "on"}, follow=True
        )
        assert DestructionRecord.objects.get().destroyed["unsent"] == 2
        assert "Mails that had not left and were called back" in answer.content.decode()
        acts = MessageEvent.objects.order_by("message").values_list("act", "by")
        assert list(acts) == [("called_back", admin.pk)] * 2
