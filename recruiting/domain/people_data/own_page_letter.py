"""The letter with the link to the candidate's own page."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.queueing import queue_message
from outbox.enums import MessageKind
from recruiting.domain.errors import Refused
from recruiting.models import Application, Letter


def send_link(*, application: Application, address: str, by: User, now: datetime) -> Letter:
    """Queue it in the candidate's language. Raises Refused without an e-mail address."""
    candidate = application.candidate
    if not candidate.email:
        raise Refused(_("There is no e-mail address. Tell the candidate in another way and say here how."))
    with translation.override(candidate.language):
        words = {"name": candidate.full_name, "address": address, "sender": by.full_name}
        body = render_to_string("recruiting/letters/own_page.txt", words)
        subject = _("Your data and what happens next: %(vacancy)s") % {"vacancy": application.vacancy.title}
    message = queue_message(
        kind=MessageKind.LETTER,
        to=candidate.email,
        subject=subject,
        body=body.strip() + "\n",
        language=candidate.language,
        reply_to=by.email,
        about=[candidate.uid],
        by=by,
        now=now,
    )
    return Letter.objects.create(application=application, message=message)
