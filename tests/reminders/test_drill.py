"""The drill in small: real workers, a real broker and a real mail server, and a worker dies at every line."""

import os
from pathlib import Path

import pytest
from django.db import connection

from reminders.trials import drill
from reminders.trials.sink import free_port

DEATHS = 60  # lines at least: finding, writing, queueing, delivering


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_though_a_worker_dies_at_every_line(tmp_path: Path, capfd):
    url = os.environ["DATABASE_URL"]
    name = str(connection.settings_dict["NAME"])
    address, question, options = url.partition("?")
    database = f"{address.rpartition('/')[0]}/{name}{question}{options}"
    env = drill.environment(database, tmp_path, free_port(), patience=1, batch=5)
    given = ["--due", "500", "--at-every-line", "--kill-every", "3", "--forget", "1", "--minutes", "8"]
    code = drill.held(given, env, tmp_path)
    said, complaints = capfd.readouterr()
    assert code == 0, said + complaints
    assert "Ledger, outbox and mail server agree." in said
    assert len(list((tmp_path / "graves").iterdir())) >= DEATHS
