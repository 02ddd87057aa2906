"""Sheets and columns of the workbook for what is kept beside levels: words, amendments, exercises, debriefs."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.models import Vacancy
from scorecards.domain.amendments import amendments_of
from scorecards.domain.comparing import Comparison
from scorecards.domain.critical import critical_of
from scorecards.domain.debrief import applications_to_read
from scorecards.domain.naming import level_words
from scorecards.domain.record_parts import values
from scorecards.domain.results import read_results
from scorecards.enums import AmendSource
from scorecards.models import AgreedLevel, Amendment, DebriefNote, Rating, Scorecard

Value = str | int | float | bool | None
Table = tuple[list[str], Iterable[list[Value]]]


def amended_cells(card: Scorecard, rating: Rating) -> list[Value]:
    """What the level was amended to in the end, and every reason; the column of the level keeps the first value."""
    changes = amendments_of(card, rating)
    if not changes:
        return ["", ""]
    return [level_words(changes[-1].level), "\n".join(map(_why, changes))]


def _why(change: Amendment) -> str:
    reason = str(change.get_reason_display())
    return f"{reason}: {change.words}" if change.words else reason


def card_sheet(comparison: Comparison) -> Table:
    """A row a card: the recommendation and the words on the whole, as they were sealed."""
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Recommendation"), _("In your own words")]
    rows: list[list[Value]] = [
        [*who, str(card.get_recommendation_display()), card.summary, card.independent, moment(card.closed_at)]
        for card, who in _cards(comparison)
    ]
    return [*head, _("Independent"), _("Submitted")], rows


def debrief_sheet(vacancy: Vacancy, user: User) -> Table:
    """What debriefs kept, by candidate and time: levels agreed upon, and notes; an empty competency is the whole."""
    head = [_("Candidate"), _("Competency"), _("Agreed level"), _("Note"), _("By"), _("When")]
    said = {"application__in": applications_to_read(user).filter(vacancy=vacancy)}
    with_names = ("application__candidate", "item", "by")
    levels = AgreedLevel.objects.filter(**said).select_related(*with_names)
    notes = DebriefNote.objects.filter(**said).select_related(*with_names)
    parts: list[tuple[AgreedLevel | DebriefNote, list[Value]]] = []
    parts += [(one, [one.item.name, level_words(one.level), one.why]) for one in levels]
    parts += [(one, [one.item.name if one.item else "", "", one.text]) for one in notes]
    parts.sort(key=lambda part: (part[0].application.candidate.name_sort, part[0].application_id, part[0].at))
    return head, [[str(one.application.candidate), *words, str(one.by), moment(one.at)] for one, words in parts]


def critical_sheet(comparison: Comparison) -> Table:
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Critical error"), _("What happened")]
    rows: list[list[Value]] = [
        [
            str(one.application.candidate),
            str(one.card.stage),
            str(one.card.interviewer),
            str(one.error.get_kind_display()),
            one.error.what,
        ]
        for one in critical_of(comparison)
    ]
    return head, rows


def exercise_sheet(comparison: Comparison) -> Table:
    """A row a line of a sheet, a score or a note; tests with how their outcome is read."""
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Exercise"), _("Criterion"), _("Score")]
    return [*head, _("Meaning"), _("Verdict"), _("What was seen")], list(_exercise_rows(comparison))


def claim_sheet(comparison: Comparison) -> Table:
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Claim"), _("What was found"), _("How it was checked")]
    rows: list[list[Value]] = [
        [*who, mark.claim.text, str(mark.get_state_display()), mark.evidence]
        for card, who in _cards(comparison)
        for mark in card.claim_marks.all()
    ]
    return head, rows


def amendment_sheet(comparison: Comparison) -> Table:
    """Every amendment with both values; an empty competency is the recommendation."""
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Competency"), _("Was"), _("Amended to"), _("Why amended")]
    rows: list[list[Value]] = [
        [*who, one.item.name if one.item else _("Recommendation"), *reversed(values(one)), *_how(one)]
        for card, who in _cards(comparison)
        for one in card.amendments.all()
    ]
    return [*head, _("Evidence"), _("Amended by"), _("When"), _("At the debrief")], rows


def _how(one: Amendment) -> list[Value]:
    return [_why(one), one.evidence, str(one.by), moment(one.at), one.source == AmendSource.DEBRIEF]


def moment(at: datetime | None) -> str:
    """Date and time in the reader's zone; the format has no zones, so it stays a text."""
    return localtime(at).isoformat(" ", "minutes") if at else ""


def _cards(comparison: Comparison) -> Iterable[tuple[Scorecard, list[Value]]]:
    """Cards open to the reader, with candidate, stage and interviewer."""
    people = [*(column.application for column in comparison.columns), *comparison.unrated]
    names = {one.pk: str(one.candidate) for one in people}
    for card in comparison.cards:
        yield card, [names[card.application_id], str(card.stage), str(card.interviewer)]


def _exercise_rows(comparison: Comparison) -> Iterable[list[Value]]:
    for card, who in _cards(comparison):
        for result in read_results(card):
            reading = result.reading
            said: list[Value] = [reading.label, reading.verdict_words] if reading else ["", ""]
            yield [*who, result.name, "", result.score, *said, result.note]
            for line, words in result.lines:
                yield [*who, result.name, line, words, "", "", ""]
