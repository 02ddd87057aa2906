"""Published and recorded cases, and small ways to write ratings."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from scorecards.measurement.model import Components

FOLDER = Path(__file__).parent / "reference_cases"


@cache
def case(name: str) -> dict:
    """One reference case by its file name."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def scores_case(name: str) -> tuple[list[tuple], Components, dict]:
    """Ratings, the fixed components, and everything recorded."""
    found = case(name)
    sd = found["fixed_components"]["sd"]
    fixed = Components(sd["candidate"], sd["cand_x_comp"], sd["rater"], sd["cand_x_rater"], sd["residual"])
    return [tuple(row) for row in found["input"]["ratings"]], fixed, found


def crossed(table) -> list[tuple]:
    """A complete (targets, judges) table as ratings of one competency."""
    rows = np.asarray(table, dtype=float)
    return [(target, judge, "all", rows[target, judge]) for target, judge in np.ndindex(rows.shape)]
