"""A revision is told by mail to whoever went by the earlier decision."""

import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from outbox.models import OutboundMessage
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember
from scorecards.enums import Outcome
from scorecards.models import Decision
from tests.factories import make_interview, make_user
from tests.scorecards.comparison.test_revising import CHANGED, deciding

pytestmark = pytest.mark.django_db


def second_manager(world):
    other = make_user(Role.HIRING_MANAGER)
    TeamMember.objects.create(vacancy=world.vacancy, user=other, function=TeamFunction.HIRING_MANAGER)
    return other


def told() -> list:
    return [row.recipient for row in OutboundMessage.objects.order_by("recipient__pk")]


class TestTheMail:
    def revised(self, world, application=None) -> Decision:
        """One manager turns down, another revises it."""
        application = application or world.rated([4, 4], name="Alina Rusu")
        earlier = deciding(world, application)
        OutboundMessage.objects.all().delete()
        return deciding(world, application, Outcome.HIRE, revises=earlier, by=second_manager(world))

    def test_goes_to_the_recruiters_and_whoever_decided_before(self, world):
        later = self.revised(world)
        assert told() == sorted([world.recruiter, world.manager], key=lambda user: user.pk)
        assert later.by not in told()

    def test_speaks_of_no_verdict_and_no_words_of_it(self, world):
        later = self.revised(world)
        mail = OutboundMessage.objects.filter(recipient=world.recruiter).get()
        assert mail.subject == "The decision on Alina Rusu was revised"
        assert later.by.full_name in mail.body
        assert reverse("scorecards:decision", args=[later.pk]) in mail.body
        said = mail.subject + mail.body.split("http")[0]
        for named in (world.recruiter.full_name, later.by.full_name, world.vacancy.title):
            said = said.replace(named, "")
        assert re.findall(r"\d|hire|reject|Calm with", said) == []
        assert CHANGED not in said

    @pytest.mark.parametrize(("language", "words"), [("ru", "Решение"), ("ro", "Decizia")])
    def test_is_in_the_readers_language(self, world, language, words):
        world.recruiter.language = language
        world.recruiter.save()
        self.revised(world)
        assert words in OutboundMessage.objects.get(recipient=world.recruiter).subject

    def test_no_mail_speaks_of_a_first_decision(self, world):
        deciding(world, world.rated([4, 4]))
        assert told() == []

    def test_whoever_still_rates_the_candidate_is_told_nothing(self, world):
        application = world.rated([4, 4])
        make_interview(application, world.recruiter)  # begun, and the card is owed
        self.revised(world, application)
        assert told() == [world.manager]

    def test_whoever_has_left_the_team_or_the_house_is_told_nothing(self, world):
        application = world.rated([4, 4])
        earlier = deciding(world, application)
        other = second_manager(world)
        OutboundMessage.objects.all().delete()
        TeamMember.objects.filter(vacancy=world.vacancy, user=world.manager).delete()
        world.recruiter.is_active = False
        world.recruiter.save()
        deciding(world, application, Outcome.HIRE, revises=earlier, by=other)
        assert told() == []
