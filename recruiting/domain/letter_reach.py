"""Which mails recruiting opens in the list of mails, letters on applications of the vacancies one runs, and to whom."""

from datetime import datetime

from django.db.models import Q

from accounts.models import User
from outbox.domain.addressing import readdress
from outbox.models import OutboundMessage
from recruiting.domain.finding import people_named
from recruiting.models import Candidate, Letter, Vacancy


def letters_one_runs(user: User) -> Q:
    """Messages of letters to candidates of vacancies in which the HR manager is a recruiter."""
    if not user.is_hr:
        return Q(pk__in=[])
    return Q(pk__in=Letter.objects.filter(application__vacancy__in=Vacancy.objects.run_by(user)).values("message"))


def letters_to_people_named(word: str) -> Q:
    """Mails about a candidate whose name holds the word in any of the alphabets, but for those to a colleague."""
    people = people_named(word)
    return Q(recipient=None, about__overlap=people) if people else Q(pk__in=[])


def address_of_the_candidate(message: OutboundMessage) -> str:
    """Where the candidate of a letter is reached today; empty for other mails and without an address."""
    found = Letter.objects.filter(message=message).values_list("application__candidate__email", flat=True)
    return found.first() or ""


def letters_follow(candidate: Candidate, *, by: User | None, now: datetime) -> list[int]:
    """Have what is written to the candidate and has not left go to the address as it is now; the ids of those mails.

    Without an address there is nowhere for them to follow to.
    """
    if not candidate.email:
        return []
    mails = OutboundMessage.objects.filter(letter__application__candidate=candidate).values_list("pk", flat=True)
    return readdress(message_ids=mails, to=candidate.email, by=by, now=now)
