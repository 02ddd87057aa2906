"""Claims of a candidate: recorded, completed, checked. A proven untruth proposes a rejection; a person decides.

A check by somebody who could read the earlier ones settles how the claim stands. A check by somebody who still owes a
scorecard, and therefore saw none of them, adds to them: an untruth found by anybody stands until it is settled.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.discretion import still_blind
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.enums import ClaimSource, ClaimState
from recruiting.models import Application, Claim, ClaimCheck

NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w])")
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class ClaimText:
    """What is claimed and where it was read or heard; for a figure, of which period and measured how."""

    text: str
    source: ClaimSource
    is_figure: bool = False
    period: str = ""
    measured: str = ""


@transaction.atomic
def record_claim(*, application: Application, claim: ClaimText, by: User, now: datetime) -> Claim:
    """Keep a claim, not verified yet.

    Raises Refused for an empty one, AlreadyDone when the same person has just kept the same words.
    """
    words = _plain(claim.text)
    if not words:
        raise Refused(_("Write what the candidate claims."))
    _lock(application.pk)
    newest = Claim.objects.filter(application=application, by=by).last()
    if newest is not None and (newest.text, newest.source) == (words, claim.source):
        raise AlreadyDone(_("The claim is kept already."))
    return Claim.objects.create(
        application=application,
        text=words,
        source=claim.source,
        is_figure=claim.is_figure or bool(claim.period.strip() or claim.measured.strip()) or holds_figure(words),
        period=claim.period.strip(),
        measured=claim.measured.strip(),
        by=by,
        at=now,
    )


def holds_figure(text: str) -> bool:
    """Whether there is a number of its own in the words that is no year: 40 %, 12 people, but not 1C or 2024."""
    return any(not YEAR.fullmatch(number) for number in NUMBER.findall(text))


@transaction.atomic
def complete_figure(*, claim: Claim, period: str, measured: str, by: User, now: datetime) -> Claim:
    """Add the period and the measurement that the candidate did not give; what is known already stays.

    Raises Refused when it is no figure, nothing was missing or given, or `by` may not see yet what colleagues added.
    """
    if still_blind(by, _lock(claim.application_id)):
        raise Refused(
            _(
                "What colleagues added opens after your own scorecard, or once the debrief is closed if you declined"
                " to rate."
            )
        )
    row = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if not row.lacks:
        raise Refused(_("Nothing is missing here: period and measurement are known."))
    before = (row.later_period, row.later_measured)
    row.later_period = row.later_period or ("" if row.period else period.strip())
    row.later_measured = row.later_measured or ("" if row.measured else measured.strip())
    if (row.later_period, row.later_measured) == before:
        raise Refused(_("Write the period or how it was measured."))
    row.completed_by, row.completed_at = by, now
    row.save(update_fields=["later_period", "later_measured", "completed_by", "completed_at"])
    return row


@transaction.atomic
def verify_claim(
    *, claim: Claim, state: ClaimState, evidence: str, by: User, now: datetime, seen_checks: int | None = None
) -> ClaimCheck:
    """Keep what `by` found about the claim and by what, and let the claim stand accordingly.

    `seen_checks` is how many checks the person had on the screen. Raises Refused without evidence for a finding,
    AlreadyDone for a repeated click, Conflict when somebody checked the claim since.
    """
    words = _plain(evidence)
    if state != ClaimState.UNVERIFIED and not words:
        raise Refused(_("Say by what it was confirmed or proved false."))
    application = _lock(claim.application_id)
    row = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    visible = list(row.checks.visible_to(by))
    if visible and (visible[-1].by_id, visible[-1].state, visible[-1].evidence) == (by.pk, state, words):
        raise AlreadyDone(_("This is kept already."))
    if seen_checks is not None and seen_checks != len(visible):
        raise Conflict(_("Somebody has checked this claim since you opened it. Look at it again first."))
    check = ClaimCheck.objects.create(
        claim=row, state=state, evidence=words, sighted=not still_blind(by, application), by=by, at=now
    )
    row.state = standing(ClaimState(row.state), check)
    row.save(update_fields=["state"])
    return check


def standing(before: ClaimState, check: ClaimCheck) -> ClaimState:
    """How a claim stands after one more check."""
    found = ClaimState(check.state)
    if check.sighted or found == ClaimState.FALSE:
        return found
    unsettled = before == ClaimState.UNVERIFIED
    return found if unsettled else before


def proven_untruths(application: Application) -> list[Claim]:
    """Claims that stand as proved false, oldest first. Not for the eyes of whoever still owes a scorecard."""
    return list(Claim.objects.filter(application=application, state=ClaimState.FALSE))


def _lock(application: int) -> Application:
    return Application.objects.select_for_update(no_key=True).get(pk=application)


def _plain(text: str) -> str:
    return "\n".join(text.strip().splitlines())
