"""How far a comparison can be trusted, in sentences above its table."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scorecards.domain.comparing import Comparison
from scorecards.measurement import model


@dataclass(frozen=True)
class Note:
    """A sentence about how far the comparison can be trusted."""

    title: str
    text: str
    warns: bool


def notes(comparison: Comparison) -> list[Note]:
    """What limits the comparison, in words; empty when nothing was rated."""
    if comparison.solution is None:
        return []
    reasons = model.correctable(comparison.solution.design)
    found = []
    if model.Reason.DISCONNECTED in reasons:
        found.append(
            Note(
                _("Some candidates cannot be compared with each other"),
                _(
                    "No interviewer has met candidates of both groups. Their figures stand in separate groups without"
                    " an order between them; one shared interview would join them."
                ),
                True,
            )
        )
    few = {model.Reason.FEW_CANDIDATES, model.Reason.FEW_RATERS, model.Reason.SINGLE_CANDIDATE_RATER}
    if few & set(reasons):
        found.append(
            Note(
                _("Not corrected: too little overlap"),
                _(
                    "The figures are plain means. How strict each interviewer is cannot be told from so few"
                    " shared ratings."
                ),
                False,
            )
        )
    elif model.Reason.EVERYONE_RATED_EVERYONE in reasons:
        found.append(
            Note(
                _("Everyone was rated by the same people"),
                _("Correcting for strict or mild interviewers would not change the order."),
                False,
            )
        )
    return found
