from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recruiting.enums import Scope
from recruiting.models import Stage, Vacancy
from recruiting.views.trails import to_vacancy
from reminders.domain.duties import KINDS
from reminders.domain.rulebook import FIELDS, Rulebook
from reminders.domain.ruling import set_rule
from reminders.enums import Subject
from reminders.forms import RuleForm
from reminders.models import RuleChange

LAST_CHANGES = 10
OF_A_VACANCY = (Subject.INTERVIEW, Subject.SCORECARD, Subject.APPLICATION, Subject.VACANCY)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_rules(request, pk):
    """What the vacancy, or the stage named in the address, says about each kind of reminder."""
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("recruiting.run_vacancy", vacancy):
        raise PermissionDenied
    stages = vacancy.stages.filter(scope=Scope.CANDIDATE)
    asked = request.GET.get("stage", "")
    stage = get_object_or_404(stages, key=asked) if asked else None
    forms = _forms(vacancy, stage, request.POST if request.method == "POST" else None)
    wrong = [form for form in forms if request.method == "POST" and not form.is_valid()]
    if request.method == "POST" and not wrong:
        _save(request, vacancy, stage, forms)
        return redirect(request.get_full_path())
    context = {
        "vacancy": vacancy,
        "stages": stages,
        "stage": stage,
        "forms": forms,
        "wrong": wrong,
        "changes": _changes(vacancy),
        "trail": to_vacancy(vacancy, _("Reminders")),
    }
    return render(request, "reminders/rules.html", context, status=422 if wrong else 200)


def _forms(vacancy: Vacancy, stage: Stage | None, data) -> list[RuleForm]:
    rulebook = Rulebook.load([vacancy.pk])
    made = []
    for kind in KINDS:
        if kind.about in OF_A_VACANCY and not (stage and kind.about == Subject.VACANCY):
            row = rulebook.rules.get((vacancy.pk, stage.pk if stage else None, kind.key))
            initial = {name: getattr(row, name) for name in FIELDS} if row else {}
            initial["is_on"] = {True: "yes", False: "no", None: ""}[initial.get("is_on")]
            above = rulebook.said(kind, (vacancy.pk, None)) if stage else {}
            made.append(RuleForm(data, kind=kind, usual=kind.rhythm.usual | above, initial=initial))
    return made


@transaction.atomic
def _save(request, vacancy: Vacancy, stage: Stage | None, forms: list[RuleForm]) -> None:
    now = timezone.now()
    made = [
        set_rule(vacancy=vacancy, stage=stage, kind=form.kind, said=form.cleaned_data, by=request.user, now=now)
        for form in forms
    ]
    if any(made):
        messages.success(request, _("The reminders are set."))
    else:
        messages.info(request, _("Nothing was changed."))


def _changes(vacancy: Vacancy) -> list[RuleChange]:
    rows = list(RuleChange.objects.filter(vacancy=vacancy).select_related("by", "stage")[:LAST_CHANGES])
    headings = {kind.key: kind.heading for kind in KINDS}
    for row in rows:
        row.heading = headings.get(row.kind, row.kind)  # type: ignore[attr-defined]
    return rows
