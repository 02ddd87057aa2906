"""A made-up vacancy with panels in every condition, and what can be changed in it behind somebody's back."""

import random
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from recruiting.enums import Presence, Reveal
from recruiting.models import Application, Attendance, Interview, Seat, Stage, Vacancy
from scorecards.domain.debrief import may_read, open_debrief
from scorecards.domain.deciding import Proposal, decide
from scorecards.enums import CardState, CriticalKind, DeclineReason, Outcome, Recommendation
from scorecards.models import AgreedLevel, CriticalError, DebriefNote, Decision, Rating, Scorecard
from tests.factories import make_application, make_card, make_interview, make_seat, make_user, make_vacancy

SECRET = "zxq-hidden-zxq"  # a word that nobody but a hidden card contains
CONDITIONS = ("sealed", "sealed", "sealed", "draft", "nothing", "declined")


@dataclass
class World:
    """Everybody who could look: the team, the panels, an administrator on a panel and one who is on none."""

    vacancy: Vacancy
    people: dict[str, User]
    applications: list[Application]
    interviews: list[Interview] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def make_world(seed: int, candidates: int = 3) -> World:
    """Two stages; seats, cards, late seats, reveals, debriefs and decisions drawn by `seed`."""
    draw = random.Random(seed)
    people = {
        "recruiter": make_user(Role.HR),
        "manager": make_user(Role.HIRING_MANAGER),
        "first": make_user(Role.INTERVIEWER),
        "second": make_user(Role.INTERVIEWER),
        "third": make_user(Role.INTERVIEWER),
        "admin": make_user(Role.ADMIN),
        "idle_admin": make_user(Role.ADMIN),
    }
    vacancy = make_vacancy(recruiter=people["recruiter"], hiring_manager=people["manager"])
    Stage.objects.filter(vacancy=vacancy, key="manager").update(
        reveal=draw.choice([Reveal.AFTER_OWN, Reveal.AT_DEBRIEF])
    )
    world = World(vacancy, people, [make_application(vacancy, stage="manager") for _ in range(candidates)])
    for application in world.applications:
        for key in ("interview", "manager"):
            _panel(world, application, vacancy.stages.get(key=key), draw)
    _talks(world, draw)
    return world


def _panel(world: World, application: Application, stage: Stage, draw: random.Random) -> None:
    """Two to four seats of anybody but the idle administrator, each in its own condition."""
    starts = timezone.now() - timedelta(days=2, hours=7 * len(world.interviews))
    interview = make_interview(application, stage=stage, starts_at=starts)
    world.interviews.append(interview)
    names = [name for name in world.people if name != "idle_admin"]
    for number, name in enumerate(draw.sample(names, draw.randint(2, 4))):
        person = world.people[name]
        if draw.random() < 0.9 or number == 0:
            make_seat(interview, person)
        _condition(interview, person, draw.choice(CONDITIONS) if number else "sealed", draw)
    if draw.random() < 0.4:
        late = world.people[draw.choice(names)]
        if not Seat.objects.filter(interview=interview, interviewer=late).exists():
            make_seat(interview, late)
    if draw.random() < 0.1:
        Attendance.objects.filter(interview=interview).update(presence=Presence.NO_SHOW)


def _condition(interview: Interview, person: User, condition: str, draw: random.Random) -> None:
    if condition == "nothing":
        return
    levels = [draw.choice([1, 2, 3, 4, 5, None]) for _ in range(2)]
    answer = draw.choice([Recommendation.YES, Recommendation.NO])
    card = make_card(interview, person, levels=levels, submitted=condition == "sealed", recommendation=answer)
    if condition == "declined":
        closed = {"decline_reason": DeclineReason.TOO_LITTLE, "closed_at": timezone.now()}
        Scorecard.objects.filter(pk=card.pk).update(state=CardState.DECLINED, **closed)


def _talks(world: World, draw: random.Random) -> None:
    """A decision on the first candidate, a debrief with words on the second; later a seat for whoever has read both."""
    first, second = world.applications[0], world.applications[1]
    manager, now = world.people["manager"], timezone.now()
    Seat.objects.filter(interviewer=manager, interview__attendances__application__in=[first, second]).delete()
    Scorecard.objects.filter(interviewer=manager, state=CardState.DRAFT).delete()
    why = {"rationale": "Why it was so.", "departure_reason": "May is late.", "alternatives": "The other one."}
    if first.vacancy.stages.filter(reveal=Reveal.AT_DEBRIEF).exists():
        open_debrief(application=first, by=manager, now=now, override_reason="The client waits.")
    earlier = decide(application=first, proposal=Proposal(outcome=Outcome.KEEP, **why), by=manager, now=now)
    again = Proposal(outcome=Outcome.REJECT, what_changed="A reference came in.", **why)
    later = decide(application=first, proposal=again, by=manager, now=now, revises=earlier)
    world.decisions += [earlier, later]
    debrief = open_debrief(application=second, by=manager, now=now, override_reason="The client waits.")
    item = world.vacancy.grid.items.order_by("order").first()
    DebriefNote.objects.create(application=second, item=item, text="Said in the talk.", by=manager, at=now)
    AgreedLevel.objects.create(application=second, item=item, level=3, why="Agreed so.", by=manager, at=now)
    if draw.random() < 0.3:
        debrief.closed_by, debrief.closed_at = manager, now
        debrief.save()
    if draw.random() < 0.5:
        make_seat(draw.choice(world.interviews[:4]), manager)


def hidden_from(user: User) -> list[Scorecard]:
    seen = Scorecard.objects.visible_to(user).values("pk")
    return list(Scorecard.objects.exclude(pk__in=seen).select_related("application"))


def change_behind(user: User, world: World) -> None:
    """Change every rating, note and figure that the person must not see, past the seals, as a bug could never do."""
    hidden = hidden_from(user)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    for card in hidden:
        _change(card)
    for decision in world.decisions:
        _change_snapshot(decision, hidden)
    for application in world.applications:
        if not may_read(user, application):
            DebriefNote.objects.filter(application=application).update(text=SECRET)
            AgreedLevel.objects.filter(application=application).update(level=1, why=SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _change(card: Scorecard) -> None:
    for rating in Rating.objects.filter(scorecard=card):
        rating.level, rating.not_observed = 1 + (rating.level or 2) % 5, False
        rating.evidence = rating.situation = rating.result = SECRET
        rating.save()
    card.recommendation = Recommendation.STRONG_NO
    card.summary, card.decline_note = SECRET, SECRET
    card.save()
    CriticalError.objects.create(scorecard=card, kind=CriticalKind.values[0], what=SECRET)


def _change_snapshot(decision: Decision, hidden: list[Scorecard]) -> None:
    """The figures that came from cards now closed to the person, and the words of a decision on such a candidate."""
    snapshot = deepcopy(decision.snapshot)
    behind = {card["id"] for card in snapshot["cards"]}
    closed = {card.application_id for card in hidden if card.pk in behind}
    for figures in snapshot["candidates"]:
        if closed:
            figures["place"] = 77
        if figures["application"] in closed:
            figures["fit"] = 0.011
            for cell in figures["cells"]:
                cell["mean"] = 1.11
    changes = {"alternatives": SECRET, "departure_reason": SECRET} if closed else {}
    if decision.application_id in closed:
        changes |= {"rationale": SECRET, "dissent": SECRET}
        changes |= {"what_changed": SECRET} if decision.revises_id else {}
    Decision.objects.filter(pk=decision.pk).update(snapshot=snapshot, **changes)
