from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import TeamFunction
from recruiting.models import Vacancy
from reminders.domain.duties.scorecards_missing import ScorecardsMissing
from reminders.domain.rhythm import Mornings

WAITED = 2  # working mornings after the recruiter has learned of it


class ScorecardsEscalated(ScorecardsMissing):
    """The hiring manager learns whose scorecards are missing when the recruiter's word did not help."""

    key = "scorecards_escalated"
    heading = _("Scorecards missing for days")
    why = _("scorecards of an interview have been late for days")
    rhythm = Mornings(first=WAITED)
    function = TeamFunction.HIRING_MANAGER
    patience = timedelta(days=1)

    def _vacancies(self, user: User):
        return Vacancy.objects.decided_by(user)
