"""The nightly erasure of everybody past their date. Each person is a transaction, so it may be killed and run again."""

from dataclasses import dataclass, field
from datetime import datetime

import structlog

from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.people_data import journal
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.domain.people_data.files import remove_files
from recruiting.domain.people_data.retention import due
from recruiting.enums import DestructionGround
from recruiting.models import DestructionRecord

log = structlog.get_logger("people_data")


@dataclass
class Night:
    """What one run did: records written, people put off with the reason, files that were left from before."""

    records: list[DestructionRecord] = field(default_factory=list)
    put_off: list[tuple[str, str]] = field(default_factory=list)  # (pseudonymous id, why)
    files: int = 0


def anonymise_due(*, now: datetime) -> Night:
    """Erase everybody whose date has passed; whoever cannot be erased now is put off to the next run."""
    night = Night(files=remove_files())
    journal.keep_up()
    for uid in list(due(now=now).values_list("uid", flat=True)):
        if not due(now=now).filter(uid=uid).exists():  # a consent or an application came while this ran
            continue
        try:
            night.records.append(erase_candidate(uid=uid, ground=DestructionGround.RETENTION, by=None, now=now))
        except AlreadyDone:
            continue
        except Refused as refusal:
            night.put_off.append((str(uid), refusal.message))
    log.info("people_data.night", erased=len(night.records), put_off=len(night.put_off), files=night.files)
    return night
