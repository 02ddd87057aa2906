from django.apps import AppConfig


class RecruitingConfig(AppConfig):
    name = "recruiting"

    def ready(self) -> None:
        from accounts.domain import holdings
        from outbox.domain import reach
        from recruiting.domain import gates
        from recruiting.domain.holdings import last_of_a_team, seats_ahead, team_places
        from recruiting.domain.honesty import claim_gate, task_gate
        from recruiting.domain.letter_reach import letters_one_runs
        from recruiting.domain.people_data.held import register_held

        register_held()
        holdings.register(team_places)
        holdings.register(seats_ahead)
        holdings.register_keeper(last_of_a_team)
        reach.register(letters_one_runs)
        gates.register_for_reader(claim_gate)
        gates.register_for_reader(task_gate)
