"""The drill in small: real workers, a real broker and a real mail server, and a worker dies at every line."""

import os
from pathlib import Path

import pytest
from django.db import connection

from reminders.trials import drill
from reminders.trials.deaths import Deaths
from reminders.trials.sink import free_port
from reminders.trials.steps import SPARED, is_spared
from reminders.trials.workers import TRIED

STEPS = 230  # statements at least: finding, writing, queueing, delivering
BLOWS = ["--kill-every", "3", "--forget", "1", "--away", "12", "--cut", "0.1", "--hang", "0.02", "--digest"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_though_a_worker_dies_at_every_line(tmp_path: Path, capfd):
    url = os.environ["DATABASE_URL"]
    name = str(connection.settings_dict["NAME"])
    address, question, options = url.partition("?")
    database = f"{address.rpartition('/')[0]}/{name}{question}{options}"
    env = drill.environment(database, tmp_path, free_port(), batch=5, letters=6)
    code = drill.held(["--due", "500", "--at-every-line", *BLOWS], env, tmp_path)
    said, complaints = capfd.readouterr()
    assert code == 0, said + complaints
    assert "Ledger, outbox and mail server agree." in said
    assert "500 lines of the ledger" in said
    assert len(list((tmp_path / "graves").iterdir())) >= STEPS


def test_whatever_is_spared_is_there_to_be_spared(tmp_path: Path):
    """What the code no longer says must not stay among the exceptions, where it could hide something new."""
    deaths = Deaths(tmp_path / "graves")
    for module in TRIED:
        deaths.read(module)
    spared = [step for step in deaths.steps.values() if is_spared(step)]
    assert len(deaths.steps) - len(spared) >= STEPS
    for module, exceptions in SPARED.items():
        steps = [(step.function, f"{step.function}: {step.text}") for step in spared if step.module == module]
        for one in exceptions:
            assert [True for function, named in steps if one == function or named.startswith(one)], one
