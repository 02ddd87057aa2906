from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitingConfig(AppConfig):
    name = "recruiting"

    def ready(self) -> None:
        from accounts.domain import booked, handing_over, holdings, leave
        from outbox.domain import addressing, naming, reach
        from recruiting.domain import gates
        from recruiting.domain.handing_over import pass_seats, pass_team_places
        from recruiting.domain.holdings import last_of_a_team, meetings_in, seats_ahead, team_places
        from recruiting.domain.honesty import claim_gate, task_gate
        from recruiting.domain.letter_reach import (
            address_of_the_candidate,
            letters_one_runs,
            letters_to_people_named,
        )
        from recruiting.domain.people_data.held import register_held
        from recruiting.domain.substituting import follow_leaves

        register_held()
        holdings.register(team_places)
        holdings.register(seats_ahead)
        holdings.register_keeper(last_of_a_team)
        reach.register(letters_one_runs)
        naming.register(letters_to_people_named)
        addressing.register(address_of_the_candidate)
        leave.register(follow_leaves)
        booked.register(meetings_in)
        handing_over.register(handing_over.Kind("team", _("Places in teams"), pass_team_places))
        handing_over.register(handing_over.Kind("seats", _("Interviews ahead"), pass_seats))
        gates.register_for_reader(claim_gate)
        gates.register_for_reader(task_gate)
