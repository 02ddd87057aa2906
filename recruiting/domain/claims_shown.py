"""Claims as one person may read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from recruiting.domain.discretion import still_blind
from recruiting.enums import ClaimState
from recruiting.models import Application, Claim, ClaimCheck


@dataclass(frozen=True)
class ShownClaim:
    """A claim, what is known of its figure, how it stands (None while that is sealed) and the checks to be read."""

    claim: Claim
    period: str
    measured: str
    state: ClaimState | None
    checks: tuple[ClaimCheck, ...]

    @property
    def lacks(self) -> bool:
        return self.claim.is_figure and not (self.period and self.measured)


def shown_claims(application: Application, user: User) -> list[ShownClaim]:
    """The claims of an application in the order they were kept; three queries, however many there are."""
    blind = still_blind(user, application)
    claims = list(Claim.objects.visible_to(user).filter(application=application).select_related("by"))
    checks = list(ClaimCheck.objects.visible_to(user).filter(claim__application=application).select_related("by"))
    return [shown(row, blind=blind, checks=[one for one in checks if one.claim_id == row.pk]) for row in claims]


def shown(claim: Claim, *, blind: bool, checks: Iterable[ClaimCheck]) -> ShownClaim:
    """One claim; `checks` are those the reader may see."""
    return ShownClaim(
        claim=claim,
        period=claim.period or ("" if blind else claim.later_period),
        measured=claim.measured or ("" if blind else claim.later_measured),
        state=None if blind else ClaimState(claim.state),
        checks=tuple(checks),
    )
