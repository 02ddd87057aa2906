from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(TextChoices):
    """What a stage is about; only candidate stages are columns of the board."""

    VACANCY = "vacancy", _("The vacancy")
    CANDIDATE = "candidate", _("The candidate")
    AFTER_HIRE = "after_hire", _("After the hire")


class Method(TextChoices):
    REVIEW = "review", _("Review of documents")
    TASK = "task", _("Task")
    CALL = "call", _("Call")
    INTERVIEW = "interview", _("Interview")
    ROLE_PLAY = "role_play", _("Role play")
    GROUP = "group", _("Group session")
    PANEL = "panel", _("Panel")
    OFFER = "offer", _("Offer")
    TEST = "test", _("Test")
    CHAT_TRIAL = "chat_trial", _("Chat trial")
    CHECK = "check", _("Check")
    PROMOTION = "promotion", _("Promotion of the vacancy")
    BRIEFING = "briefing", _("Briefing")


class Reveal(TextChoices):
    """When the ratings of colleagues open."""

    AFTER_OWN = "after_own", _("after your own scorecard is submitted")
    AT_DEBRIEF = "at_debrief", _("at the debrief")


class PipelineAct(TextChoices):
    COPIED = "copied", _("copied from")
    CHANGED = "changed", _("changed")
    STAGE_ADDED = "stage_added", _("stage added")
    STAGE_CHANGED = "stage_changed", _("stage changed")
    STAGE_MOVED = "stage_moved", _("stage moved")
    STAGE_REMOVED = "stage_removed", _("stage taken out")
    RETIRED = "retired", _("retired")
    RESTORED = "restored", _("taken back into use")


class Currency(TextChoices):
    EUR = "EUR", "EUR"
    MDL = "MDL", "MDL"
    RON = "RON", "RON"
    RUB = "RUB", "RUB"
    USD = "USD", "USD"


class Fact(TextChoices):
    """What of an open vacancy can be changed, each change kept."""

    TITLE = "title", _("Title")
    OPENINGS = "openings", _("Openings")
    PLACE = "place", _("Place")
    TARGET_DATE = "target_date", _("To be filled by")
    STARTS = "starts", _("Desired start")
    SHORTLIST = "shortlist_size", _("People on the shortlist")
    WARNING = "warn_days", _("Days until the warning")
    ALARM = "alarm_days", _("Days until the alarm")
    COST = "cost", _("Cost")
    LEGAL = "legal_profile", _("Legal profile")
    PEOPLE = "people", _("Briefing: people")
    OPERATIONS = "operations", _("Briefing: operations")
    CLIENTS = "clients", _("Briefing: clients")
    BUSINESS_PROCESS = "business_process", _("Briefing: business process")
    PERSONAL = "personal", _("Briefing: personal qualities")


class VacancyState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    ON_HOLD = "on_hold", _("On hold")
    FILLED = "filled", _("Filled")
    CLOSED = "closed", _("Closed")


class TeamFunction(TextChoices):
    """What a member of the team does in this one vacancy."""

    RECRUITER = "recruiter", _("Recruiter")
    HIRING_MANAGER = "hiring_manager", _("Hiring manager")
    INTERVIEWER = "interviewer", _("Interviewer")


class ApplicationState(TextChoices):
    ACTIVE = "active", _("In work")
    HIRED = "hired", _("Hired")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn by the candidate")


class Source(TextChoices):
    JOB_SITE = "job_site", _("Job site")
    COMPANY_SITE = "company_site", _("Company site")
    REFERRAL = "referral", _("Recommended by an employee")
    INTERNAL = "internal", _("Own employee")
    AGENCY = "agency", _("Agency")
    SEARCH = "search", _("Found by the recruiter")
    SOCIAL = "social", _("Social network")
    OTHER = "other", _("Other")


