"""Scores with their uncertainty: what the pictures of a comparison say, and the same as numbers.

Candidates without a chain of shared raters get pictures of their own, because there is no order between them. A picture
shows corrected scores only where the rules of docs/measurement.md allow it; elsewhere plain means.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from scorecards.domain.charts import IntervalMarks, interval_marks, on_scale
from scorecards.domain.comparing import Column, Comparison, counted
from scorecards.domain.ordering import Rule, Standing
from scorecards.measurement import connectivity, model

CONFIDENCE = 0.95
NOTICED = 0.05  # points of the scale; a smaller correction is printed as none
TABLE_UP_TO = 12  # candidates in the table of pairs: more columns cannot be read
OVERLAP = {model.Reason.FEW_CANDIDATES, model.Reason.FEW_RATERS, model.Reason.SINGLE_CANDIDATE_RATER}


@dataclass(frozen=True)
class Bar:
    """One candidate on the scale 1 to 5; `score`, `low`, `high` (95 %), `correction` are None where not corrected."""

    column: Column
    mean: float
    score: float | None
    low: float | None
    high: float | None
    correction: float | None
    raters: int
    marks: IntervalMarks

    @property
    def raised(self) -> bool:
        """The raters of this candidate rated lower than colleagues on the same candidates."""
        return self.correction is not None and self.correction >= NOTICED

    @property
    def lowered(self) -> bool:
        return self.correction is not None and self.correction <= -NOTICED

    @property
    def correction_size(self) -> float:
        return abs(self.correction or 0.0)


@dataclass(frozen=True)
class Cluster:
    """Candidates who stand together; `equal` where the declared rule calls them practically equal."""

    bars: tuple[Bar, ...]

    @property
    def equal(self) -> bool:
        return len(self.bars) > 1


@dataclass(frozen=True)
class Chance:
    """Probability that the candidate of the row is better than the one of the column."""

    better: float
    equal: bool


@dataclass(frozen=True)
class ChanceRow:
    column: Column
    chances: tuple[Chance | None, ...]  # None before the candidate's own column: the other half says the same


@dataclass(frozen=True)
class Weakest:
    """The pair whose comparison leans most on how strict the raters are."""

    one: Column
    other: Column


@dataclass(frozen=True)
class Picture:
    """Candidates connected through shared raters; `number` is their group in the order by the rule."""

    number: int
    clusters: tuple[Cluster, ...]
    corrected: bool
    without_score: tuple[Column, ...]
    chances: tuple[ChanceRow, ...]
    weakest: Weakest | None

    @property
    def against(self) -> tuple[Column, ...]:
        """Columns of the table of pairs."""
        return tuple(bar.column for bar in self.bars[1:TABLE_UP_TO])

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(bar for cluster in self.clusters for bar in cluster.bars)


def pictures(comparison: Comparison) -> list[Picture]:
    """One picture for each group, in the order of the declared rule; empty while nothing independent was rated."""
    solution = comparison.solution
    if solution is None:
        return []
    label = {one: number for number, group in enumerate(solution.groups) for one in group.candidates}
    known = [column for column in comparison.columns if column.application.pk in label]
    known.sort(key=lambda column: (column.group, label[column.application.pk]))
    parts = groupby(known, key=lambda column: (column.group, label[column.application.pk]))
    return [_picture(comparison, solution, list(columns)) for _key, columns in parts]


def on_sheet(drawn: Iterable[Picture], columns: Iterable[Column]) -> list[Picture]:
    """The same pictures with the bars of these candidates only; what they say was computed from all."""
    shown = {column.application.pk for column in columns}
    return [part for one in drawn if (part := _narrowed(one, shown)).bars or part.without_score]


def _narrowed(picture: Picture, shown: set[int]) -> Picture:
    kept = [tuple(bar for bar in one.bars if bar.column.application.pk in shown) for one in picture.clusters]
    return replace(
        picture,
        clusters=tuple(Cluster(bars) for bars in kept if bars),
        without_score=tuple(column for column in picture.without_score if column.application.pk in shown),
        chances=picture.chances if any(row.column.application.pk in shown for row in picture.chances) else (),
    )


def _picture(comparison: Comparison, solution: model.Solution, columns: list[Column]) -> Picture:
    ids = {column.application.pk for column in columns}
    ratings = [row for row in counted(comparison.items, comparison.voices) if row[0] in ids]
    corrected = not OVERLAP & set(model.correctable(ratings))
    scored = [column for column in columns if column.standing != Standing.NOT_ENOUGH]
    return Picture(
        number=columns[0].group,
        clusters=tuple(_clusters(scored, solution, corrected)),
        corrected=corrected,
        without_score=tuple(column for column in columns if column.standing == Standing.NOT_ENOUGH),
        chances=_chances(scored[:TABLE_UP_TO], solution, comparison.rule) if corrected and len(scored) > 1 else (),
        weakest=_weakest(scored, solution) if corrected else None,
    )


def _clusters(columns: Sequence[Column], solution: model.Solution, corrected: bool) -> Iterable[Cluster]:
    """Candidates of one place together; who has no place stands alone."""
    together = groupby(columns, key=lambda column: (column.place, None if column.place else column.application.pk))
    for _key, members in together:
        yield Cluster(tuple(_bar(column, solution, corrected) for column in members))


def _bar(column: Column, solution: model.Solution, corrected: bool) -> Bar:
    found = solution.candidates[column.application.pk]
    if not corrected:
        return Bar(column, found.raw_mean, None, None, None, None, found.raters, interval_marks(found.raw_mean))
    score = solution.level + found.score
    low, high = (solution.level + bound for bound in found.interval(CONFIDENCE))
    marks = interval_marks(found.raw_mean, score, (low, high))
    return Bar(
        column,
        mean=found.raw_mean,
        score=on_scale(score),
        low=on_scale(low),
        high=on_scale(high),
        correction=found.correction,
        raters=found.raters,
        marks=marks,
    )


def _chances(columns: Sequence[Column], solution: model.Solution, rule: Rule) -> tuple[ChanceRow, ...]:
    """The upper half of the table of pairs: rows without the last candidate, columns without the first."""
    return tuple(
        ChanceRow(
            row,
            tuple(
                _chance(solution, rule, row, column) if place > index else None
                for place, column in enumerate(columns[1:], start=1)
            ),
        )
        for index, row in enumerate(columns[:-1])
    )


def _chance(solution: model.Solution, rule: Rule, one: Column, other: Column) -> Chance:
    better = solution.probability_better(one.application.pk, other.application.pk)
    return Chance(better, rule.equal_low <= better <= rule.equal_high)


def _weakest(columns: Sequence[Column], solution: model.Solution) -> Weakest | None:
    """The pair beyond the amber rater share with the largest one, None when every pair is firm."""
    by_id: dict[Hashable, Column] = {column.application.pk: column for column in columns}
    ids = solution.design.candidates
    worst, found = connectivity.AMBER_SHARE, None
    for row in solution.pair_rows():
        for later, (share, linked) in enumerate(zip(row.rater_share.tolist(), row.comparable.tolist(), strict=True)):
            pair = (ids[row.place], ids[row.place + 1 + later])
            if linked and share > worst and by_id.keys() >= set(pair):
                worst, found = share, Weakest(by_id[pair[0]], by_id[pair[1]])
    return found
