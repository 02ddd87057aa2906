"""The edges of fit, solve and correctable: what is refused, and what is defined where little is known."""

from dataclasses import astuple, replace
from math import inf, nan

import numpy as np
import pytest

from scorecards.benchmarks.pools import Shape, normal
from scorecards.measurement import model
from scorecards.measurement.likelihood import restricted
from scorecards.measurement.model import Components, Reason
from tests.scorecards.measurement.cases import scores_case

RATINGS, FIXED, _RECORDED = scores_case("scores_12c_6r_6k_sparse")
PANEL = [(c, r, k, level) for c, r, k, level in RATINGS if c < 3]


def table(*rows: str) -> list[tuple]:
    """Rows of "candidate rater level", one competency."""
    return [(one, other, "empathy", int(level)) for one, other, level in map(str.split, rows)]


@pytest.mark.parametrize(
    ("ratings", "message"),
    [
        ([], "There are no ratings."),
        ([("a", "r", "k")], "Every rating must be (candidate, rater, competency, level)."),
        ([("a", "r", "k", 3), ("a", "r", "k", 3, 1)], "Every rating must be (candidate, rater, competency, level)."),
        ([7], "Every rating must be (candidate, rater, competency, level)."),
        ([("a", "r", "k", "good")], "Every level must be a number."),
        ([("a", "r", "k", nan)], "Every level must be a finite number; leave out what was not observed."),
        ([("a", "r", "k", None)], "Every level must be a finite number; leave out what was not observed."),
        ([("a", "r", "k", inf)], "Every level must be a finite number; leave out what was not observed."),
    ],
)
def test_ratings_that_cannot_be_read_are_refused_by_every_act(ratings, message):
    for act in (model.fit, model.correctable, lambda rows: model.solve(rows, FIXED)):
        with pytest.raises(ValueError) as refusal:  # noqa: PT011
            act(ratings)
        assert str(refusal.value) == message


@pytest.mark.parametrize("weight", [0, -1, nan, inf])
def test_a_weight_must_be_finite_and_above_zero(weight):
    with pytest.raises(ValueError, match="Every weight must be finite and above zero"):
        model.solve(PANEL, FIXED, dict.fromkeys(range(6), 1.0) | {2: weight})


def test_weights_whose_sum_is_beyond_any_number_are_still_shares():
    huge = model.solve(PANEL, FIXED, dict.fromkeys(range(6), 1e308))
    plain = model.solve(PANEL, FIXED)
    assert [one.score for one in huge.candidates.values()] == pytest.approx(
        [one.score for one in plain.candidates.values()], abs=1e-12
    )


def test_every_rated_competency_needs_a_weight():
    with pytest.raises(ValueError, match="There is no weight for the rated competency 5"):
        model.solve(PANEL, FIXED, dict.fromkeys(range(5), 1.0))


def test_a_weight_nobody_was_rated_on_keeps_its_share_unknown():
    plain = model.solve(PANEL, FIXED, dict.fromkeys(range(6), 10))
    wider = model.solve(PANEL, FIXED, dict.fromkeys(range(6), 10) | {"never rated": 40})
    for one in range(3):
        assert abs(wider.candidates[one].score) < abs(plain.candidates[one].score)
        assert wider.candidates[one].se > plain.candidates[one].se


@pytest.mark.parametrize(
    "values", [(0.4, 0.3, 0.4, 0.3, 0), (-0.1, 0.3, 0.4, 0.3, 0.5), (nan, 0.3, 0.4, 0.3, 0.5), (inf, 0, 0, 0, 1)]
)
def test_components_that_make_no_sense_are_refused(values):
    with pytest.raises(ValueError, match="Components must be finite"):
        Components(*values)


def test_without_any_component_but_the_residual_everybody_is_equal():
    found = model.solve(PANEL, Components(0, 0, 0, 0, 0.5))
    assert {(one.score, one.se) for one in found.candidates.values()} == {(0.0, 0.0)}
    assert {(one.severity, one.se) for one in found.raters.values()} == {(0.0, 0.0)}
    assert found.probability_better(0, 1) == 0.5
    assert found.rater_share(0, 1) == 0.0


def test_a_component_of_zero_is_the_limit_of_a_small_one():
    for name in ("candidate_competency", "rater", "candidate_rater"):
        none = model.solve(PANEL, replace(FIXED, **{name: 0.0}))
        little = model.solve(PANEL, replace(FIXED, **{name: 1e-6}))
        for one in range(3):
            assert little.candidates[one][:4] == pytest.approx(none.candidates[one][:4], abs=1e-8)


