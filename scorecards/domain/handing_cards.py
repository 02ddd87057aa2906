"""What scorecards say when a seat is handed over: what was written keeps it, what was read or declared bars from it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.domain.handing_over import Passed, Span
from accounts.models import User
from recruiting.domain.handing_over import pass_each
from recruiting.models import Application, Attendance, Interview, Seat
from scorecards.domain.filling import typed_cards
from scorecards.domain.owed import owed_cards
from scorecards.enums import CardState, DeclineReason
from scorecards.models import RatingsSeen, Recusal, Scorecard


def pass_owed_cards(*, user: User, successor: User | None, by: User, now: datetime, span: Span) -> Passed:
    """The successor owes what the person owed after meetings and had not begun; what is begun stays with its author."""
    owed = [card for card in owed_cards(now=now, user=user) if not card.begun]
    seats = {card.seat.pk: card.seat for card in owed if span.holds(card.interview.starts_at)}
    return pass_each(seats.values(), _("Scorecards owed"), successor, by=by, now=now)


def written_words(seats: Sequence[Seat]) -> dict[int, str]:
    """A hold: words stay with their author, so a seat on which a scorecard is begun or submitted stays too."""
    people = [seat.interviewer_id for seat in seats]
    cards = Scorecard.objects.live().filter(interview__in={seat.interview_id for seat in seats}, interviewer__in=people)
    written = cards.exclude(state=CardState.DECLINED).select_related("application__candidate")
    named: dict[tuple[int | None, int], list[str]] = {}
    for card in written.order_by("pk"):
        named.setdefault((card.interview_id, card.interviewer_id), []).append(card.application.candidate.full_name)
    sentence = _("%(name)s has begun or submitted the scorecard on %(people)s. What somebody writes stays theirs.")
    return {
        seat.pk: sentence % {"name": seat.interviewer.full_name, "people": ", ".join(names)}
        for seat in seats
        if (names := named.get((seat.interview_id, seat.interviewer_id)))
    }


def who_may_not_rate(meeting: Interview, people: Sequence[User]) -> dict[int, str]:
    """Objections: a conflict of interest, a card here already, or ratings of this stage read before."""
    places = Attendance.objects.filter(interview=meeting).values("application")
    keys = [person.pk for person in people]
    closed = Scorecard.objects.live().filter(interviewer__in=keys, application__in=places)
    reasons = (
        (_conflicted(keys, places), _("%(name)s has declared a conflict of interest.")),
        (
            closed.filter(interview=meeting).values_list("interviewer", flat=True),
            _("%(name)s has answered here already."),
        ),
        (
            _informed(keys, places, meeting),
            _("%(name)s has read ratings of this stage and would not rate independently."),
        ),
    )
    return _first(people, reasons)


def who_has_a_conflict(applications: Sequence[Application], people: Sequence[User]) -> dict[int, str]:
    """Conflicts: whoever stepped off a panel of one of these candidates, or declined a card for that, stays off."""
    keys = [one.pk for one in applications]
    conflicted = _conflicted([person.pk for person in people], keys)
    return _first(people, [(conflicted, _("%(name)s has declared a conflict of interest."))])


def _conflicted(keys: list[int], places) -> set[int]:
    standing = {"interviewer__in": keys, "withdrawal": None}
    recused = Recusal.objects.filter(**standing, interview__attendances__application__in=places)
    declined = Scorecard.objects.live().filter(
        **standing, application__in=places, decline_reason=DeclineReason.CONFLICT
    )
    return {*recused.values_list("interviewer", flat=True), *declined.values_list("interviewer", flat=True)}


def _informed(keys: list[int], places, meeting: Interview) -> set[int]:
    here = Q(application__in=places, stage=meeting.stage_id)
    seen = RatingsSeen.objects.filter(here, user__in=keys).values_list("user", flat=True)
    typed = typed_cards().filter(here, entered_by__in=keys).values_list("entered_by", flat=True)
    return {*seen, *typed}


def _first(people: Sequence[User], reasons: Iterable[tuple[Iterable[int], str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for keys, words in reasons:
        barred = set(keys)
        for person in people:
            if person.pk in barred:
                found.setdefault(person.pk, words % {"name": person.full_name})
    return found
