"""`manage recompute DECISION`: the figures of a sealed decision computed again; exit 1 names what differs."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from scorecards.domain.proving import Proof, prove
from scorecards.models import Decision


class Command(BaseCommand):
    help = str(_("Compute the figures of a sealed decision again from its sealed scorecards."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("decision", type=int, help=str(_("number of the decision record")))

    def handle(self, *args, **options) -> None:
        """Prints what was proved; CommandError (exit 1) names every figure that differs."""
        decision = (
            Decision.objects.select_related("application__vacancy", "revises").filter(pk=options["decision"]).first()
        )
        if decision is None:
            raise CommandError(_("There is no decision %(number)s.") % {"number": options["decision"]})
        try:
            proof = prove(decision)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if proof.erased:
            cards = {"cards": ", ".join(str(card) for card in proof.erased)}
            self.stdout.write(
                str(_("Texts were erased in scorecards %(cards)s; their levels are still sealed.") % cards)
            )
        if proof.differences:
            raise CommandError("\n".join(_differences(proof)))
        counts = {"number": decision.pk, "figures": proof.figures, "cards": proof.cards}
        self.stdout.write(str(_("Decision %(number)s: figures %(figures)s, scorecards %(cards)s, all equal.") % counts))


def _differences(proof: Proof) -> list[str]:
    line = _("%(place)s differs: sealed %(sealed)s, computed again %(again)s.")
    return [str(line % {"place": one.place, "sealed": one.sealed, "again": one.again}) for one in proof.differences]
