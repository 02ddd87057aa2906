"""The preliminary task: versions are kept, empty replies are flagged, a failed one holds back the next stage."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from recruiting.domain.errors import AlreadyDone, Conflict, HeldBack, Refused
from recruiting.domain.tasks import (
    current_task,
    is_empty_reply,
    mark_answer,
    marks_that_stand,
    record_answer,
    set_task,
    text_for,
)
from recruiting.domain.workflow import move
from recruiting.enums import Method, TaskTick
from recruiting.models import PreliminaryTask, TaskAnswer
from tests.at_once import at_once
from tests.factories import make_application, make_vacancy
from tests.factories.claims import make_task

pytestmark = pytest.mark.django_db
GOOD = "1. Because support is what I do well. 2. Three years at a shop, phone and chat."


def written(vacancy, seen=None, **texts):
    return set_task(vacancy=vacancy, texts=texts, seen=seen, by=vacancy.created_by, now=timezone.now())


def answered(application, text=GOOD):
    return record_answer(application=application, text=text, by=application.vacancy.created_by, now=timezone.now())


def test_the_newest_version_counts_and_an_answer_keeps_its_own():
    application = make_application()
    first = written(application.vacancy, en="Write about your work.")
    answer = answered(application)
    second = written(application.vacancy, first.pk, en="Write about your work in five lines.")
    assert current_task(application.vacancy) == second
    assert TaskAnswer.objects.get(pk=answer.pk).task.text_en == "Write about your work."


def test_empty_texts_take_the_task_away():
    vacancy = make_vacancy()
    first = written(vacancy, en="Write.")
    written(vacancy, first.pk)
    assert current_task(vacancy) is None
    with pytest.raises(Refused):
        answered(make_application(vacancy))


def test_the_same_texts_again_are_no_version_and_a_stale_page_is_told():
    vacancy = make_vacancy()
    first = written(vacancy, en="Write.")
    with pytest.raises(AlreadyDone):
        written(vacancy, first.pk, en=" Write. ")
    with pytest.raises(Conflict):
        written(vacancy, None, en="Write more.")
    assert PreliminaryTask.objects.count() == 1


@pytest.mark.parametrize(("language", "text"), [("ru", "Напишите."), ("ro", "Scrieți."), ("en", "Напишите.")])
def test_a_candidate_reads_the_own_language_or_the_first_there_is(language, text):
    task = written(make_vacancy(), ru="Напишите.", ro="Scrieți.")
    assert text_for(task, language) == text


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "  \n ",
        "-",
        "Yes",
        "???",
        "123 456 789 10 11",
        "I don't know what to write here",
        "No idea, sorry about that",
        "Не знаю, что сказать вам",
        "Затрудняюсь ответить на ваш вопрос",
        "Nu știu ce să vă răspund",
        "Nu stiu ce sa spun aici",
        "Habar n-am ce să scriu",
    ],
)
def test_a_reply_that_says_nothing_is_flagged(reply):
    assert is_empty_reply(reply)
    assert answered_with(reply).is_empty


def answered_with(reply):
    application = make_application()
    make_task(application.vacancy)
    return answered(application, reply)


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        "Работал три года в поддержке интернет-магазина.",
        "Am lucrat trei ani la suport.",
        "I do not know your product yet, but for three years I answered clients of a bank by phone and in chat.",
    ],
)
def test_a_real_reply_is_not_flagged(reply):
    assert not is_empty_reply(reply)


def test_ticks_keep_who_and_when_and_only_what_changed():
    application = make_application()
    make_task(application.vacancy)
    answer, by = answered(application), application.vacancy.created_by
    ticks = {TaskTick.FORM: True, TaskTick.ANSWERED: True, TaskTick.FORMER_WORK: False}
    mark_answer(answer=answer, ticks=ticks, by=by, now=timezone.now())
    with pytest.raises(AlreadyDone):
        mark_answer(answer=answer, ticks=ticks, by=by, now=timezone.now())
    mark_answer(answer=answer, ticks={**ticks, TaskTick.FORM: False}, by=by, now=timezone.now())
    assert {tick: (mark.holds, mark.by) for tick, mark in marks_that_stand(answer).items()} == {
        "form": (False, by),
        "answered": (True, by),
        "former_work": (False, by),
    }
    assert answer.marks.count() == 4


def erasing(application) -> None:
    """Say to the database that the candidate is being erased, as the erasure does."""
    said = json.dumps({"people": [application.candidate_id], "words": []})
    connection.cursor().execute("SELECT set_config('rubrika.erasing', %s, true)", [said])


def at_task(reply=None):
    vacancy = make_vacancy()
    vacancy.stages.filter(key="review").update(method=Method.TASK)
    make_task(vacancy)
    application = make_application(vacancy, stage="review")
    return application, answered(application, reply) if reply is not None else None


def go_on(application, **fields):
    return move(
        application=application,
        to_stage=application.vacancy.stages.get(key="interview"),
        seen_revision=0,
        by=application.vacancy.created_by,
        now=timezone.now(),
        **fields,
    )


@pytest.mark.parametrize(("reply", "code"), [(None, "task_unanswered"), ("Не знаю", "task_empty")])
def test_nobody_goes_on_without_a_real_answer_unless_a_reason_is_given(reply, code):
    application, _answer = at_task(reply)
    with pytest.raises(HeldBack) as held:
        go_on(application)
    assert [one.code for one in held.value.blockers] == [code]
    assert go_on(application, override_reason="Answered by phone.").overridden == [code]


def test_a_tick_that_does_not_hold_is_named():
    application, answer = at_task(GOOD)
    mark_answer(answer=answer, ticks={TaskTick.FORM: False}, by=answer.by, now=timezone.now())
    with pytest.raises(HeldBack) as held:
        go_on(application)
    assert [one.message for one in held.value.blockers] == [
        "In the preliminary task this does not hold: The form was followed"
    ]


def test_a_good_answer_goes_on():
    application, _answer = at_task(GOOD)
    assert go_on(application).overridden == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE recruiting_preliminarytask SET text_en = 'Another'",
        "DELETE FROM recruiting_preliminarytask",
        "UPDATE recruiting_taskanswer SET text = 'Another'",
        "UPDATE recruiting_taskanswer SET is_empty = true",
        "DELETE FROM recruiting_taskanswer",
        "UPDATE recruiting_taskmark SET holds = false",
        "DELETE FROM recruiting_taskmark",
    ],
)
def test_the_database_refuses_to_rewrite_task_answers_and_ticks(change):
    _application, answer = at_task(GOOD)
    mark_answer(answer=answer, ticks={TaskTick.FORM: True}, by=answer.by, now=timezone.now())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)


def test_erasing_a_person_may_empty_the_answer():
    application, answer = at_task(GOOD)
    erasing(application)
    TaskAnswer.objects.update(text="")
    answer.refresh_from_db()
    assert (answer.text, answer.is_empty) == ("", False)


@pytest.mark.django_db(transaction=True)
def test_two_recruiters_writing_the_task_at_once_make_one_version():
    vacancy = make_vacancy()
    results = at_once(lambda: written(vacancy, en="One."), lambda: written(vacancy, en="Two."))
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "PreliminaryTask"]
