from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    name = "scorecards"

    def ready(self) -> None:
        from accounts.domain import holdings
        from recruiting.domain import figures, gates
        from scorecards.domain.gate import cards_in, decision_gate, scorecard_gate
        from scorecards.domain.holdings import unfinished_cards

        gates.register(scorecard_gate)
        gates.register_outcome(decision_gate)
        figures.register(cards_in)
        holdings.register(unfinished_cards)
