"""What the tests of reminders share."""

from collections.abc import Callable

import pytest

from reminders.domain import finding
from reminders.domain.duties import KIND_OF


@pytest.fixture
def only(monkeypatch) -> Callable[..., None]:
    """Have the engine look for the named kinds of duty alone: for what is followed through weeks of rounds."""

    def narrow(*keys: str) -> None:
        monkeypatch.setattr(finding, "KINDS", tuple(KIND_OF[key] for key in keys))

    return narrow
