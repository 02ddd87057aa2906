"""The measurement against statsmodels and against one bare batched Cholesky, all in one run.

Bars: equal REML estimates without the penalty; the penalised fit at least 10 times faster than MixedLM on the same 600
ratings; a solve of 100,000 ratings at most 5 times one batched Cholesky of the same systems; under 2 GB in doing so.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import numpy as np

from accounts.domain.arguments import between
from scorecards.benchmarks.pools import Pool, Shape, normal
from scorecards.measurement import model

SMALL = Shape(candidates=25, raters=8, competencies=8, panel=3)
MIDDLE = Shape(candidates=208, raters=20, competencies=8, panel=3)
LARGE = Shape(candidates=4167, raters=150, competencies=8, panel=3)
FASTER, TIMES, GIGABYTES, APART = 10, 5, 2.0, 0.002


def run(argv: list[str]) -> int:
    """Measure in a process of its own, with one thread for linear algebra on every side: on a machine with other work
    to do, threads that wait for each other measure that work. 0 when all bars are met."""
    alone = {**os.environ, **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")}
    command = [sys.executable, "-m", "scorecards.benchmarks.measure", *argv]
    sys.stdout.flush()
    return subprocess.run(command, env=alone, cwd=Path(__file__).parents[2], check=False).returncode


def main(argv: list[str]) -> int:
    """Print every figure; 0 when all bars are met."""
    parser = argparse.ArgumentParser(prog="bench measure", description=__doc__)
    parser.add_argument("--seed", type=between(0, 2**32 - 1), default=7, help="seed of the made-up ratings")
    parser.add_argument("--repeat", type=between(1, 10_000), default=40, help="the best of so many runs counts")
    options = parser.parse_args(argv)
    # Memory first: the peak of the process only grows, and MixedLM would hide the figure.
    met = [_large(options), _sizes(options), *_small(options)]
    _say(f"\n{'All bars are met.' if all(met) else 'A bar is missed.'}")
    return 0 if all(met) else 1


def _large(options: argparse.Namespace) -> bool:
    pool = _pool(LARGE, options.seed, 100_000)
    before = _peak()
    pack = _best(lambda: model.pack(pool.ratings), 3)
    whole = _best(lambda: _read(model.solve(pool.ratings, model.MEDIANS)), 3)
    _say(f"{len(pool.ratings):,} ratings, {LARGE.candidates:,} candidates, {LARGE.raters} raters")
    _say(f"  packing rows of ids           {pack * 1e3:9.2f} ms")
    _say(f"  packing, solving, all results {whole * 1e3:9.2f} ms")
    _say(f"  memory at most                {_peak():9.2f} GB  ({before:.2f} GB before solving)")
    return _bar("memory below 2 GB", _peak() < GIGABYTES)


def _sizes(options: argparse.Namespace) -> bool:
    """The bar holds for 100,000 ratings; below some thousand, a solve is a hundred array calls whatever their size."""
    ratios = [_solve_ratio(shape, options) for shape in (SMALL, MIDDLE, LARGE)]
    return _bar(f"solving {ratios[-1]:.1f} times the Cholesky at 100,000 ratings, at most {TIMES}", ratios[-1] <= TIMES)


def _solve_ratio(shape: Shape, options: argparse.Namespace) -> float:
    design = model.pack(_pool(shape, options.seed).ratings)
    systems = _systems(design)
    acts = (lambda: np.linalg.cholesky(systems), lambda: _read(model.solve(design, model.MEDIANS)))
    # In turns, so that whatever else the machine does disturbs both sides alike.
    turns = [[_best(act, 1) for act in acts] for _turn in range(options.repeat)]
    factor, solve = map(min, zip(*turns, strict=True))
    size = "x".join(map(str, systems.shape))
    _say(f"\n{design.size:,} ratings, {shape.candidates:,} candidates")
    _say(f"  batched Cholesky {size:13}{factor * 1e3:9.3f} ms")
    _say(f"  solve, every score and error  {solve * 1e3:9.3f} ms   {solve / factor:.1f} times")
    return solve / factor


def _systems(design: model.Design) -> np.ndarray:
    """(C, q, q) one system per candidate as a textbook would write it: Z'Z and the inverse of the prior."""
    sds, stacks = model.MEDIANS, []
    for block in design.blocks:
        kinds, m = block.by_competency.shape[1], block.by_rater.shape[1]
        prior = np.repeat([sds.candidate, sds.candidate_competency, sds.candidate_rater], [1, kinds, m])
        stack = np.zeros((len(block.candidates), 1 + kinds + m, 1 + kinds + m))
        stack[:, 1 : 1 + kinds, 1 + kinds :] = block.counts.transpose(0, 2, 1)
        stack[:, 0, 1:] = np.concatenate([block.by_competency, block.by_rater], axis=1)
        stack += stack.transpose(0, 2, 1)
        diagonal = np.concatenate([block.by_rater.sum(axis=1)[:, None], stack[:, 0, 1:]], axis=1)
        each = np.arange(stack.shape[1])
        stack[:, each, each] = diagonal + (sds.residual / prior) ** 2
        stacks.append(stack)
    return np.concatenate(stacks)


