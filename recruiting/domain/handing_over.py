"""How places in teams and seats in meetings ahead pass to somebody else."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.handing_over import Passed, Span
from accounts.domain.holdings import Holding
from accounts.models import User
from recruiting.domain import together
from recruiting.domain.booking import NotBookable
from recruiting.domain.errors import Refused
from recruiting.domain.handing_seats import hand_seat
from recruiting.domain.holdings import place_of, seat_of, seats_of
from recruiting.domain.team import change_team
from recruiting.enums import HandoverReason, TeamFunction
from recruiting.models import Seat, TeamMember, Vacancy
from recruiting.models.vacancy import ABLE


def pass_team_places(*, user: User, successor: User | None, by: User, now: datetime, span: Span) -> Passed:
    """The successor gets the person's functions in running vacancies, each only if the role allows it, and with the
    recruiter's place the applications in work for which the person answered."""
    passed = Passed()
    held = TeamMember.objects.filter(user=user, instead_of=None, vacancy__in=Vacancy.objects.running())
    keys = list(held.order_by("vacancy").values_list("vacancy", flat=True).distinct())
    for vacancy in Vacancy.objects.filter(pk__in=keys).order_by("pk"):
        _pass_places(vacancy, user, successor, passed, by=by, now=now)
    return passed


def _pass_places(vacancy: Vacancy, user: User, successor: User | None, passed: Passed, *, by: User, now) -> None:
    members = list(vacancy.members.select_related("user", "vacancy").order_by("pk"))
    mine = [row for row in members if row.user_id == user.pk and row.instead_of_id is None]
    wrong = [row for row in mine if successor is None or successor.role not in ABLE[TeamFunction(row.function)]]
    passed.against += [_place_against(row, successor) for row in wrong]
    going = [row for row in mine if row not in wrong]
    if successor is None or not going:
        return
    kept = [(row.user, TeamFunction(row.function)) for row in members if row not in going]
    try:
        with transaction.atomic():
            team = [*kept, *((successor, TeamFunction(row.function)) for row in going)]
            change_team(vacancy=vacancy, team=team, by=by, now=now)
            if TeamFunction.RECRUITER in {row.function for row in going}:
                answered = vacancy.applications.active().filter(owner=user)
                together.hand_over(vacancy=vacancy, applications=answered, to=successor, by=by, now=now)
    except Refused as refusal:
        passed.against += [Holding(refusal.message, row.vacancy.title, place_of(row, "").url) for row in going]
    else:
        passed.done += [place_of(row, _("Places in teams")) for row in going]


def _place_against(row: TeamMember, successor: User | None) -> Holding:
    words = {"name": successor.full_name if successor else "–", "function": row.get_function_display()}
    return place_of(row, _("the role of %(name)s does not allow: %(function)s") % words)


def pass_seats(*, user: User, successor: User | None, by: User, now: datetime, span: Span) -> Passed:
    """The successor sits at the person's meetings ahead: both are told, calendars follow, candidates hear nothing.

    What somebody wrote before the meeting stays with its author, unread. Who takes over the interviews of a leave has
    to be there; when everything passes on, a leave of the successor holds nothing back, and the recruiters hear of it.
    """
    despite_leave: tuple[int, ...] | None = () if span.start or span.end else None
    seats = [seat for seat in seats_of(user, now) if span.holds(seat.interview.starts_at)]
    return pass_each(seats, _("Interviews ahead"), successor, by=by, now=now, despite_leave=despite_leave)


def pass_each(
    seats: Iterable[Seat],
    kind: str,
    successor: User | None,
    *,
    by: User,
    now: datetime,
    despite_leave: Collection[int] | None = (),
) -> Passed:
    """Hand each seat over by itself; what stands against one is named and the others pass."""
    passed = Passed()
    for seat in seats:
        if successor is None:
            passed.against.append(seat_of(seat, _("Choose who takes over.")))
            continue
        try:
            hand_seat(
                seat=seat,
                successor=successor,
                reason=HandoverReason.PASSED_ON,
                by=by,
                now=now,
                despite_leave=despite_leave,
            )
        except NotBookable as taken:
            passed.against += [seat_of(seat, message) for message in taken.messages]
        except Refused as refusal:
            passed.against.append(seat_of(seat, refusal.message))
        else:
            passed.done.append(seat_of(seat, kind))
    return passed
