"""Who may do what with the library: everybody who is logged in reads it, HR and administrators change it."""

import rules

from accounts.rules import is_administrator, is_hr

edits_library = is_hr | is_administrator

rules.add_perm("competencies.edit_grid", edits_library)
rules.add_perm("competencies.publish_grid", edits_library)
rules.add_perm("competencies.keep_words", is_administrator)
