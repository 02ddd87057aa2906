"""Ctrl-C and TERM: the first asks to stop, the second hurries."""

import signal
from typing import Any

ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """Somebody asked the launcher to stop; `signum` is the signal."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


class Interrupts:
    """Counts the requests to stop. The first raises `Interrupted`, unless stopping has begun anyway."""

    def __init__(self) -> None:
        self.count = 0
        self.stopping = False

    @property
    def hurried(self) -> bool:
        return self.count > 1

    def listen(self) -> None:
        """Handle the signals from now on."""
        for signum in ASKING:
            signal.signal(signum, self._asked)

    def _asked(self, signum: int, _frame: Any) -> None:
        self.count += 1
        if not self.stopping:
            self.stopping = True
            raise Interrupted(signum)


INTERRUPTS = Interrupts()
