"""Adding a candidate to a vacancy: the person, the application and its first place, in one act."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.contacts import normal_email
from recruiting.domain.errors import Refused
from recruiting.domain.previous import Known, known_people
from recruiting.domain.uploads import CheckedFile
from recruiting.enums import ApplicationState, FileKind, Scope, Source
from recruiting.models import Application, Candidate, CandidateFile, StageMove, Vacancy


@dataclass(frozen=True)
class Person:
    """What is typed about a person; `phone` is in E.164, `language` is that of letters."""

    full_name: str
    email: str
    phone: str
    language: str
    city: str = ""


class AlreadyCandidate(Refused):
    """The person is in this vacancy already; `application` is where."""

    def __init__(self, application: Application):
        super().__init__(
            _("%(name)s is already a candidate for this vacancy.") % {"name": application.candidate.full_name}
        )
        self.application = application


class KnownPerson(Refused):
    """Somebody with this e-mail or phone is known where the asker may read contacts; `candidate` is that record."""

    def __init__(self, known: Known):
        words = {"name": known.candidate.full_name}
        super().__init__(
            _("%(name)s has the same e-mail address.") % words
            if known.by_email
            else _("%(name)s has the same phone number.") % words
        )
        self.candidate = known.candidate


@transaction.atomic
def add_candidate(
    *,
    vacancy: Vacancy,
    person: Person,
    source: Source,
    is_internal: bool,
    by: User,
    now: datetime,
    file: CheckedFile | None = None,
    known: Candidate | None = None,
    separate: bool = False,
) -> Application:
    """Put a person into the first stage of a vacancy.

    `known` takes the person's record from another vacancy as it stands there; `separate` makes a new record although
    the address is known. Raises AlreadyCandidate, KnownPerson or Refused.
    """
    locked = Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    if not locked.is_running:
        raise Refused(_("This vacancy is not open, so nobody can be added."))
    email = normal_email(person.email)
    _refuse_twice(locked, person, email, known)
    candidate = _candidate(person, email, by=by, now=now, known=known, separate=separate)
    application = _apply(locked, candidate, source=source, is_internal=is_internal, by=by, now=now)
    if file is not None:
        attach_file(candidate=candidate, file=file, kind=FileKind.CV, by=by, now=now)
    return application


def attach_file(*, candidate: Candidate, file: CheckedFile, kind: FileKind, by: User, now: datetime) -> CandidateFile:
    """Keep a checked file of a candidate under a path that says nothing."""
    return CandidateFile.objects.create(
        candidate=candidate,
        kind=kind,
        name=file.name,
        content=file.upload,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        added_by=by,
        added_at=now,
    )


def _refuse_twice(vacancy: Vacancy, person: Person, email: str, known: Candidate | None) -> None:
    """Whoever has no address is told by name and number, also where a new record is wanted: that is a second press."""
    here = vacancy.applications.select_related("candidate")
    if email:
        twice = here.filter(candidate__email__iexact=email).first()
    else:
        same = {"candidate__full_name": person.full_name, "candidate__phone": person.phone, "candidate__email": ""}
        twice = here.filter(**same).first() if person.phone else None
    twice = twice or (here.filter(candidate=known).first() if known else None)
    if twice:
        raise AlreadyCandidate(twice)


def _candidate(
    person: Person, email: str, *, by: User, now: datetime, known: Candidate | None, separate: bool
) -> Candidate:
    """The record to use. One whose contacts the asker may not read is never offered nor hinted at."""
    met = known_people(email=email, phone=person.phone, by=by)
    if known is not None:
        return _kept_record(known, met)
    if not separate and met:
        raise KnownPerson(met[0])
    return Candidate.objects.create(**{**asdict(person), "email": email}, added_by=by, added_at=now)


def _kept_record(known: Candidate, met: list[Known]) -> Candidate:
    """The record once more, locked: it may have been merged into another since it was offered."""
    if known.pk not in {one.candidate.pk for one in met}:
        raise Refused(_("This record has another e-mail address and phone number."))
    row = Candidate.objects.current().select_for_update(no_key=True).filter(pk=known.pk).first()
    if row is None:
        raise Refused(_("This record was merged with another one meanwhile. Add the person again."))
    return row


def _apply(
    vacancy: Vacancy, candidate: Candidate, *, source: Source, is_internal: bool, by: User, now: datetime
) -> Application:
    stage = vacancy.stages.filter(scope=Scope.CANDIDATE).order_by("order").first()
    if stage is None:
        raise Refused(_("This vacancy has no stage for candidates."))
    application = Application.objects.create(
        candidate=candidate,
        vacancy=vacancy,
        stage=stage,
        stage_since=now,
        source=source,
        is_internal=is_internal,
        owner=by,
        applied_at=now,
    )
    StageMove.objects.create(
        application=application,
        from_stage=None,
        to_stage=stage,
        from_state=ApplicationState.ACTIVE,
        to_state=ApplicationState.ACTIVE,
        by=by,
        at=now,
    )
    return application
