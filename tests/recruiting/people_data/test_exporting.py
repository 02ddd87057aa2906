"""The archive of a person: all of it, and nobody else in it."""

import io
import json
import zipfile
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessEvent
from recruiting.domain.errors import Refused
from recruiting.domain.notes import add_note
from recruiting.domain.people_data.archive_words import COLUMNS, SORTS
from recruiting.domain.people_data.exporting import export_person
from recruiting.domain.people_data.holdings import holdings
from recruiting.models import Candidate, CandidateFile
from scorecards.models import ClaimMark, Rating
from tests.factories import make_candidate, make_card, make_interview, make_user
from tests.factories.claims import make_claim
from tests.recruiting.people_data.scene import EMAIL, NAME, PHONE, make_scene

pytestmark = pytest.mark.django_db


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def export(scene, **fields) -> zipfile.ZipFile:
    fields = {"by": make_user("admin"), "now": timezone.now()} | fields
    return opened(export_person(candidate=scene.person, **fields))


def test_everything_held_is_in_it_remarks_and_files_included():
    scene = make_scene()
    archive = export(scene)
    said = json.loads(archive.read("data.json"))
    assert (said["person"]["full_name"], said["person"]["email"], said["person"]["phone"]) == (NAME, EMAIL, PHONE)
    assert [row["level"] for row in said["ratings"]] == [2, 2]
    assert NAME in said["ratings"][0]["evidence"]
    assert said["ratings"][0]["written_by"] == "interviewer"
    assert len(said["letters"]) == scene.application.letters.count()
    assert archive.read(f"files/1-{NAME}.pdf").startswith(b"%PDF")
    assert NAME in archive.read("data.html").decode()


def test_colleagues_and_other_candidates_are_not_in_it():
    scene = make_scene()
    other = scene.other.candidate
    words = f"Better than {other.full_name} ({other.email}); {scene.interviewer.full_name} agrees."
    add_note(application=scene.application, text=words, by=scene.recruiter, now=timezone.now())
    archive = export(scene)
    for name in ("data.json", "data.html"):
        content = archive.read(name).decode()
        assert "Better than […] ([…]); […] agrees." in content
        people = (other, scene.interviewer, scene.recruiter, scene.manager)
        assert [one.full_name for one in people if one.full_name in content or one.email in content] == []


def test_words_of_candidates_are_no_markup():
    scene = make_scene()
    add_note(application=scene.application, text="<script>alert(1)</script>", by=scene.recruiter, now=timezone.now())
    assert "<script>" not in export(scene).read("data.html").decode()


def test_a_name_of_a_file_cannot_lead_out_of_the_archive():
    scene = make_scene()
    CandidateFile.objects.update(name="../../etc/passwd")
    assert [name for name in export(scene).namelist() if ".." in name] == []


def test_it_leaves_an_event():
    scene = make_scene()
    by = make_user("admin")
    export(scene, by=by)
    event = AccessEvent.objects.get(action="export")
    assert (event.user, event.subject_id) == (by, str(scene.person.pk))


def test_an_administrator_who_still_owes_a_card_waits():
    scene = make_scene()
    admin = make_user("admin")
    meeting = make_interview(scene.other, admin, starts_at=timezone.now())
    make_card(meeting, admin, submitted=False)
    scene.person = scene.other.candidate
    with pytest.raises(Refused, match="after your own scorecard"):
        export(scene, by=admin)
    assert AccessEvent.objects.filter(action="export").count() == 0


def test_an_erased_person_has_no_archive(client):
    scene = make_scene()
    scene.erase()
    client.force_login(make_user("admin"))
    response = client.post(reverse("recruiting:export_person", args=[scene.person.pk]))
    assert response.status_code == 302


def test_the_pages_of_an_administrator_work(client):
    scene = make_scene()
    client.force_login(make_user("admin"))
    erase = reverse("recruiting:erase_person", args=[scene.person.pk])
    assert client.post(erase).status_code == 422
    response = client.post(erase, {"understood": "on"}, follow=True)
    assert response.status_code == 200
    assert "Record of destruction 1" in response.content.decode()
    log = client.get(reverse("accounts:access_log"), {"action": "export", "subject": "1", "since": "x"})
    assert log.status_code == 200


def test_what_several_tables_call_the_same_is_told_together():
    scene = make_scene()
    claim = make_claim(scene.application, by=scene.recruiter)
    rater = make_user("interviewer")
    card = make_card(make_interview(scene.application, rater), rater, submitted=False)
    ClaimMark.objects.create(scorecard=card, claim=claim, state="false", evidence="Asked the former head.")
    said = json.loads(export(scene).read("data.json"))
    assert {row.get("evidence", row.get("text")) for row in said["claims"]} >= {"Asked the former head.", claim.text}
    wanted = Counter()
    for one in holdings():
        if one.exported:
            wanted[one.category] += one.model._default_manager.filter(**{one.candidate: scene.person}).count()
    assert {sort: len(said[sort]) for sort in wanted} == dict(wanted)


def test_what_was_rated_stands_in_the_persons_language():
    scene = make_scene()
    item = Rating.objects.filter(scorecard__application=scene.application).order_by("pk").first().item
    Candidate.objects.filter(pk=scene.person.pk).update(language="ru")
    scene.person.refresh_from_db()
    archive = export(scene)
    assert json.loads(archive.read("data.json"))["ratings"][0]["item.name"] == item.name_ru
    assert item.name_ru in archive.read("data.html").decode()


def test_no_column_reaches_the_page_under_its_name_in_the_database():
    columns = {column.replace("__", ".") for one in holdings() if one.exported for column in (*one.keeps, *one.empties)}
    assert columns - set(COLUMNS) == set()
    assert {one.category for one in holdings() if one.exported} - set(SORTS) == set()


def test_a_merged_record_is_told_with_its_own_values():
    scene = make_scene()
    make_candidate("Old Name", email="old@example.org", merged_into=scene.person)
    archive = export(scene)
    assert [one["email"] for one in json.loads(archive.read("data.json"))["merged_records"]] == ["old@example.org"]
    assert "old@example.org" in archive.read("data.html").decode()
