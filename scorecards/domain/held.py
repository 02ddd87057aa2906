"""What scorecards hold on a candidate: words go with the person, levels and seals stay."""

from django.db.models import Q

from recruiting.domain.people_data.holdings import (
    Erasure,
    FreeText,
    Holding,
    register,
    register_eraser,
    register_free_text,
)
from recruiting.models import Attendance
from scorecards.enums import CardState
from scorecards.models import (
    AgreedLevel,
    Amendment,
    ClaimMark,
    ConflictWithdrawal,
    CriticalError,
    Debrief,
    DebriefNote,
    Decision,
    ExerciseResult,
    Feedback,
    QuestionMark,
    Rating,
    RatingsSeen,
    Recusal,
    Scorecard,
    Topic,
)

WORDS = ("rationale", "alternatives", "dissent", "departure_reason", "what_changed")
ANSWERS = ("evidence", "situation", "task", "action", "result", "baseline", "period", "source")

HOLDINGS = (
    Holding(
        Scorecard,
        "scorecards",
        "application__candidate",
        empties=("summary", "decline_note", "objection"),
        keeps=("stage__name", "state", "recommendation", "decline_reason", "closed_at"),
        author="interviewer",
    ),
    Holding(
        Rating,
        "ratings",
        "scorecard__application__candidate",
        empties=ANSWERS,
        keeps=("item__name", "level", "not_observed", "result_measured"),
        author="scorecard__interviewer",
    ),
    Holding(
        CriticalError,
        "errors",
        "scorecard__application__candidate",
        empties=("what",),
        keeps=("kind",),
        author="scorecard__interviewer",
    ),
    Holding(
        ExerciseResult,
        "exercises",
        "scorecard__application__candidate",
        empties=("note",),
        keeps=("exercise__exercise__name", "score", "marks"),
        author="scorecard__interviewer",
    ),
    Holding(
        ClaimMark,
        "claims",
        "scorecard__application__candidate",
        empties=("evidence",),
        keeps=("state",),
        author="scorecard__interviewer",
    ),
    Holding(
        Amendment,
        "amendments",
        "scorecard__application__candidate",
        empties=("evidence", "words"),
        keeps=("item__name", "recommendation", "reason", "at"),
        author="by",
    ),
    Holding(
        Decision,
        "decisions",
        "application__candidate",
        empties=WORDS,
        keeps=("outcome", "departs", "waivers", "at"),
        author="by",
    ),
    Holding(
        QuestionMark,
        "questions",
        "scorecard__application__candidate",
        empties=("replacement",),
        keeps=("question__question__text", "mark"),
        author="scorecard__interviewer",
    ),
    Holding(
        Topic,
        "topics",
        "application__candidate",
        empties=("text", "passed_text"),
        keeps=("stage__name", "state", "at"),
        author="author",
    ),
    Holding(
        Debrief,
        "debrief",
        "application__candidate",
        empties=("override_reason",),
        keeps=("opened_at", "closed_at"),
        author="opened_by",
    ),
    Holding(
        DebriefNote, "debrief", "application__candidate", empties=("text",), keeps=("item__name", "at"), author="by"
    ),
    Holding(
        AgreedLevel,
        "debrief",
        "application__candidate",
        empties=("why",),
        keeps=("item__name", "level", "at"),
        author="by",
    ),
    Holding(
        Feedback,
        "feedback",
        "application__candidate",
        empties=("subject", "body"),
        keeps=("released_at",),
        author="edited_by",
    ),
    Holding(RatingsSeen, "readers", "application__candidate", exported=False),
)
FREE_TEXTS = (
    FreeText(Scorecard, ("summary", "decline_note", "objection"), "application__vacancy"),
    FreeText(Rating, ANSWERS, "scorecard__application__vacancy"),
    FreeText(CriticalError, ("what",), "scorecard__application__vacancy"),
    FreeText(ExerciseResult, ("note",), "scorecard__application__vacancy"),
    FreeText(QuestionMark, ("replacement",), "scorecard__application__vacancy"),
    FreeText(Topic, ("text", "passed_text"), "application__vacancy"),
    FreeText(ClaimMark, ("evidence",), "scorecard__application__vacancy"),
    FreeText(Amendment, ("evidence", "words"), "scorecard__application__vacancy"),
    FreeText(Debrief, ("override_reason",), "application__vacancy"),
    FreeText(DebriefNote, ("text",), "application__vacancy"),
    FreeText(AgreedLevel, ("why",), "application__vacancy"),
    FreeText(Feedback, ("subject", "body"), "application__vacancy"),
    FreeText(Recusal, ("note",), "interview__vacancy"),
    FreeText(ConflictWithdrawal, ("reason",), "recusal__interview__vacancy"),
    FreeText(ConflictWithdrawal, ("reason",), "scorecard__application__vacancy"),
    FreeText(Decision, (*WORDS, "waivers"), "application__vacancy"),
)


def register_held() -> None:
    """Called when the app is ready."""
    register(*HOLDINGS)
    register_free_text(*FREE_TEXTS)
    register_eraser(cards)
    register_eraser(decisions)


def cards(erasure: Erasure) -> None:
    """Drafts are void; the salt of a sealed card goes, so that nobody can try guesses against its digests."""
    own = Scorecard.objects.filter(application__candidate__in=erasure.people)
    own.filter(state=CardState.DRAFT).update(state=CardState.VOID, closed_at=erasure.now)
    own.exclude(salt="").update(salt="")
    Amendment.objects.filter(scorecard__in=own.values("pk")).exclude(salt="").update(salt="")
    meetings = Attendance.objects.filter(application__candidate__in=erasure.people).values("interview")
    others = Attendance.objects.exclude(application__candidate__in=erasure.people).values("interview")
    recusals = Recusal.objects.filter(interview__in=meetings).exclude(interview__in=others).exclude(note="")
    erasure.count("recusals", recusals.update(note=""))
    alone = Q(recusal__interview__in=meetings) & ~Q(recusal__interview__in=others)
    taken_back = ConflictWithdrawal.objects.filter(alone | Q(scorecard__in=own.values("pk"))).exclude(reason="")
    erasure.count("recusals", taken_back.update(reason=""))


def decisions(erasure: Erasure) -> None:
    """The same for decisions, with the words of each waiver; which must-haves were waived stays."""
    for decision in Decision.objects.filter(application__candidate__in=erasure.people).exclude(Q(salt="")):
        emptied = [{**one, "reason": "", "development": ""} for one in decision.waivers]
        Decision.objects.filter(pk=decision.pk).update(salt="", waivers=emptied)
