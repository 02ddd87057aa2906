"""Draws the pictures of docs/measurement.md from the data beside it.

python docs/measurement/pictures.py            # scores, severities, comparisons
python docs/measurement/pictures.py --all      # also the simulation, about half a minute
"""

import csv
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from scorecards.benchmarks.coverage import coverage  # noqa: E402
from scorecards.benchmarks.pools import Harsh  # noqa: E402
from scorecards.measurement import model  # noqa: E402

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 110, 40, 30, 46
STYLE = (
    "svg{background:#fff}text{font:14px system-ui,sans-serif;fill:#1f2933}.soft{fill:#52606d}.end{text-anchor:end}"
    ".middle{text-anchor:middle}.grid{stroke:#d9e2ec}.zero{stroke:#829ab1}.reach{stroke:#0b6e6e;stroke-width:3}"
    ".dot{fill:#0b6e6e}.raw{fill:#fff;stroke:#b44d12;stroke-width:2}.cell{fill:#0b6e6e}.equal{fill:#f0f4f8}"
    ".light{fill:#fff}.path{fill:none;stroke:#0b6e6e;stroke-width:2}"
)


def ratings() -> list[tuple[str, str, str, int]]:
    """The rows of ratings.csv."""
    with (HERE / "ratings.csv").open(encoding="utf-8", newline="") as file:
        return [(row["candidate"], row["rater"], row["competency"], int(row["level"])) for row in csv.DictReader(file)]


def solved() -> model.Solution:
    """The data set's solution at its own components."""
    rows = ratings()
    return model.solve(rows, model.fit(rows))