class InterviewState(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    TECHNICAL_FAILURE = "technical_failure", _("Technical failure")


class Answer(TextChoices):
    NONE = "none", _("Not confirmed")
    ACCEPTED = "accepted", _("Confirmed")
    DECLINED = "declined", _("Declined")


class Presence(TextChoices):
    UNKNOWN = "unknown", _("Not noted")
    CAME = "came", _("Came")
    NO_SHOW = "no_show", _("No-show")


class HandoverReason(TextChoices):
    """Why a seat passed to another interviewer."""

    INSTEAD = "instead", _("Somebody else came instead")
    AWAY = "away", _("Ill or away")
    LOAD = "load", _("Has too much to do")
    LEFT = "left", _("No longer works here")
    PASSED_ON = "passed_on", _("All their work is handed over")


class FileKind(TextChoices):
    CV = "cv", _("CV")
    LETTER = "letter", _("Covering letter")
    OTHER = "other", _("Other file")


class ReasonKind(TextChoices):
    REJECTED = "rejected", _("Rejection")
    WITHDRAWN = "withdrawn", _("Withdrawal")
    VACANCY_CLOSED = "vacancy_closed", _("Closing of a vacancy")


class ClaimSource(TextChoices):
    """Where a claim of the candidate was read or heard."""

    CV = "cv", _("CV")
    LETTER = "letter", _("Covering letter")
    TASK = "task", _("Answer to the task")
    TALK = "talk", _("Talk")


class ClaimState(TextChoices):
    UNVERIFIED = "unverified", _("Not verified")
    CONFIRMED = "confirmed", pgettext_lazy("claim", "Confirmed")
    FALSE = "false", _("Proved false")


class TaskTick(TextChoices):
    """What is looked at in the answer to a preliminary task."""

    FORM = "form", _("The form was followed")
    ANSWERED = "answered", _("The questions are answered")
    FORMER_WORK = "former_work", _("Former work is described plainly")


class LetterEvent(TextChoices):
    """What a letter to a candidate tells or asks."""

    RECEIVED = "received", _("Application received")
    TASK = "task", _("Preliminary task")
    NEXT_STAGE = "next_stage", _("Next stage")
    INVITATION = "invitation", _("Invitation to an interview")
    REMINDER = "reminder", _("Reminder of the interview")
    RESCHEDULE = "reschedule", _("Interview moved")
    CANCELLED = "cancelled", _("Interview called off")
    NO_SHOW_CANDIDATE = "no_show_candidate", _("Candidate did not come")
    INTERVIEWER_ABSENT = "interviewer_absent", _("Interviewer did not come")
    MORE_TIME = "more_time", _("More time for the answer")
    OFFER = "offer", _("Letter with an offer")
    HIRED = "hired", _("Candidate hired")
    REJECTION = "rejection", _("Rejection")
    VACANCY_CLOSED = "vacancy_closed", _("Vacancy closed")
    WITHDRAWN_CONFIRMED = "withdrawn_confirmed", _("Withdrawal confirmed")
    KEEP_FOR_ANOTHER = "keep_for_another", _("Asking to keep for another vacancy")
    OTHER = "other", _("Another letter")


class Dispatch(TextChoices):
    """When a letter leaves after a person has seen it."""

    DELAYED = "delayed", _("Send after the delay, so that it can be called back")
    NOW = "now", _("Send at once")
    HELD = "held", _("Hold until somebody releases it")


class CallDirection(TextChoices):
    OUT = "out", _("We called")
    IN = "in", _("The candidate called")


class CallWay(TextChoices):
    PHONE = "phone", _("Phone")
    MESSENGER = "messenger", _("Messenger")
    IN_PERSON = "in_person", _("In person")


class CallOutcome(TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    CALL_AGAIN = "call_again", _("Call again later")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    REFUSED = "refused", _("Does not want to talk")


class Purpose(TextChoices):
    """What a candidate's data are used for; each has its own consent where the legal profile asks for one."""

    THIS_VACANCY = "this_vacancy", _("This vacancy")
    RESERVE = "reserve", _("Keeping for other vacancies")
    REFERENCES = "references", _("References")
    PUBLIC_PROFILES = "public_profiles", _("Public professional profiles")
    RECORDING = "recording", _("Recording of the interview")
    OTHER_COMPANIES = "other_companies", _("Passing to other companies")


class ConsentWay(TextChoices):
    PAGE = "page", _("On the candidate's own page")
    PAPER = "paper", _("On paper")
    MAIL = "mail", _("By e-mail")
    SPOKEN = "spoken", _("In conversation")


class DestructionGround(TextChoices):
    RETENTION = "retention", _("The term of storage has ended")
    REQUEST = "request", _("The person asked for it")
    REAPPLIED = "reapplied", _("Destroyed again after a backup was restored")


class RequestKind(TextChoices):
    WITHDRAW = "withdraw", _("Withdraw the application")
    COPY = "copy", _("A copy of the data")
    ERASURE = "erasure", _("Erasure of the data")
    CONSENT = "consent", _("The consent to this vacancy was taken back")


class Store(TextChoices):
    UPLOADS = "uploads", _("Uploads")
    MAIL = "mail", _("Mail folder")


class Destroyed(TextChoices):
    """Kinds of data in a record of destruction."""

    IDENTITY = "identity", _("Name and contacts")
    FILES = "files", _("Files of the candidate")
    MAILS = "mails", _("Mails and calendar entries")
    UNSENT = "unsent", _("Mails that had not left and were called back")
    NOTES = "notes", _("Notes of the team")
    CALLS = "calls", _("Notes of calls")
    HISTORY = "history", _("Reasons of overrides")
    REASONS = "reasons", _("Reasons why no letter was owed")
    MEETINGS = "meetings", _("Words about interviews")
    CLAIMS = "claims", _("Claims of the candidate")
    CHECKS = "checks", _("Evidence about claims")
    ANSWERS = "answers", _("Answers to the task")
    LINKS = "links", _("Links to the own page")
    SCORECARDS = "scorecards", _("Summaries on scorecards")
    RATINGS = "ratings", _("Evidence of ratings")
    ERRORS = "errors", _("Descriptions of critical errors")
    EXERCISES = "exercises", _("Notes on exercises")
    AMENDMENTS = "amendments", _("Words of amendments")
    RECUSALS = "recusals", _("Notes of those who stood back")
    DECISIONS = "decisions", _("Reasons of decisions")
    MENTIONS = "mentions", _("Mentions in texts about others")


class ImportState(TextChoices):
    """How far an import of candidates has come."""

    COLUMNS = "columns", _("Columns to be chosen")
    CHECKING = "checking", _("Being read")
    READY = "ready", _("Ready to bring in")
    RUNNING = "running", _("Being brought in")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")


class RowMatch(TextChoices):
    """Whom a row of an import has been recognised as; HERE and REPEAT are not brought in."""

    NONE = "", _("New person")
    HERE = "here", _("Already in this vacancy")
    REPEAT = "repeat", _("Repeats a line of the file")
    EMAIL = "email", _("Known by e-mail")
    PHONE = "phone", _("Known by phone")
    NAME = "name", _("Similar name")
