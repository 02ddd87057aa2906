"""Which mails recruiting opens in the list of mails: letters on applications of the vacancies one runs."""

from django.db.models import Q

from accounts.models import User
from recruiting.models import Letter, Vacancy


def letters_one_runs(user: User) -> Q:
    """Messages of letters to candidates of vacancies in which the HR manager is a recruiter."""
    if not user.is_hr:
        return Q(pk__in=[])
    return Q(pk__in=Letter.objects.filter(application__vacancy__in=Vacancy.objects.run_by(user)).values("message"))
