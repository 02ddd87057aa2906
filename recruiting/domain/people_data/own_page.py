"""A person's own page: who holds the secret link sees and corrects the data, withdraws, and asks.

Only the digest of the secret is kept. Nobody's rating, note or name but the person's own is ever in reach of it.
"""

import hashlib
import re
import secrets
from datetime import date, datetime, timedelta

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import AccessAction
from accounts.models import User, record_access
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.letter_reach import letters_follow
from recruiting.enums import RequestKind
from recruiting.models import Application, Candidate, CandidateLink, DataRequest

LIFETIME = timedelta(days=30)


@transaction.atomic
def make_link(*, candidate: Candidate, by: User | None, now: datetime, ends_others: bool = True) -> str:
    """A new address of the person's page; those made before end, unless it goes into one letter among several.

    The secret is in the answer and nowhere else here.
    """
    people = Candidate.objects.select_for_update(no_key=True) if ends_others else Candidate.objects.all()
    person = people.get(pk=candidate.pk)
    if person.erased_at or person.merged_into_id:
        raise Refused(_("There is no such person any more."))
    if ends_others:
        revoke_links(candidate=person, now=now)
    secret = secrets.token_urlsafe(32)
    CandidateLink.objects.create(
        candidate=person, digest=_digest(secret), created_at=now, expires_at=now + LIFETIME, created_by=by
    )
    return settings.SITE_URL.rstrip("/") + reverse("recruiting:own_page", args=[secret])


def without_secret(text: str, instead: str = "…") -> str:
    """The text with the secret of every own page in it left out: whoever reads it could act as the candidate."""
    before, after = reverse("recruiting:own_page", args=["SECRET"]).split("SECRET")
    return re.sub(rf"({re.escape(before)})[\w-]{{20,}}({re.escape(after)})", rf"\g<1>{instead}\g<2>", text)


def with_link_asked_for(text: str) -> str:
    """The text with `{own_page}` in place of each link, as it was written; the next letter gets a link of its own."""
    shown = settings.SITE_URL.rstrip("/") + reverse("recruiting:own_page", args=["SECRET"])
    return re.sub(re.escape(shown).replace("SECRET", r"[\w-]{20,}"), "{own_page}", text)


def revoke_links(*, candidate: Candidate, now: datetime) -> int:
    """End every link of the person; how many were still good."""
    good = CandidateLink.objects.filter(candidate=candidate, revoked_at=None, expires_at__gt=now)
    return good.update(revoked_at=now)


def person_behind(secret: str, *, now: datetime) -> Candidate | None:
    """Whose page it is; None for a link that is unknown, past its time or called back."""
    good = CandidateLink.objects.filter(digest=_digest(secret), revoked_at=None, expires_at__gt=now)
    link = good.select_related("candidate").filter(candidate__erased_at=None).first()
    return link.candidate if link else None


@transaction.atomic
def ask(*, candidate: Candidate, kind: RequestKind, application: Application | None, now: datetime) -> DataRequest:
    """Keep what the person asks for, with the day by which the legal profile wants an answer.

    Raises AlreadyDone while the same question is open, Refused when there is nothing left to withdraw.
    """
    person = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    if kind == RequestKind.WITHDRAW and (application is None or not application.is_active):
        raise Refused(_("This application is closed."))
    same = DataRequest.objects.filter(candidate=person, kind=kind, application=application, done_at=None)
    if same.exists():
        raise AlreadyDone(_("You have asked for this. We will answer."))
    return DataRequest.objects.create(
        candidate=person, kind=kind, application=application, at=now, answer_by=_answer_by(person, now)
    )


def open_requests(application: Application) -> QuerySet[DataRequest]:
    """What the candidate asked for and nobody has settled: about this application, or about no one in particular."""
    waiting = DataRequest.objects.filter(candidate=application.candidate_id, done_at=None)
    return waiting.filter(Q(application=application) | Q(application=None))


@transaction.atomic
def settle(*, request: DataRequest, by: User, now: datetime) -> None:
    """Say that the request was dealt with. Raises AlreadyDone."""
    if DataRequest.objects.filter(pk=request.pk, done_at=None).update(done_at=now, done_by=by) != 1:
        raise AlreadyDone(_("This is done already."))


@transaction.atomic
def correct(
    *,
    candidate: Candidate,
    full_name: str,
    email: str,
    phone: str,
    city: str,
    now: datetime,
    by: User | None = None,
    seen: str = "",
) -> Candidate:
    """Take over what the person corrected about themselves, or told `by`; values are in their kept form.

    Letters that have not left go to the new address. What the person was known by before stays as an earlier record of
    theirs, as after a merge: they are recognised by it, and an erasure looks for it in texts about others. The log of
    access says who corrected it. Raises Conflict when `seen`, the digest of what was on the screen, is given and
    somebody has corrected it since.
    """
    person = Candidate.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    if person.erased_at:
        raise Refused(_("This person was erased before."))
    if seen and seen != digest_of(person):
        raise Conflict(_("Somebody corrected these data while the page was open. Look at them first."))
    if (person.full_name, person.email, person.phone) != (full_name, email, phone):
        _keep_as_earlier_record(person)
        record_access(by=by, action=AccessAction.CORRECT, subject=person, now=now)
    person.full_name, person.email, person.phone, person.city = full_name, email, phone, city
    person.save(update_fields=["full_name", "name_sort", "email", "phone", "city"])
    letters_follow(person, by=by, now=now)
    return person


def digest_of(person: Candidate) -> str:
    """What stands for the values that somebody had on the screen."""
    return _digest("\n".join((person.full_name, person.email, person.phone, person.city)))


def _keep_as_earlier_record(person: Candidate) -> None:
    known = {"full_name": person.full_name, "email": person.email, "phone": person.phone}
    if not person.absorbed.filter(**known).exists():
        about = {"language": person.language, "added_by": person.added_by, "added_at": person.added_at}
        Candidate.objects.create(**known, **about, city=person.city, merged_into=person)


def _answer_by(person: Candidate, now: datetime) -> date | None:
    """The strictest term of the profiles under which the person's data are held."""
    rows = Application.objects.filter(candidate=person).select_related("vacancy__legal_profile")
    profiles = {row.vacancy.legal_profile for row in rows if row.vacancy.legal_profile}
    today = timezone.localdate(now)
    ends = [
        np.busday_offset(today, one.answer_days, roll="forward").astype(date)
        if one.answer_working_days
        else today + timedelta(days=one.answer_days)
        for one in profiles
        if one.answer_days
    ]
    return min(ends, default=None)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
