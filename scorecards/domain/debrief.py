"""Holding the debrief on one candidate: open it, note what is said, keep what the panel agrees upon, close it.

Locks are taken vacancy, application, debrief. Who reads or acts is asked here, once: a debrief shows everything.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.models import GridItem
from recruiting.domain.errors import AlreadyDone, Conflict, HeldBack, Refused
from recruiting.domain.gates import Blocker
from recruiting.domain.people_data.presence import lock_while_held
from recruiting.models import Application, Vacancy
from scorecards.domain.answers import LONGEST_TEXT
from scorecards.domain.owed import (
    applications_still_owed,
    declined_ones,
    expected_cards,
    only_declined,
    still_owes,
)
from scorecards.enums import CardState
from scorecards.models import AgreedLevel, Debrief, DebriefNote, Scorecard
from scorecards.models.blindness import places_that_lead

LONGEST_CLOCK = 180  # minutes


def may_read(user: User, application: Application) -> bool:
    """Who owes a card reads nothing; else the team's recruiters and managers, administrators, and who has rated.

    Who declined to rate reads it once it is closed.
    """
    if only_declined(user, application):
        return Debrief.objects.filter(application=application, closed_at__isnull=False).exists()
    if still_owes(user, application):
        return False
    return user.is_administrator or _leads(user, application) or _has_rated(user, application)


def applications_to_read(user: User) -> QuerySet[Application]:
    """Applications within reach of whoever leads or administers, without those on which they are blind."""
    reach = Application.objects.visible_to(user)
    return reach.exclude(pk__in=applications_still_owed(user)).exclude(pk__in=declined_ones(user).values("application"))


def may_speak(user: User, application: Application) -> bool:
    """Whoever reads it and belongs to the panel or leads the vacancy; administrators only read."""
    return may_read(user, application) and (_leads(user, application) or _has_rated(user, application))


def _has_rated(user: User, application: Application) -> bool:
    own = Scorecard.objects.filter(application=application, interviewer=user, state=CardState.SUBMITTED)
    return own.exists()


def _leads(user: User, application: Application) -> bool:
    return places_that_lead(user).filter(vacancy=application.vacancy_id).exists()


def missing_cards(application: Application) -> list[Blocker]:
    """Whose scorecard is still to come, by name; nothing of what anybody rated."""
    seats = expected_cards().filter(application_ref=application.pk, submitted=False, declined=False)
    return [
        Blocker(
            "scorecard_missing",
            _("%(name)s’s scorecard is missing") % {"name": seat.interviewer.full_name},
            (f"user:{seat.interviewer_id}", f"interview:{seat.interview_id}"),
        )
        for seat in seats.select_related("interviewer").order_by("interviewer__name_sort", "pk")
    ]


@transaction.atomic
def open_debrief(*, application: Application, by: User, now: datetime, override_reason: str = "") -> Debrief:
    """Open it for those who owe nothing; `override_reason` goes past cards that are not in, and reveals no more.

    Raises HeldBack with who is missing, Refused when nobody has rated, AlreadyDone when it is open.
    """
    Vacancy.objects.select_for_update(no_key=True).get(pk=application.vacancy_id)
    row = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if Debrief.objects.filter(application=row).exists():
        raise AlreadyDone(_("The debrief is open already."))
    if not row.is_active:
        raise Refused(_("This application is closed."))
    if not Scorecard.objects.filter(application=row).submitted().exists():
        raise Refused(_("Nobody has submitted a scorecard yet, so there is nothing to talk about."))
    missing, reason = missing_cards(row), override_reason.strip()
    _check_text(reason)
    if missing and not reason:
        raise HeldBack(_("Not all scorecards are in."), blockers=missing)
    return Debrief.objects.create(
        application=row,
        facilitator=by,
        opened_by=by,
        opened_at=now,
        override_reason=reason if missing else "",
        missing=[list(blocker.subjects) for blocker in missing],
    )


@transaction.atomic
def note(*, debrief: Debrief, item: GridItem | None, text: str, by: User, now: datetime) -> DebriefNote:
    """Keep what was said. Raises Refused when it is empty or too long, or the debrief is closed, AlreadyDone for a
    repeated click."""
    row = still_open(debrief)
    _check_text(text)
    if not text.strip():
        raise Refused(_("Write what was said."))
    last = DebriefNote.objects.filter(application=row.application_id, item=item, by=by).last()
    if last is not None and last.text == text.strip():
        raise AlreadyDone(_("This is kept already."))
    changed(row)
    return DebriefNote.objects.create(application=row.application, item=item, text=text.strip(), by=by, at=now)


@transaction.atomic
def agree(
    *, debrief: Debrief, item: GridItem, level: int | None, why: str, seen: int, by: User, now: datetime
) -> AgreedLevel:
    """Keep the level agreed upon, apart from what each gave alone; `seen` is the row that was on the screen, or 0.

    Raises Conflict when somebody kept another level meanwhile, AlreadyDone for a repeated click, Refused otherwise.
    """
    row = still_open(debrief)
    _check_text(why)
    if level is not None and not 1 <= level <= 5:
        raise Refused(_("A rating is a level from 1 to 5 or “not observed”."))
    last = AgreedLevel.objects.filter(application=row.application_id, item=item).select_related("by").last()
    if last is not None and (last.level, last.why, last.by_id) == (level, why.strip(), by.pk):
        raise AlreadyDone(_("This is kept already."))
    if last is not None and last.pk != seen:
        raise Conflict(_("%(name)s kept another level meanwhile. Look at it first.") % {"name": last.by})
    changed(row)
    return AgreedLevel.objects.create(
        application=row.application, item=item, level=level, why=why.strip(), by=by, at=now
    )


@transaction.atomic
def set_clock(*, debrief: Debrief, minutes: int, by: User, now: datetime) -> None:
    """Start the facilitator's clock, or stop it with 0. Raises Refused for a time that makes no sense."""
    row = still_open(debrief)
    if not 0 <= minutes <= LONGEST_CLOCK:
        raise Refused(_("Set the clock to between 1 and %(most)d minutes.") % {"most": LONGEST_CLOCK})
    ends = now + timedelta(minutes=minutes) if minutes else None
    Debrief.objects.filter(pk=row.pk).update(clock_ends_at=ends, facilitator=by, revision=F("revision") + 1)


