"""After an older backup is restored, whoever was erased in between does not come back."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from recruiting.enums import ApplicationState, InterviewState
from recruiting.models import Candidate, DestructionRecord
from tests.recruiting.people_data.scene import NAME, PHONE, dumped, make_scene

pytestmark = pytest.mark.django_db(transaction=True)


def reapply(*args: str) -> str:
    output = StringIO()
    call_command("reapply-erasures", *args, stdout=output)
    return output.getvalue()


def bring_back(person: Candidate, *, state: str = "hired") -> None:
    """What the restore of an older backup does to one person: the identity is there, the record of the act is not."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM recruiting_destructionrecord")
        cursor.execute(
            "UPDATE recruiting_candidate SET full_name = %s, phone = %s, erased_at = NULL WHERE id = %s",
            [NAME, PHONE, person.pk],
        )
        cursor.execute(
            "UPDATE recruiting_application SET state = %s, closed_at = CASE WHEN %s = 'active' THEN NULL ELSE now() END"
            " WHERE candidate_id = %s",
            [state, state, person.pk],
        )
        cursor.execute("SET session_replication_role = DEFAULT")


def test_the_person_is_erased_again_and_the_lost_record_is_back():
    scene = make_scene()
    first = scene.erase()
    bring_back(scene.person)
    assert NAME in dumped()
    assert reapply() == (
        f"erased again: {scene.person.uid} (act 2, repeats 1)\nerased again 1  still erased 0  left files removed 0\n"
    )
    assert NAME not in dumped()
    records = DestructionRecord.objects.order_by("number").values_list("number", "ground", "at", "repeats")
    assert list(records)[0] == (1, "request", first.at, None)
    assert list(records)[1][::3] == (2, 1)


def test_doing_it_twice_changes_nothing():
    scene = make_scene()
    scene.erase()
    bring_back(scene.person)
    reapply()
    assert reapply() == "erased again 0  still erased 1  left files removed 0\n"
    assert DestructionRecord.objects.count() == 2


def test_an_application_that_came_back_in_work_is_ended_with_its_meetings():
    scene = make_scene()
    scene.erase()
    bring_back(scene.person, state="active")
    reapply()
    scene.application.refresh_from_db()
    assert (scene.application.state, bool(scene.application.closed_at)) == (ApplicationState.WITHDRAWN, True)
    states = scene.application.attendances.values_list("interview__state", flat=True)
    assert InterviewState.PLANNED not in set(states)


def test_a_journal_from_elsewhere_is_read(tmp_path: Path):
    scene = make_scene()
    scene.erase()
    elsewhere = tmp_path / "old.jsonl"
    Path(settings.ERASURE_JOURNAL).rename(elsewhere)
    bring_back(scene.person)
    assert reapply("--journal", str(elsewhere)).startswith(f"erased again: {scene.person.uid}")


def test_a_journal_that_is_not_there_is_an_error_and_no_journal_at_all_is_none():
    with pytest.raises(CommandError, match="There is no journal"):
        reapply("--journal", "/nowhere/at-all.jsonl")
    assert reapply() == "erased again 0  still erased 0  left files removed 0\n"


@pytest.mark.parametrize("line", ["{}", "no json", '{"number": 1, "subject": "x", "at": "y"}', "[]"])
def test_a_broken_line_is_named_and_nothing_is_done(line: str):
    Path(settings.ERASURE_JOURNAL).write_text(line + "\n")
    with pytest.raises(CommandError, match="line 1"):
        reapply()


def test_a_line_that_was_cut_short_is_mended_from_the_database():
    scene = make_scene()
    scene.erase()
    journal = Path(settings.ERASURE_JOURNAL)
    whole = journal.read_text()
    journal.write_text(whole[:20])
    reapply()
    assert journal.read_text() == whole


def test_numbers_go_on_after_a_restore():
    make_scene().erase()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM recruiting_destructionrecord")
        cursor.execute("SET session_replication_role = DEFAULT")
    scene = make_scene()
    assert scene.erase().number == 2
