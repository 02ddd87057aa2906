"""Whether somebody has applied before: who is known by an e-mail or phone, and what came of their applications."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from recruiting.domain.contacts import normal_email
from recruiting.domain.letter_acts import NOT_COME
from recruiting.enums import ApplicationState
from recruiting.models import Application, Candidate, Letter


@dataclass(frozen=True)
class Known:
    """A person of whom the asker may know; `by_email` tells a shared e-mail from a shared phone number."""

    candidate: Candidate
    by_email: bool


def known_people(*, email: str, phone: str, by: User) -> list[Known]:
    """Whoever has this e-mail or phone, those with the same e-mail first, among those whose contacts `by` may read.

    A record that was merged into another still knows the person, and stands for the one it was merged into.
    """
    same_email = Q(email__iexact=email) if email else Q(pk__in=[])
    same_phone = Q(phone=phone) if phone else Q(pk__in=[])
    rows = list(Candidate.objects.filter(same_email | same_phone).order_by("pk"))
    by_email = {_person_of(row) for row in rows if email and normal_email(row.email) == email}
    people = Candidate.objects.contacts_open_to(by).filter(pk__in={_person_of(row) for row in rows})
    known = [Known(person, person.pk in by_email) for person in people.order_by("pk")]
    return sorted(known, key=lambda one: not one.by_email)


def _person_of(row: Candidate) -> int:
    return row.merged_into_id or row.pk


def applications_of(candidate: Candidate, *, user: User) -> QuerySet[Application]:
    """What the user may see of the person's applications, newest first; `tells_reason` says where also why it ended."""
    open_contacts = Application.objects.contacts_open_to(user).filter(pk=OuterRef("pk"))
    rows = Application.objects.visible_to(user).filter(candidate=candidate)
    return rows.annotate(tells_reason=Exists(open_contacts)).select_related("vacancy", "stage", "reason")


def here_as_well(application: Application) -> Application | None:
    """The person's other application for the same vacancy, as there is after a merge, that is in work or whose outcome
    they are told by letter: another letter would say the same again, or something else. One query."""
    told = Letter.objects.filter(application=OuterRef("pk"), closing=True).exclude(message__state__in=NOT_COME)
    twins = Application.objects.filter(vacancy=application.vacancy_id, candidate=application.candidate_id)
    speaking = twins.exclude(pk=application.pk).filter(Q(state=ApplicationState.ACTIVE) | Exists(told))
    return speaking.select_related("stage").order_by("-applied_at", "-pk").first()
