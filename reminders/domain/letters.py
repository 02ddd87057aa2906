"""The words of a reminder, in the recipient's language and on the recipient's clock: people and times, no ratings."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from outbox.domain.rendering import rendered
from reminders.domain.duty import Duty
from reminders.domain.rhythm import Occurrence


def letter(duty: Duty, occurrence: Occurrence, *, now: datetime, instead: str = "") -> tuple[str, str]:
    """Subject and text of the mail about one duty at one point of its series; `instead` names whom the reader stands in
    for."""
    owner = duty.owner
    context = {
        "duty": duty,
        "occurrence": occurrence,
        "reader": owner,
        "now": now,
        "instead": instead,
        "link": link(duty.url),
        "settings_link": link(reverse("accounts:settings")),
    }
    return rendered(f"reminders/mail/{duty.kind}.txt", context, language=owner.language, zone=owner.time_zone)


def digest_letter(
    duties: list[Duty], reader: User, *, now: datetime, instead: Callable[[Duty], str]
) -> tuple[str, str]:
    """Subject and text of one mail about several duties: for each what its own mail would have as its subject, and
    instead of whom it is done."""
    points = [(duty, Occurrence("digest", now, duty.why)) for duty in duties]
    lines = [(letter(duty, point, now=now)[0], instead(duty), link(duty.url)) for duty, point in points]
    context = {
        "lines": lines,
        "reader": reader,
        "my_day": link(reverse("desk:my_day")),
        "settings_link": link(reverse("accounts:settings")),
    }
    return rendered("reminders/mail/digest.txt", context, language=reader.language, zone=reader.time_zone)


def link(path: str) -> str:
    """The address somebody opens from a mail."""
    return settings.SITE_URL.rstrip("/") + path
