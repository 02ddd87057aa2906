"""After a restore: whoever the journal says was erased is erased again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from accounts.models import User
from recruiting.domain.errors import AlreadyDone
from recruiting.domain.people_data import journal
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.domain.people_data.files import remove_files
from recruiting.enums import DestructionGround
from recruiting.models import Candidate, DestructionRecord


@dataclass(frozen=True)
class Reapplied:
    """`again`: the new records; `still_gone`: acts that hold without doing anything; `files` that were still there."""

    again: tuple[DestructionRecord, ...]
    still_gone: int
    files: int


def reapply_erasures(*, now: datetime, source: Path | None = None) -> Reapplied:
    """Bring back the records that the restored database lacks, and erase their people once more.

    Doing it twice changes nothing. Raises journal.BrokenJournal, and Refused when a mail is on its way.
    """
    acts = journal.acts(source)
    _return_records(acts)
    again, still_gone = [], 0
    for uid, act in {uid: one for one in acts for uid in one.subjects}.items():
        record = _again(uid, act, now)
        again += [record] if record else []
        still_gone += record is None
    journal.keep_up()
    return Reapplied(tuple(again), still_gone, remove_files())


@transaction.atomic
def _return_records(acts: list[journal.Act]) -> None:
    known = set(DestructionRecord.objects.values_list("number", flat=True))
    people = set(User.objects.values_list("pk", flat=True))
    lost = {act.number: act for act in acts if act.number not in known}
    DestructionRecord.objects.bulk_create(
        DestructionRecord(
            number=act.number,
            subject=act.subject,
            ground=act.ground,
            profile=act.profile,
            by_id=act.by if act.by in people else None,
            at=act.at,
            destroyed=act.destroyed,
            files=act.files,
            also=act.also,
            repeats=act.repeats,
        )
        for act in lost.values()
    )


def _again(uid: UUID, act: journal.Act, now: datetime) -> DestructionRecord | None:
    try:
        return erase_candidate(uid=uid, ground=DestructionGround.REAPPLIED, by=None, now=now, repeats=act.number)
    except (Candidate.DoesNotExist, AlreadyDone):
        return None
