"""`manage measure FILE.csv`: ratings in, one JSON object with scores, severities and comparisons out."""

import csv
import json
from collections.abc import Callable, Hashable, Iterator
from dataclasses import asdict
from math import isfinite
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from scorecards.measurement import connectivity, model
from scorecards.measurement.reasons import Reason

COLUMNS = ("candidate", "rater", "competency", "level")
EQUAL_BETWEEN = (0.35, 0.65)
FARTHEST = 1_000_000  # no scale reaches so far
NARROWEST = 0.001
SUGGEST_UP_TO = 100  # candidates; beyond, trying every possible interview takes longer than anyone waits

REASONS = {
    Reason.FEW_CANDIDATES: _(
        "Use the raw means: with fewer than three candidates there is too little overlap to correct."
    ),
    Reason.FEW_RATERS: _(
        "Use the raw means: with fewer than two interviewers per candidate there is too little overlap to correct."
    ),
    Reason.SINGLE_CANDIDATE_RATER: _(
        "Use the raw means where an interviewer met only one candidate: there is too little overlap to correct."
    ),
    Reason.EVERYONE_RATED_EVERYONE: _(
        "The same interviewers rated every candidate, so correcting for strictness leaves the order as it is."
    ),
    Reason.DISCONNECTED: _(
        "Some candidates share no interviewer, not even through others. "
        "Do not compare them across groups; arrange one shared interview first."
    ),
}


