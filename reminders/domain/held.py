"""What reminders hold on a candidate: the words with which a duty was passed on. All else is ids and codes."""

from django.db.models import Q

from recruiting.domain.people_data.holdings import Erasure, register_eraser
from recruiting.models import Application, Attendance
from reminders.models import HandOff


def register_held() -> None:
    """Called when the app is ready."""
    register_eraser(passed_on)


def passed_on(erasure: Erasure) -> None:
    """Empty the notes about this person's applications and interviews, and those that name the person elsewhere."""
    about = Q(pk__in=[])
    for subject in _subjects(erasure):
        about |= Q(subject=subject) | Q(subject__startswith=f"{subject}/") | Q(subject__endswith=f"/{subject}")
    for word in () if erasure.namesake else erasure.words:
        about |= Q(note__iregex=word)
    rows = HandOff.objects.filter(about).exclude(note="")
    erasure.count("mentions", rows.update(note=""))


def _subjects(erasure: Erasure) -> list[str]:
    applications = Application.objects.filter(candidate__in=erasure.people).values_list("pk", flat=True)
    met = Attendance.objects.filter(application__candidate__in=erasure.people).values_list("interview", flat=True)
    return [f"application:{pk}" for pk in applications] + [f"interview:{pk}" for pk in met]
