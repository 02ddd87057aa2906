from recruiting.models.application import Application, Letter, StageMove
from recruiting.models.call import Call
from recruiting.models.candidate import Candidate, CandidateFile
from recruiting.models.claim import Claim, ClaimCheck
from recruiting.models.duplicate import CandidateMerge, DuplicatePair, NameAnchor
from recruiting.models.exercises import KitExercise, TemplateExercise
from recruiting.models.interview import Attendance, Interview, Reschedule, Seat
from recruiting.models.letter_template import LetterBatch, LetterTemplate, TemplateVersion
from recruiting.models.note import Note
from recruiting.models.people_data import (
    CandidateLink,
    ConsentEvent,
    DataRequest,
    DestructionRecord,
    FileToRemove,
    LegalProfile,
    LegalProfileChange,
    NoticeVersion,
    Redaction,
)
from recruiting.models.pipeline import OutcomeReason, PipelineTemplate, StageTemplate
from recruiting.models.stage import KitQuestion, Stage
from recruiting.models.task import PreliminaryTask, TaskAnswer, TaskMark
from recruiting.models.vacancy import DeclaredRule, TeamChange, TeamMember, Vacancy, VacancyEvent

__all__ = [
    "Application",
    "Attendance",
    "Call",
    "Candidate",
    "CandidateFile",
    "CandidateLink",
    "CandidateMerge",
    "Claim",
    "ClaimCheck",
    "ConsentEvent",
    "DataRequest",
    "DeclaredRule",
    "DestructionRecord",
    "DuplicatePair",
    "FileToRemove",
    "Interview",
    "KitExercise",
    "KitQuestion",
    "LegalProfile",
    "LegalProfileChange",
    "Letter",
    "LetterBatch",
    "LetterTemplate",
    "NameAnchor",
    "Note",
    "NoticeVersion",
    "OutcomeReason",
    "PipelineTemplate",
    "PreliminaryTask",
    "Redaction",
    "Reschedule",
    "Seat",
    "Stage",
    "StageMove",
    "StageTemplate",
    "TaskAnswer",
    "TaskMark",
    "TeamChange",
    "TeamMember",
    "TemplateExercise",
    "TemplateVersion",
    "Vacancy",
    "VacancyEvent",
]
