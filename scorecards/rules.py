"""Who may look at a vacancy's comparison. What it then shows is narrowed again by `Scorecard.objects.visible_to`."""

import rules

from accounts.rules import is_administrator, is_hiring_manager, is_hr
from recruiting.enums import TeamFunction
from recruiting.rules import has_function

leads = has_function(TeamFunction.RECRUITER, TeamFunction.HIRING_MANAGER)

rules.add_perm("scorecards.compare_vacancy", is_administrator | leads)
rules.add_perm("scorecards.read_decisions", is_administrator | is_hr | is_hiring_manager)
