"""The panels of an application's page: claims, the preliminary task, what happened, and the person's other records."""

from datetime import datetime

from accounts.models import User
from recruiting.domain.claims_shown import shown_claims
from recruiting.domain.previous import applications_of
from recruiting.domain.tasks import current_task, marks_that_stand, text_for
from recruiting.domain.timeline import Reader, timeline
from recruiting.enums import ClaimState, Method, TaskTick
from recruiting.forms.claims import ClaimForm
from recruiting.forms.notes import NoteForm
from recruiting.forms.tasks import AnswerForm, TicksForm
from recruiting.models import Application
from recruiting.views.correspondence import correspondence

UNTRUTH, EMPTY_REPLY = "untruth", "empty_reply"  # keys of the shipped reasons


def panels(
    row: Application, user: User, *, reader: Reader, files: list, query, now: datetime, forms: dict | None = None
) -> dict:
    """What the templates of the panels need; `forms` are those that were sent and could not be done."""
    forms = forms or {}
    claims = shown_claims(row, user)
    story = timeline(
        row, reader, claims=claims, files=files, now=now, show=query.get("show", ""), everything="all" in query
    )
    return {
        **correspondence(row, user, reads=reader.contacts),
        "others": applications_of(row.candidate, user=user).exclude(pk=row.pk),
        "merges": row.candidate.merges.select_related("by") if reader.contacts else [],
        "timeline": story,
        "reads_notes": reader.contacts,
        "held_back": reader.blind,
        "note_form": forms.get("note_form") or _if(user.has_perm("recruiting.write_note", row.vacancy), NoteForm),
        "claims": claims,
        "untruths": [one for one in claims if one.state == ClaimState.FALSE],
        "claim_form": forms.get("claim_form") or _if(user.has_perm("recruiting.check_claim", row), ClaimForm),
        **_task(row, user, reader, forms),
    }


def _if(allowed: bool, form):
    return form() if allowed else None


def _task(row: Application, user: User, reader: Reader, forms: dict) -> dict:
    task, answer = current_task(row.vacancy), row.task_answers.select_related("by").last()
    runs = user.has_perm("recruiting.run_vacancy", row.vacancy)
    stands = {name: mark for name, mark in _stands(answer).items() if not reader.sealed(mark.by_id)}
    ticks = TicksForm(answer=answer, stands=stands) if answer and runs and not reader.blind else None
    return {
        "shows_task": bool(task or answer or (runs and row.stage.method == Method.TASK)),
        "task": task,
        "task_text": text_for(task, row.candidate.language) if task else "",
        "task_answer": answer,
        "task_marks": [(tick, stands.get(tick.value)) for tick in TaskTick],
        "task_refusal": forms.get("task_refusal"),
        "answer_form": forms.get("answer_form") or (AnswerForm() if runs and task else None),
        "ticks_form": ticks,
    }


def _stands(answer) -> dict:
    return marks_that_stand(answer) if answer else {}
