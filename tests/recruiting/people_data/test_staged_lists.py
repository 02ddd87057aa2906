"""An erasure reaches lists that are being imported, and the words with which a duty was passed on."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.enums import Role
from recruiting.models import CandidateImport, ImportRow
from reminders.models import HandOff
from tests.factories import make_user
from tests.recruiting.people_data.scene import NAME, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def make_list(scene, *people: str, state: str = "ready", name: str = "people.csv") -> CandidateImport:
    now = timezone.now()
    batch = CandidateImport.objects.create(
        vacancy=scene.application.vacancy,
        by=scene.recruiter,
        created_at=now,
        touched_at=now,
        state=state,
        name=name,
        size=10,
        kind="csv",
        language="en",
        region="MD",
    )
    for line, person in enumerate(people, start=2):
        ImportRow.objects.create(
            batch=batch, line=line, cells=[person, "x"], full_name=person, name_sort="", name_key="", anchors=[],
            marks=0, more_marks=0,
            email="", phone="", city="", language="", source="", is_internal=False, is_good=True, chosen=True,
        )  # fmt: skip
    return batch


def rows_of(batch: CandidateImport) -> int:
    return ImportRow.objects.filter(batch=batch).count()


def test_a_list_that_names_the_person_goes_whole_and_others_stay(scene):
    naming, other = make_list(scene, "Somebody", NAME), make_list(scene, "Somebody")
    scene.erase()
    assert (rows_of(naming), rows_of(other)) == (0, 1)
    naming.refresh_from_db()
    assert naming.emptied_at is not None


def test_a_list_not_read_to_its_end_goes_because_it_may_name_them(scene):
    unread = make_list(scene, state="columns")
    scene.erase()
    unread.refresh_from_db()
    assert unread.emptied_at is not None


def test_a_file_called_after_the_person_loses_its_name(scene):
    batch = make_list(scene, name=f"{NAME}.csv")
    scene.erase()
    batch.refresh_from_db()
    assert NAME not in batch.name


def passed(scene, subject: str, note: str) -> HandOff:
    return HandOff.objects.create(
        from_user=scene.recruiter, to_user=make_user(Role.HR), kind="stage_overdue", subject=subject, schedule="1",
        note=note, at=timezone.now(),
    )  # fmt: skip


def test_the_note_of_a_passed_duty_is_emptied_and_others_stay(scene):
    own = passed(scene, f"application:{scene.application.pk}", "She wants an answer today.")
    naming = passed(scene, "vacancy:1", f"Ask {NAME}.")
    other = passed(scene, f"application:{scene.other.pk}", "Call back.")
    scene.erase()
    notes = [HandOff.objects.get(pk=row.pk).note for row in (own, naming, other)]
    assert notes == ["", "", "Call back."]


def test_no_note_is_emptied_without_an_erasure(scene):
    row = passed(scene, "vacancy:1", "Call back.")
    with pytest.raises(DatabaseError), transaction.atomic():
        HandOff.objects.filter(pk=row.pk).update(note="")
