"""What recruiting holds on a candidate, table by table."""

from django.db.models import Q

from recruiting.domain.people_data.holdings import (
    Erasure,
    FreeText,
    Holding,
    register,
    register_eraser,
    register_free_text,
)
from recruiting.domain.people_data.staged import staged_lists
from recruiting.enums import InterviewState, Store
from recruiting.models import (
    Application,
    Attendance,
    Call,
    CandidateFile,
    CandidateLink,
    Claim,
    ClaimCheck,
    ConsentEvent,
    DataRequest,
    DuplicatePair,
    Interview,
    Letter,
    Note,
    Reschedule,
    StageMove,
    TaskAnswer,
    TaskMark,
    VacancyEvent,
)

HOLDINGS = (
    Holding(
        Application,
        "applications",
        "candidate",
        keeps=(
            "vacancy__title", "stage__name", "state", "source", "is_internal", "applied_at", "closed_at",
            "reason__text", "no_letter_reason",
        ),
    ),
    Holding(
        StageMove,
        "history",
        "application__candidate",
        empties=("override_reason",),
        keeps=("from_stage__name", "to_stage__name", "to_state", "at"),
        author="by",
    ),
    Holding(
        Claim,
        "claims",
        "application__candidate",
        empties=("text", "period", "measured", "later_period", "later_measured"),
        keeps=("source", "is_figure", "state", "at"),
        author="by",
    ),
    Holding(
        ClaimCheck,
        "checks",
        "claim__application__candidate",
        empties=("evidence",),
        keeps=("state", "at"),
        author="by",
    ),
    Holding(
        TaskAnswer,
        "answers",
        "application__candidate",
        empties=("text",),
        keeps=("task__text", "is_empty", "at"),
    ),
    Holding(TaskMark, "ticks", "answer__application__candidate", keeps=("tick", "holds", "at"), author="by"),
    Holding(
        Call,
        "calls",
        "application__candidate",
        empties=("note",),
        keeps=("direction", "way", "at", "outcome", "told_outcome"),
        author="by",
    ),
    Holding(Note, "notes", "application__candidate", empties=("text",), keeps=("at",), author="author"),
    Holding(
        Attendance,
        "interviews",
        "application__candidate",
        keeps=(
            "interview__stage__name", "interview__starts_at", "interview__ends_at", "interview__state", "answer",
            "presence",
        ),
    ),
    Holding(
        Letter,
        "letters",
        "application__candidate",
        keeps=("message__subject", "message__body", "message__to", "message__created_at", "message__sent_at"),
        author="message__author",
    ),
    Holding(CandidateLink, "links", "candidate", removes=True, exported=False),
    Holding(
        ConsentEvent,
        "consents",
        "candidate",
        keeps=("purpose", "given", "way", "at", "version__words", "version__digest"),
        author="by",
    ),
    Holding(DataRequest, "requests", "candidate", keeps=("kind", "at", "answer_by", "done_at")),
)  # fmt: skip

FREE_TEXTS = (
    FreeText(Call, ("note",), "application__vacancy"),
    FreeText(Claim, ("text", "period", "measured", "later_period", "later_measured"), "application__vacancy"),
    FreeText(ClaimCheck, ("evidence",), "claim__application__vacancy"),
    FreeText(TaskAnswer, ("text",), "application__vacancy"),
    FreeText(Note, ("text",), "application__vacancy"),
    FreeText(StageMove, ("override_reason",), "application__vacancy"),
    FreeText(Application, ("no_letter_reason",), "vacancy"),
    FreeText(VacancyEvent, ("reason",), "vacancy"),
    FreeText(Interview, ("place", "link", "state_reason"), "vacancy"),
    FreeText(Reschedule, ("reason",), "interview__vacancy"),
)


def register_held() -> None:
    """Called when the app is ready."""
    register(*HOLDINGS)
    register_free_text(*FREE_TEXTS)
    register_eraser(uploads)
    register_eraser(reasons)
    register_eraser(meetings)
    register_eraser(pairs)
    register_eraser(requests)
    register_eraser(staged_lists)


def uploads(erasure: Erasure) -> None:
    """Rows of files go at once, the files themselves after the commit."""
    rows = CandidateFile.objects.filter(candidate__in=erasure.people)
    erasure.files += [(Store.UPLOADS, name) for name in rows.values_list("content", flat=True)]
    erasure.count("files", rows.count())
    rows.delete()


def reasons(erasure: Erasure) -> None:
    """The reason why no letter was owed is words about the person; that there was one stays."""
    rows = Application.objects.filter(candidate__in=erasure.people).exclude(no_letter_reason__in=["", "[…]"])
    erasure.count("reasons", rows.update(no_letter_reason="[…]"))


def pairs(erasure: Erasure) -> None:
    """Guesses that the record is somebody's twin."""
    DuplicatePair.objects.filter(Q(first__in=erasure.people) | Q(second__in=erasure.people)).delete()


def requests(erasure: Erasure) -> None:
    """What the person asked for and nobody has settled: there is nothing left to copy, to withdraw or to erase."""
    DataRequest.objects.filter(candidate__in=erasure.people, done_at=None).update(done_at=erasure.now)


def meetings(erasure: Erasure) -> None:
    """Words about meetings of this person alone; what a group's meeting says is only searched for the name."""
    places = Attendance.objects.filter(application__candidate__in=erasure.people).values("interview")
    others = Attendance.objects.exclude(application__candidate__in=erasure.people).values("interview")
    alone = Interview.objects.filter(pk__in=places).exclude(pk__in=others)
    keys = list(alone.values_list("pk", flat=True))
    alone.filter(state=InterviewState.PLANNED).update(state=InterviewState.CANCELLED)
    erasure.count("meetings", alone.update(place="", link="", state_reason=""))
    Reschedule.objects.filter(interview__in=keys).update(reason="")
