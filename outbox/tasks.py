"""Work on the outbox in the background. Repeats are the outbox's own business (`not_before`), never the broker's."""

from celery import shared_task
from django.utils import timezone

from outbox.domain import delivery


@shared_task(name="outbox.tasks.deliver_message")
def deliver_message(message_id: int) -> None:
    """Deliver one message as soon as its act is committed; does nothing when it is gone, taken or not due."""
    delivery.deliver(message_id=message_id, now=timezone.now())


@shared_task(name="outbox.tasks.deliver_waiting")
def deliver_waiting() -> int:
    """The regular round: what no worker was told about, what was put off, what was left by a worker that died."""
    return delivery.deliver_waiting(now=timezone.now())
