"""What claims and the preliminary task say to a move: reasons to hold it back, which a person may go past.

Whoever still owes a scorecard on the candidate is told the same whatever colleagues found.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.claims import proven_untruths
from recruiting.domain.discretion import still_blind
from recruiting.domain.gates import Blocker
from recruiting.domain.tasks import current_task, marks_that_stand
from recruiting.enums import Method, TaskTick
from recruiting.models import Application, Stage, TaskAnswer


def claim_gate(application: Application, target: Stage, by: User) -> list[Blocker]:
    """A proven untruth stands against the offer."""
    if target.method != Method.OFFER:
        return []
    subject = (f"application:{application.pk}",)
    if still_blind(by, application):
        words = _(
            "What colleagues found about claims opens after your own scorecard, or once the debrief is closed if you"
            " declined to rate"
        )
        return [Blocker("claims_sealed", words, subject)]
    return [
        Blocker("claim_false", _("Proved false: %(claim)s") % {"claim": claim.text or "–"}, (f"claim:{claim.pk}",))
        for claim in proven_untruths(application)
    ]


def task_gate(application: Application, target: Stage, by: User) -> list[Blocker]:
    """Nobody goes on from the preliminary task without an answer to it in the form that was asked for."""
    stage = application.stage
    if stage.method != Method.TASK or target.order <= stage.order or current_task(application.vacancy) is None:
        return []
    subject = (f"application:{application.pk}",)
    answer = application.task_answers.last()
    if answer is None:
        return [Blocker("task_unanswered", _("There is no answer to the preliminary task"), subject)]
    if answer.is_empty:
        return [Blocker("task_empty", _("The answer to the preliminary task is empty"), subject)]
    failed = [] if still_blind(by, application) else _failed(answer)
    return [
        Blocker("task_failed", _("In the preliminary task this does not hold: %(tick)s") % {"tick": tick}, subject)
        for tick in failed
    ]


def _failed(answer: TaskAnswer) -> list[str]:
    marks = marks_that_stand(answer)
    return [str(tick.label) for tick in TaskTick if tick in marks and not marks[tick].holds]
