"""A backup brings back every row and every byte, and nobody who was erased since."""

import errno
import io
import json
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from desk.domain.backup import restoring, writing
from desk.domain.backup.postgres import leave_out_unknown_settings, row_counts
from recruiting.models import Candidate, CandidateFile, DestructionRecord
from tests.recruiting.people_data.scene import NAME, dumped, make_scene, stored_bytes

pytestmark = pytest.mark.django_db(transaction=True)


def run(command: str, *args) -> str:
    output = io.StringIO()
    call_command(command, *(str(arg) for arg in args), stdout=output)
    return output.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rubrika.backup"


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def rewritten(file: Path, content: dict[str, bytes]) -> None:
    with tarfile.open(file, "w") as tar:
        for name, what in content.items():
            member = tarfile.TarInfo(name)
            member.size = len(what)
            tar.addfile(member, io.BytesIO(what))


def other_archive() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("photo.jpg"))
    return content.getvalue()


def damage(file: Path, **changes) -> None:
    """Write the archive again with another manifest."""
    content = members(file)
    manifest = json.loads(content["manifest.json"]) | changes
    rewritten(file, content | {"manifest.json": json.dumps(manifest).encode()})


def test_a_file_that_is_no_backup_is_not_written_over_and_an_earlier_backup_is(file):
    make_scene()
    for content in (b"the only copy", other_archive()):
        file.write_bytes(content)
        with pytest.raises(CommandError, match="no backup"):
            run("backup", file)
        assert file.read_bytes() == content
    file.write_bytes(b"")
    for _time in range(2):
        run("backup", file)
        assert "manifest.json" in members(file)


def test_every_row_and_every_byte_comes_back(file):
    make_scene()
    counts, texts, files = row_counts(), dumped(), stored_bytes()
    said = run("backup", file)
    assert said.startswith(f"{file}: tables {len(counts)}, rows {sum(counts.values())}, files ")
    wreck()
    assert row_counts() != counts
    assert stored_bytes() != files
    assert "all as counted" in run("restore", file, "--yes")
    assert row_counts() == counts
    assert sorted(lines(dumped())) == sorted(lines(texts))
    assert stored_bytes() == files


def lines(dump: str) -> list[str]:
    """The rows of a dump; what differs between two dumps of the same data, as the next numbers, left out."""
    return [line for line in dump.splitlines() if not line.startswith(("--", "SELECT", "\\", "SET"))]


def wreck() -> None:
    """Somebody deletes files and rows by mistake."""
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            path.write_bytes(b"overwritten")
    next(path for path in Path(settings.OUTBOX_MAIL_DIR).iterdir()).unlink()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM recruiting_note")
        cursor.execute("UPDATE recruiting_candidate SET city = 'Wrong'")
        cursor.execute("SET session_replication_role = DEFAULT")


def test_guards_and_constraints_come_back_too(file):
    make_scene()
    run("backup", file)
    run("restore", file, "--yes")
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM recruiting_note")


def test_whoever_was_erased_after_the_backup_stays_erased(file):
    scene = make_scene()
    run("backup", file)
    scene.erase()
    said = run("restore", file, "--yes")
    assert "erased again 1  still erased 0" in said
    assert NAME not in dumped()
    assert NAME.encode() not in stored_bytes()
    assert CandidateFile.objects.filter(candidate=scene.person).count() == 0
    assert list(DestructionRecord.objects.order_by("number").values_list("number", "repeats")) == [(1, None), (2, 1)]


def test_on_another_machine_a_journal_kept_elsewhere_counts(file, tmp_path):
    scene = make_scene()
    run("backup", file)
    scene.erase()
    kept = Path(settings.ERASURE_JOURNAL).rename(tmp_path / "kept.jsonl")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM recruiting_destructionrecord")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert "erased again 1" in run("restore", file, "--yes", "--erasures", kept)
    assert Candidate.objects.get(pk=scene.person.pk).erased_at


def test_a_setting_that_only_newer_servers_know_does_not_stop_a_restore(tmp_path):
    """Programs of PostgreSQL write it whatever the server is, and an unknown word ends the transaction."""
    script = tmp_path / "database.sql"
    body = b"-- Name: f(); Type: FUNCTION\nCREATE FUNCTION f() ... UPDATE t\nSET of_the_future = 0;\n"
    script.write_bytes(b"SET lock_timeout = 0;\nSET of_the_future = 0;\n\n" + body)
    leave_out_unknown_settings(script)
    assert script.read_bytes() == b"SET lock_timeout = 0;\n--  of_the_future = 0;\n\n" + body


def test_who_is_in_the_database_is_not_replaced_unasked(file):
    make_scene()
    run("backup", file)
    before = row_counts()
    with pytest.raises(CommandError, match="Nothing was changed.*--yes"):
        run("restore", file)
    assert row_counts() == before


