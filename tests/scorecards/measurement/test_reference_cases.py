"""Every number that was published or recorded comes out again."""

from dataclasses import astuple

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from scorecards.measurement import connectivity, impact, model, reliability, validity
from tests.scorecards.measurement.cases import FOLDER, case, crossed, scores_case

SCORES = ["scores_12c_6r_6k_sparse", "scores_4c_3r_5k_tiny"]


def test_every_shared_case_is_here():
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == [
        "connectivity_small",
        "facts",
        "four_fifths_48_of_80_vs_12_of_40",
        "four_fifths_eeoc_qa11",
        "four_fifths_rate_gap_without_significance",
        "icc_shrout_fleiss_1979",
        "krippendorff_alpha_4coders_12units",
        "lmm_reml_shrout_fleiss",
        "range_restriction_and_attenuation",
        "scores_12c_6r_6k_sparse",
        "scores_4c_3r_5k_tiny",
    ]


@pytest.mark.parametrize("name", ["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"])
def test_intraclass_correlations_of_shrout_and_fleiss(name):
    shrout = case("icc_shrout_fleiss_1979")
    found = reliability.icc(shrout["input"]["ratings_targets_by_judges"])[name]
    expected = shrout["expected"][name]
    assert found.value == pytest.approx(expected["icc"], abs=5e-4)
    assert found.value == pytest.approx(shrout["published"][name], abs=0.005)
    assert (found.df1, found.df2) == (expected["df1"], expected["df2"])
    assert found.f == pytest.approx(expected["F"], abs=1e-4)
    assert found.p == pytest.approx(expected["p"], abs=1e-6)
    assert (found.low, found.high) == pytest.approx(expected["ci95"], abs=0.006)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_of_krippendorffs_data_set_c(level):
    krippendorff = case("krippendorff_alpha_4coders_12units")
    found = reliability.krippendorff_alpha(krippendorff["input"]["ratings_coders_by_units"], level)
    assert found == pytest.approx(krippendorff["expected"][level], abs=1e-6)


def test_crossed_variance_components_equal_the_mean_squares():
    crossed_case = case("lmm_reml_shrout_fleiss")
    found = reliability.variance_components(crossed(crossed_case["input"]["ratings_targets_by_judges"]))
    expected = crossed_case["expected"]
    assert found == pytest.approx((expected["var_target"], expected["var_rater"], expected["var_resid"]), abs=1e-4)


@pytest.mark.parametrize("name", SCORES)
def test_scores_and_severities_at_fixed_components(name):
    ratings, fixed, recorded = scores_case(name)
    solution, expected = model.solve(ratings, fixed), recorded["fixed_components"]
    candidates = [solution.candidates[one] for one in range(recorded["input"]["n_candidates"])]
    raters = [solution.raters[one] for one in range(recorded["input"]["n_raters"])]
    assert [one.score for one in candidates] == pytest.approx(expected["score_centred"], abs=1e-5)
    assert [one.se for one in candidates] == pytest.approx(expected["se_centred"], abs=1e-5)
    assert [one.raw_mean for one in candidates] == pytest.approx(recorded["raw_mean_of_rater_means"], abs=1e-6)
    assert [one.severity for one in raters] == pytest.approx(expected["severity"], abs=1e-5)
    assert [one.se for one in raters] == pytest.approx(expected["severity_se"], abs=1e-5)


@pytest.mark.parametrize("name", SCORES)
def test_probability_of_the_best_against_the_second_and_the_last(name):
    """Recorded before the factor 1.15; what is shown is after it."""
    ratings, fixed, recorded = scores_case(name)
    solution, expected = model.solve(ratings, fixed), recorded["fixed_components"]
    order = sorted(solution.candidates, key=lambda one: -solution.candidates[one].score)
    assert order[0] == expected["top_candidate"]
    for other, key in ((order[1], "p_top_beats_second"), (order[-1], "p_top_beats_last")):
        assert solution.probability_better(order[0], other, factor=1) == pytest.approx(expected[key], abs=1e-5)
    shown = ndtr(ndtri(expected["p_top_beats_second"]) / 1.15)
    assert solution.probability_better(order[0], order[1]) == pytest.approx(shown, abs=1e-5)


@pytest.mark.parametrize("name", SCORES)
def test_components_estimated_with_and_without_the_penalty(name):
    ratings, _fixed, recorded = scores_case(name)
    assert astuple(model.fit(ratings, penalised=False)) == pytest.approx(recorded["reml"]["sd"], abs=0.005)
    found = model.fit(ratings)
    assert astuple(found) == pytest.approx(recorded["penalised"]["sd"], abs=0.002)
    scores = [one.score for one in model.solve(ratings, found).candidates.values()]
    assert scores == pytest.approx(recorded["penalised"]["score_centred"], abs=0.002)


def test_groups_and_bridges():
    cases = case("connectivity_small")
    for given, expected in zip(cases["input"], cases["expected"], strict=True):
        edges = [tuple(edge) for edge in given["edges"]]
        assert len(connectivity.components(edges)) == expected["components"]
        if "articulation_candidates" in expected:
            assert connectivity.articulation_candidates(edges) == expected["articulation_candidates"]


@pytest.mark.parametrize("name", ["four_fifths_48_of_80_vs_12_of_40", "four_fifths_rate_gap_without_significance"])
def test_selection_rates(name):
    rates = case(name)
    found, expected = impact.compare(**rates["input"]), rates["expected"]
    assert found.rate_reference == pytest.approx(expected["rate_reference"], abs=1e-9)
    assert found.rate_focal == pytest.approx(expected["rate_focal"], abs=1e-9)
    assert found.ratio == pytest.approx(expected["impact_ratio"], abs=1e-4)
    assert (found.ratio_low, found.ratio_high) == pytest.approx(expected["ratio_ci95_log"], abs=1e-4)
    assert found.fisher_p == pytest.approx(expected["fisher_two_sided"], abs=1e-6)
    assert found.below_four_fifths is expected["flag_4_5"]


def test_only_the_group_below_four_fifths_is_flagged():
    rates = case("four_fifths_eeoc_qa11")
    counts = {group: (round(100 * rate), 100) for group, rate in rates["input"]["rates"].items()}
    found = impact.four_fifths(counts)
    assert [group for group, one in found.items() if one.below_four_fifths] == rates["expected"]["flag"]
    for group in ("american_indian", "hispanic", "black"):
        assert found[group].ratio == pytest.approx(rates["expected"][group], abs=1e-9)


def test_corrections_of_a_correlation():
    recorded = case("range_restriction_and_attenuation")
    given, expected = recorded["input"], recorded["expected"]
    restricted = [validity.range_restriction(one["r"], one["U"]) for one in given["caseII"]]
    attenuated = [validity.attenuation(one["r"], one["ryy"]) for one in given["attenuation"]]
    longer = [validity.spearman_brown(one["r1"], one["k"]) for one in given["spearman_brown"]]
    assert np.asarray(restricted) == pytest.approx(np.asarray(expected["caseII"]), abs=1e-5)
    assert np.asarray(attenuated) == pytest.approx(np.asarray(expected["attenuation"]), abs=1e-5)
    assert longer == pytest.approx(expected["spearman_brown"], abs=1e-5)
