"""Who may look at a vacancy's comparison. What it then shows is narrowed again by `Scorecard.objects.visible_to`."""

import rules

from accounts.rules import is_administrator, is_hiring_manager, is_hr
from recruiting.rules import decides, runs

rules.add_perm("scorecards.compare_vacancy", is_administrator | runs | decides)
rules.add_perm("scorecards.read_decisions", is_administrator | is_hr | is_hiring_manager)
