"""The record of a whole vacancy on paper: the rule, who applied, what was decided on each and why.

Somebody who was not there can follow it. Decisions the reader is still blind on are named as closed, without outcome.
"""

from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.declared_rule import in_words, judged_items
from recruiting.models import Application, Vacancy
from scorecards.domain.owed import applications_still_owed
from scorecards.domain.paper import decision_sections, neighbour_facts, section, title_of
from scorecards.domain.record import Record, records_of
from scorecards.models import Decision

NONE = "–"


def vacancy_paper(vacancy: Vacancy, records: Sequence[Record], user: User) -> dict:
    """What `pdf_of` prints, as `user` may read it now; `records` are those of `open_records`."""
    applications = list(_applications(vacancy, user))
    return {
        "lang": get_language() or "en",
        "title": _("How “%(title)s” was filled") % {"title": vacancy.title},
        "subtitle": _("Record of the vacancy, %(count)d applications") % {"count": len(applications)},
        "footer": vacancy.title,
        "facts": _facts(vacancy),
        "sections": [*_sections(vacancy, applications, records, _closed_to(user, applications))],
    }


def cards_behind(records: Iterable[Record]) -> list:
    """The cards whose figures the paper prints, for the log of reading."""
    return [card for record in records if not record.locked for card in record.cards]


def open_records(vacancy: Vacancy, user: User) -> list[Record]:
    """The records of the vacancy's decisions, locked ones included."""
    return records_of(list(_decisions(_applications(vacancy, user))), user)


def _applications(vacancy: Vacancy, user: User) -> Iterable[Application]:
    rows = Application.objects.visible_to(user).filter(vacancy=vacancy)
    return rows.select_related("candidate", "stage", "reason").order_by("candidate__name_sort", "pk")


def _decisions(applications: Iterable[Application]) -> Iterable[Decision]:
    rows = Decision.objects.filter(application__in=[one.pk for one in applications])
    told = rows.select_related("application__candidate", "application__vacancy__grid__role")
    return told.with_neighbours().order_by("at", "pk")


def _closed_to(user: User, applications: Iterable[Application]) -> set[int]:
    owed = set(applications_still_owed(user).values_list("application_ref", flat=True))
    return {one.pk for one in applications if one.pk in owed}


def _facts(vacancy: Vacancy) -> list[list[str]]:
    team = vacancy.members.select_related("user").order_by("function", "user__name_sort")
    grid = {"role": vacancy.grid.role, "version": vacancy.grid.version}
    found = [
        [_("Role"), str(vacancy.role)],
        [_("Grid"), _("%(role)s, version %(version)s") % grid],
        [_("Openings"), str(vacancy.openings)],
        [_("State"), vacancy.get_state_display()],
    ]
    if vacancy.opened_at:
        found.append([_("Opened"), date_format(localtime(vacancy.opened_at), "DATE_FORMAT")])
    if vacancy.closed_at:
        found.append([_("Closed"), date_format(localtime(vacancy.closed_at), "DATE_FORMAT")])
    return [*found, [_("Team"), "\n".join(f"{one.user}, {one.get_function_display()}" for one in team)]]


def _sections(
    vacancy: Vacancy, applications: Sequence[Application], records: Sequence[Record], closed: set[int]
) -> Iterable[dict]:
    rule = vacancy.rule
    items = judged_items(vacancy.grid, with_supplement=rule.with_supplement)
    yield section(_("The declared rule"), in_words(rule, items))
    yield section(_("Applications"), [], table=_table(applications, closed))
    if not records:
        yield section(_("Decisions"), [_("No decision is recorded in this vacancy.")])
    for record in records:
        yield from _decision(record, vacancy)


def _table(applications: Sequence[Application], closed: set[int]) -> dict:
    head = [_("Candidate"), _("Applied"), _("Source"), _("Stage"), _("Outcome"), _("Reason")]
    return {"head": head, "rows": [_row(one, hidden=one.pk in closed) for one in applications]}


def _row(application: Application, *, hidden: bool) -> list[str]:
    ended = [
        application.get_state_display(),
        NONE if hidden or not application.reason else application.reason.text,
    ]
    return [
        str(application.candidate),
        date_format(localtime(application.applied_at), "SHORT_DATE_FORMAT"),
        application.get_source_display(),
        application.stage.name,
        *ended,
    ]


def _decision(record: Record, vacancy: Vacancy) -> Iterable[dict]:
    if record.locked:
        name = {"name": record.decision.application.candidate}
        yield section(
            _("A decision on %(name)s") % name, [_("It opens to you after your own scorecard on this candidate.")]
        )
        return
    sealed = date_format(localtime(record.decision.at), "DATETIME_FORMAT")
    title = title_of(record.decision, vacancy)
    made = [[_("Decided by"), str(record.decision.by)], [_("Sealed"), sealed]]
    yield section(title, [], facts=[*made, *neighbour_facts(record.decision)])
    yield from decision_sections(record)
