"""What scorecards say to recruiting: what holds a move back, and the one public figure on the board."""

from collections.abc import Sequence

from django.db.models import F, Q
from django.utils.translation import gettext as _

from recruiting.domain.figures import Asked, Figures
from recruiting.domain.gates import Blocker
from recruiting.enums import ApplicationState, Method, Scope
from recruiting.models import Application, Stage
from scorecards.domain.owed import expected_cards
from scorecards.enums import CardState, Outcome
from scorecards.models import Decision, Scorecard


def scorecard_gate(application: Application, target: Stage) -> list[Blocker]:
    """Reasons not to move on from a stage that requires scorecards: it names who is missing, never what anybody rated.

    Staying and moving back are free; a stage that plans nothing to rate cannot require a card. A card whose ratings are
    sealed counts as in, though its notes are still open: no level changes any more.
    """
    stage = application.stage
    if target.order <= stage.order or not stage.requires_scorecards or not _asks_for_cards(stage):
        return []
    expected = expected_cards().filter(application_ref=application.pk, interview__stage=stage)
    seats = list(expected.select_related("interviewer").order_by("interviewer__name_sort", "pk"))
    missing = [_missing(seat, application) for seat in seats if not (seat.submitted or seat.rated or seat.declined)]
    return missing or _nobody_rated(seats, application)


def trial_gate(application: Application, target: Stage) -> list[Blocker]:
    """No offer before a trial in the chat is submitted, in a pipeline that has one; also past a stage that was skipped.

    It names the stage and never what anybody rated.
    """
    if target.method != Method.OFFER or target.order <= application.stage.order:
        return []
    trials = Stage.objects.filter(
        vacancy=application.vacancy_id, method=Method.CHAT_TRIAL, scope=Scope.CANDIDATE, order__lt=target.order
    )
    done = Scorecard.objects.filter(application=application).filter(
        Q(state=CardState.SUBMITTED) | Q(state=CardState.DRAFT, ratings_sealed_at__isnull=False)
    )
    missing = trials.exclude(pk__in=done.values("stage")).order_by("order")
    return [_no_trial(stage, application) for stage in missing]


def _no_trial(stage: Stage, application: Application) -> Blocker:
    message = _("No scorecard on “%(stage)s” is submitted: the offer comes after the trial") % {"stage": stage.name}
    return Blocker("no_trial", message, (f"application:{application.pk}", f"stage:{stage.pk}"))


def _asks_for_cards(stage: Stage) -> bool:
    return stage.covers.exists() or stage.exercises.exists()


def decision_gate(application: Application, outcome: ApplicationState) -> list[Blocker]:
    """Nobody is hired without a sealed decision to hire that stands: the record is what the team can defend later."""
    if outcome != ApplicationState.HIRED:
        return []
    if Decision.objects.standing().filter(application=application, outcome=Outcome.HIRE).exists():
        return []
    message = _("No decision to hire is recorded yet; the hiring manager records it on the comparison")
    return [Blocker("no_decision", message, (f"application:{application.pk}",))]


def cards_in(applications: Sequence[Asked]) -> Figures:
    """Scorecards in and expected for the present stage of each application that expects any; one query."""
    rows = expected_cards().filter(
        application_ref__in=[application.pk for application in applications],
        interview__stage=F("application_stage"),
        declined=False,
    )
    figures: dict[int, tuple[int, int]] = {}
    for application, submitted, rated in rows.values_list("application_ref", "submitted", "rated"):
        before = figures.get(application, (0, 0))
        figures[application] = (before[0] + (submitted or rated), before[1] + 1)
    return figures


def _missing(seat, application: Application) -> Blocker:
    return Blocker(
        "scorecard_missing",
        _("%(name)s’s scorecard is missing") % {"name": seat.interviewer.full_name},
        (f"user:{seat.interviewer_id}", f"application:{application.pk}", f"interview:{seat.interview_id}"),
    )


def _nobody_rated(seats: list, application: Application) -> list[Blocker]:
    subjects = (f"application:{application.pk}",)
    if not seats:
        return [Blocker("no_interview", _("No interview was held in this stage"), subjects)]
    if not any(seat.submitted or seat.rated for seat in seats):
        return [Blocker("nobody_rated", _("Nobody on the panel could rate in this stage"), subjects)]
    return []
