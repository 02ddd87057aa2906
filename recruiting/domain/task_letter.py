"""The letter with the preliminary task."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.cleaning import one_line
from outbox.domain.queueing import queue_message
from outbox.domain.rendering import rendered
from outbox.enums import MessageKind
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.letter_acts import NOT_COME
from recruiting.domain.tasks import current_task, text_for
from recruiting.models import Application, Letter


@transaction.atomic
def send_task(*, application: Application, by: User, now: datetime) -> Letter:
    """Write the present task to the candidate, in the language of letters; answers come to `by`.

    Raises Refused without a task, an address or an open application, AlreadyDone when this very letter was written,
    unless it was called back or did not arrive.
    """
    row = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("candidate", "vacancy")
    application = row.get(pk=application.pk)
    task = current_task(application.vacancy)
    if task is None:
        raise Refused(_("This vacancy has no preliminary task."))
    if not application.is_active:
        raise Refused(_("This application is closed."))
    candidate = application.candidate
    if not candidate.email:
        raise Refused(_("There is no e-mail address. Give the task in another way."))
    task_text = text_for(task, candidate.language)
    words = {"candidate": candidate, "vacancy": application.vacancy, "by": by, "task": task_text}
    with translation.override(candidate.language):
        subject, body = rendered("recruiting/letters/task.txt", words, language=candidate.language, zone=by.time_zone)
    same = application.letters.filter(message__subject=one_line(subject), message__body=body)
    if same.filter(message__to=candidate.email).exclude(message__state__in=NOT_COME).exists():
        raise AlreadyDone(_("This task has been sent to %(name)s already.") % {"name": candidate.full_name})
    message = queue_message(
        kind=MessageKind.LETTER,
        to=candidate.email,
        subject=subject,
        body=body,
        language=candidate.language,
        reply_to=by.email,
        about=[candidate.uid],
        by=by,
        now=now,
    )
    return Letter.objects.create(application=application, message=message)
