"""The two private servers: shared, on sockets only, and unharmed by kill -9."""

import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from config.local.messages import Refusal
from config.local.servers import Addresses, using
from tests.config.conftest import Copy, eventually


def say_to_broker(addresses: Addresses, command: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(addresses.own_broker.socket))
        client.sendall(f"{command}\r\n".encode())
        return client.recv(200)


def listening_ports(pid: int) -> set[str]:
    """The inodes of the process's sockets that listen on TCP."""
    tables = [Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    listening = {line.split()[9] for table in tables for line in table if line.split()[3] == "0A"}
    own = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    return {inode for inode in listening if f"socket:[{inode}]" in own}


def test_the_first_user_starts_both_and_the_last_one_stops_both(new_copy: Copy):
    with using(new_copy.places, {}) as addresses:
        assert addresses.own_postgres.query("SELECT current_database()", database="rubrika").stdout == "rubrika\n"
        assert say_to_broker(addresses, "PING") == b"+PONG\r\n"
        assert new_copy.holders().keys() == {"postgres", "broker"}
    assert new_copy.holders() == {}
    assert not addresses.own_postgres.sockets.exists()


def test_neither_listens_on_the_network(copy: Copy):
    with using(copy.places, {}):
        assert [listening_ports(pid) for pid in copy.holders().values()] == [set(), set()]


def test_the_cluster_sorts_by_code_point_in_utf_8(copy: Copy):
    question = (
        "SELECT datlocprovider, datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'rubrika'"
    )
    with using(copy.places, {}) as addresses:
        assert addresses.own_postgres.query(question).stdout == "c|C.UTF-8|UTF8\n"


def test_a_second_user_joins_and_the_first_may_leave(copy: Copy):
    first = copy.start("servers")
    first.until("are up")
    before = copy.holders()
    with using(copy.places, {}) as addresses:
        assert first.interrupt() == 0
        assert copy.holders() == before
        assert addresses.own_postgres.answers()
    assert copy.holders() == {}


def test_two_starts_at_once_make_one_cluster(new_copy: Copy):
    both = [new_copy.start("servers"), new_copy.start("servers")]
    said = [launched.until("are up") for launched in both]
    assert sum("Creating the database cluster" in text for text in said) == 1
    assert new_copy.holders().keys() == {"postgres", "broker"}


def test_a_committed_row_survives_a_killed_database(copy: Copy):
    with using(copy.places, {}) as addresses:
        addresses.own_postgres.query("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)", database="rubrika")
        os.kill(copy.holders()["postgres"], signal.SIGKILL)
        assert eventually(lambda: not addresses.alive)
    with using(copy.places, {}) as addresses:
        assert addresses.own_postgres.query("SELECT n FROM kept", database="rubrika").stdout == "42\n"


def test_a_stale_process_id_that_belongs_to_a_stranger_does_not_stop_the_start(copy: Copy):
    with using(copy.places, {}):
        os.kill(copy.holders()["postgres"], signal.SIGKILL)
        assert eventually(lambda: "postgres" not in copy.holders())
    pid_file = copy.places.pg_data / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"], **account_of(copy)) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *pid_file.read_text().splitlines()[1:]]))
        with using(copy.places, {}) as addresses:
            assert addresses.own_postgres.answers()
        assert stranger.poll() is None
        stranger.kill()


def account_of(copy: Copy) -> dict[str, int]:
    """A process of the database's own account, the case in which PostgreSQL takes it for a rival."""
    owner = copy.places.pg_data.stat()
    return {"user": owner.st_uid} if os.geteuid() == 0 else {}


def test_a_queued_message_survives_a_killed_broker(copy: Copy):
    with using(copy.places, {}) as addresses:
        assert say_to_broker(addresses, "LPUSH queue task") == b":1\r\n"
        os.kill(copy.holders()["broker"], signal.SIGKILL)
        assert eventually(lambda: not addresses.alive)
    with using(copy.places, {}) as addresses:
        assert say_to_broker(addresses, "LLEN queue") == b":1\r\n"


def test_servers_whose_sockets_were_swept_away_start_anew(copy: Copy):
    with using(copy.places, {}) as first:
        before = copy.holders()
        shutil.rmtree(first.own_postgres.sockets)
        with using(copy.places, {}) as second:
            assert second.own_postgres.answers()
            assert second.own_broker.answers()
            assert set(copy.holders().values()).isdisjoint(before.values())


def test_an_interrupted_creation_leaves_no_half_made_cluster(new_copy: Copy):
    (new_copy.places.local / "pg.new").mkdir()
    (new_copy.places.local / "pg.new" / "PG_VERSION").write_text("17\n")
    with using(new_copy.places, {}) as addresses:
        assert addresses.own_postgres.answers()
    assert not (new_copy.places.local / "pg.new").exists()


def test_given_addresses_replace_both_servers(copy: Copy):
    given = {"DATABASE_URL": "postgres://db.example.org/x", "REDIS_URL": "redis://q.example.org"}
    with using(copy.places, given) as addresses:
        assert (addresses.database, addresses.broker) == ("postgres://db.example.org/x", "redis://q.example.org")
        assert copy.holders() == {}


def test_a_wrong_place_for_the_programs_is_named(copy: Copy, tmp_path: Path):
    with pytest.raises(Refusal, match="RUBRIKA_PG_BIN"), using(copy.places, {"RUBRIKA_PG_BIN": str(tmp_path)}):
        pass
    assert copy.holders() == {}


def test_the_workers_that_the_readme_names_take_every_queue():
    readme = (Path(settings.BASE_DIR) / "README.md").read_text()
    named = {queue for queues in re.findall(r"--queues (\S+)", readme) for queue in queues.split(",")}
    assert named == {"celery", *(route["queue"] for route in settings.CELERY_TASK_ROUTES.values())}
