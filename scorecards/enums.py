from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CardState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    DECLINED = "declined", _("Declined")
    VOID = "void", _("Void")


class Recommendation(TextChoices):
    """Whether the interviewer would hire the person for this role; the last answer on a card."""

    STRONG_NO = "strong_no", _("Strong no")
    NO = "no", _("No")
    YES = "yes", _("Yes")
    STRONG_YES = "strong_yes", _("Strong yes")
    NO_DECISION = "no_decision", _("No decision")


class DeclineReason(TextChoices):
    DID_NOT_ATTEND = "did_not_attend", _("I was not at the interview")
    CONFLICT = "conflict", _("Conflict of interest")
    TOO_LITTLE = "too_little", _("I saw too little to rate anything")
    LEFT = "left", _("No longer here; declined by somebody else")


class CriticalKind(TextChoices):
    """What no level makes good; a person decides what follows from it."""

    RUDENESS = "rudeness", _("Rudeness to a client")
    PROMISE = "promise", _("A promise that cannot be kept")
    UNTRUTH = "untruth", _("An untruth")


class AmendReason(TextChoices):
    SLIP = "slip", _("Misheard or mistyped")
    NEW_INFORMATION = "new_information", _("New information at the debrief")
    OTHER_CANDIDATE = "other_candidate", _("Meant for another candidate")
    OTHER = "other", _("Something else")


class AmendSource(TextChoices):
    AUTHOR = "author", _("by the author")
    DEBRIEF = "debrief", _("at the debrief")


class RecusalReason(TextChoices):
    RELATED = "related", _("We are related or close friends")
    WORKED = "worked", _("We work or worked closely together")
    INTEREST = "interest", _("I gain or lose by the outcome")
    OTHER = "other", _("Another conflict of interest")


class Outcome(TextChoices):
    HIRE = "hire", _("Hire")
    REJECT = "reject", _("Reject")
    KEEP = "keep", _("Keep for another vacancy")


class Asked(TextChoices):
    """What became of a question of the kit."""

    ASKED = "asked", _("Asked")
    SKIPPED = "skipped", _("Skipped")
    REPLACED = "replaced", _("Replaced")


class TopicState(TextChoices):
    """Whether a topic was looked through for verdicts and passed on."""

    WAITING = "waiting", _("Waits to be looked through")
    PASSED = "passed", _("Passed on")
    WITHHELD = "withheld", _("Not passed on")
