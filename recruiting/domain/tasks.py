"""The preliminary task of a vacancy, the answers to it, and what was found about them."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.enums import TaskTick
from recruiting.models import Application, PreliminaryTask, TaskAnswer, TaskMark, Vacancy

LEAST_WORDS = 4  # fewer cannot both answer a question and describe former work
LONGEST_EVASION = 12  # words; a longer reply says more than that one does not know
# Replies that only say that one does not know or has nothing to say, in the three languages.
EVASIONS = re.compile(
    r"\b(i (do not|don'?t) know|no idea|not sure|nothing to (say|add)|no (answer|comment)"
    r"|не знаю|без понятия|понятия не имею|затрудняюсь( ответить)?|нечего (сказать|добавить)|нет ответа"
    r"|nu (știu|ştiu|stiu)|habar n[- ]?am|nu am (idee|niciun r[ăa]spuns)|nimic de (spus|ad[ăa]ugat))\b",
    re.IGNORECASE,
)
Texts = Mapping[str, str]
"""Language code -> text."""


@transaction.atomic
def set_task(*, vacancy: Vacancy, texts: Texts, seen: int | None, by: User, now: datetime) -> PreliminaryTask:
    """Give the vacancy this task, or take it away with empty texts; earlier versions stay with their answers.

    `seen` is the version that was on the screen. Raises AlreadyDone when nothing differs, Conflict when another
    person has written a version since.
    """
    Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    present = vacancy.tasks.last()
    wanted = {f"text_{code}": texts.get(code, "").strip() for code in dict(settings.LANGUAGES)}
    now_is = {name: getattr(present, name) or "" for name in wanted} if present else dict.fromkeys(wanted, "")
    if wanted == now_is:
        raise AlreadyDone(_("The task is as it was."))
    if (present.pk if present else None) != seen:
        raise _changed(present)
    return PreliminaryTask.objects.create(vacancy=vacancy, by=by, at=now, **wanted)


def _changed(present: PreliminaryTask | None) -> Conflict:
    name = present.by.full_name if present else ""
    return Conflict(_("%(name)s has changed the task since you opened it. Look at it again first.") % {"name": name})


def current_task(vacancy: Vacancy) -> PreliminaryTask | None:
    """The task that candidates get now; None when there is none."""
    task = vacancy.tasks.select_related("by").last()
    return task if task is not None and any(texts_of(task).values()) else None


def texts_of(task: PreliminaryTask) -> dict[str, str]:
    return {code: getattr(task, f"text_{code}") or "" for code in dict(settings.LANGUAGES)}


def text_for(task: PreliminaryTask, language: str) -> str:
    """The task in the candidate's language, or in the first language it is written in."""
    texts = texts_of(task)
    return texts.get(language) or next((text for text in texts.values() if text), "")


def is_empty_reply(text: str) -> bool:
    """Whether a reply says nothing: hardly a word, or only that one does not know."""
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < LEAST_WORDS:
        return True
    return len(words) <= LONGEST_EVASION and EVASIONS.search(text) is not None


@transaction.atomic
def record_answer(*, application: Application, text: str, by: User, now: datetime) -> TaskAnswer:
    """Keep the candidate's answer, also an empty one, which is flagged; the newest counts.

    Raises Refused when the vacancy has no task, AlreadyDone when the same answer is kept.
    """
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    task = current_task(application.vacancy)
    if task is None:
        raise Refused(_("This vacancy has no preliminary task."))
    words = "\n".join(text.strip().splitlines())
    newest = application.task_answers.last()
    if newest is not None and (newest.text, newest.task_id) == (words, task.pk):
        raise AlreadyDone(_("The answer is kept already."))
    return TaskAnswer.objects.create(
        application=application, task=task, text=words, is_empty=is_empty_reply(words), by=by, at=now
    )


@transaction.atomic
def mark_answer(*, answer: TaskAnswer, ticks: Mapping[TaskTick, bool], by: User, now: datetime) -> list[TaskMark]:
    """Keep what was found about the answer; a point that stands so already is left alone.

    Raises AlreadyDone when no point differs from what stands.
    """
    Application.objects.select_for_update(no_key=True).get(pk=answer.application_id)
    stands = {mark.tick: mark.holds for mark in answer.marks.all()}
    changed = {tick: holds for tick, holds in ticks.items() if stands.get(tick) != holds}
    if not changed:
        raise AlreadyDone(_("The ticks are as they were."))
    return [
        TaskMark.objects.create(answer=answer, tick=tick, holds=holds, by=by, at=now) for tick, holds in changed.items()
    ]


def marks_that_stand(answer: TaskAnswer) -> dict[str, TaskMark]:
    """Tick -> the last mark of it."""
    return {mark.tick: mark for mark in answer.marks.select_related("by")}