@transaction.atomic
def close_debrief(*, debrief: Debrief, by: User, now: datetime) -> None:
    """End it: nothing more is written, and who declined to rate may read it. Raises AlreadyDone."""
    row = Debrief.objects.select_for_update().get(pk=debrief.pk)
    if not row.is_open:
        raise AlreadyDone(_("The debrief is closed already."))
    row.closed_at, row.closed_by, row.clock_ends_at = now, by, None
    row.revision += 1
    row.save(update_fields=["closed_at", "closed_by", "clock_ends_at", "revision"])


def agreed_levels(applications: Iterable[Application]) -> dict[tuple[int, int], AgreedLevel]:
    """The level that holds, by application and item; one query."""
    ids = [one.pk for one in applications]
    rows = AgreedLevel.objects.filter(application__in=ids).select_related("by").order_by("pk")
    return {(row.application_id, row.item_id): row for row in rows}


def still_open(debrief: Debrief) -> Debrief:
    """The debrief under a lock, so that it is not closed before the act is done. Raises Refused once it is closed, or
    after an erasure."""
    lock_while_held(debrief.application)
    row = Debrief.objects.select_for_update(of=("self",)).select_related("application").get(pk=debrief.pk)
    if not row.is_open:
        raise Refused(_("The debrief is closed; nothing more is written into it."))
    return row


def _check_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Refused(_("A text is longer than %(most)s characters.") % {"most": f"{LONGEST_TEXT:,}"})


def changed(debrief: Debrief) -> None:
    """Let open pages notice that something on them is no longer so."""
    Debrief.objects.filter(pk=debrief.pk).update(revision=F("revision") + 1)
