"""One interviewer's task: to rate one candidate of one meeting. It exists because of a seat, before any card does."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.models import GridItem
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import InterviewState, Presence
from recruiting.models import Application, Attendance, Interview, KitExercise, Seat, Stage
from scorecards.enums import CardState
from scorecards.models import Scorecard


@dataclass(frozen=True)
class Assignment:
    """Who rates whom where; `seat` is None once it was removed, `card` is None until the first save."""

    attendance: Attendance
    interviewer: User
    seat: Seat | None
    card: Scorecard | None
    panel: tuple[Seat, ...] = ()

    @property
    def panel_names(self) -> str:
        return ", ".join(seat.interviewer.full_name for seat in self.panel)

    @property
    def kit_exercises(self) -> list[dict]:
        """Columns of the stage's exercises in order, which `find_assignment` reads with the attendance."""
        return self.attendance.kit_exercises  # type: ignore[attr-defined]

    @property
    def interview(self) -> Interview:
        return self.attendance.interview

    @property
    def application(self) -> Application:
        return self.attendance.application

    @property
    def stage(self) -> Stage:
        return self.attendance.interview.stage

    def refuse_writing(self, *, now: datetime | None = None) -> None:
        """Raise what stands in the way of writing; nothing already written is ever lost by it."""
        if self.card is not None and self.card.state == CardState.SUBMITTED:
            raise AlreadyDone(_("This scorecard is already submitted and sealed. Nothing was changed."))
        if self.card is not None and self.card.state == CardState.DECLINED:
            raise AlreadyDone(_("You have said that you cannot rate this candidate. Nothing was changed."))
        if message := self.obstacle():
            raise Refused(message)
        if now and self.card is not None and self.card.notes_until is not None and self.card.notes_until <= now:
            words = {"time": time_format(localtime(self.card.notes_until), "H:i")}
            raise Refused(_("The time for notes ended at %(time)s. The card is sealed with what was saved.") % words)

    def obstacle(self) -> str:
        """Why no scorecard can be written here although none is closed yet; empty when one can."""
        if self.application.candidate.erased_at:
            return _("This person's data were erased, so nothing more is written about them.")
        if self.seat is None:
            return _("You are no longer on the panel of this interview, so no scorecard is expected from you.")
        if self.interview.state == InterviewState.CANCELLED:
            return _("The interview was cancelled, so no scorecard is expected. What you have written is kept.")
        if self.interview.state == InterviewState.TECHNICAL_FAILURE:
            return _(
                "The interview failed for technical reasons and will be held again. What you have written is kept."
            )
        if self.attendance.presence == Presence.NO_SHOW:
            return _("The candidate did not come, so there is nothing to rate. Tell the recruiter if this is wrong.")
        if not self.application.is_active and self.card is None:
            return _("The application is closed, and your scorecard was not begun in time.")
        return ""


def find_assignment(*, interview: int, application: int, by: User) -> Assignment | None:
    """The person's task, or None when they neither have a seat there nor ever wrote a card."""
    attendances = Attendance.objects.select_related(
        "application__candidate",
        "interview__vacancy",
        "interview__stage__vacancy__grid",
        "interview__stage__vacancy__rule",
    )
    attendances = attendances.annotate(kit_exercises=_kit_exercises())
    attendance = attendances.filter(interview=interview, application=application).first()
    if attendance is None:
        return None
    panel = tuple(_panel(attendance.interview))
    seat = next((seat for seat in panel if seat.interviewer_id == by.pk), None)
    card = _cards(attendance, by).first()
    return Assignment(attendance, by, seat, card, panel) if seat or card else None


def lock_assignment(*, interview: Interview, application: Application, by: User) -> Assignment:
    """The same under locks, taken in the house's order, so that no close, cancel or second save slips in between."""
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    Interview.objects.select_for_update(no_key=True).get(pk=interview.pk)
    found = find_assignment(interview=interview.pk, application=application.pk, by=by)
    if found is None:
        raise Refused(_("You are not on the panel of this interview."))
    if found.card is not None:
        locked = Scorecard.objects.with_parts().select_for_update(no_key=True, of=("self",))
        return replace(found, card=locked.get(pk=found.card.pk))
    return found


def _kit_exercises() -> ArraySubquery:
    rows = KitExercise.objects.filter(stage=OuterRef("interview__stage")).order_by("order")
    return ArraySubquery(
        rows.values(json=JSONObject(id="id", stage_id="stage_id", order="order", kind="kind", sheet="sheet"))
    )


def _panel(interview: Interview):
    return Seat.objects.filter(interview=interview, removed_at=None).select_related("interviewer").order_by("pk")


def planned_items(stage: Stage) -> list[GridItem]:
    """The competencies planned for the stage, in the order of the grid, with their anchors: two queries."""
    return list(stage.covers.order_by("order").prefetch_related("anchors"))


def _cards(attendance: Attendance, by: User):
    cards = (
        Scorecard.objects.live()
        .with_parts()
        .select_related("entered_by")
        .filter(interviewer=by, interview=attendance.interview_id)
    )
    return cards.filter(application=attendance.application_id)
