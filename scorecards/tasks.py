"""Work on ratings in the background. A long fit has a queue of its own: it must not delay a reminder or a seal."""

from celery import shared_task
from django.utils import timezone

from scorecards.domain import calibrating, fitting, submission


@shared_task(name="scorecards.tasks.fit_parameters")
def fit_parameters() -> int:
    """Fit what has new ratings; how many versions were added. A repeat finds the same ratings and adds none."""
    return len(fitting.fit_all(now=timezone.now()))


@shared_task(name="scorecards.tasks.calibrate")
def calibrate() -> int:
    """Replace the figures of all raters; how many people have some. A repeat finds the same."""
    return calibrating.calibrate(now=timezone.now())


@shared_task(name="scorecards.tasks.seal_overdue")
def seal_overdue() -> int:
    """Seal cards whose time for notes is over; how many. Two at once: the row's lock lets one of them do it."""
    return submission.seal_overdue(now=timezone.now())
