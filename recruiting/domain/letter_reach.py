"""Which mails recruiting opens in the list of mails, letters on applications of the vacancies one runs, and to whom."""

from django.db.models import Q

from accounts.models import User
from recruiting.domain.finding import people_named
from recruiting.models import Letter, Vacancy


def letters_one_runs(user: User) -> Q:
    """Messages of letters to candidates of vacancies in which the HR manager is a recruiter."""
    if not user.is_hr:
        return Q(pk__in=[])
    return Q(pk__in=Letter.objects.filter(application__vacancy__in=Vacancy.objects.run_by(user)).values("message"))


def letters_to_people_named(word: str) -> Q:
    """Mails about a candidate whose name holds the word in any of the alphabets, but for those to a colleague."""
    people = people_named(word)
    return Q(recipient=None, about__overlap=people) if people else Q(pk__in=[])
