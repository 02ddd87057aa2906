"""The preliminary task: its text on the vacancy, the answer and the ticks on the application."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.sent import whole
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.task_letter import send_task
from recruiting.domain.tasks import current_task, mark_answer, marks_that_stand, record_answer, set_task
from recruiting.forms.tasks import AnswerForm, TaskForm, TicksForm
from recruiting.models import TaskAnswer
from recruiting.views.applications import show_application
from recruiting.views.reach import application_for, require, vacancy_for
from recruiting.views.trails import to_vacancy


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_task(request, pk):
    """What candidates of the vacancy are asked to write, in three languages, with the earlier versions."""
    vacancy = vacancy_for(request, pk)
    runs = request.user.has_perm("recruiting.run_vacancy", vacancy)
    task = vacancy.tasks.last()
    form = TaskForm(request.POST if request.method == "POST" else None, task=task)
    status = 200
    if request.method == "POST":
        require(request, "run_vacancy", vacancy)
        status = _save(request, vacancy, form)
        if status == 302:
            return redirect("recruiting:vacancy_task", pk=pk)
    context = {
        "vacancy": vacancy,
        "task": current_task(vacancy),
        "versions": vacancy.tasks.select_related("by").order_by("-at", "-pk"),
        "form": form if runs else None,
        "trail": to_vacancy(vacancy, _("Preliminary task")),
    }
    return render(request, "recruiting/vacancy_task.html", context, status=status)


def _save(request, vacancy, form: TaskForm) -> int:
    """Keep the texts, or put what stands against it on the form; the status to answer with."""
    if not form.is_valid():
        return 422
    try:
        task = set_task(
            vacancy=vacancy, texts=form.texts(), seen=form.cleaned_data["seen"], by=request.user, now=timezone.now()
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        if not isinstance(refusal, Conflict):
            return 422
        form.look_again(TaskForm(task=vacancy.tasks.last()))
        return 409
    else:
        given = current_task(vacancy) == task
        messages.success(request, _("The task is saved.") if given else _("The vacancy has no task any more."))
    return 302


@require_POST
def answer_add(request, pk):
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_application(request, row, status=422, forms={"answer_form": form})
    try:
        answer = record_answer(application=row, text=form.cleaned_data["answer"], by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error("answer", refusal.message)
        return show_application(request, row, status=422, forms={"answer_form": form})
    else:
        messages.success(
            request, _("The answer is kept and flagged as empty.") if answer.is_empty else _("The answer is kept.")
        )
    return redirect("recruiting:application", pk=pk)


@require_POST
def answer_ticks(request, pk):
    """Keep what was found about the answer that was on the screen."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    newest = row.task_answers.last()
    seen = whole(request.POST.get("seen"))
    answer = newest if seen is None else get_object_or_404(TaskAnswer, application=row, pk=seen)
    if answer is None:
        return _refused(request, row, Refused(_("There is no answer to look at yet.")))
    if answer != newest:
        return _refused(request, row, Conflict(_("A newer answer has come in. Look at it first.")))
    form = TicksForm(request.POST, answer=answer, stands=marks_that_stand(answer))
    if not form.is_valid() or not form.ticks():
        return _refused(request, row, Refused(_("Say of at least one point whether it holds.")))
    try:
        mark_answer(answer=answer, ticks=form.ticks(), by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    else:
        messages.success(request, _("The ticks are kept."))
    return redirect("recruiting:application", pk=pk)


@require_POST
def task_send(request, pk):
    """Write the task to the candidate."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    try:
        send_task(application=row, by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        return _refused(request, row, refusal)
    else:
        messages.success(request, _("The task is on its way to %(name)s.") % {"name": row.candidate.full_name})
    return redirect("recruiting:application", pk=pk)


def _refused(request, row, refusal: Refused):
    status = 409 if isinstance(refusal, Conflict) else 422
    return show_application(request, row, status=status, forms={"task_refusal": refusal})
