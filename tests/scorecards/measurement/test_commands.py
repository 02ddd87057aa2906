"""`manage measure` and `manage bench` as a person at a terminal meets them."""

import contextlib
import json
import re
from io import StringIO
from itertools import combinations

import pytest
from django.core.management import CommandError, call_command

from scorecards.measurement import model
from tests.scorecards.measurement.cases import scores_case

ROWS, _FIXED, RECORDED = scores_case("scores_12c_6r_6k_sparse")
NAMED = [(f"candidate {c:02}", f"rater {r}", f"competency {k}", level) for c, r, k, level in ROWS]
KINDS = [f"competency {k}" for k in range(6)]


@pytest.fixture
def measured(tmp_path):
    """Run the command on text or on rows; returns what it printed."""

    def run(rows, *arguments: str, header: str = "candidate,rater,competency,level") -> str:
        text = rows if isinstance(rows, str) else "\n".join([header, *(",".join(map(str, row)) for row in rows), ""])
        file, out = tmp_path / "ratings.csv", StringIO()
        file.write_text(text, encoding="utf-8")
        try:
            call_command("measure", str(file), *arguments, stdout=out)
        except CommandError:
            assert out.getvalue() == ""
            raise
        return out.getvalue()

    return run


def test_one_json_object_with_the_recorded_scores(measured):
    found = json.loads(measured(NAMED))
    assert list(found) == ["components", "candidates", "raters", "groups", "pairs", "warnings"]
    assert list(found["components"].values()) == pytest.approx(RECORDED["penalised"]["sd"], abs=0.002)
    scores = [one["score"] for one in found["candidates"]]
    assert scores == pytest.approx(RECORDED["penalised"]["score_centred"], abs=0.002)
    assert [one["raw_mean"] for one in found["candidates"]] == pytest.approx(
        RECORDED["raw_mean_of_rater_means"], abs=1e-6
    )


def test_every_candidate_rater_and_pair_is_there_with_every_figure(measured):
    found = json.loads(measured(NAMED))
    solution = model.solve(NAMED, model.fit(NAMED))
    for one in found["candidates"]:
        score = solution.candidates[one["candidate"]]
        assert one == {
            "candidate": one["candidate"],
            "raw_mean": score.raw_mean,
            "score": score.score,
            "se": score.se,
            "low95": score.interval(0.95)[0],
            "high95": score.interval(0.95)[1],
            "correction": score.correction,
            "raters": score.raters,
            "observed": score.observed,
        }
    assert found["raters"] == [{"rater": one, **rater._asdict()} for one, rater in solution.raters.items()]
    assert [(pair["a"], pair["b"]) for pair in found["pairs"]] == list(combinations(sorted(solution.candidates), 2))
    for pair in found["pairs"]:
        better = solution.probability_better(pair["a"], pair["b"])
        share = solution.rater_share(pair["a"], pair["b"])
        assert (pair["p_better"], pair["rater_share"]) == pytest.approx((better, share), abs=1e-9)
        assert pair["comparable"] is True


def test_candidates_of_different_groups_have_no_probability(measured):
    rows = [(c, r, k, level) for c, r in ("Ar", "Br", "Cs", "Ds") for k, level in (("k", 3), ("l", 4))]
    found = json.loads(measured(rows))
    assert found["groups"] == [
        {"candidates": ["A", "B"], "raters": ["r"]},
        {"candidates": ["C", "D"], "raters": ["s"]},
    ]
    across = [pair for pair in found["pairs"] if (pair["a"] in "AB") != (pair["b"] in "AB")]
    assert [(pair["p_better"], pair["comparable"]) for pair in across] == [(None, False)] * 4
    assert [pair["p_better"] for pair in found["pairs"] if pair not in across] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("rows", "warnings"),
    [
        (
            [("A", "r", "k", 2), ("A", "s", "k", 3), ("B", "r", "k", 4), ("B", "s", "k", 5)],
            [
                "Use the raw means: with fewer than three candidates there is too little overlap to correct.",
                "The same interviewers rated every candidate, so correcting for strictness leaves the order as it is.",
            ],
        ),
        (
            [("A", "r", "k", 1), ("B", "r", "k", 5), ("C", "s", "k", 1), ("C", "r", "k", 3)],
            [
                "Use the raw means: with fewer than two interviewers per candidate there is too little overlap to "
                "correct.",
                "Use the raw means where an interviewer met only one candidate: there is too little overlap to "
                "correct.",
                "1 pair of candidates is practically equal: do not put one before the other.",
            ],
        ),
        (
            [("A", "r", "k", 1), ("B", "r", "k", 5), ("C", "s", "k", 1), ("D", "s", "k", 5)],
            [
                "Use the raw means: with fewer than two interviewers per candidate there is too little overlap to "
                "correct.",
                "Some candidates share no interviewer, not even through others. Do not compare them across groups; "
                "arrange one shared interview first.",
                "One more interview would help most: s with A.",
            ],
        ),
    ],
)
def test_warnings_say_when_not_to_correct(measured, rows, warnings):
    assert json.loads(measured(rows))["warnings"] == warnings


