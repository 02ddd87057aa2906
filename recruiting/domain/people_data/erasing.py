"""Erasing a person: identity and words go, statistics and the proof of decisions stay.

One transaction does all rows under the locks of the house, vacancy -> application, and then the person's own row, which
every writer of something about the person touches. Files go after the commit and are written down before, so that a
process that dies in between leaves a list of what is still to be removed.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import F, Func, JSONField, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import User, sort_key
from outbox.domain.forgetting import OnItsWay, Person, forget, redact
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.people_data import journal
from recruiting.domain.people_data.files import remove_files
from recruiting.domain.people_data.holdings import Erasure, FreeText, Holding, erasers, free_texts, holdings
from recruiting.domain.people_data.naming import has_namesake, words_of
from recruiting.domain.people_data.redaction import remember
from recruiting.enums import ApplicationState, DestructionGround, Store
from recruiting.models import (
    Application,
    Candidate,
    DestructionRecord,
    FileToRemove,
    Letter,
    Redaction,
    TwinSearch,
    Vacancy,
)

log = structlog.get_logger("people_data")
ONE_RECORD_AT_A_TIME = 0x5275_6564  # advisory lock: numbers of records have no gap and no twin
UNANSWERED = "[…]"  # stands where a reason why no letter is owed was; the database wants one


@transaction.atomic
def erase_candidate(
    *, uid: UUID, ground: DestructionGround, by: User | None, now: datetime, repeats: int | None = None
) -> DestructionRecord:
    """Destroy what is held on a person and write the record of it.

    `repeats` is the number of an earlier act that a restored backup has undone; only then an application may still be
    in work, and is ended here. Raises AlreadyDone, Refused (an application in work, a mail on its way), or
    Candidate.DoesNotExist.
    """
    records, applications = _locked(uid)
    if records[0].erased_at:
        raise AlreadyDone(_("This person was erased before."))
    _end_applications(applications, now=now, again=repeats is not None)
    erasure = _begin(records, applications, now)
    _open_the_way(erasure)
    record_fields = {"profile": _profiles(applications), "ground": ground, "by": by, "repeats": repeats}
    _mails(erasure, by)
    for eraser in erasers():
        eraser(erasure)
    for holding in holdings():
        _empty(holding, erasure)
    redacted = [mention for text in free_texts() for mention in _redact(text, erasure)]
    _identity(erasure)
    record = _record(erasure, redacted, **record_fields)
    _close_the_way()
    transaction.on_commit(lambda: _afterwards(record))
    return record


def _locked(uid: UUID) -> tuple[list[Candidate], list[Application]]:
    """The person's record, those merged into it, and all applications; none can be added or changed meanwhile."""
    found = Candidate.objects.get(uid=uid)
    person = found.merged_into_id or found.pk
    own = Q(pk=person) | Q(merged_into=person)
    people = Candidate.objects.filter(own).values("pk")
    vacancies = Application.objects.filter(candidate__in=people).values("vacancy")
    list(Vacancy.objects.filter(pk__in=vacancies).order_by("pk").select_for_update(no_key=True))
    rows = Application.objects.filter(candidate__in=people).order_by("pk").select_related("vacancy__legal_profile")
    list(rows.select_for_update(no_key=True, of=("self",)))
    records = list(Candidate.objects.filter(own).order_by("pk").select_for_update())
    return sorted(records, key=lambda record: record.pk != person), list(rows)


def _end_applications(applications: list[Application], *, now: datetime, again: bool) -> None:
    """Refuse while somebody still works on an application; after a restore there is nobody to ask."""
    active = [row.pk for row in applications if row.is_active]
    if active and not again:
        raise Refused(_("An application is still in work. Close it first: the candidate is owed an answer."))
    Application.objects.filter(pk__in=active).update(
        state=ApplicationState.WITHDRAWN, closed_at=now, no_letter_reason=UNANSWERED, revision=F("revision") + 1
    )


def _begin(records: list[Candidate], applications: list[Application], now: datetime) -> Erasure:
    words = dict.fromkeys(word for record in records for word in words_of(record))
    return Erasure(
        people=tuple(record.pk for record in records),
        uid=records[0].uid,
        also=tuple(record.uid for record in records[1:]),
        words=tuple(words),
        emails=tuple(sorted({record.email for record in records if record.email})),
        vacancies=tuple(sorted({row.vacancy_id for row in applications})),
        namesake=has_namesake(records),
        now=now,
    )


def in_mails(erasure: Erasure) -> Person:
    """By what the person's mails are known."""
    letters = Letter.objects.filter(application__candidate__in=erasure.people).values_list("message_id", flat=True)
    return Person(
        uids=[erasure.uid, *erasure.also],
        emails=erasure.emails,
        words=erasure.words,
        known=list(letters),
        everywhere=not erasure.namesake,
    )


@dataclass(frozen=True)
class Unsent:
    """What would never leave: letters to the person, how many of them tell an outcome, and mails to colleagues."""

    letters: int
    outcomes: int
    others: int


