"""What a vacancy was opened for, how old it is against what was meant, and how these facts change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from recruiting.domain.briefing import blank_areas, is_leading
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.enums import ApplicationState, Currency, Fact, Source
from recruiting.models import AREAS, Briefing, Cost, FactChange, StartDate, Vacancy

USUAL_DAYS = 14
"""Days from opening to the day by which a vacancy is to be filled, unless somebody says otherwise."""
SHORTLIST, WARN_DAYS, ALARM_DAYS = 3, 14, 28


@dataclass(frozen=True)
class Facts:
    """What the recruiter states; `starts` are pairs of day and number of openings, `briefing` is by area."""

    title: str
    openings: int
    place: str
    target_date: date
    shortlist_size: int = SHORTLIST
    warn_days: int = WARN_DAYS
    alarm_days: int = ALARM_DAYS
    starts: Sequence[tuple[date, int]] = ()
    briefing: Mapping[str, str] = field(default_factory=dict)


PLAIN = (Fact.TITLE, Fact.OPENINGS, Fact.PLACE, Fact.TARGET_DATE, Fact.SHORTLIST, Fact.WARNING, Fact.ALARM)


@dataclass(frozen=True)
class VacancyAge:
    """Days a vacancy has been open. `level` is empty, `warn` or `over`; the words say it too."""

    days: int
    level: str
    words: str


def vacancy_age(vacancy: Vacancy, now: datetime) -> VacancyAge | None:
    """How long the vacancy has been open, or was until it ended; none for one that was never opened."""
    if vacancy.opened_at is None:
        return None
    until = vacancy.closed_at or now
    days = max(0, (timezone.localdate(until) - timezone.localdate(vacancy.opened_at)).days)
    counted = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if vacancy.closed_at is not None:
        return VacancyAge(days, "", counted)
    if days > vacancy.alarm_days:
        return VacancyAge(days, "over", _("%(days)s, alarm after %(limit)d") % _limit(counted, vacancy.alarm_days))
    if days > vacancy.warn_days:
        return VacancyAge(days, "warn", _("%(days)s, warning after %(limit)d") % _limit(counted, vacancy.warn_days))
    return VacancyAge(days, "", counted)


def _limit(counted: str, limit: int) -> dict:
    return {"days": counted, "limit": limit}


def target_of(opened_on: date) -> date:
    """The day by which a vacancy opened on this day is to be filled, unless somebody says otherwise."""
    return opened_on + timedelta(days=USUAL_DAYS)


def check_starts(starts: Sequence[tuple[date, int]], openings: int) -> None:
    """Refuse more starts than openings, and a day named twice."""
    if len({day for day, _count in starts}) != len(starts):
        raise Refused(_("A start day is named twice. Put its openings into one line."))
    if sum(count for _day, count in starts) > openings:
        raise Refused(_("More people are to start than there are openings."))


def keep_starts(vacancy: Vacancy, starts: Sequence[tuple[date, int]]) -> None:
    StartDate.objects.filter(vacancy=vacancy).delete()
    StartDate.objects.bulk_create(StartDate(vacancy=vacancy, starts_on=day, openings=count) for day, count in starts)


@transaction.atomic
def change_facts(*, vacancy: Vacancy, facts: Facts, seen_revision: int, by: User, now: datetime) -> list[FactChange]:
    """Write what differs and keep each difference; an empty list when nothing does.

    Raises Conflict when somebody else changed the facts meanwhile, Refused for what cannot be.
    """
    row = Vacancy.objects.select_for_update(no_key=True).select_related("grid").get(pk=vacancy.pk)
    if row.revision != seen_revision:
        raise Conflict(_overtaken(row))
    if not row.is_running:
        raise Refused(_("This vacancy has ended, so its facts stay as they are."))
    _check(row, facts)
    differences = _differences(row, facts)
    if not differences:
        return []
    plain = {fact.value: getattr(facts, fact) for fact in PLAIN}
    for name, value in plain.items():
        setattr(row, name, value)
    row.revision = F("revision") + 1
    row.save()
    keep_starts(row, facts.starts)
    for area, text in facts.briefing.items():
        Briefing.objects.update_or_create(vacancy=row, area=area, defaults={"text": text.strip()})
    return FactChange.objects.bulk_create(
        FactChange(vacancy=row, fact=fact, was=was, became=became, by=by, at=now) for fact, was, became in differences
    )


def _check(row: Vacancy, facts: Facts) -> None:
    check_starts(facts.starts, facts.openings)
    if facts.alarm_days <= facts.warn_days:
        raise Refused(_("The alarm comes after the warning."))
    hired = row.applications.filter(state=ApplicationState.HIRED).count()
    if facts.openings < hired:
        raise Refused(_("%(hired)d are hired already, so there cannot be fewer openings.") % {"hired": hired})
    if is_leading(row.grid) and (blank := blank_areas(facts.briefing)):
        raise Refused(blank[0].message, blockers=blank)


def _overtaken(row: Vacancy) -> str:
    last = row.fact_changes.select_related("by").last()
    if last is None:
        return _("The facts of this vacancy were changed while this page was open.")
    return _("%(who)s changed the facts of this vacancy at %(time)s. Look at them before you go on.") % {
        "who": last.by.full_name,
        "time": date_format(timezone.localtime(last.at), "H:i"),
    }


def _differences(row: Vacancy, facts: Facts) -> list[tuple[Fact, str, str]]:
    """Each fact that changes, before and after, in words that stay readable."""
    pairs = [(fact, _shown(getattr(row, fact)), _shown(getattr(facts, fact))) for fact in PLAIN]
    pairs.append((Fact.STARTS, starts_in_words(_starts(row)), starts_in_words(facts.starts)))
    said = {part.area: part.text for part in row.briefing.all()}
    pairs += [
        (Fact(area), said.get(area, ""), facts.briefing.get(area, "").strip()) for area in AREAS if facts.briefing
    ]
    return [(fact, was, became) for fact, was, became in pairs if was != became]


def _starts(row: Vacancy) -> list[tuple[date, int]]:
    return [(start.starts_on, start.openings) for start in row.starts.order_by("starts_on")]


def starts_in_words(starts: Sequence[tuple[date, int]]) -> str:
    """`2026-12-01: 2; 2026-12-15: 1`, in no language, because the history is read in all of them."""
    return "; ".join(f"{day.isoformat()}: {count}" for day, count in sorted(starts))


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


@transaction.atomic
def add_cost(
    *,
    vacancy: Vacancy,
    amount: Decimal,
    currency: Currency,
    what_for: str,
    source: Source | None,
    spent_on: date,
    by: User,
    now: datetime,
) -> Cost:
    """Note money spent on the vacancy; after its end too, because bills come late."""
    cost = Cost.objects.create(
        vacancy=vacancy,
        amount=amount,
        currency=currency,
        what_for=what_for.strip(),
        source=source or "",
        spent_on=spent_on,
        by=by,
        at=now,
    )
    FactChange.objects.create(vacancy=vacancy, fact=Fact.COST, became=_cost_words(cost), by=by, at=now)
    return cost


@transaction.atomic
def take_out_cost(*, cost: Cost, by: User, now: datetime) -> None:
    """Take a mistaken cost out of the sums; it stays in the history. Raises AlreadyDone for a repeated click."""
    if Cost.objects.filter(pk=cost.pk, taken_out_at=None).update(taken_out_at=now, taken_out_by=by) != 1:
        raise AlreadyDone(_("This cost was taken out already."))
    FactChange.objects.create(vacancy=cost.vacancy, fact=Fact.COST, was=_cost_words(cost), by=by, at=now)


def _cost_words(cost: Cost) -> str:
    return f"{floatformat(cost.amount, '2g')} {cost.currency}, {cost.what_for}"
