"""The log of calls: with whom we talked, what came of it, when to call again."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.discretion import still_blind
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.enums import CallDirection, CallOutcome, CallWay
from recruiting.models import Application, Call

CLOCKS_DIFFER = timedelta(minutes=5)
REPEATED = timedelta(minutes=5)


@dataclass(frozen=True)
class Talk:
    """What is noted of a call. `call_again_at` belongs to the outcome "call again" and to no other."""

    at: datetime
    outcome: CallOutcome
    direction: CallDirection = CallDirection.OUT
    way: CallWay = CallWay.PHONE
    call_again_at: datetime | None = None
    told_outcome: bool = False
    note: str = ""


@transaction.atomic
def log_call(*, application: Application, talk: Talk, by: User, now: datetime) -> Call:
    """Add a call to the log. Raises Refused for what cannot be, AlreadyDone for a repeated click."""
    row = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    _check(row, talk, now)
    same = Call.objects.filter(application=row, by=by, noted_at__gte=now - REPEATED, **_columns(talk))
    if same.exists():
        raise AlreadyDone(_("This call is noted already."))
    return Call.objects.create(application=row, by=by, noted_at=now, **_columns(talk))


@transaction.atomic
def correct_call(*, call: Call, talk: Talk, by: User, now: datetime) -> Call:
    """Replace a noted call by another row; both are kept.

    Raises Conflict when somebody has corrected it before, Refused while its note is kept from `by`.
    """
    row = Application.objects.select_for_update(no_key=True).get(pk=call.application_id)
    refuse_unread(call, by)
    if Call.objects.filter(corrects=call).exists():
        raise Conflict(_("Somebody has corrected this call already."))
    _check(row, talk, now)
    return Call.objects.create(application=row, by=by, noted_at=now, corrects=call, **_columns(talk))


def refuse_unread(call: Call, by: User) -> None:
    """A correction takes the place of the whole call, so nobody corrects a note that they may not read yet."""
    if call.note and call.by_id != by.pk and still_blind(by, call.application):
        words = _("The note on this call opens to you later, and a correction would replace it. Ask %(name)s.")
        raise Refused(words % {"name": call.by.full_name})


def _columns(talk: Talk) -> dict:
    return asdict(talk) | {"note": "\n".join(talk.note.strip().splitlines())}


def _check(application: Application, talk: Talk, now: datetime) -> None:
    if talk.at > now + CLOCKS_DIFFER:
        raise Refused(_("A call is noted after it took place."))
    if (talk.outcome == CallOutcome.CALL_AGAIN) != (talk.call_again_at is not None):
        raise Refused(_("A time to call again belongs to the outcome “Call again later”, and to no other."))
    if talk.call_again_at is not None and talk.call_again_at <= talk.at:
        raise Refused(_("The time to call again has to be after this call."))
    if talk.told_outcome and (talk.outcome != CallOutcome.REACHED or application.is_active):
        raise Refused(_("The outcome can be told only to a candidate who was reached, on a closed application."))