class Command(BaseCommand):
    """Fits the model to the file and prints what it says; a bad row stops it before anything is printed."""

    help = str(_("Measure candidates from a CSV file of ratings and print the result as JSON."))
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the weights and the scale."""
        parser.add_argument("file", help=str(_("CSV file with the columns candidate, rater, competency, level")))
        parser.add_argument(
            "--weights",
            nargs="+",
            metavar="COMPETENCY=WEIGHT",
            help=str(_("a weight for every competency; all equal if left out")),
        )
        parser.add_argument(
            "--scale",
            nargs=2,
            type=float,
            default=[1.0, 5.0],
            metavar=("LOWEST", "HIGHEST"),
            help=str(_("lowest and highest level; 1 and 5 if left out")),
        )

    def handle(self, *args, **options) -> None:
        """Read everything, then compute, then print."""
        low, high = options["scale"]
        _check_scale(low, high)
        ratings = _ratings(Path(options["file"]), low, high)
        weights = _weights(options["weights"], {row[2] for row in ratings})
        design = model.pack(ratings)
        components = model.fit(design, scale_width=high - low)
        solution = model.solve(design, components, weights)
        _print(self.stdout.write, solution, _warnings(ratings, solution))


def _check_scale(low: float, high: float) -> None:
    """Beyond these limits the squares of the levels leave the numbers that a computer reckons with."""
    if not (isfinite(low) and isfinite(high) and low < high):
        raise CommandError(_("The lowest level must be below the highest."))
    if low < -FARTHEST or high > FARTHEST:
        limits = {"low": -FARTHEST, "high": FARTHEST}
        raise CommandError(_("--scale: levels lie between %(low)d and %(high)d.") % limits)
    if high - low < NARROWEST:
        raise CommandError(_("--scale: the two levels are at least %(width)s apart.") % {"width": NARROWEST})


def _ratings(path: Path, low: float, high: float) -> list[tuple[str, str, str, float]]:
    """Rows of the file; CommandError names the line of the first bad one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(csv.reader(file, strict=True), low, high))
    except OSError as error:
        raise CommandError(_("Cannot read %(file)s: %(why)s") % {"file": path, "why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise CommandError(_("%(file)s is not written in UTF-8.") % {"file": path}) from error
    if not rows:
        raise CommandError(_("%(file)s has no ratings.") % {"file": path})
    return rows


def _rows(reader, low: float, high: float) -> Iterator[tuple[str, str, str, float]]:
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if any(header.count(name) != 1 for name in COLUMNS):
            raise _bad(1, _("the first row must name the columns candidate, rater, competency, level"))
        for cells in reader:
            if cells:
                yield _row(reader.line_num, header, [cell.strip() for cell in cells], low, high)
    except csv.Error as error:
        raise _bad(reader.line_num, error) from error


def _row(line: int, header: list[str], cells: list[str], low: float, high: float) -> tuple[str, str, str, float]:
    if len(cells) != len(header):
        raise _bad(line, _("%(have)d values instead of %(need)d") % {"have": len(cells), "need": len(header)})
    named = dict(zip(header, cells, strict=True))
    empty = [name for name in COLUMNS if not named[name]]
    if empty:
        raise _bad(line, _("%(column)s is empty; leave out what was not observed") % {"column": empty[0]})
    level = _number(named["level"])
    if level is None or not low <= level <= high:
        scale = {"level": named["level"], "low": f"{low:g}", "high": f"{high:g}"}
        raise _bad(line, _("level %(level)s is not a number from %(low)s to %(high)s") % scale)
    return named["candidate"], named["rater"], named["competency"], level


def _bad(line: int, why) -> CommandError:
    return CommandError(_("Line %(line)d: %(why)s.") % {"line": line, "why": why})


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _weights(pairs: list[str] | None, rated: set[str]) -> dict[str, float] | None:
    """COMPETENCY=WEIGHT pairs; every rated competency once, nothing else, all above zero."""
    if pairs is None:
        return None
    weights: dict[str, float] = {}
    for pair in pairs:
        name, equals, text = pair.rpartition("=")
        weight = _number(text)
        if not equals or weight is None or weight <= 0 or name in weights:
            raise CommandError(_("%(pair)s is not one COMPETENCY=WEIGHT above zero.") % {"pair": pair})
        weights[name] = weight
    for name in sorted(set(weights) ^ rated):
        if name in rated:
            raise CommandError(_("There is no weight for %(name)s.") % {"name": name})
        raise CommandError(_("Nobody was rated on %(name)s.") % {"name": name})
    return weights


def _warnings(ratings: list[tuple], solution: model.Solution) -> list[str]:
    reasons = model.correctable(solution.design)
    dependent, equal = _counts(solution)
    warnings = [str(REASONS[reason]) for reason in reasons]
    if dependent:
        warnings.append(
            ngettext_lazy(
                "%(number)d comparison depends on how strict the interviewers are.",
                "%(number)d comparisons depend on how strict the interviewers are.",
                dependent,
            )
            % {"number": dependent}
        )
    if (dependent or Reason.DISCONNECTED in reasons) and len(solution.scores) <= SUGGEST_UP_TO:
        warnings += _suggestion(ratings, solution)
    if equal:
        warnings.append(
            ngettext_lazy(
                "%(number)d pair of candidates is practically equal: do not put one before the other.",
                "%(number)d pairs of candidates are practically equal: do not put one before the other.",
                equal,
            )
            % {"number": equal}
        )
    return warnings


def _counts(solution: model.Solution) -> tuple[int, int]:
    """Comparable pairs that lean on severity, and those that are practically equal."""
    dependent = equal = 0
    low, high = EQUAL_BETWEEN
    for row in solution.pair_rows():
        dependent += int((row.comparable & (row.rater_share > connectivity.AMBER_SHARE)).sum())
        equal += int((row.comparable & (row.p_better >= low) & (row.p_better <= high)).sum())
    return dependent, equal


def _suggestion(ratings: list[tuple], solution: model.Solution) -> list[str]:
    extra = connectivity.best_extra_interview(ratings, solution.system.sds)
    if extra is None:
        return []
    text = _("One more interview would help most: %(rater)s with %(candidate)s.")
    return [text % {"rater": extra.rater, "candidate": extra.candidate}]


def _print(write: Callable[..., object], solution: model.Solution, warnings: list[str]) -> None:
    """One JSON object, pairs row by row, so that a large pool needs no memory for its millions of pairs."""
    head = {
        "components": asdict(solution.system.sds),
        "candidates": [_candidate(one, score) for one, score in solution.candidates.items()],
        "raters": [{"rater": one, **severity._asdict()} for one, severity in solution.raters.items()],
        "groups": [group._asdict() for group in solution.groups],
    }
    write(json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1] + ', "pairs": [', ending="")
    separator = ""
    for pair in _pairs(solution):
        write(separator + json.dumps(pair, ensure_ascii=False, allow_nan=False), ending="")
        separator = ", "
    write('], "warnings": ' + json.dumps(warnings, ensure_ascii=False) + "}")


def _candidate(one: Hashable, score: model.CandidateScore) -> dict:
    low, high = score.interval(0.95)
    return {
        "candidate": one,
        "raw_mean": score.raw_mean,
        "score": score.score,
        "se": score.se,
        "low95": low,
        "high95": high,
        "correction": score.correction,
        "raters": score.raters,
        "observed": score.observed,
    }


def _pairs(solution: model.Solution) -> Iterator[dict]:
    """Every pair once; without a common rater somewhere between the two there is no probability."""
    ids = solution.design.candidates
    for row in solution.pair_rows():
        columns = zip(row.p_better.tolist(), row.rater_share.tolist(), row.comparable.tolist(), strict=True)
        for place, (better, share, comparable) in enumerate(columns, row.place + 1):
            yield {
                "a": ids[row.place],
                "b": ids[place],
                "p_better": better if comparable else None,
                "rater_share": share,
                "comparable": comparable,
            }
