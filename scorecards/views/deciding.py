"""The form on which a decision is written, a first one or one that revises another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recruiting.models import Application
from scorecards.domain.critical import critical_errors
from scorecards.domain.deciding import (
    AlreadyDecided,
    DecisionRefused,
    comparison_for,
    refuse_if_closed,
    unmet,
    unsaid,
)
from scorecards.domain.deciding import (
    decide as record_decision,
)
from scorecards.domain.reading import read_cards
from scorecards.domain.record import hidden_behind, is_partly
from scorecards.forms.decision import DecisionForm, RevisionForm
from scorecards.models import Decision


@require_http_methods(["GET", "POST"])
def decide(request, pk: int):
    return _deciding(request, _application(request, pk), None)


@require_http_methods(["GET", "POST"])
def revise(request, pk: int):
    """The same form beside the earlier decision, which stays as it was sealed."""
    mine = Decision.objects.filter(application__in=Application.objects.visible_to(request.user))
    earlier = get_object_or_404(mine.with_neighbours(), pk=pk)
    return _deciding(request, _application(request, earlier.application_id), earlier)


def _deciding(request, application: Application, revises: Decision | None):
    vacancy = application.vacancy
    if not request.user.has_perm("recruiting.decide_vacancy", vacancy):
        raise PermissionDenied
    now = timezone.now()
    try:
        refuse_if_closed(application, vacancy, request.user, now, revises)
    except AlreadyDecided as refusal:
        return _overtaken(request, application, refusal)
    except DecisionRefused as refusal:
        messages.warning(request, refusal.problems[""])
        return redirect("recruiting:application", application.pk)
    page = Page(request, application, revises)
    if request.method == "POST" and not page.form.is_valid():
        page.ask_for_the_rest()
    elif request.method == "POST":
        try:
            decision = record_decision(
                application=application, proposal=page.form.proposal(), by=request.user, now=now, revises=revises
            )
        except AlreadyDecided as refusal:
            return _overtaken(request, application, refusal)
        except DecisionRefused as refusal:
            page.refuse(refusal)
        else:
            messages.success(request, _("The decision is sealed. Nobody can change it now."))
            return redirect("scorecards:decision", decision.pk)
    return page.shown(422 if page.form.errors else 200)


def _overtaken(request, application: Application, refusal: AlreadyDecided):
    """Somebody else decided while the form was open: what was typed stays, beside the decision that it would revise."""
    standing = refusal.decision
    if request.method == "POST" and standing.by != request.user:
        try:
            refuse_if_closed(application, application.vacancy, request.user, timezone.now(), standing)
        except DecisionRefused:
            pass  # what was decided is not open to them: they are told of it and no more
        else:
            page = Page(request, application, standing)
            page.form.helper.form_action = reverse("scorecards:revise", args=[standing.pk])
            page.refuse(refusal)
            return page.shown(409)
    messages.warning(request, refusal.problems[""])
    return redirect("scorecards:decision", standing.pk)


class Page:
    """The form with what it stands on; opening it reads colleagues' ratings, which leaves a trace."""

    def __init__(self, request, application: Application, revises: Decision | None) -> None:
        self.request, self.application, self.revises = request, application, revises
        self.comparison = comparison_for(application, application.vacancy, request.user, None)
        read_cards(by=request.user, cards=self.comparison.cards, now=timezone.now())
        self.column = self.comparison.column(application.pk)
        kind = RevisionForm if revises else DecisionForm
        below = self.column.assessment.must_haves_below if self.column else ()
        self.form: DecisionForm = kind(request.POST or None, below=below)

    def refuse(self, refusal: DecisionRefused) -> None:
        for name, message in refusal.problems.items():
            self.form.add_error(name or None, message)

    def ask_for_the_rest(self) -> None:
        """Beside what the form refused, what the act would refuse: whoever mends one sees the other at once.

        Before the outcome is chosen nobody knows whether the rule is departed from, so only the words are asked for.
        """
        form, refused = self.form, set(self.form.errors)
        wanted = unsaid(form.proposal(), self.revises)
        if form.is_chosen:
            wanted = unmet(
                application=self.application,
                vacancy=self.application.vacancy,
                proposal=form.proposal(),
                by=self.request.user,
                revises=self.revises,
            )
        for name, message in wanted.items():
            if name not in refused:
                form.add_error(name, message)

    def shown(self, status: int):
        application, vacancy, revises = self.application, self.application.vacancy, self.revises
        context = {"form": self.form, "application": application, "vacancy": vacancy, "earlier": revises}
        context |= {"comparison": self.comparison, "column": self.column}
        context["critical"] = critical_errors(self.comparison.cards, [application])
        context["partly"] = revises is not None and is_partly(revises, hidden_behind(self.request.user, [revises]))
        context["trail"] = [
            (_("Vacancies"), reverse("recruiting:vacancies")),
            (vacancy.title, reverse("recruiting:board", args=[vacancy.pk])),
            (_("Compare"), reverse("scorecards:compare", args=[vacancy.pk])),
            (_("Decision"), ""),
        ]
        return render(self.request, "scorecards/decide.html", context, status=status)


def _application(request, pk: int) -> Application:
    visible = Application.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("candidate", "stage", "vacancy__grid", "vacancy__rule"), pk=pk)
