from recruiting.models.application import Application, Letter, StageMove
from recruiting.models.call import Call
from recruiting.models.candidate import Candidate, CandidateFile
from recruiting.models.claim import Claim, ClaimCheck
from recruiting.models.duplicate import CandidateMerge, DuplicatePair, NameAnchor
from recruiting.models.exercises import KitExercise, TemplateExercise
from recruiting.models.interview import Attendance, Interview, Reschedule, Seat
from recruiting.models.letter_template import LetterBatch, LetterTemplate, TemplateVersion
from recruiting.models.note import Note
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
    "LetterBatch",
    "LetterTemplate",
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
    "TemplateVersion",
    "Vacancy",
    "VacancyEvent",
]