def unsent_of(person: Candidate, *, now: datetime) -> Unsent:
    """What an erasure would call back now; to be said before it is done."""
    records = sorted(Candidate.objects.records_of(person), key=lambda record: record.pk != person.pk)
    waiting = in_mails(_begin(records, [], now)).not_left()
    to_colleagues = waiting.exclude(recipient=None).count()
    outcomes = Letter.objects.filter(message__in=waiting.values("pk"), closing=True).count()
    return Unsent(waiting.count() - to_colleagues, outcomes, to_colleagues)


def _open_the_way(erasure: Erasure) -> None:
    """Say to the database, for this transaction only, whose texts may become empty."""
    said = json.dumps({"people": erasure.people, "words": erasure.words})
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('rubrika.erasing', %s, true)", [said])


def _close_the_way() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('rubrika.erasing', '', true)")


def _mails(erasure: Erasure, by: User | None) -> None:
    try:
        gone = forget(in_mails(erasure), by=by, now=erasure.now)
    except OnItsWay as sending:
        raise Refused(_("A mail about this person is being sent right now. Try again in some minutes.")) from sending
    erasure.count("unsent", gone.unsent)
    erasure.count("mails", gone.mails)
    erasure.files += [(Store.MAIL, name) for name in gone.files]
    if erasure.words and not erasure.namesake:
        named = redact(words=erasure.words)
        erasure.count("mentions", named.mails)
        erasure.files += [(Store.MAIL, name) for name in named.files]


def _empty(holding: Holding, erasure: Erasure) -> None:
    rows = holding.model._default_manager.filter(**{f"{holding.candidate}__in": erasure.people})
    if holding.removes:
        erasure.count(holding.category, rows.count())
        holding.model._default_manager.filter(pk__in=rows.values("pk")).delete()
        return
    empty = {name: [] if isinstance(_column(holding, name), JSONField) else "" for name in holding.empties}
    if not empty:
        return
    written = Q()
    for name, nothing in empty.items():
        written |= ~Q(**{name: nothing})
    keys = list(rows.filter(written).values_list("pk", flat=True))
    erasure.count(holding.category, holding.model._default_manager.filter(pk__in=keys).update(**empty))


def _column(holding: Holding, name: str):
    return holding.model._meta.get_field(name)


def _redact(text: FreeText, erasure: Erasure) -> list[tuple]:
    """Take the person's name out of texts about others; (row, column) of each that changed."""
    changed = []
    for column in text.columns if erasure.words else ():
        rows = _naming(text, column, erasure)
        keys = list(rows.values_list("pk", flat=True))
        kind = text.model._meta.get_field(column)
        redacted = Func(Cast(F(column), TextField()), function="rubrika_redacted", output_field=TextField())
        text.model._default_manager.filter(pk__in=keys).update(
            **{column: Cast(redacted, kind) if isinstance(kind, JSONField) else redacted}
        )
        changed += [(text.model, key, column) for key in keys]
    erasure.count("mentions", len(changed))
    return changed


def _naming(text: FreeText, column: str, erasure: Erasure) -> QuerySet:
    rows = text.model._default_manager.annotate(said=Cast(column, TextField()))
    if erasure.namesake:
        rows = rows.filter(**{f"{text.vacancy}__in": erasure.vacancies})
    names = Q()
    for word in erasure.words:
        names |= Q(said__iregex=word)
    return rows.filter(names)


def _identity(erasure: Erasure) -> None:
    rows = Candidate.objects.filter(pk__in=erasure.people)
    nothing = dict.fromkeys(("full_name", "email", "phone", "city"), "")
    erasure.count("identity", rows.update(**nothing, name_sort=sort_key(""), erased_at=erasure.now))
    TwinSearch.objects.filter(candidate__in=erasure.people).delete()  # there is nobody to seek a twin of


def _profiles(applications: list[Application]) -> str:
    names = {row.vacancy.legal_profile.name for row in applications if row.vacancy.legal_profile}
    return ", ".join(sorted(names))[:150]


def _record(erasure: Erasure, redacted: list[tuple], **fields) -> DestructionRecord:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_RECORD_AT_A_TIME])
    last = DestructionRecord.objects.aggregate(last=Max("number"))["last"] or 0
    record = DestructionRecord.objects.create(
        number=max(last, journal.last_number()) + 1,
        subject=erasure.uid,
        also=list(erasure.also),
        at=erasure.now,
        destroyed=dict(sorted(erasure.destroyed.items())),
        files=len(erasure.files),
        **fields,
    )
    FileToRemove.objects.bulk_create(
        FileToRemove(record=record, store=store, path=path) for store, path in erasure.files
    )
    Redaction.objects.bulk_create(remember(record, *mention) for mention in redacted)
    return record


def _afterwards(record: DestructionRecord) -> None:
    """What must not happen if the transaction fails: the journal outside the database, and the files."""
    log.info("people_data.erased", record=record.number, ground=str(record.ground), files=record.files)
    journal.keep_up()
    remove_files(record=record)
