"""Who looks into the ledger of somebody else; one's own is open to everybody."""

import rules

from accounts.rules import is_administrator

rules.add_perm("reminders.view_ledger", is_administrator)