def test_warnings_count_weak_and_equal_comparisons(measured):
    found = json.loads(measured(NAMED))
    weak = sum(pair["rater_share"] > 0.10 for pair in found["pairs"])
    equal = sum(0.35 <= pair["p_better"] <= 0.65 for pair in found["pairs"])
    assert found["warnings"][0] == f"{weak} comparisons depend on how strict the interviewers are."
    assert found["warnings"][1].startswith("One more interview would help most: rater ")
    assert found["warnings"][2:] == [
        f"{equal} pairs of candidates are practically equal: do not put one before the other."
    ]


def test_weights_are_those_of_the_model(measured):
    weights = {kind: 10.0 + place for place, kind in enumerate(KINDS)}
    found = json.loads(measured(NAMED, "--weights", *(f"{kind}={weight}" for kind, weight in weights.items())))
    solution = model.solve(NAMED, model.fit(NAMED), weights)
    assert [one["score"] for one in found["candidates"]] == [one.score for one in solution.candidates.values()]


def test_columns_may_stand_in_any_order_beside_others_with_blank_lines_and_a_byte_order_mark(measured):
    rows = "".join(f"{level}, {k} ,note,{r},{c}\n\n" for c, r, k, level in NAMED)
    assert measured("\ufeffLevel,competency,note,Rater,candidate\n" + rows) == measured(NAMED)


def test_another_scale_is_said_at_the_call(measured):
    wide = [(*row[:3], 2 * row[3]) for row in NAMED]
    with pytest.raises(CommandError, match="is not a number from 1 to 5"):
        measured(wide)
    found, plain = json.loads(measured(wide, "--scale", "2", "10")), json.loads(measured(NAMED))
    assert [one["score"] for one in found["candidates"]] == pytest.approx(
        [2 * one["score"] for one in plain["candidates"]], abs=1e-3
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("A,r,k,good", "level good is not a number from 1 to 5"),
        ("A,r,k,nan", "level nan is not a number from 1 to 5"),
        ("A,r,k,inf", "level inf is not a number from 1 to 5"),
        ("A,r,k,6", "level 6 is not a number from 1 to 5"),
        ("A,r,k,0", "level 0 is not a number from 1 to 5"),
        ("A,r,k,", "level is empty; leave out what was not observed"),
        (",r,k,3", "candidate is empty; leave out what was not observed"),
        ("A,r,k", "3 values instead of 4"),
        ("A,r,k,3,4", "5 values instead of 4"),
        ('A,r,"k"x,3', "',' expected after '\"'"),
    ],
)
def test_a_bad_row_names_its_line_and_nothing_else_is_printed(measured, line, why):
    with pytest.raises(CommandError) as refusal:
        measured(f"candidate,rater,competency,level\nA,r,k,3\n{line}\nB,r,k,9\n")
    assert str(refusal.value) == f"Line 3: {why}."


@pytest.mark.parametrize("header", ["", "candidate,rater,level\n", "candidate,rater,competency,level,level\n"])
def test_the_first_row_must_name_the_columns(measured, header):
    with pytest.raises(CommandError, match=r"^Line 1: the first row must name the columns"):
        measured(header)


def test_a_file_without_ratings_is_refused(measured):
    with pytest.raises(CommandError, match="has no ratings"):
        measured("candidate,rater,competency,level\n")


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("measure", str(tmp_path / "none.csv"))
    (tmp_path / "old.csv").write_bytes(b"candidate,rater,competency,level\n\xc0\xff,r,k,3\n")
    with pytest.raises(CommandError, match="is not written in UTF-8"):
        call_command("measure", str(tmp_path / "old.csv"))


