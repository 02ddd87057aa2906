"""What a timeline says of declared conflicts: who stepped off or could not rate, and who took it back."""

from collections.abc import Iterator

from django.db.models import Q

from recruiting.domain.timeline import Event, Reader
from recruiting.models import Application
from scorecards.domain.conflicts import declared_cards
from scorecards.models import ConflictWithdrawal, Recusal


def conflict_events(row: Application, reader: Reader) -> Iterator[Event]:
    """For whoever runs the vacancy, and of oneself: a conflict is personal. Words wait for those who still rate."""
    mine = Q() if reader.contacts else Q(interviewer=reader.user)
    recusals = Recusal.objects.filter(mine, interview__attendances__application=row)
    for made in recusals.select_related("interviewer", "interview__stage"):
        yield Event(made.at, "interviews", "recused", made, sealed=reader.sealed(made.interviewer_id))
    for card in declared_cards().filter(mine, application=row):
        yield Event(
            card.closed_at or card.saved_at, "interviews", "conflict", card, sealed=reader.sealed(card.interviewer_id)
        )
    of_one = Q(recusal__in=recusals) | Q(scorecard__application=row)
    own = Q() if reader.contacts else Q(recusal__interviewer=reader.user) | Q(scorecard__interviewer=reader.user)
    taken = ConflictWithdrawal.objects.filter(of_one, own)
    for back in taken.select_related("by", "recusal__interviewer", "scorecard__interviewer"):
        yield Event(back.at, "interviews", "conflict_back", back, sealed=reader.sealed(back.by_id))
