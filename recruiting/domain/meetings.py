"""Interviews as they are shown: with their people, a title and one word on how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from recruiting.enums import Answer, InterviewState, Presence
from recruiting.models import Attendance, Interview, Seat


@dataclass(frozen=True)
class Standing:
    """One to three words, the icon beside them, and the look: "", ok, warn or bad."""

    words: str | Promise
    icon: str
    look: str = ""


if TYPE_CHECKING:

    class Meeting(Interview):
        """An interview as `with_people` reads it and `shown` completes it."""

        panel: list[Seat]
        places: list[Attendance]
        title: str
        standing: Standing

        class Meta:
            abstract = True


def with_people(interviews: QuerySet[Interview]) -> "QuerySet[Meeting]":
    """The interviews with `panel` (seats) and `places` (attendances), in a constant number of queries."""
    seats = Seat.objects.filter(removed_at=None).select_related("interviewer").order_by("interviewer__name_sort", "pk")
    places = Attendance.objects.select_related("application__candidate").order_by(
        "application__candidate__name_sort", "pk"
    )
    found = interviews.select_related("vacancy", "stage", "created_by").prefetch_related(
        Prefetch("seats", queryset=seats, to_attr="panel"), Prefetch("attendances", queryset=places, to_attr="places")
    )
    return cast("QuerySet[Meeting]", found)


def shown(interviews: "Iterable[Meeting]", *, now: datetime) -> "list[Meeting]":
    """Interviews read by `with_people`, each with `title` and `standing`, as parts/list.html expects them."""
    rows = list(interviews)
    for row in rows:
        row.title = title(row)
        row.standing = standing(row, now=now)
    return rows


def title(interview: "Meeting") -> str:
    """Whom one meets: the candidate, or how many."""
    if len(interview.places) == 1:
        return interview.places[0].application.candidate.full_name
    count = len(interview.places)
    return ngettext("Group of %(count)s candidate", "Group of %(count)s candidates", count) % {"count": count}


def own_seat(interview: "Meeting", user: User) -> Seat | None:
    """The person's seat in an interview read by `with_people`."""
    return next((seat for seat in interview.panel if seat.interviewer_id == user.pk), None)


def standing(interview: "Meeting", *, now: datetime) -> Standing:
    """How the interview stands: closed, over and not noted, or ahead and (not) confirmed."""
    if interview.state != InterviewState.PLANNED:
        return _closed(interview)
    if interview.ends_at <= now:
        return _over(interview)
    return _ahead([*interview.panel, *interview.places])


def _closed(interview: "Meeting") -> Standing:
    words = InterviewState(interview.state).label
    if interview.state == InterviewState.HELD:
        absent = any(seat.presence == Presence.NO_SHOW for seat in interview.panel)
        return Standing(_("Interviewer absent"), "x-mark", "bad") if absent else Standing(words, "check")
    return Standing(words, "x-mark" if interview.state == InterviewState.CANCELLED else "exclamation-triangle")


def _over(interview: "Meeting") -> Standing:
    if any(place.presence == Presence.NO_SHOW for place in interview.places):
        return Standing(_("No-show"), "x-mark", "bad")
    if any(seat.presence == Presence.NO_SHOW for seat in interview.panel):
        return Standing(_("Interviewer absent"), "x-mark", "bad")
    return Standing(_("Who came?"), "question-mark-circle", "warn")


def _ahead(people: list) -> Standing:
    answers = {one.answer for one in people}
    if Answer.DECLINED in answers:
        return Standing(_("Somebody declined"), "exclamation-triangle", "bad")
    if answers == {Answer.ACCEPTED}:
        return Standing(_("Confirmed"), "check")
    return Standing(_("Not confirmed"), "question-mark-circle", "warn")
