"""Asking workers to deliver at once. The rows are the truth: if nobody hears, the regular round finds them."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger("outbox")

DELIVER = "outbox.tasks.deliver_message"
DELIVER_WAITING = "outbox.tasks.deliver_waiting"
# A person waits for this call: one try, one second, instead of the library's six seconds of patience.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 1}


def wake(message_id: int) -> None:
    """Have one message delivered."""
    ask(DELIVER, [message_id])


def wake_for_all() -> None:
    """Have whatever waits delivered."""
    ask(DELIVER_WAITING, [])


def ask(task: str, arguments: list[int], *, expires: float | None = None) -> None:
    """Send the task by name; a broker that is away costs a log line, never the act that has been committed.

    `expires`: seconds after which no worker begins it any more.
    """
    try:
        with current_app.connection_for_write(connect_timeout=1, transport_options=IMPATIENT) as connection:
            current_app.send_task(task, args=arguments, connection=connection, retry=False, expires=expires)
    except (OperationalError, OSError) as error:
        log.warning("outbox.broker_silent", task=task, arguments=arguments, error=type(error).__name__)