def svg(height: int, title: str, parts: Iterator[str]) -> str:
    """A whole picture; its title is what a screen reader says."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
    )
    return "\n".join([head, *parts, "</svg>", ""])


def text(x: float, y: float, words: str, kind: str = "") -> str:
    """One line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def dot(x: float, y: float, kind: str) -> str:
    """A point."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="{kind}"/>'


def across(value: float, low: float, high: float) -> float:
    """Place of a value between low and high."""
    return LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low)


def axis(ticks: list[float], low: float, high: float, bottom: float) -> Iterator[str]:
    """Grid lines with their values above."""
    for tick in ticks:
        x = across(tick, low, high)
        yield line(x, TOP - 8, x, bottom, "zero" if tick == 0 else "grid")
        yield text(x, TOP - 14, f"{tick:+g}" if tick else "0", "soft middle")


def scores(solution: model.Solution) -> str:
    """Raw means beside corrected scores with their 95 % intervals, best first."""
    order = sorted(solution.candidates.items(), key=lambda item: -item[1].score)
    pool = sum(one.raw_mean for _name, one in order) / len(order)
    low, high, bottom = -1.5, 1.5, TOP + ROW * len(order)

    def parts() -> Iterator[str]:
        yield from axis([-1.5, -1, -0.5, 0, 0.5, 1, 1.5], low, high, bottom)
        for place, (name, one) in enumerate(order):
            y = TOP + ROW * (place + 0.5)
            ends = [across(end, low, high) for end in one.interval(0.95)]
            yield text(LEFT - 12, y + 5, name, "end")
            yield line(ends[0], y, ends[1], y, "reach")
            yield dot(across(one.raw_mean - pool, low, high), y, "raw")
            yield dot(across(one.score, low, high), y, "dot")
        yield dot(LEFT, bottom + 22, "dot") + text(LEFT + 12, bottom + 27, "corrected score, 95 % interval", "soft")
        yield dot(LEFT + 260, bottom + 22, "raw") + text(LEFT + 272, bottom + 27, "raw mean less pool mean", "soft")

    return svg(bottom + 42, "Corrected scores with intervals, beside the raw means", parts())


def severities(solution: model.Solution) -> str:
    """How much lower each interviewer rates than colleagues, with 95 % intervals."""
    low, high, bottom = -1.5, 1.5, TOP + ROW * len(solution.raters)

    def parts() -> Iterator[str]:
        yield from axis([-1.5, -1, -0.5, 0, 0.5, 1, 1.5], low, high, bottom)
        for place, (name, one) in enumerate(solution.raters.items()):
            y = TOP + ROW * (place + 0.5)
            ends = [across(one.severity + side * 1.96 * one.se, low, high) for side in (-1, 1)]
            yield text(LEFT - 12, y + 5, str(name), "end")
            yield line(ends[0], y, ends[1], y, "reach")
            yield dot(across(one.severity, low, high), y, "dot")
        yield text(LEFT, bottom + 27, "rates higher than colleagues", "soft")
        yield text(WIDTH - RIGHT, bottom + 27, "rates lower", "soft end")

    return svg(bottom + 42, "Severity of each interviewer with its interval", parts())


def comparisons(solution: model.Solution) -> str:
    """Probability that the candidate of the row is better than that of the column."""
    order = sorted(solution.candidates, key=lambda one: -solution.candidates[one].score)
    side = (WIDTH - LEFT - RIGHT) / len(order)
    height = TOP + 36 * len(order)

    def parts() -> Iterator[str]:
        for column, name in enumerate(order):
            yield text(LEFT + side * (column + 0.5), TOP - 14, name, "soft middle")
        for row, name in enumerate(order):
            yield text(LEFT - 12, TOP + 36 * row + 22, name, "end")
            for column, other in enumerate(order):
                if row != column:
                    yield cell(LEFT + side * column, TOP + 36 * row, side, solution.probability_better(name, other))

    return svg(height + 10, "Probability that one candidate is better than another", parts())


def cell(x: float, y: float, side: float, better: float) -> str:
    """One probability; practically equal ones are marked instead of coloured."""
    box = f'<rect x="{x + 1:.1f}" y="{y + 1:.1f}" width="{side - 2:.1f}" height="34"'
    if 0.35 <= better <= 0.65:
        return f'{box} class="equal"/>' + text(x + side / 2, y + 23, f"≈ {better:.2f}", "soft middle")
    shade = 0.08 + 0.92 * better
    shown = "> .99" if better > 0.99 else "< .01" if better < 0.01 else f"{better:.2f}"
    words = text(x + side / 2, y + 23, shown, "middle light" if shade > 0.6 else "middle")
    return f'{box} class="cell" fill-opacity="{shade:.2f}"/>' + words


def calibration() -> str:
    """Stated against observed probability in made-up pools with ordinal answers and drift."""
    found = coverage(Harsh(drift=0.6), 200)
    left, size = 160, 400

    def place(stated: float, came_true: float) -> tuple[float, float]:
        return left + size * (stated - 0.5) * 2, 30 + size * (1 - came_true) * 2

    def parts() -> Iterator[str]:
        for tick in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
            (x, y), words = place(tick, tick), f"{tick:.1f}"
            yield line(x, 30, x, 30 + size, "grid") + text(x, 50 + size, words, "soft middle")
            yield line(left, y, left + size, y, "grid") + text(left - 10, y + 5, words, "soft end")
        yield line(*place(0.5, 0.5), *place(1, 1), "zero")
        points = [place(*pair) for pair in zip(found.stated, found.came_true, strict=True)]
        yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" class="path"/>'
        yield from (dot(x, y, "dot") for x, y in points)
        yield text(left + size / 2, 76 + size, "probability stated", "soft middle")
        yield text(left + 12, 24, "share that came true", "soft")

    return svg(size + 90, "Stated probabilities against how often they came true", parts())


def main(arguments: list[str]) -> None:
    """Write the pictures beside this file."""
    solution = solved()
    drawn = {"scores": scores(solution), "severities": severities(solution), "comparisons": comparisons(solution)}
    if "--all" in arguments:
        drawn["calibration"] = calibration()
    for name, picture in drawn.items():
        (HERE / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
