from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    name = "scorecards"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from accounts.domain import handing_over, holdings
        from recruiting.domain import figures, gates, seating, timeline
        from recruiting.models import withheld
        from scorecards.domain.conflict_history import conflict_events
        from scorecards.domain.conflicts import anything_declared
        from scorecards.domain.gate import cards_in, decision_gate, scorecard_gate, trial_gate
        from scorecards.domain.handing_cards import (
            pass_owed_cards,
            who_has_a_conflict,
            who_may_not_rate,
            written_words,
        )
        from scorecards.domain.held import register_held
        from scorecards.domain.holdings import unfinished_cards
        from scorecards.domain.owed import (
            applications_stepped_back,
            applications_still_owed,
        )

        register_held()
        gates.register(scorecard_gate)
        gates.register(trial_gate)
        gates.register_outcome(decision_gate)
        figures.register(cards_in)
        withheld.register(applications_still_owed)
        withheld.register(applications_stepped_back)
        holdings.register(unfinished_cards)
        seating.register(who_may_not_rate)
        seating.register_conflicts(who_has_a_conflict)
        seating.register_hold(written_words)
        seating.register_declared(anything_declared)
        timeline.register(conflict_events)
        handing_over.register(handing_over.Kind("cards", _("Scorecards owed"), pass_owed_cards, may_stay=True))