def test_a_file_that_arrives_otherwise_is_not_told_as_nothing_changed(file, monkeypatch):
    make_scene()
    run("backup", file)
    User.objects.update(full_name="Somebody else")
    monkeypatch.setattr(restoring, "digest_of", lambda _path: (0, ""))
    with pytest.raises(CommandError, match="The database is restored, but .* did not arrive as it is in the backup"):
        run("restore", file, "--yes")
    assert not User.objects.filter(full_name="Somebody else").exists()


def test_the_file_is_for_its_owner_alone(file):
    make_scene()
    run("backup", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in file.parent.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize(
    ("hurt", "said"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:5000]), "cut short"),
        (lambda file: file.write_bytes(b""), "no backup|cut short|no manifest"),
        (lambda file: file.write_bytes(b"PK\x03\x04" + b"x" * 4000), "no backup"),
        (lambda file: damage(file, format=2), "format 2"),
        (lambda file: damage(file, format="1; DROP"), "format 1; DROP"),
        (lambda file: damage(file, migrations=["recruiting.9999_from_the_future"]), "newer version"),
        (lambda file: damage(file, rows={"recruiting_note": 99}), "recruiting_note has 2 rows, not 99"),
        (lambda file: damage(file, rows={"x; DROP TABLE accounts_user": 1}), "tables that cannot be"),
        (lambda file: damage(file, rows={"no_such_table": 1}), "no_such_table"),
        (lambda file: rewritten(file, {**members(file), "database.dump": b"PGDMP"}), "damaged"),
        (lambda file: rewritten(file, {**members(file), "uploads/extra": b"x"}), "not in the manifest"),
        (lambda file: rewritten(file, {**members(file), "../outside": b"x"}), "no place in a backup"),
        (lambda file: rewritten(file, {**members(file), "uploads/../../outside": b"x"}), "no place in a backup"),
        (lambda file: rewritten(file, {**members(file), "/etc/outside": b"x"}), "no place in a backup"),
        (lambda file: rewritten(file, {"manifest.json": b"[]"}), "cannot be read"),
        (lambda file: rewritten(file, without(file, "manifest.json")), "no manifest"),
        (lambda file: rewritten(file, without(file, "database.dump")), "database.dump” is missing"),
    ],
)
def test_a_bad_archive_changes_nothing(file, hurt, said):
    make_scene()
    run("backup", file)
    hurt(file)
    before, files = row_counts(), stored_bytes()
    with pytest.raises(CommandError, match=f"Nothing was changed.*({said})"):
        run("restore", file, "--yes")
    assert row_counts() == before
    assert stored_bytes() == files


def without(file: Path, name: str) -> dict[str, bytes]:
    return {key: what for key, what in members(file).items() if key != name}


def test_a_link_in_the_archive_is_refused(file):
    make_scene()
    run("backup", file)
    with tarfile.open(file, "a") as tar:
        link = tarfile.TarInfo("uploads/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(CommandError, match="no place in a backup"):
        run("restore", file, "--yes")


def test_a_file_that_goes_while_the_backup_is_written_does_not_stop_it(file, monkeypatch):
    make_scene()
    kept = settings.MEDIA_ROOT / "zz-done"
    kept.write_bytes(b"Name,E-mail\n")
    read = writing.digest_of

    def digest_of(path):
        told = read(path)
        if path == kept:
            kept.unlink()  # the import is done meanwhile
        return told

    monkeypatch.setattr(writing, "digest_of", digest_of)
    run("backup", file)
    run("restore", file, "--yes")
    assert "uploads/zz-done" not in members(file)


def test_a_full_disk_leaves_the_earlier_backup(file, monkeypatch):
    make_scene()
    run("backup", file)
    earlier = file.read_bytes()
    monkeypatch.setattr(writing, "_add_manifest", _full)
    with pytest.raises(CommandError, match="No backup was written. No space left"):
        run("backup", file)
    assert file.read_bytes() == earlier
    assert [path for path in file.parent.iterdir() if path.name.startswith(".")] == []


def _full(*_args):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_missing_programs_are_named(file, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("RUBRIKA_PG_BIN", raising=False)
    monkeypatch.setattr("desk.domain.backup.postgres._own_folder", lambda: None)
    with pytest.raises(CommandError, match="No backup was written. pg_dump is not on the PATH"):
        run("backup", file)
    assert not file.exists()


def test_a_place_that_is_none(tmp_path):
    for place in (tmp_path, tmp_path / "none" / "file"):
        with pytest.raises(CommandError, match="is no place for a file"):
            run("backup", place)
    with pytest.raises(CommandError, match="There is no file"):
        run("restore", tmp_path / "none")


def test_log_ins_of_the_moment_are_not_kept(file, client):
    user = User.objects.create_user("a@example.org", full_name="Anna")
    client.force_login(user)
    run("backup", file)
    run("restore", file, "--yes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone()[0] == 0
