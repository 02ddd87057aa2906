"""Whether a person's data are still held, asked by every act that writes words about them."""

from django.utils.translation import gettext as _

from recruiting.domain.errors import Refused
from recruiting.models import Application


def lock_while_held(application: Application) -> Application:
    """The application under a lock that an erasure waits for, with its candidate. Raises Refused after an erasure."""
    row = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if row.candidate.erased_at:  # read once the lock is held: in one query it would be as before the wait
        raise Refused(_("This person's data were erased, so nothing more is written about them."))
    return row
