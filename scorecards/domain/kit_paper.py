"""The kit as a PDF: tagged (PDF/UA-1), in the active language, with lines to write on; all words go in as data."""

from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from competencies.domain.sheets import Reading
from recruiting.models import KitQuestion
from scorecards.domain.assignments import Assignment
from scorecards.domain.sheet import Exercise
from scorecards.domain.talk import Plan
from scorecards.domain.typeset import typeset
from scorecards.enums import Asked

TEMPLATE = Path(settings.BASE_DIR) / "templates/scorecards/typst/kit.typ"


def kit_pdf_of(place: Assignment, talk: Plan, topics: list[str], panel: str) -> bytes:
    """The kit as a file."""
    return typeset(TEMPLATE, "kit", kit_paper_of(place, talk, topics, panel))


def kit_paper_of(place: Assignment, talk: Plan, topics: list[str], panel: str) -> dict:
    """What the page of the kit says, without anything that anybody rated."""
    starts = localtime(place.interview.starts_at)
    questions = [block.question for block in talk.blocks if block.question]
    exercises = [block.exercise for block in talk.blocks if block.exercise]
    return {
        "lang": get_language() or "en",
        "title": _("Kit, %(name)s") % {"name": place.application.candidate},
        "subtitle": f"{place.interview.vacancy.title} · {place.stage.name} · {date_format(starts, 'DATETIME_FORMAT')}",
        "panel": [_("Interviewers"), panel],
        "purpose": place.stage.purpose,
        "plan": {
            "title": _("Plan of the talk"),
            "head": [_("Start"), _("Block"), _("Minutes")],
            "rows": [[f"{localtime(block.starts_at):%H:%M}", block.title, str(block.minutes)] for block in talk.blocks],
        },
        "topics": {"title": _("Topics to probe"), "rows": topics},
        "questions": {"title": _("Questions"), "rows": [_question(row, questions) for row in questions]},
        "exercises": {"title": _("Exercises and tests"), "rows": [_exercise(one) for one in exercises]},
        "notes": _("Notes"),
    }


def _exercise(one: Exercise) -> dict:
    """The exercise with what its sheet asks: lines to mark by hand, or the bands a score is read by."""
    sheet = one.sheet
    kind = {"kind": one.row.get_kind_display(), "minutes": sheet.whole_minutes}
    lists = [
        [_("Clients to play"), [f"{client.name}: {client.note}" for client in sheet.clients]],
        [_("Scoring sheet"), [line.name for line in (*sheet.criteria, *sheet.indicators)]],
        [_("How the score is read"), [_band(band) for band in sheet.bands]],
        [_("Outcome, the preferred one first"), [one.label for one in sheet.categories]],
    ]
    return {
        "title": sheet.name,
        "kind": _("%(kind)s · %(minutes)s min") % kind,
        "parts": [["", sheet.purpose], [_("How it goes"), sheet.scenario]],
        "lists": [[title, rows] for title, rows in lists if rows],
    }


def _band(band: Reading) -> str:
    score = str(band.low) if band.low == band.high else f"{band.low}–{band.high}"
    return _("%(score)s: %(label)s (%(verdict)s)") % {
        "score": score,
        "label": band.label,
        "verdict": band.verdict_words,
    }


def _question(row: KitQuestion, questions: list[KitQuestion]) -> dict:
    question = row.question
    place = {"number": questions.index(row) + 1, "total": len(questions), "competency": question.item.name}
    return {
        "title": _("Question %(number)s of %(total)s · %(competency)s · %(minutes)s min")
        % {**place, "minutes": question.minutes},
        "text": question.text,
        "parts": [
            [_("Checks:"), question.checks],
            [_("A strong answer"), question.strong],
            [_("A weak answer"), question.weak],
        ],
        "follow_ups": [_("Follow-ups"), [line.strip() for line in question.follow_ups.splitlines() if line.strip()]],
        "marks": [str(label) for label in Asked.labels],
    }
