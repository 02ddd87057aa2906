"""What must hold of scores whatever the ratings are."""

from dataclasses import astuple, replace
from math import isclose

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scorecards.measurement import model
from tests.scorecards.measurement.cases import scores_case
from tests.scorecards.measurement.strategies import COMPONENTS, RATINGS

SPARSE, FIXED, _RECORDED = scores_case("scores_12c_6r_6k_sparse")


def scores(solution: model.Solution) -> dict:
    return {one: (score.score, score.se) for one, score in solution.candidates.items()}


def dense(ratings: list[tuple], sds: model.Components, weights: dict) -> dict:
    """The same model with every matrix written out: best linear unbiased prediction by its textbook formula."""
    candidates, raters, kinds = (sorted({row[place] for row in ratings}) for place in range(3))
    y = np.array([float(row[3]) for row in ratings])

    def same(*places: int) -> np.ndarray:
        keys = [tuple(row[place] for place in places) for row in ratings]
        return np.array([[one == other for other in keys] for one in keys], dtype=float)

    variances = np.square(astuple(sds))
    v = sum(s * same(*p) for s, p in zip(variances[:4], [(0,), (0, 2), (1,), (0, 1)], strict=True))
    v = np.linalg.inv(v + variances[4] * np.eye(len(y)))
    x = np.array([[row[2] == kind for kind in kinds] for row in ratings], dtype=float)
    across = np.linalg.inv(x.T @ v @ x)
    towards = np.array(
        [[(row[0] == one) * (variances[0] + variances[1] * weights[row[2]]) for row in ratings] for one in candidates]
    )
    severity = -variances[2] * np.array([[row[1] == one for row in ratings] for one in raters], dtype=float)
    left = v @ (y - x @ across @ x.T @ v @ y)
    pool = np.eye(len(candidates)) - 1 / len(candidates)
    lean = towards @ v @ x
    prior = variances[0] + variances[1] * sum(weights[kind] ** 2 for kind in kinds)
    error = prior * np.eye(len(candidates)) - towards @ v @ towards.T + lean @ across @ lean.T
    spread = np.sqrt(np.maximum(np.diag(pool @ error @ pool), 0))
    centred = pool @ towards @ left
    return {
        "score": dict(zip(candidates, centred, strict=True)),
        "se": dict(zip(candidates, spread, strict=True)),
        "severity": dict(zip(raters, severity @ left, strict=True)),
    }


