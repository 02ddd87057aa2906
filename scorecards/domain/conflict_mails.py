"""Mails about a declared conflict of interest. A note may speak of a candidate, so it waits for whoever still rates."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from outbox.domain.queueing import queue_message
from outbox.domain.rendering import rendered
from outbox.enums import MessageKind
from recruiting.domain.discretion import still_blind
from recruiting.enums import TeamFunction
from recruiting.models import Interview, TeamMember
from scorecards.models import ConflictWithdrawal, Recusal


def tell_recused(made: Recusal, *, now: datetime) -> None:
    """Tell the recruiters of the vacancy that somebody stepped off a panel."""
    about = {"recusal": made, "url": _link("recruiting:interview", made.interview)}
    told = _recruiters(made.interview).exclude(pk=made.interviewer_id)
    _tell("recused", made.interview, told, about, note=made.note, by=made.interviewer, now=now)


def tell_taken_back(made: ConflictWithdrawal, meeting: Interview, person: User, *, now: datetime) -> None:
    """Tell the recruiters and whoever had declared it, but for the one who took it back."""
    about = {"withdrawal": made, "person": person, "url": _link("scorecards:conflicts", meeting)}
    told = User.objects.filter(Q(pk__in=_recruiters(meeting)) | Q(pk=person.pk), is_active=True).exclude(pk=made.by_id)
    _tell("conflict_taken_back", meeting, told.order_by("pk"), about, note=made.reason, by=made.by, now=now)


def _recruiters(meeting: Interview):
    places = TeamMember.objects.able().filter(vacancy=meeting.vacancy_id, function=TeamFunction.RECRUITER)
    return User.objects.filter(pk__in=places.values("user")).order_by("pk")


def _link(name: str, meeting: Interview) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[meeting.pk])


def _tell(
    mail: str, meeting: Interview, told: Iterable[User], about: dict[str, Any], *, note: str, by: User, now: datetime
) -> None:
    places = list(meeting.attendances.select_related("application__candidate"))
    for user in told:
        context = about | {
            "reader": user,
            "note_waits": note != "" and still_blind(user, *(place.application for place in places)),
            "interview": meeting,
            "names": [place.application.candidate.full_name for place in places],
        }
        subject, body = rendered(f"scorecards/mail/{mail}.txt", context, language=user.language, zone=user.time_zone)
        queue_message(
            kind=MessageKind.NOTICE,
            to=user.email,
            recipient=user,
            subject=subject,
            body=body,
            language=user.language,
            reply_to=by.email,
            by=by,
            now=now,
            about=[place.application.candidate.uid for place in places],
        )
