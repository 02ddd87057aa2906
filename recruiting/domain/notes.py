"""Notes of the team on an application. Nobody who only has a seat reads them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.people_data.presence import lock_while_held
from recruiting.models import Application, Note


@transaction.atomic
def add_note(*, application: Application, text: str, by: User, now: datetime) -> Note:
    """Keep a note, also on a closed application.

    Raises Refused for an empty one or after an erasure, AlreadyDone when the newest note is the same text by the same
    person.
    """
    words = "\n".join(text.strip().splitlines())
    if not words:
        raise Refused(_("The note has no text."))
    lock_while_held(application)
    newest = Note.objects.filter(application=application).first()
    if newest and (newest.author_id, newest.text) == (by.pk, words):
        raise AlreadyDone(_("The note is kept already."))
    return Note.objects.create(application=application, author=by, text=words, at=now)
