"""`./run` as a person uses it."""

import http.client
import json
import os
import signal
import socket

import pytest

from tests.config.conftest import Copy, Launched

ALL = {"web", "worker", "measurement", "beat", "postgres", "broker", "launcher"}


def names(copy: Copy) -> set[str]:
    return {name.split("-")[0] for name in copy.holders()}


def serve(copy: Copy, port: int) -> Launched:
    launched = copy.start(PORT=str(port))
    launched.until("Ctrl-C stops it.")
    return launched


def answer(port: int) -> dict[str, str]:
    """The web process's environment, which the small site answers with."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        found: dict[str, str] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return found


def test_a_busy_port_is_told_before_anything_is_made(new_copy: Copy):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = new_copy.run(PORT=str(port))
    assert code == 1
    assert said == f"run: Port {port} is used by another program. Run `PORT={port + 1} ./run`.\n"
    assert not (new_copy.root / ".local" / "pg").exists()


@pytest.mark.parametrize("port", ["80", "http", "70000", "", "80²0"])
def test_a_port_that_is_none_is_refused(new_copy: Copy, port: str):
    assert new_copy.run(PORT=port) == (1, f"run: PORT is {port}: set it to a number from 1024 to 65535.\n")


def test_an_unknown_command_shows_the_known_ones(new_copy: Copy):
    code, said = new_copy.run("serve")
    assert code == 2
    assert [word for word in ("manage", "test", "check", "servers") if f"./run {word}" not in said] == []


def test_a_command_ends_with_its_own_status_and_leaves_nothing_running(copy: Copy):
    code, _said = copy.run("manage", "fail")
    assert code == 7
    assert copy.asked() == ["fail"]
    assert copy.holders() == {}


@pytest.mark.slow
def test_it_serves_says_where_and_ctrl_c_stops_all_of_it(copy: Copy, free_port: int):
    launched = serve(copy, free_port)
    assert f"http://127.0.0.1:{free_port}/" in launched.said
    assert "ana@example.org secret" in launched.said
    assert answer(free_port)["DATABASE_POOL"] == "1"
    assert names(copy) == ALL
    assert launched.interrupt() == 0
    assert copy.holders() == {}


@pytest.mark.slow
def test_the_same_port_is_refused_and_another_shares_servers_and_schedule(copy: Copy, free_port: int):
    serve(copy, free_port)
    code, said = copy.run(PORT=str(free_port))
    assert (code, "runs already" in said) == (1, True)
    before = copy.holders()
    other = free_port + 1 if free_port < 65000 else free_port - 1
    second = serve(copy, other)
    now = copy.holders()
    assert {name: now[name] for name in before} == before
    assert now.keys() - before.keys() == {f"{name}-{other}" for name in ("web", "worker", "measurement", "launcher")}
    assert second.interrupt(signal.SIGTERM) == 0
    assert copy.holders() == before


@pytest.mark.slow
def test_after_kill_9_of_any_part_the_next_start_recovers(copy: Copy, free_port: int):
    complaints = {
        "web": "The web process has ended by itself",
        "worker": "The worker process has ended by itself",
        "measurement": "The measurement process has ended by itself",
        "beat": "The beat process has ended by itself",
        "postgres": "A private server has ended by itself",
        "broker": "A private server has ended by itself",
    }
    for part, complaint in complaints.items():
        launched = serve(copy, free_port)
        assert names(copy) == ALL
        os.kill(next(pid for name, pid in copy.holders().items() if name.startswith(part)), signal.SIGKILL)
        assert launched.process.wait(timeout=30) == 1
        assert complaint in launched.said
        assert copy.holders() == {}
    assert copy.asked() == ["migrate --noinput -v 0", "load_library", "demo", "collectstatic --noinput -v 0"]


@pytest.mark.slow
def test_after_kill_9_of_the_launcher_the_next_start_replaces_what_it_left(copy: Copy, free_port: int):
    launched = serve(copy, free_port)
    launched.process.kill()
    launched.process.wait()
    left = copy.holders()
    assert names(copy) == ALL - {"launcher"}
    serve(copy, free_port)
    assert names(copy) == ALL
    now = copy.holders()
    assert {name for name in left if left[name] == now[name]} == {"postgres", "broker"}