@settings(max_examples=40, deadline=None)
@given(RATINGS, COMPONENTS)
def test_the_absorbed_model_equals_the_written_out_one(ratings, components):
    kinds = sorted({row[2] for row in ratings})
    weights = {kind: place + 1.0 for place, kind in enumerate(kinds)}
    solution = model.solve(ratings, components, weights)
    expected = dense(ratings, components, {kind: weight / sum(weights.values()) for kind, weight in weights.items()})
    for one, score in solution.candidates.items():
        assert score.score == pytest.approx(expected["score"][one], abs=1e-8)
        assert score.se == pytest.approx(expected["se"][one], abs=1e-6)
    for one, severity in solution.raters.items():
        assert severity.severity == pytest.approx(expected["severity"][one], abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(RATINGS, COMPONENTS, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_rows_changes_nothing_at_all(ratings, components, random, fractions):
    if fractions:
        ratings = [(*row[:3], row[3] + 0.1) for row in ratings]
    shuffled = random.sample(ratings, len(ratings))
    first, second = model.solve(ratings, components), model.solve(shuffled, components)
    assert first.candidates == second.candidates
    assert first.raters == second.raters
    assert model.correctable(ratings) == model.correctable(shuffled)


@settings(max_examples=10, deadline=None)
@given(RATINGS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_the_fit(ratings, random):
    assert model.fit(ratings) == model.fit(random.sample(ratings, len(ratings)))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(range(6)), st.floats(-1.5, 1.5))
def test_a_constant_on_one_rater_moves_that_raters_severity_and_nothing_else(rater, constant):
    """With severity left free (a very wide prior there is no shrinkage) the move is complete."""
    moved = [(*row[:3], row[3] + constant * (row[1] == rater)) for row in SPARSE]
    free = replace(FIXED, rater=1e4)
    before, after = model.solve(SPARSE, free), model.solve(moved, free)
    for one in before.candidates:
        assert after.candidates[one].score == pytest.approx(before.candidates[one].score, abs=1e-5)
        assert after.candidates[one].se == before.candidates[one].se
    centred = [
        {
            one: severity.severity - solution.raters[(rater + 1) % 6].severity
            for one, severity in solution.raters.items()
        }
        for solution in (before, after)
    ]
    for one in before.raters:
        assert centred[1][one] - centred[0][one] == pytest.approx(-constant * (one == rater), abs=1e-4)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(range(6)), st.floats(0.2, 1.5))
def test_shrinkage_passes_on_less_of_a_raters_constant_than_the_raw_means_do(rater, constant):
    moved = [(*row[:3], row[3] + constant * (row[1] == rater)) for row in SPARSE]
    before, after = model.solve(SPARSE, FIXED), model.solve(moved, FIXED)
    change = after.raters[rater].severity - before.raters[rater].severity
    assert -constant < change < -0.5 * constant
    raw, corrected = (
        np.array([getattr(after.candidates[one], what) - getattr(before.candidates[one], what) for one in range(12)])
        for what in ("raw_mean", "score")
    )
    assert corrected.std() < 0.5 * raw.std()


@settings(max_examples=40, deadline=None)
@given(RATINGS, COMPONENTS)
def test_candidates_with_equal_ratings_get_equal_scores(ratings, components):
    twin = [("Twin", *row[1:]) for row in ratings if row[0] == ratings[0][0]]
    solution = model.solve(ratings + twin, components)
    one, other = solution.candidates[ratings[0][0]], solution.candidates["Twin"]
    assert other.score == pytest.approx(one.score, abs=1e-10)
    assert other.se == pytest.approx(one.se, abs=1e-9)
    assert solution.probability_better("Twin", ratings[0][0]) == pytest.approx(0.5, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(RATINGS, COMPONENTS, st.lists(st.floats(0.1, 50), min_size=3, max_size=3), st.floats(0.01, 1000))
def test_weights_have_no_scale(ratings, components, weights, factor):
    named = dict(zip(["empathy", "clarity", "product"], weights, strict=True))
    scaled = {kind: factor * weight for kind, weight in named.items()}
    first, second = (model.solve(ratings, components, one) for one in (named, scaled))
    for one, (score, error) in scores(first).items():
        assert scores(second)[one] == pytest.approx((score, error), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(RATINGS, COMPONENTS, st.data())
def test_a_rating_at_the_candidates_mean_narrows_the_interval(ratings, components, data):
    candidates = sorted({row[0] for row in ratings})
    assume(len(candidates) > 1)
    one = data.draw(st.sampled_from(candidates))
    rater, kind = (data.draw(st.sampled_from(sorted({row[place] for row in ratings}))) for place in (1, 2))
    before = model.solve(ratings, components)
    mean = before.candidates[one].raw_mean
    after = model.solve([*ratings, (one, rater, kind, mean)], components)
    low, high = before.candidates[one].interval(0.95)
    narrow, wide = after.candidates[one].interval(0.95)
    assert wide - narrow <= high - low + 1e-9
    if model.correctable(ratings) == []:
        assert wide - narrow < high - low


@settings(max_examples=40, deadline=None)
@given(RATINGS, COMPONENTS)
def test_probabilities_of_a_pair_add_up_and_pairs_agree_with_rows(ratings, components):
    solution = model.solve(ratings, components)
    ids = solution.design.candidates
    for row in solution.pair_rows():
        for place, better in enumerate(row.p_better):
            a, b = ids[row.place], ids[row.place + 1 + place]
            assert solution.probability_better(a, b) == pytest.approx(better, abs=1e-9)
            assert solution.probability_better(b, a) == pytest.approx(1 - better, abs=1e-9)
            assert solution.rater_share(a, b) == pytest.approx(row.rater_share[place], abs=1e-9)
            assert 0 <= row.rater_share[place] <= 1
            assert solution.comparable(a, b) == row.comparable[place]


@settings(max_examples=40, deadline=None)
@given(RATINGS, COMPONENTS)
def test_a_score_is_the_raw_mean_plus_correction_plus_shrinkage(ratings, components):
    found = model.solve(ratings, components).candidates.values()
    pool = sum(one.raw_mean for one in found) / len(found)
    for one in found:
        assert isclose(one.score, one.raw_mean - pool + one.correction + one.shrinkage, abs_tol=1e-9)
    assert sum(one.score for one in found) == pytest.approx(0, abs=1e-9)
    assert sum(one.correction for one in found) == pytest.approx(0, abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(RATINGS)
def test_the_penalised_fit_is_defined_for_any_ratings(ratings):
    found = astuple(model.fit(ratings))
    assert all(np.exp(-3.5) - 1e-12 <= one <= np.exp(1) + 1e-12 for one in found)
