"""Work on ratings in the background, in a queue of its own: a long fit must not delay a reminder."""

from celery import shared_task
from django.utils import timezone

from scorecards.domain import calibrating, fitting


@shared_task(name="scorecards.tasks.fit_parameters")
def fit_parameters() -> int:
    """Fit what has new ratings; how many versions were added. A repeat finds the same ratings and adds none."""
    return len(fitting.fit_all(now=timezone.now()))


@shared_task(name="scorecards.tasks.calibrate")
def calibrate() -> int:
    """Replace the figures of all raters; how many people have some. A repeat finds the same."""
    return calibrating.calibrate(now=timezone.now())
