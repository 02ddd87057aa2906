"""Topics to probe: one page on which they are left, looked through and passed on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.models import Application
from scorecards.domain.topics import leave_topic, may_leave, may_review, review_topic, stages_ahead, topics_for
from scorecards.domain.verdicts import verdicts_in
from scorecards.enums import TopicState
from scorecards.forms.kit import ReviewForm, TopicForm
from scorecards.models import Topic


@require_http_methods(["GET", "POST"])
def topics(request, pk: int):
    application = _application(request, pk)
    form = TopicForm(request.POST or None, stages=stages_ahead(application))
    if request.method == "GET":
        return _show(request, application, form)
    if not may_leave(request.user, application):
        raise PermissionDenied
    if not form.is_valid():
        return _show(request, application, form, status=422)
    try:
        fields = {name: form.cleaned_data[name] for name in ("stage", "text")}
        leave_topic(application=application, by=request.user, now=timezone.now(), **fields)
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error("text", refusal.message)
        return _show(request, application, form, status=422)
    else:
        messages.success(request, _("The topic is kept. It is passed on once somebody else has looked it through."))
    return redirect("scorecards:topics", pk)


@require_POST
def topic_review(request, pk: int, topic: int):
    application = _application(request, pk)
    if not may_review(request.user, application):
        raise PermissionDenied
    row = get_object_or_404(topics_for(request.user, application), pk=topic)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, application, tried=row.pk, error=_("Say whether the topic is passed on."), status=422)
    answer = {"state": TopicState(form.cleaned_data["state"]), "text": form.cleaned_data["text"]}
    try:
        review_topic(topic=row, by=request.user, now=timezone.now(), **answer)
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        return _show(request, application, tried=row.pk, error=refusal.message, typed=answer["text"], status=422)
    else:
        passed = answer["state"] == TopicState.PASSED
        messages.success(request, _("The topic is passed on.") if passed else _("The topic is not passed on."))
    return redirect("scorecards:topics", pk)


def _application(request, pk: int) -> Application:
    visible = Application.objects.visible_to(request.user).select_related("candidate", "vacancy", "stage")
    return get_object_or_404(visible, pk=pk)


def _show(request, application: Application, form: TopicForm | None = None, *, status: int = 200, **more):
    stages = stages_ahead(application)
    rows: list[Topic] = list(topics_for(request.user, application))
    context = {
        "application": application,
        "topics": [(row, verdicts_in(row.text)) for row in rows],
        "reviews": may_review(request.user, application),
        "leaves": may_leave(request.user, application) and bool(stages),
        "form": form or TopicForm(stages=stages),
        "trail": [
            (_("My day"), reverse("desk:my_day")),
            (application.candidate.full_name, reverse("recruiting:application", args=[application.pk])),
            (_("Topics to probe"), ""),
        ],
    }
    return render(request, "scorecards/topics.html", context | more, status=status)