def _small(options: argparse.Namespace) -> tuple[bool, bool]:
    pool = _pool(SMALL, options.seed, 600)
    ours = _best(lambda: model.fit(pool.ratings), min(options.repeat, 10))
    plain = model.fit(pool.ratings, penalised=False)
    theirs, seconds = _mixed_lm(pool)
    _say(f"\n{len(pool.ratings)} ratings, standard deviations without the penalty")
    _say("                 candidate  x competency   rater   x rater  residual")
    for name, sds in (("this package", astuple(plain)), ("MixedLM", theirs)):
        _say(f"  {name:14} {sds[0]:9.4f} {sds[1]:12.4f} {sds[2]:9.4f} {sds[3]:9.4f} {sds[4]:9.4f}")
    apart = float(np.abs(np.subtract(astuple(plain), theirs)).max())
    equal = _bar(f"estimates at most {apart:.5f} apart, below {APART}", apart < APART)
    _say(f"\n  penalised fit, packing too    {ours * 1e3:9.2f} ms")
    _say(f"  MixedLM                       {seconds * 1e3:9.2f} ms   {seconds / ours:.0f} times slower")
    return equal, _bar(f"at least {FASTER} times faster", seconds >= FASTER * ours)


def _mixed_lm(pool: Pool) -> tuple[tuple[float, ...], float]:
    """Standard deviations in the order of Components, and seconds."""
    import pandas as pd  # type: ignore[import-untyped]
    from statsmodels.regression.mixed_linear_model import MixedLM  # type: ignore[import-untyped]

    data = pd.DataFrame(pool.ratings, columns=["candidate", "rater", "competency", "level"]).assign(all=1)
    terms = {
        "a": "0 + C(candidate)",
        "b": "0 + C(candidate):C(competency)",
        "c": "0 + C(rater)",
        "d": "0 + C(candidate):C(rater)",
    }
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = MixedLM.from_formula("level ~ 0 + C(competency)", data, groups="all", vc_formula=terms).fit(reml=True)
    seconds = time.perf_counter() - started
    return tuple(float(value) for value in np.sqrt([*found.vcomp, found.scale])), seconds


def _pool(shape: Shape, seed: int, size: int | None = None) -> Pool:
    pool = normal(np.random.default_rng(seed), shape)
    return Pool(pool.ratings[:size], pool.truth)


def _read(solution: model.Solution) -> None:
    """Results are made when they are looked at; look at all of them."""
    _results = solution.candidates, solution.raters


def _best(act: Callable[[], object], times: int) -> float:
    """Seconds of the fastest run: the others measure the rest of the machine."""
    spent = []
    for _run in range(times):
        started = time.perf_counter()
        act()
        spent.append(time.perf_counter() - started)
    return min(spent)


def _peak() -> float:
    """Largest memory of this process so far, in GB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def _bar(text: str, met: bool) -> bool:
    _say(f"  [{'met' if met else 'MISSED'}] {text}")
    return met


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