def test_a_pool_of_one_stands_at_its_own_mean():
    found = model.solve(table("Ana strict 4"), FIXED)
    assert found.candidates["Ana"] == (4.0, 0.0, 0.0, 0.0, 0.0, 1, 1)
    assert found.candidates["Ana"].interval() == (0.0, 0.0)
    assert found.level == pytest.approx(4.0)
    assert found.probability_better("Ana", "Ana") == 0.5


def test_one_rater_has_no_severity_to_correct():
    found = model.solve(table("Ana r 2", "Boris r 4"), FIXED)
    assert found.raters["r"].severity == pytest.approx(0.0)
    assert [one.correction for one in found.candidates.values()] == pytest.approx([0.0, 0.0])
    assert found.candidates["Boris"].score == pytest.approx(-found.candidates["Ana"].score)


def test_equal_ratings_give_equal_scores_and_the_smallest_components():
    same = [(c, r, k, 3) for c, r, k, _level in RATINGS]
    for penalised, smallest in ((True, np.exp(-3.5)), (False, 0.01)):
        found = model.fit(same, penalised)
        assert found.residual == pytest.approx(smallest)
        assert [one.score for one in model.solve(same, found).candidates.values()] == pytest.approx([0.0] * 12)


def test_reml_needs_more_ratings_than_competencies():
    with pytest.raises(ValueError, match="more ratings than competencies"):
        model.fit(table("Ana r 2"), penalised=False)


def test_one_rating_leaves_the_penalised_components_near_their_medians():
    assert astuple(model.fit(table("Ana r 2"))) == pytest.approx(astuple(model.MEDIANS), abs=1e-3)


def test_another_scale_scales_everything():
    doubled = [(c, r, k, 2 * level) for c, r, k, level in RATINGS]
    plain, wide = model.fit(RATINGS), model.fit(doubled, scale_width=8)
    assert astuple(wide) == pytest.approx(astuple(plain.scaled(2)), rel=1e-3)


@pytest.mark.parametrize("width", [0, -4, nan, inf])
def test_a_scale_needs_a_width(width):
    with pytest.raises(ValueError, match="The width of the scale must be above zero"):
        model.fit(PANEL, scale_width=width)


def test_priors_need_medians_above_zero():
    with pytest.raises(ValueError, match="The medians of the priors must be above zero"):
        model.fit(PANEL, medians=replace(model.MEDIANS, rater=0.0))


def test_the_gradient_of_the_likelihood_is_its_slope():
    design, logs, step = model.pack(RATINGS), np.log(astuple(FIXED)), 1e-5
    slope = [
        restricted(design, Components(*np.exp(logs + step * way)))[0]
        - restricted(design, Components(*np.exp(logs - step * way)))[0]
        for way in np.eye(5)
    ]
    assert restricted(design, FIXED)[1] == pytest.approx(np.array(slope) / (2 * step), abs=1e-5)


def test_a_second_rating_of_the_same_cell_counts_as_an_observation():
    once, twice = table("Ana r 2", "Boris r 4"), table("Ana r 2", "Boris r 4", "Boris r 4")
    assert model.solve(twice, FIXED).candidates["Boris"].score > model.solve(once, FIXED).candidates["Boris"].score
    assert model.solve(twice, FIXED).candidates["Boris"].raters == 1
    assert model.solve(twice, FIXED).candidates["Boris"].observed == 1


def test_counts_of_raters_candidates_and_observed_competencies():
    ratings = [("Ana", "r", "k", 3), ("Ana", "s", "k", 4), ("Ana", "s", "l", 4), ("Boris", "s", "k", 2)]
    found = model.solve(ratings, FIXED)
    assert {one: (score.raters, score.observed) for one, score in found.candidates.items()} == {
        "Ana": (2, 2),
        "Boris": (1, 1),
    }
    assert {one: severity.candidates for one, severity in found.raters.items()} == {"r": 1, "s": 2}


def test_the_raw_mean_is_the_mean_of_the_rater_means():
    ratings = [("Ana", "r", "k", 1), ("Ana", "r", "l", 2), ("Ana", "r", "m", 3), ("Ana", "s", "k", 5)]
    assert model.solve(ratings, FIXED).candidates["Ana"].raw_mean == 3.5


def test_a_strict_panel_is_corrected_upwards_and_a_complete_one_not_at_all():
    sparse = table("Ana strict 2", "Ana kind 4", "Boris strict 2", "Boris kind 4", "Cristina strict 2", "Dan kind 4")
    found = model.solve(sparse, FIXED)
    assert found.raters["strict"].severity > 0 > found.raters["kind"].severity
    assert found.candidates["Cristina"].correction > 0 > found.candidates["Dan"].correction
    complete = [row for row in sparse if row[0] in ("Ana", "Boris")]
    assert [one.correction for one in model.solve(complete, FIXED).candidates.values()] == pytest.approx([0, 0])


