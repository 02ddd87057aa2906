"""A record as a PDF: tagged (PDF/UA-1), in the language that is active, people's words as data only."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from recruiting.models import Vacancy
from scorecards.domain.neighbours import neighbours
from scorecards.domain.record import Record, RecordColumn
from scorecards.domain.record_parts import amendment_facts, claim_facts, exercise_facts
from scorecards.domain.typeset import typeset
from scorecards.enums import Outcome
from scorecards.models import AgreedLevel, Decision

TEMPLATE = Path(settings.BASE_DIR) / "templates/scorecards/typst/decision.typ"
COLUMNS = 5  # candidates side by side on one sheet; more make a second table
NOT_OBSERVED = "–"


def pdf_of(paper: dict) -> bytes:
    """The PDF of what `paper_of` laid out."""
    return typeset(TEMPLATE, "record", paper)


def paper_of(record: Record, vacancy: Vacancy) -> dict:
    """What the page of the record says, as titles, texts, tables and pairs in the active language."""
    decision = record.decision
    sealed = date_format(localtime(decision.at), "DATETIME_FORMAT")
    return {
        "lang": get_language() or "en",
        "title": title_of(decision, vacancy),
        "subtitle": _("Decision record %(number)s · sealed %(time)s") % {"number": decision.pk, "time": sealed},
        "footer": f"sha-256 {decision.digest}",
        "facts": _head(decision, vacancy),
        "sections": list(decision_sections(record)),
    }


def title_of(decision: Decision, vacancy: Vacancy) -> str:
    titles = {
        Outcome.HIRE: _("Hire %(name)s: %(title)s"),
        Outcome.REJECT: _("Reject %(name)s: %(title)s"),
        Outcome.KEEP: _("Keep %(name)s for another vacancy: %(title)s"),
    }
    return titles[Outcome(decision.outcome)] % {"name": decision.application.candidate, "title": vacancy.title}


def _head(decision: Decision, vacancy: Vacancy) -> list[list[str]]:
    job = decision.by.job_title
    grid = {"role": vacancy.grid.role, "version": decision.snapshot["grid"]["version"]}
    return [
        [_("Decided by"), f"{decision.by}, {job}" if job else str(decision.by)],
        [_("Grid"), _("%(role)s, version %(version)s") % grid],
        [_("Candidates compared"), str(len(decision.snapshot["candidates"]))],
        *neighbour_facts(decision),
    ]


def neighbour_facts(decision: Decision) -> list[list[str]]:
    return [[one.relation, one.words] for one in neighbours(decision)]


def decision_sections(record: Record) -> Iterable[dict]:
    """The parts of one record that say something, as titles, texts, tables and pairs."""
    return (part for part in _parts(record) if part)


def _parts(record: Record) -> Iterable[dict | None]:
    decision = record.decision
    if decision.what_changed:
        yield section(_("What has changed since the earlier decision"), [decision.what_changed])
    yield section(_("Why"), [decision.rationale])
    yield _critical(record)
    yield from _figures(record)
    yield from noted_sections(record)
    yield _missing(record)
    yield section(_("The declared rule"), [opens_later()] if record.partly else _rule(decision))
    yield _waivers(record)
    if decision.alternatives:
        yield section(_("Who else was considered"), [opens_later() if record.partly else decision.alternatives])
    yield section(_("Dissent"), [decision.dissent or _("None was noted.")])
    cards = str(len(decision.snapshot["cards"]))
    yield section(_("Seal"), [], facts=[[_("Scorecards"), cards], [_("Fingerprint"), f"sha-256 {decision.digest}"]])


def noted_sections(record: Record) -> list[dict]:
    """What was noted beside the figures and enters none of them; page and paper print the same."""
    parts = [
        _agreed(record),
        _noted(_("Exercises and tests"), exercise_facts(record)),
        _noted(_("Claims that were checked"), claim_facts(record)),
        _noted(
            _("Amendments"),
            amendment_facts(record),
            _("Means, fit and scores keep the first value, which was given alone."),
        ),
    ]
    return [part for part in parts if part]


def opens_later() -> str:
    """In place of what the ratings of others say, while some of them are closed to the reader."""
    return _("Opens once your own scorecards on everybody who was compared are in.")


def section(title: str, texts: list[str], table: dict | None = None, facts: Sequence[list[str]] = ()) -> dict:
    """One part of a paper; `table` is {"head": [..], "rows": [[..]]}, `facts` are pairs of a name and a value."""
    return {"title": title, "texts": texts, "table": table, "facts": list(facts)}


def _rule(decision: Decision) -> list[str]:
    if decision.departs:
        return [_("This decision departs from the rule."), decision.departure_reason]
    return [_("This decision follows the rule.")]


def _critical(record: Record) -> dict | None:
    """Before any figure: what no level makes good."""
    if not record.critical:
        return None
    facts = [
        [one.error.get_kind_display(), f"{one.error.what}\n{one.card.interviewer}, {one.card.stage}"]
        for one in record.critical
    ]
    return section(_("Critical errors"), [], facts=facts)


def _level(one: AgreedLevel) -> str:
    return _("not known") if one.level is None else _("level %(level)s") % {"level": one.level}


def _agreed(record: Record) -> dict | None:
    if not record.agreed:
        return None
    note = _("Agreed in the talk of the panel. It stands beside the independent ratings and enters no figure.")
    facts = [[one.item.name, f"{_level(one)}\n{one.why}".strip()] for one in record.agreed]
    return section(_("Agreed in the debrief"), [note], facts=facts)


def _noted(title: str, facts: list[list[str]], *texts: str) -> dict | None:
    return section(title, list(texts), facts=facts) if facts else None


def _waivers(record: Record) -> dict | None:
    if not record.waivers:
        return None
    development = _("Development:")
    facts = [[item.name, f"{one['reason']}\n{development} {one['development']}"] for item, one in record.waivers]
    return section(_("Must-haves accepted below their level"), [], facts=facts)


def _missing(record: Record) -> dict | None:
    if not record.missing:
        return None
    return section(_("Scorecards not in"), ["\n".join(f"{person}, {stage}" for stage, person in record.missing)])


def _figures(record: Record) -> Iterable[dict]:
    title = _("What the decision stands on")
    if not record.columns:
        yield section(title, [_("No submitted scorecard was open to the person who decided.")])
    note = _(
        "Means of independent ratings at the moment of the decision. “–”: nobody observed it; it does not lower the"
        " fit."
    )
    for start in range(0, len(record.columns), COLUMNS):
        yield section(title, [note], _table(record, slice(start, start + COLUMNS)))


def _table(record: Record, part: slice) -> dict:
    columns = record.columns[part]
    head = [_("Competency"), _("Needs"), _("Weight"), *(str(column.application.candidate) for column in columns)]
    must_have = _("must-have")
    rows = [
        [
            f"{row.item.name}, {must_have}" if row.item.must_have else row.item.name,
            str(row.item.required_level),
            f"{floatformat(row.weight, '-1')} %",
            *(NOT_OBSERVED if mean is None else floatformat(mean, 1) for mean, _chosen in row.means[part]),
        ]
        for row in record.rows
    ]
    totals = _totals(columns)
    return {"head": head, "rows": rows + (totals[:-1] if record.partly else totals)}


def _totals(columns: Sequence[RecordColumn]) -> list[list[str]]:
    """Fit, coverage with raters, and last the place."""
    none = _("no total")
    unplaced = [column.figures["standing"] == "not_enough" for column in columns]
    fits = [none if short else f"{column.fit_percent} %" for column, short in zip(columns, unplaced, strict=True)]
    seen = [f"{column.coverage_percent} %, {column.figures['raters']}" for column in columns]
    places = [str(column.figures["place"] or NOT_OBSERVED) for column in columns]
    return [
        [_("Fit to the grid"), "", "", *fits],
        [_("Weight observed, raters"), "", "", *seen],
        [_("Place by the rule"), "", "", *places],
    ]
