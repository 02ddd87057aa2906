"""Whether colleagues' words on a candidate are kept from somebody for now.

A note may say what a colleague thought of the candidate; whoever owes a scorecard reads it afterwards. On which
applications that is so, an app above recruiting says: see `recruiting.models.withheld`.
"""

from accounts.models import User
from recruiting.models import Application
from recruiting.models.withheld import withheld


def still_blind(user: User, *applications: Application) -> bool:
    """Whether colleagues' words on one of these applications are to be kept from the person for now; one query."""
    keys = [application.pk for application in applications]
    return Application.objects.filter(withheld(user, application="pk"), pk__in=keys).exists()
