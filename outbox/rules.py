"""Who looks at the mails that went out; which of them is said by `outbox.domain.reach`."""

import rules

from accounts.rules import is_administrator, is_hr

rules.add_perm("outbox.view_messages", is_administrator | is_hr)
