"""Whoever adds a text about people says what an erasure does with it; this test fails for one that nobody thought of.

A text is emptied or removed by a Holding, searched for names as a FreeText, emptied by an eraser of its own, or stands
below with the reason why nothing of a candidate can be in it.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from recruiting.domain.people_data.holdings import free_texts, holdings

APPS = ("desk", "reminders", "scorecards", "recruiting", "competencies", "outbox", "accounts")
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)

LIBRARY = "the library: texts of the trade, written before anybody applies"
COLLEAGUE = "about colleagues, who are no candidates"
FACTS = "ids, counts and codes only"
TERMS = "terms of a law, written by an administrator"

ERASERS = {
    "recruiting.candidate": "erasing.py: the identity; the database removes keys made of the name",
    "recruiting.candidatefile": "held.py: uploads",
    "outbox.outboundmessage": "outbox/domain/forgetting.py",
    "outbox.enclosure": "outbox/domain/forgetting.py",
    "outbox.attempt": "outbox/domain/forgetting.py",
    "outbox.messageevent": "outbox/domain/forgetting.py",
    "recruiting.candidateimport": "staged.py: a list that names the person goes whole",
    "recruiting.importrow": "staged.py: with its list",
    "reminders.handoff.note": "held.py of reminders",
    "scorecards.decision.waivers": "held.py of scorecards: decisions",
}

NOTHING_PERSONAL = {
    "accounts.user": COLLEAGUE,
    "accounts.personevent": COLLEAGUE,
    "accounts.accessevent": "pseudonymous ids, so that the log outlives an erasure",
    "recruiting.pipelinetemplate": LIBRARY,
    "recruiting.stagetemplate": LIBRARY,
    "recruiting.outcomereason": LIBRARY,
    "recruiting.stage": "a copy of a template, made before anybody applies",
    "recruiting.vacancy": "what is offered, not who applies",
    "recruiting.briefing": "what is offered, not who applies",
    "recruiting.factchange": "what is offered, not who applies",
    "recruiting.cost": "what was bought for the vacancy",
    "recruiting.pipelinechange": LIBRARY,
    "recruiting.interview.time_zone": FACTS,
    "recruiting.stagemove.overridden": FACTS,
    "recruiting.legalprofile": TERMS,
    "recruiting.legalprofilechange": TERMS,
    "recruiting.noticeversion": "words shown to everybody alike",
    "recruiting.destructionrecord": FACTS,
    "recruiting.filetoremove": "paths made of pseudonymous ids",
    "recruiting.redaction": FACTS,
    "recruiting.candidatemerge": FACTS,
    "recruiting.lettertemplate": "words written for everybody alike",
    "recruiting.templateversion": "words written for everybody alike",
    "recruiting.preliminarytask": "what is asked of everybody alike",
    "recruiting.kitexercise": "a copy of the library, made before anybody applies",
    "reminders.delivery": FACTS,
    "reminders.rule": FACTS,
    "reminders.rulechange": FACTS,
    "reminders.snooze": FACTS,
    "reminders.handoff.kind": FACTS,
    "reminders.handoff.subject": FACTS,
    "reminders.handoff.schedule": FACTS,
    "scorecards.exerciseresult.marks": FACTS,
    "scorecards.amendment.salt": "goes with the texts (held.py: cards)",
    "scorecards.amendment.digest": FACTS,
    "scorecards.scorecard.ratings_digest": FACTS,
    "scorecards.fittedparameters": FACTS,
    "scorecards.raterfigures": COLLEAGUE,
    "scorecards.debrief.missing": FACTS,
    "scorecards.scorecard.writer": FACTS,
    "scorecards.questionmark.writer": FACTS,
    "scorecards.scorecard.salt": "goes with the texts (held.py: cards)",
    "scorecards.scorecard.seal": "levels, and salted digests of texts",
    "scorecards.scorecard.digest": FACTS,
    "scorecards.decision.missing_cards": FACTS,
    "scorecards.decision.snapshot": "figures under pseudonymous ids",
    "scorecards.decision.salt": "goes with the texts (held.py: decisions)",
    "scorecards.decision.seal": "salted digests of texts",
    "scorecards.decision.digest": FACTS,
}


def texts() -> Iterator[str]:
    """`app.model.column` of every column that can hold words; codes of a fixed list cannot."""
    for model in apps.get_models():
        if model._meta.app_label in APPS and not model._meta.proxy:
            for field in model._meta.concrete_fields:
                if isinstance(field, TEXTS) and not field.choices:
                    yield f"{model._meta.label_lower}.{field.name}"


def answered_for() -> set[str]:
    """Columns of the registries; a Holding that removes its row answers for all of it."""
    found = set()
    for holding in holdings():
        label = holding.model._meta.label_lower
        found |= {label} if holding.removes else {f"{label}.{name}" for name in holding.empties}
    for text in free_texts():
        found |= {f"{text.model._meta.label_lower}.{name}" for name in text.columns}
    return found


def is_known(text: str, known: set[str]) -> bool:
    app, model, _column = text.split(".")
    return app == "competencies" or bool({text, f"{app}.{model}"} & known)


def test_every_text_is_answered_for():
    known = answered_for() | set(ERASERS) | set(NOTHING_PERSONAL)
    assert [text for text in texts() if not is_known(text, known)] == []


def test_no_exception_is_out_of_date():
    here = set(texts()) | {text.rsplit(".", 1)[0] for text in texts()}
    assert sorted({*ERASERS, *NOTHING_PERSONAL} - here) == []


def test_words_about_a_person_are_emptied_and_words_about_others_are_searched():
    emptied = {f"{one.model._meta.label_lower}.{name}" for one in holdings() for name in one.empties}
    searched = {f"{one.model._meta.label_lower}.{name}" for one in free_texts() for name in one.columns}
    assert sorted(emptied - searched) == []
