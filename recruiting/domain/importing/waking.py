"""Asking a worker to go on with an import at once. If nobody hears, the regular round finds it."""

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

log = structlog.get_logger("recruiting")

# A person waits for this call: one try, one second, instead of the library's six seconds of patience.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 1, "socket_timeout": 1}


def wake(task: str, *args: int) -> None:
    """Send the task by name; a broker that is away costs a log line, never the act that has been committed."""
    try:
        with current_app.connection_for_write(connect_timeout=1, transport_options=IMPATIENT) as connection:
            current_app.send_task(task, args=list(args), connection=connection, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("import.broker_silent", task=task, args=args, error=type(error).__name__)
