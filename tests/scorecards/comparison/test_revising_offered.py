"""A revision is offered where a decision stands already, and a refused one says at once everything that is missing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember
from scorecards.models import Decision
from tests.factories import make_interview, make_user
from tests.scorecards.comparison.test_revising import TYPED, deciding, page
from tests.scorecards.places import text_of

pytestmark = pytest.mark.django_db


def second_manager(world):
    other = make_user(Role.HIRING_MANAGER)
    TeamMember.objects.create(vacancy=world.vacancy, user=other, function=TeamFunction.HIRING_MANAGER)
    return other


class TestTheWayToIt:
    def offered(self, client, world, user) -> str:
        client.force_login(user)
        return client.get(reverse("scorecards:compare", args=[world.vacancy.pk])).content.decode()

    def test_the_comparison_offers_what_will_happen(self, client, world):
        decided, other = world.rated([4, 4]), world.rated([3, 3])
        standing = deciding(world, decided)
        found = self.offered(client, world, world.manager)
        assert found.count("Revise the decision") == 1
        assert reverse("scorecards:revise", args=[standing.pk]) in found
        assert reverse("scorecards:decide", args=[decided.pk]) not in found
        assert reverse("scorecards:decide", args=[other.pk]) in found

    def test_only_to_whoever_may(self, client, world):
        decided = world.rated([4, 4])
        world.rated([3, 3])
        deciding(world, decided)
        assert "Revise the decision" not in self.offered(client, world, world.recruiter)
        blind = second_manager(world)
        make_interview(decided, blind)  # begun, and the card is owed
        found = self.offered(client, world, blind)
        assert "Revise the decision" not in found
        assert reverse("scorecards:decide", args=[decided.pk]) not in found

    def test_the_queries_do_not_grow(self, client, world):
        counts = []
        world.rated([2, 3])
        for number in (2, 4):
            for _each in range(number):
                deciding(world, world.rated([4, 4]))
            self.offered(client, world, world.manager)  # logs in and notes the reading
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("scorecards:compare", args=[world.vacancy.pk]))
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestOneLook:
    def test_what_the_form_and_what_the_act_refuse_is_shown_at_once(self, client, world):
        earlier = deciding(world, world.rated([4, 4]))
        nothing = dict.fromkeys(TYPED, "")
        for sent, errors in (
            (nothing, ["outcome", "rationale", "what_changed", "confirmed"]),
            (nothing | {"outcome": "keep"}, ["rationale", "what_changed", "confirmed"]),
            (TYPED | {"confirmed": "", "what_changed": " "}, ["what_changed", "confirmed"]),
        ):
            response = page(client, world, "revise", earlier, data=sent)
            assert response.status_code == 422
            assert " novalidate" in response.content.decode()  # else the browser shows its own errors first, one by one
            assert sorted(response.context["form"].errors) == sorted(errors)

    def test_what_the_rule_asks_for_is_among_it(self, client, world):
        world.rated([5, 5])
        application = world.rated([1, 4])
        earlier = deciding(world, application)
        sent = TYPED | {"confirmed": "", "departure_reason": "", "what_changed": ""}
        response = page(client, world, "revise", earlier, data=sent)
        errors = response.context["form"].errors
        waiver = [name for name in errors if name.startswith("waiver_")]
        assert len(waiver) == 1
        assert sorted(errors) == sorted(["confirmed", "departure_reason", "what_changed", *waiver])
        assert Decision.objects.get() == earlier

    def test_a_first_decision_too(self, client, world):
        application = world.rated([4, 4])
        client.force_login(world.manager)
        address = reverse("scorecards:decide", args=[application.pk])
        response = client.post(address, {"outcome": "", "rationale": ""})
        assert sorted(response.context["form"].errors) == ["outcome", "rationale"]
        assert "Say why" in text_of(response)
