"""The mail about a revised decision: who revised it and where the record is, never what was decided."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from outbox.domain.queueing import queue_message
from outbox.domain.rendering import rendered
from outbox.enums import MessageKind
from recruiting.enums import TeamFunction
from recruiting.models import Application, TeamMember
from scorecards.domain.record import locked_for
from scorecards.models import Decision


def tell_revised(made: Decision, *, now: datetime) -> None:
    """Tell the recruiters of the vacancy and whoever made the decision before, but for who revised it.

    No mail speaks of a first decision, which nobody had gone by yet; a revision overturns one that people went by.
    Whoever may not read the record, because they still rate the candidate or have left the team, is told nothing.
    """
    application = Application.objects.select_related("candidate", "vacancy").get(pk=made.application_id)
    url = settings.SITE_URL.rstrip("/") + reverse("scorecards:decision", args=[made.pk])
    for reader in _readers(made, application):
        context = {"reader": reader, "decision": made, "application": application, "url": url}
        template = "scorecards/mail/decision_revised.txt"
        subject, body = rendered(template, context, language=reader.language, zone=reader.time_zone)
        queue_message(
            kind=MessageKind.NOTICE,
            to=reader.email,
            recipient=reader,
            subject=subject,
            body=body,
            language=reader.language,
            reply_to=made.by.email,
            by=made.by,
            now=now,
            about=[application.candidate.uid],
        )


def _readers(made: Decision, application: Application) -> Iterator[User]:
    places = TeamMember.objects.able().filter(vacancy=application.vacancy, function=TeamFunction.RECRUITER)
    earlier = made.revises.by_id if made.revises else None
    people = User.objects.filter(Q(pk__in=places.values("user")) | Q(pk=earlier), is_active=True)
    for person in people.exclude(pk=made.by_id).order_by("pk"):
        within = Application.objects.visible_to(person).filter(pk=application.pk).exists()
        if within and person.has_perm("scorecards.read_decisions") and not locked_for(person, [made]):
            yield person
