"""A hold tells which process is alive, and nothing else does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from config.local import holds, processes


def hold_in_a_process(hold: Path) -> "subprocess.Popen[bytes]":
    return processes.start([sys.executable, "-c", "import time; time.sleep(60)"], hold=hold, env={})


def test_a_hold_names_the_process_that_has_it(tmp_path: Path):
    process = hold_in_a_process(tmp_path / "x.pid")
    assert holds.holder(tmp_path / "x.pid") == process.pid
    process.kill()
    process.wait()


def test_a_killed_process_holds_nothing(tmp_path: Path):
    process = hold_in_a_process(tmp_path / "x.pid")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert holds.holder(tmp_path / "x.pid") is None


def test_a_file_that_nobody_holds_has_no_holder(tmp_path: Path):
    (tmp_path / "x.pid").write_text(f"{os.getpid()}\n")
    assert holds.holder(tmp_path / "x.pid") is None
    assert holds.holder(tmp_path / "none.pid") is None


def test_a_second_process_cannot_take_the_hold(tmp_path: Path):
    first, second = hold_in_a_process(tmp_path / "x.pid"), hold_in_a_process(tmp_path / "x.pid")
    assert second.wait() == 75
    assert holds.holder(tmp_path / "x.pid") == first.pid
    first.kill()
    first.wait()


def test_stop_insists_when_the_process_ignores_the_request(tmp_path: Path):
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('ready', 'w').close(); time.sleep(60)"
    )
    process = processes.start([sys.executable, "-c", code], hold=tmp_path / "x.pid", env={}, cwd=tmp_path)
    while not (tmp_path / "ready").exists():
        assert process.poll() is None
    processes.stop(tmp_path / "x.pid", patience=0.2)
    assert process.wait() == -signal.SIGKILL


def test_a_thing_is_used_until_the_last_user_lets_go(tmp_path: Path):
    path = tmp_path / "users.lock"
    first, second = holds.shared(path), holds.shared(path)
    first.close()
    assert not holds.unused(path)
    second.close()
    assert holds.unused(path)