@pytest.mark.parametrize(
    ("weights", "why"),
    [
        (["k"], "k is not one COMPETENCY=WEIGHT above zero."),
        (["k=0"], "k=0 is not one COMPETENCY=WEIGHT above zero."),
        (["k=nan"], "k=nan is not one COMPETENCY=WEIGHT above zero."),
        (["k=1", "k=2"], "k=2 is not one COMPETENCY=WEIGHT above zero."),
        (["k=1", "m=2"], "Nobody was rated on m."),
        (["m=2"], "There is no weight for k."),
    ],
)
def test_weights_that_do_not_fit_the_file_are_refused(measured, weights, why):
    with pytest.raises(CommandError) as refusal:
        measured([("A", "r", "k", 3)], "--weights", *weights)
    assert str(refusal.value) == why


@pytest.mark.parametrize("scale", [("5", "1"), ("1", "1"), ("nan", "5"), ("1", "inf")])
def test_a_scale_goes_upwards(measured, scale):
    with pytest.raises(CommandError, match="The lowest level must be below the highest"):
        measured(NAMED, "--scale", *scale)


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        (["1", "1e300"], "--scale: levels lie between -1000000 and 1000000."),
        (["1", "1e20"], "--scale: levels lie between -1000000 and 1000000."),
        (["-2000000", "5"], "--scale: levels lie between -1000000 and 1000000."),
        (["0", "1e-299"], "--scale: the two levels are at least 0.001 apart."),
    ],
)
def test_a_scale_that_cannot_be_reckoned_with_is_one_sentence(measured, scale, said):
    with pytest.raises(CommandError) as raised:
        measured([("a", "x", "k", "1"), ("b", "x", "k", "1")], "--scale", *scale)
    assert str(raised.value) == said


@pytest.mark.parametrize("scale", [["-1000000", "1000000"], ["0", "0.001"]])
def test_the_widest_and_the_narrowest_scale_are_measured(measured, scale):
    low, high = scale
    rows = [(one, rater, "k", low if one == "a" else high) for one in "abc" for rater in "xyz"]
    assert [one["candidate"] for one in json.loads(measured(rows, "--scale", *scale))["candidates"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["search", "--people", "-1"], "argument --people: -1 is not a number from 1 to 10000000"),
        (["board", "--rows", "0"], "argument --rows: 0 is not a number from 1 to 1000000"),
        (["board", "--repeat", "nan"], "argument --repeat: nan is not a number from 1 to 10000"),
        (["import", "--known", "1e300"], "argument --known: 1e300 is not a number from 0 to 10000000"),
        (["compare", "--seed", "-7"], "argument --seed: -7 is not a number from 0 to 4294967295"),
        (["reminders", "--due", "9" * 30], f"argument --due: {'9' * 30} is not a number from 1 to 10000000"),
    ],
)
def test_a_bench_names_the_argument_that_cannot_be_meant(capsys, argv, said):
    with pytest.raises(SystemExit) as left:
        call_command("bench", *argv)
    assert (left.value.code, said in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize("share", ["nan", "inf", "-0.1", "1.1"])
def test_a_drill_names_the_share_that_cannot_be_meant(capsys, share):
    with pytest.raises(SystemExit):
        call_command("drill", "reminders", "--refuse", share)
    assert f"argument --refuse: {share} is not a number from 0.0 to 1.0" in capsys.readouterr().err


def test_an_unknown_benchmark_is_refused():
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("bench", "nothing")


@pytest.mark.slow
def test_the_benchmark_meets_the_bars_that_do_not_depend_on_the_machine_and_prints_those_of_speed(capfd):
    with contextlib.suppress(SystemExit):  # a crowded machine may miss a bar of speed
        call_command("bench", "measure", "--repeat", "3")
    printed = capfd.readouterr().out
    assert re.search(r"\[met\] memory below 2 GB", printed)
    assert re.search(r"\[met\] estimates at most \d\.\d{5} apart", printed)
    assert re.search(r"\] solving \d+\.\d times the Cholesky at 100,000 ratings", printed)
    assert re.search(r"\] at least 10 times faster", printed)
