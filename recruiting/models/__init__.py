from recruiting.models.application import Application, Letter, OwnerChange, StageMove
from recruiting.models.call import Call
from recruiting.models.candidate import Candidate, CandidateFile
from recruiting.models.claim import Claim, ClaimCheck
from recruiting.models.duplicate import CandidateMerge, DuplicatePair, NameAnchor, TwinSearch
from recruiting.models.exercises import KitExercise, TemplateExercise
from recruiting.models.facts import AREAS, Briefing, Cost, FactChange, StartDate
from recruiting.models.importing import CandidateImport, ImportRow
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
from recruiting.models.pipeline import OutcomeReason, PipelineChange, PipelineTemplate, StageTemplate
from recruiting.models.seat_handover import SeatHandover
from recruiting.models.stage import KitQuestion, Stage, StageCheck
from recruiting.models.task import PreliminaryTask, TaskAnswer, TaskMark
from recruiting.models.vacancy import DeclaredRule, TeamChange, TeamMember, Vacancy, VacancyEvent

__all__ = [
    "AREAS",
    "Application",
    "Attendance",
    "Briefing",
    "Call",
    "Candidate",
    "CandidateFile",
    "CandidateLink",
    "CandidateMerge",
    "CandidateImport",
    "Claim",
    "ClaimCheck",
    "ConsentEvent",
    "Cost",
    "DataRequest",
    "DeclaredRule",
    "DestructionRecord",
    "DuplicatePair",
    "FactChange",
    "FileToRemove",
    "ImportRow",
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
    "OwnerChange",
    "PipelineChange",
    "PipelineTemplate",
    "PreliminaryTask",
    "Redaction",
    "Reschedule",
    "Seat",
    "SeatHandover",
    "Stage",
    "StageCheck",
    "StageMove",
    "StageTemplate",
    "StartDate",
    "TaskAnswer",
    "TaskMark",
    "TeamChange",
    "TeamMember",
    "TemplateExercise",
    "TemplateVersion",
    "TwinSearch",
    "Vacancy",
    "VacancyEvent",
]
