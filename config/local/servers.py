"""Both private servers, shared by every command of this copy: the first user starts them, the last one stops them."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from . import binaries, broker, holds, postgres, private
from .account import account_for
from .broker import Broker
from .interrupts import INTERRUPTS
from .places import Places
from .postgres import Postgres

Server = TypeVar("Server", Postgres, Broker)
PATIENCE = 20.0
"""Seconds that a busy server may take to answer before it is taken to hang."""


@dataclass(frozen=True)
class Addresses:
    """Where database and broker answer. A server given from outside has its URL only.

    `users` is the descriptor that keeps the servers up while a process has it open.
    """

    database: str
    broker: str
    users: int
    own_postgres: Postgres | None
    own_broker: Broker | None

    @property
    def alive(self) -> bool:
        """Whether the processes of our own servers still run."""
        own = [server.hold for server in (self.own_postgres, self.own_broker) if server]
        return all(holds.holder(hold) is not None for hold in own)


@contextmanager
def using(places: Places, environ: Mapping[str, str]) -> Iterator[Addresses]:
    """Have both servers up for the block. Raises Refusal when one does not start."""
    with holds.exclusive(places.run / "servers.lock"):
        users = holds.shared(places.run / "users.lock")
        try:
            addresses = _started(places, environ, users.fileno())
        except BaseException:
            users.close()
            _stop_if_unused(places)
            raise
    try:
        yield addresses
    finally:
        INTERRUPTS.stopping = True
        with holds.exclusive(places.run / "servers.lock"):
            users.close()
            _stop_if_unused(places)


def _started(places: Places, environ: Mapping[str, str], users: int) -> Addresses:
    database, queue = environ.get("DATABASE_URL"), environ.get("REDIS_URL")
    own_postgres = None if database else _up(_postgres(places, environ))
    own_broker = None if queue else _up(_broker(places, environ))
    return Addresses(
        database=database or own_postgres.url,  # type: ignore[union-attr]  # ours when none was given
        broker=queue or own_broker.url,  # type: ignore[union-attr]  # ours when none was given
        users=users,
        own_postgres=own_postgres,
        own_broker=own_broker,
    )


def _up(server: Server) -> Server:
    """Start the server unless it serves. One that lives but does not answer, its socket swept away, starts anew."""
    deadline = time.monotonic() + PATIENCE
    while not server.answers():
        if holds.holder(server.hold) is None or not server.socket.exists() or time.monotonic() > deadline:
            server.stop()
            server.start()
        time.sleep(0.1)
    return server


def _postgres(places: Places, environ: Mapping[str, str]) -> Postgres:
    account = account_for(places.pg_data)
    sockets = private.folder(places, account)
    found = binaries.postgres_bin(places, environ)
    copy_allowed = "RUBRIKA_PG_BIN" not in environ
    server = binaries.within_reach(
        found.parent, found / "postgres", account=account, private=sockets, copy_allowed=copy_allowed
    )
    return Postgres(places, account, server.parent, sockets)


def _broker(places: Places, environ: Mapping[str, str]) -> Broker:
    account = account_for(places.broker_data)
    sockets = private.folder(places, account)
    found = binaries.broker_binary(places, environ)
    copy_allowed = "RUBRIKA_REDIS_BIN" not in environ
    binary = binaries.within_reach(found, found, account=account, private=sockets, copy_allowed=copy_allowed)
    return Broker(places, account, binary, sockets)


def _stop_if_unused(places: Places) -> None:
    """Stop both, the database last, and leave no folder behind. Called under the servers' lock."""
    if not holds.unused(places.run / "users.lock"):
        return
    broker.stop(places)
    postgres.stop(places)
    private.forget(places)
