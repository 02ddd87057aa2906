from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from recruiting.models import Application, Vacancy
from scorecards.domain.card_seal import sealed_content
from scorecards.domain.sealing import digest
from scorecards.enums import CardState
from scorecards.models import Scorecard
from tests.factories import (
    make_application,
    make_candidate,
    make_card,
    make_grid,
    make_interview,
    make_user,
    make_vacancy,
    publish_directly,
)


@dataclass
class World:
    """One vacancy whose grid asks for level 3 in a must-have and in a plain competency, with its team."""

    vacancy: Vacancy
    recruiter: User
    manager: User
    interviewers: list[User]

    def rated(
        self,
        *levels: list[int | None],
        name: str = "",
        stage: str = "interview",
        by: tuple[int, ...] = (0, 1, 2, 3),
        evidence: str = "Said and did so.",
    ) -> Application:
        """A candidate with one sealed card per list of levels, from the interviewers whose numbers are in `by`."""
        candidate = make_candidate(name, added_by=self.recruiter)
        application = make_application(self.vacancy, candidate=candidate, stage=stage)
        seats = [self.interviewers[number] for number in by[: len(levels)]]
        started = timezone.now() - timedelta(days=2, hours=Application.objects.count())
        interview = make_interview(application, *seats, starts_at=started)
        for interviewer, given in zip(seats, levels, strict=True):
            seal(make_card(interview, interviewer, levels=given, evidence=evidence, submitted=False))
        return application


def seal(card: Scorecard) -> None:
    """Submit the card with a seal that holds."""
    content = {**sealed_content(card), "independent": card.independent, "closed_at": card.saved_at.isoformat()}
    Scorecard.objects.filter(pk=card.pk).update(
        state=CardState.SUBMITTED, closed_at=card.saved_at, seal=content, digest=digest(content)
    )


@pytest.fixture
def world(db) -> World:
    recruiter, manager = make_user(Role.HR), make_user(Role.HIRING_MANAGER)
    interviewers = [make_user(Role.INTERVIEWER) for _ in range(4)]
    grid = make_grid(items=2, published=False)
    grid.items.filter(order=1).update(must_have=True)
    vacancy = make_vacancy(grid=publish_directly(grid), recruiter=recruiter, hiring_manager=manager)
    return World(vacancy, recruiter, manager, interviewers)
