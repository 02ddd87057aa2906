"""Record what a person decided on an application, with a sealed snapshot of what the decision stood on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from recruiting.enums import Reveal
from recruiting.models import Application, Vacancy
from scorecards.domain.comparing import Column, Comparison, compare
from scorecards.domain.decision_mails import tell_revised
from scorecards.domain.ordering import Standing
from scorecards.domain.owed import conflicts_of_interest, owed_cards
from scorecards.domain.record import locked_for
from scorecards.domain.sealing import digest, salted
from scorecards.domain.snapshot import snapshot_of
from scorecards.enums import CardState, Outcome
from scorecards.models import Debrief, Decision, Scorecard
from scorecards.models.card import new_salt

TEXTS = ("rationale", "alternatives", "dissent", "departure_reason")
REVISION_TEXTS = (*TEXTS, "what_changed")


class DecisionRefused(Exception):
    """The decision cannot be recorded as proposed; `problems` maps a field (or "") to a message for the person."""

    def __init__(self, problems: Mapping[str, str]):
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)


class AlreadyDecided(DecisionRefused):
    """Another decision stands on this application than none, or than the one that was to be revised."""

    def __init__(self, decision: Decision):
        self.decision = decision
        message = _("%(name)s has already recorded a decision here. Nothing of yours was saved over it.")
        super().__init__({"": message % {"name": decision.by}})


@dataclass(frozen=True)
class Waiver:
    """A must-have below its level, accepted: why, and what the person will learn to close the gap."""

    reason: str
    development: str


@dataclass(frozen=True)
class Proposal:
    """What the deciding person typed; `waivers` by grid item."""

    outcome: Outcome
    rationale: str
    alternatives: str = ""
    dissent: str = ""
    departure_reason: str = ""
    what_changed: str = ""  # since the decision that this one revises
    waivers: Mapping[int, Waiver] = field(default_factory=dict)


@transaction.atomic
def decide(
    *, application: Application, proposal: Proposal, by: User, now: datetime, revises: Decision | None = None
) -> Decision:
    """Seal a decision. Two people at once: the row locks let one win and tell the other.

    `revises`: the decision that stands on the application and from now on does not. It asks the same of the person
    and of the evidence as a first one, and in addition what has changed since.

    Errors: AlreadyDecided; DecisionRefused with the fields that need an answer.
    """
    vacancy = (
        Vacancy.objects.select_for_update(of=("self",)).select_related("rule", "grid").get(pk=application.vacancy_id)
    )
    application = Application.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=application.pk)
    refuse_if_closed(application, vacancy, by, now, revises)
    if proposal.outcome != Outcome.HIRE:
        proposal = replace(proposal, waivers={})  # nothing is accepted of somebody who does not come
    comparison = comparison_for(application, vacancy, by, proposal)
    departs = departs_from_rule(comparison, application, proposal.outcome)
    problems = problems_of(comparison, application, proposal, departs) | unsaid(proposal, revises)
    if problems:
        raise DecisionRefused(problems)
    made = _seal(application, comparison, proposal, departs, by, now, revises)
    if revises is not None:
        tell_revised(made, now=now)
    return made


def unmet(
    *, application: Application, vacancy: Vacancy, proposal: Proposal, by: User, revises: Decision | None = None
) -> dict[str, str]:
    """What `decide` would ask for in the fields of this proposal, without deciding anything."""
    comparison = comparison_for(application, vacancy, by, proposal)
    departs = departs_from_rule(comparison, application, proposal.outcome)
    return problems_of(comparison, application, proposal, departs) | unsaid(proposal, revises)


def unsaid(proposal: Proposal, revises: Decision | None = None) -> dict[str, str]:
    """The words that are asked for whatever the outcome is."""
    problems = {}
    if not proposal.rationale.strip():
        problems["rationale"] = _("Say why: the record is read by people who were not there.")
    if revises is not None and not proposal.what_changed.strip():
        problems["what_changed"] = _("Say what has changed since the earlier decision.")
    return problems


def refuse_if_closed(
    application: Application, vacancy: Vacancy, by: User, now: datetime, revises: Decision | None = None
) -> None:
    """What no wording of the decision can mend."""
    standing = standing_decision(application)
    if standing is not None and standing != revises:
        raise AlreadyDecided(standing)
    if not application.is_active:
        raise DecisionRefused({"": _("This application is closed; there is nothing left to decide.")})
    if not vacancy.is_running:
        raise DecisionRefused({"": _("The vacancy is not open, so no decision can be recorded.")})
    if why := _blind(application, by, now):
        raise DecisionRefused({"": why})
    if waiting := _open_at_the_debrief(application):
        message = ngettext(
            "%(count)d scorecard opens at the debrief. Hold it first, so that the decision stands on it too.",
            "%(count)d scorecards open at the debrief. Hold it first, so that the decision stands on them too.",
            waiting,
        )
        raise DecisionRefused({"": message % {"count": waiting}})
    if revises is not None and locked_for(by, [revises]) & {application.pk}:
        raise DecisionRefused({"": _("The earlier decision opens to you after your own scorecard. Revise it then.")})


def standing_decision(application: Application) -> Decision | None:
    """The decision on the application that no later one revises."""
    return Decision.objects.standing().filter(application=application).select_related("by").first()


def _open_at_the_debrief(application: Application) -> int:
    """Sealed cards that nobody but their writers can read yet, because nobody opened the debrief."""
    if Debrief.objects.filter(application=application).exists():
        return 0
    return Scorecard.objects.submitted().filter(application=application, stage__reveal=Reveal.AT_DEBRIEF).count()


def _blind(application: Application, user: User, now: datetime) -> str:
    """Why the person would decide without what they are to rate or read first; empty when they would not.

    A card that is owed after a meeting comes first even where nobody else rated: a rating that follows one's own
    decision is worth nothing. A meeting still ahead holds nothing back.
    """
    own = Scorecard.objects.filter(application=application, interviewer=user)
    if conflicts_of_interest(user).filter(application=application).exists():
        return _("You have declared a conflict of interest here. Another hiring manager of the team decides.")
    owed = [row for row in owed_cards(now=now, user=user) if row.application.pk == application.pk]
    if owed or own.filter(state=CardState.DRAFT).exists():
        return _("You sit on this panel. Submit your scorecard first, then decide.")
    sealed = Scorecard.objects.filter(application=application).submitted()
    if not Debrief.objects.filter(application=application).exists():
        sealed = sealed.exclude(stage__reveal=Reveal.AT_DEBRIEF)
    if not sealed.exclude(pk__in=sealed.visible_to(user).values("pk")).exists():
        return ""
    if own.filter(state=CardState.DECLINED).exists():
        return _("You declined to rate this candidate. The scorecards open to you once the debrief is closed.")
    return _("You sit on this panel. Submit your scorecard first, then decide.")


def comparison_for(application: Application, vacancy: Vacancy, by: User, proposal: Proposal | None) -> Comparison:
    """The comparison a decision stands on: the candidate, and those in work on whom nobody has decided yet."""
    decided = Exists(Decision.objects.filter(application=OuterRef("pk")))
    undecided = Application.objects.active().filter(~decided | Q(pk=application.pk))
    waived = {application.pk: tuple(proposal.waivers)} if proposal else {}
    return compare(vacancy=vacancy, user=by, narrowed_to=undecided, waived=waived)


def departs_from_rule(comparison: Comparison, application: Application, outcome: Outcome) -> bool:
    """Hiring anyone but a first place departs from the rule; so does turning down the one who alone holds it."""
    column = comparison.column(application.pk)
    first = column is not None and column.place == 1
    if outcome == Outcome.HIRE:
        return not first
    return first and column is not None and not column.shares_with and len(comparison.columns) > 1


def problems_of(comparison: Comparison, application: Application, proposal: Proposal, departs: bool) -> dict[str, str]:
    """Fields that need an answer before this decision can be sealed, but for what a revision asks in addition."""
    problems = unsaid(proposal)
    if departs and not proposal.departure_reason.strip():
        problems["departure_reason"] = _("The decision departs from the declared rule. Say why.")
    if proposal.outcome == Outcome.HIRE:
        problems.update(_waiver_problems(comparison.column(application.pk), proposal))
    return problems


def _waiver_problems(column: Column | None, proposal: Proposal) -> dict[str, str]:
    if column is None or column.standing == Standing.NOT_ENOUGH:
        return {}
    problems = {}
    for cell in column.assessment.must_haves_below:
        waiver = proposal.waivers.get(cell.item.id)
        if waiver is None or not waiver.reason.strip() or not waiver.development.strip():
            message = _("“%(name)s” is a must-have below its level: give a reason and a development step.")
            problems[f"waiver_{cell.item.id}"] = message % {"name": cell.item.name}
    return problems


def _seal(
    application: Application,
    comparison: Comparison,
    proposal: Proposal,
    departs: bool,
    by: User,
    now: datetime,
    revises: Decision | None,
) -> Decision:
    salt = new_salt()
    texts = {
        "rationale": proposal.rationale,
        "alternatives": proposal.alternatives,
        "dissent": proposal.dissent,
        "departure_reason": proposal.departure_reason if departs else "",
        "what_changed": proposal.what_changed if revises else "",
    }
    body = {
        "outcome": str(proposal.outcome),
        "departs": departs,
        "waivers": [
            {"item": item, "reason": waiver.reason, "development": waiver.development}
            for item, waiver in sorted(proposal.waivers.items())
        ],
        "missing_cards": missing_cards(application, now),
        "snapshot": snapshot_of(comparison),
    }
    made = Decision(application=application, revises=revises, by=by, at=now, salt=salt, **texts, **body)
    made.seal = sealed_texts(made)
    made.digest = digest(proof_of(made))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            return made
    except IntegrityError:
        raise AlreadyDecided(Decision.objects.standing().select_related("by").get(application=application)) from None


def proof_of(decision: Decision) -> dict:
    """What the digest of a decision covers: facts and figures as they are, every text by its salted digest only.

    The digests of the texts are kept, because an erasure empties the texts themselves. A revision covers the digest of
    the decision it revises.
    """
    return {
        "outcome": str(decision.outcome),
        "departs": decision.departs,
        "missing_cards": decision.missing_cards,
        "snapshot": decision.snapshot,
        "by": decision.by_id,
        "at": decision.at.astimezone(UTC).isoformat(),
        **({"revises": decision.revises.digest} if decision.revises else {}),
        **(decision.seal or sealed_texts(decision)),
    }


def sealed_texts(decision: Decision) -> dict:
    """The salted digests of the words that the decision has now."""
    return {
        "waivers": [
            [one["item"], salted(decision.salt, one["reason"]), salted(decision.salt, one["development"])]
            for one in decision.waivers
        ],
        **{
            name: salted(decision.salt, getattr(decision, name))
            for name in (REVISION_TEXTS if decision.revises_id else TEXTS)
        },
    }


def missing_cards(application: Application, now) -> list[dict[str, int]]:
    """Cards that were not in when the decision was made: still owed, or with sealed ratings and open notes."""
    rows = owed_cards(now=now, vacancies=[application.vacancy_id])
    owed = [(row.interview.stage_id, row.interviewer.pk) for row in rows if row.application.pk == application.pk]
    rated = Scorecard.objects.filter(application=application, state=CardState.DRAFT, ratings_sealed_at__isnull=False)
    open_notes = list(rated.order_by("pk").values_list("stage", "interviewer"))
    return [{"stage": stage, "interviewer": interviewer} for stage, interviewer in dict.fromkeys([*owed, *open_notes])]
