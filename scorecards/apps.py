from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    name = "scorecards"

    def ready(self) -> None:
        from recruiting.domain import figures, gates
        from scorecards.domain.gate import cards_in, scorecard_gate

        gates.register(scorecard_gate)
        figures.register(cards_in)
