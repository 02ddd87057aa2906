"""A meeting in which one interviewer is to rate one candidate, and short words for the acts on it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from competencies.models import GridItem
from recruiting.models import Application, Interview
from scorecards.domain.answers import Answer, Answers
from scorecards.domain.filling import save_card
from scorecards.enums import Recommendation
from scorecards.models import Scorecard
from tests.factories import make_application, make_grid, make_interview, make_user, make_vacancy


@dataclass
class Place:
    interview: Interview
    application: Application
    person: User
    items: list[GridItem]

    def address(self, name: str = "card") -> str:
        return reverse(f"scorecards:{name}", args=[self.interview.pk, self.application.pk])

    def save(self, answers: Answers, *, seen: int = 0, now=None, **fields):
        return save_card(
            interview=self.interview,
            application=self.application,
            by=fields.pop("by", self.person),
            seen_version=seen,
            answers=answers,
            now=now or timezone.now(),
            **fields,
        )

    def answers(self, *levels: int | None, text: str = "Said so.", recommendation=Recommendation.YES) -> Answers:
        """One level an item, None for not observed; all of 3 when none are given."""
        chosen = levels or (3,) * len(self.items)
        rated = {
            item.pk: Answer(level=level, not_observed=level is None, evidence=text)
            for item, level in zip(self.items, chosen, strict=True)
        }
        return Answers(rated, recommendation)

    def posted(self, answers: Answers, *, version: int = 0, **extra) -> dict:
        """The same answers as the page's form sends them."""
        data = {"version": version, "recommendation": answers.recommendation, "summary": answers.summary}
        for item in self.items:
            answer = answers.of(item)
            data[f"level-{item.pk}"] = answer.choice
            data[f"evidence-{item.pk}"] = answer.evidence
        return data | extra

    @property
    def card_exists(self) -> bool:
        return Scorecard.objects.filter(interview=self.interview, application=self.application).exists()

    @property
    def card(self) -> Scorecard:
        return Scorecard.objects.get(interview=self.interview, application=self.application, interviewer=self.person)


def make_place(*, items: int = 2, **fields) -> Place:
    person = make_user(Role.INTERVIEWER)
    application = make_application(make_vacancy(grid=make_grid(items=items)))
    starts_at = fields.pop("starts_at", timezone.now() - timedelta(hours=2))
    interview = make_interview(application, person, starts_at=starts_at, **fields)
    return Place(interview, application, person, list(interview.stage.covers.order_by("order")))


def text_of(response) -> str:
    """Words of the page without markup and repeated space."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def close(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(
        state="rejected", closed_at=timezone.now(), no_letter_reason="Told on the phone."
    )
