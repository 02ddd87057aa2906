"""The same letter to many candidates: each text is seen, may be changed or left out, and all can be called back."""

import uuid
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.calling_back import CalledBack, call_back
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.letter_acts import NOT_COME
from recruiting.domain.letters import LetterText, queue_letter
from recruiting.enums import Dispatch
from recruiting.models import Application, Letter, LetterBatch, LetterTemplate

MOST = 100  # letters in one batch: what a person can still look through

Matter = tuple[int, int]
"""Ids of a person and a vacancy: what one letter is about."""


@dataclass(frozen=True)
class Seen:
    """A text that was on the screen for one application, with the id of the earlier letter that was shown beside it."""

    application_id: int
    text: LetterText
    known: int | None = None


class NotSent(Refused):
    """Nothing of the batch was sent. `faults` says why, by the id of the application."""

    def __init__(self, faults: dict[int, str]):
        super().__init__(_("Nothing was sent. Mend or leave out the letters named below."))
        self.faults = faults


def one_a_person(applications: Iterable[Application]) -> set[int]:
    """Ids of those that a letter goes to when a person is in one vacancy more than once, as after a merge: the newest
    in work, else the newest. Another vacancy is another matter, and has a letter of its own."""
    kept: dict[Matter, Application] = {}
    for row in applications:
        kept[_matter(row)] = max(row, kept.get(_matter(row), row), key=_newest)
    return {row.pk for row in kept.values()}


def _matter(row: Application) -> Matter:
    return row.candidate_id, row.vacancy_id


def _newest(row: Application) -> tuple[bool, datetime, int]:
    return row.is_active, row.applied_at, row.pk


def written_before(template: LetterTemplate, applications: Iterable[Application]) -> dict[int, Letter]:
    """The latest letter that says the same to the person about the same vacancy and may have come or still will, by id
    of the application: any that tells the outcome if this one does, else one from the same template. One query."""
    wanted = {row.pk: _matter(row) for row in applications}
    same = {"closing": True} if template.closing else {"template": template}
    people, vacancies = {one[0] for one in wanted.values()}, {one[1] for one in wanted.values()}
    rows = Letter.objects.filter(application__candidate__in=people, application__vacancy__in=vacancies, **same)
    rows = rows.exclude(message__state__in=NOT_COME).select_related("message", "application").order_by("pk")
    latest = {_matter(row.application): row for row in rows}
    return {pk: latest[matter] for pk, matter in wanted.items() if matter in latest}


@transaction.atomic
def send_batch(
    *,
    token: uuid.UUID,
    template: LetterTemplate,
    seen: Sequence[Seen],
    dispatch: Dispatch,
    reach: Sequence[int],
    by: User,
    now: datetime,
) -> LetterBatch:
    """Queue all the letters or none. `reach` are the ids of applications that the person may answer.

    `token` belongs to the page: sent twice, the second is AlreadyDone. Whoever had such a letter gets another only if
    the first stood on the page, and nobody gets two about one vacancy. Raises NotSent with the fault of each letter.
    """
    if not seen:
        raise Refused(_("Choose at least one candidate."))
    if len(seen) > MOST:
        raise Refused(_("At most %(count)s letters go out together.") % {"count": MOST})
    batch = _begin(token, template, by, now)
    wanted = {one.application_id for one in seen} & set(reach)
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("candidate", "vacancy")
    locked = {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}
    before, kept = written_before(template, locked.values()), one_a_person(locked.values())
    faults: dict[int, str] = {}
    for one in seen:
        try:
            _check_once(one, locked.keys() - kept)
            _check_known(one, before.get(one.application_id))
            _queue(locked.get(one.application_id), one.text, batch, dispatch=dispatch, by=by, now=now)
        except Refused as refusal:
            faults[one.application_id] = refusal.message
    if faults:
        raise NotSent(faults)
    return batch


def _begin(token: uuid.UUID, template: LetterTemplate, by: User, now: datetime) -> LetterBatch:
    try:
        with transaction.atomic():
            return LetterBatch.objects.create(token=token, template=template, by=by, at=now)
    except IntegrityError as error:
        raise AlreadyDone(_("These letters were sent already.")) from error


def _check_once(one: Seen, others: Set[int]) -> None:
    if one.application_id in others:
        raise Refused(_("This person gets the letter for another application here. Leave out one of the two."))


def _check_known(one: Seen, earlier: Letter | None) -> None:
    if earlier is not None and earlier.pk != one.known:
        raise Refused(
            _("Such a letter has been written to this candidate already. Look at it before you send another.")
        )


def _queue(row: Application | None, text: LetterText, batch: LetterBatch, *, dispatch, by, now) -> Letter:
    if row is None:
        raise Refused(_("This application is out of your reach."))
    if batch.template.closing and row.is_active:
        raise Refused(_("Close the application first: the letter that tells the outcome goes with it."))
    return queue_letter(
        application=row,
        text=text,
        closing=batch.template.closing,
        dispatch=dispatch,
        template=batch.template,
        batch=batch,
        by=by,
        now=now,
    )


def call_back_batch(*, letters: Sequence[Letter], by: User, now: datetime) -> CalledBack:
    """Call back all of these letters that have not left; the answer says which."""
    return call_back(message_ids=[letter.message_id for letter in letters], by=by, now=now)
