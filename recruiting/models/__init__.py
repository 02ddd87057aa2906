from recruiting.models.application import Application, Letter, StageMove
from recruiting.models.candidate import Candidate, CandidateFile
from recruiting.models.claim import Claim, ClaimCheck
from recruiting.models.duplicate import CandidateMerge, DuplicatePair, NameAnchor
from recruiting.models.exercises import KitExercise, TemplateExercise
from recruiting.models.interview import Attendance, Interview, Reschedule, Seat
from recruiting.models.note import Note
from recruiting.models.pipeline import OutcomeReason, PipelineTemplate, StageTemplate
from recruiting.models.stage import KitQuestion, Stage
from recruiting.models.task import PreliminaryTask, TaskAnswer, TaskMark
from recruiting.models.vacancy import DeclaredRule, TeamChange, TeamMember, Vacancy, VacancyEvent

__all__ = [
    "Application",
    "Attendance",
    "Candidate",
    "CandidateFile",
    "Claim",
    "ClaimCheck",
    "CandidateMerge",
    "DeclaredRule",
    "DuplicatePair",
    "Interview",
    "KitExercise",
    "KitQuestion",
    "Letter",
    "NameAnchor",
    "Note",
    "OutcomeReason",
    "PipelineTemplate",
    "PreliminaryTask",
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
    "Vacancy",
    "VacancyEvent",
]