def test_interval_is_wider_by_the_factor_and_by_confidence():
    one = model.solve(PANEL, FIXED).candidates[0]
    low, high = one.interval(0.95)
    assert (high - one.score) / one.se == pytest.approx(1.959964 * 1.15, abs=1e-6)
    assert one.score - low == pytest.approx(high - one.score)
    assert one.interval(0.8)[1] < high
    for level in (0, 1, -1, nan):
        with pytest.raises(ValueError, match="between 0 and 1"):
            one.interval(level)


def test_unknown_candidates_are_named():
    solution = model.solve(PANEL, FIXED)
    for question in (solution.probability_better, solution.rater_share, solution.comparable):
        with pytest.raises(ValueError, match="There is no candidate 'Nobody' among the ratings"):
            question("Nobody", 0)


def test_ids_may_be_of_any_kind_side_by_side():
    ratings = [(("Ana", 1), 1, None, 2), ("Ana", "1", None, 3), (7, 1, None, 4), (7, "1", None, 4)]
    first, second = model.solve(ratings, FIXED), model.solve(ratings[::-1], FIXED)
    assert first.candidates == second.candidates
    assert set(first.candidates) == {("Ana", 1), "Ana", 7}
    assert list(first.candidates) == list(second.candidates)


def test_two_islands_are_two_groups():
    ratings = table("Ana r 2", "Boris r 3", "Cristina s 4", "Dan s 5")
    found = model.solve(ratings, FIXED)
    assert found.groups == [(("Ana", "Boris"), ("r",)), (("Cristina", "Dan"), ("s",))]
    assert found.comparable("Ana", "Boris") is True
    assert found.comparable("Ana", "Dan") is False
    assert found.rater_share("Ana", "Dan") > 0.1
    assert found.rater_share("Ana", "Boris") < 0.01


@pytest.mark.parametrize(
    ("ratings", "reasons"),
    [
        (RATINGS, []),
        (table("A r 3", "A s 3", "B r 3", "B s 3"), [Reason.FEW_CANDIDATES, Reason.EVERYONE_RATED_EVERYONE]),
        (
            table("A r 3", "B r 3", "C r 3"),
            [Reason.FEW_RATERS, Reason.EVERYONE_RATED_EVERYONE],
        ),
        (
            table("A r 3", "A s 3", "B r 3", "B s 3", "C r 3", "C t 3"),
            [Reason.SINGLE_CANDIDATE_RATER],
        ),
        (
            table("A r 3", "A s 3", "B r 3", "B s 3", "C t 3", "C u 3", "D t 3", "D u 3"),
            [Reason.DISCONNECTED],
        ),
    ],
)
def test_when_not_to_correct(ratings, reasons):
    assert model.correctable(ratings) == reasons


def test_severities_are_recovered_from_a_large_pool():
    shape = Shape(candidates=300, raters=6, competencies=6, panel=3)
    ratings = [(c, r, k, level - (r == 2)) for c, r, k, level in normal(np.random.default_rng(3), shape).ratings]
    plain = normal(np.random.default_rng(3), shape).ratings
    found, before = model.solve(ratings, FIXED), model.solve(plain, FIXED)
    gaps = [
        solution.raters[2].severity - np.mean([solution.raters[one].severity for one in (0, 1, 3, 4, 5)])
        for solution in (before, found)
    ]
    assert gaps[1] - gaps[0] == pytest.approx(1.0, abs=0.02)


def test_a_hundred_thousand_ratings_keep_the_scores_of_their_parts():
    """Two pools without a common rater or competency are solved together as each alone, in well under a second."""
    small = [(f"a{c}", f"a{r}", f"a{k}", level) for c, r, k, level in RATINGS]
    shape = Shape(candidates=4000, raters=120, competencies=8, panel=3)
    large = normal(np.random.default_rng(1), shape).ratings
    assert len(large) == 96_000
    together, alone = model.solve(small + large, FIXED), model.solve(small, FIXED)
    kept = dict.fromkeys([f"a{k}" for k in range(6)], 1.0)
    assert together.raters["a0"].severity == pytest.approx(alone.raters["a0"].severity, abs=1e-9)
    assert model.solve(small, FIXED, kept).candidates["a0"] == pytest.approx(alone.candidates["a0"])
