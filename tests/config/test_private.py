"""The folder of the sockets is short, private and nobody else's."""

import os
from pathlib import Path

import pytest

from config.local import private
from config.local.account import Account
from config.local.messages import Refusal
from config.local.places import prepare

ME = Account(os.geteuid(), os.getegid(), lent=False)


@pytest.fixture
def places(tmp_path: Path):
    made = prepare(tmp_path)
    yield made
    private.forget(made)


def test_the_longest_socket_path_fits(places):
    folder = private.folder(places, ME)
    assert len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= private.LONGEST_SOCKET
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_second_start_finds_the_same_folder(places):
    assert private.folder(places, ME) == private.folder(places, ME)


def test_a_folder_that_others_may_enter_is_not_used(places):
    first = private.folder(places, ME)
    first.chmod(0o755)
    second = private.folder(places, ME)
    first.rmdir()
    assert second != first


def test_a_link_in_place_of_the_folder_is_not_followed(places, tmp_path: Path):
    first = private.folder(places, ME)
    first.rmdir()
    (tmp_path / "trap").mkdir(mode=0o700)
    first.symlink_to(tmp_path / "trap")
    second = private.folder(places, ME)
    first.unlink()
    assert second != first


def test_forgetting_removes_the_folder_and_its_record(places):
    folder = private.folder(places, ME)
    private.forget(places)
    assert not folder.exists()
    assert private.recorded_folder(places) is None


def test_without_a_short_place_it_says_what_to_set(places, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(private, "LONGEST_SOCKET", 20)
    with pytest.raises(Refusal, match="XDG_RUNTIME_DIR"):
        private.folder(places, ME)
