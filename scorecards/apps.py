from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    name = "scorecards"

    def ready(self) -> None:
        from accounts.domain import holdings
        from recruiting.domain import discretion, figures, gates
        from recruiting.models import withheld
        from scorecards.domain.gate import cards_in, decision_gate, scorecard_gate, trial_gate
        from scorecards.domain.held import register_held
        from scorecards.domain.holdings import unfinished_cards
        from scorecards.domain.owed import applications_still_owed, still_owes

        register_held()
        gates.register(scorecard_gate)
        gates.register(trial_gate)
        gates.register_outcome(decision_gate)
        figures.register(cards_in)
        discretion.register(still_owes)
        withheld.register(applications_still_owed)
        holdings.register(unfinished_cards)
