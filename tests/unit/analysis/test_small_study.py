"""The small-study test against R, its simulated error rate against a loop in R, and its guards."""

import json
import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from rechallenge.analysis import small_study
from rechallenge.analysis.small_study import small_study_pattern
from rechallenge.errors import InputError
from rechallenge.models.glmm import NoEstimateError
from rechallenge.models.sample import Sample

REFERENCE = Path(__file__).parents[2] / "reference"
TESTS = ("peters", "arcsine")


@cache
def golden(family):
    return json.loads((REFERENCE / f"{family}.json").read_text(encoding="utf-8"))


def of(name):
    rows = next(d for d in golden("datasets")["datasets"] if d["name"] == name)["rows"]
    return Sample.of([row["events"] for row in rows], [row["total"] for row in rows])


NAMES = sorted(golden("small_study")["results"])
SIMULATED = sorted(golden("small_study")["false_positives"])
MELANOMA = of("melanoma-orr")


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("name", NAMES)
def test_the_regression_agrees_with_lm(name, test):
    expected = golden("small_study")["results"][name]
    found = small_study_pattern(of(name), test=test, replicates=50)
    assert (found.k, found.df) == (expected["k"], expected[test]["df"])
    for key in ("slope", "se", "statistic", "p"):
        assert getattr(found, key) == pytest.approx(expected[test][key], rel=1e-10), key
    assert found.p == pytest.approx(expected["metafor"][f"{test}_p"], rel=1e-10)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("name", SIMULATED)
def test_the_false_positive_rate_agrees_with_a_plain_loop_in_r(name, test):
    loop = golden("small_study")["false_positives"][name]
    found = small_study_pattern(of(name), test=test, replicates=5000, seed=7)
    rate = loop[test]
    error = math.hypot(math.sqrt(rate * (1 - rate) / loop["replicates"]), found.mc_se)
    assert abs(found.false_positive_rate - rate) < 4 * error


def test_the_rate_is_a_share_of_the_replicates_with_its_binomial_error():
    found = small_study_pattern(MELANOMA, test="arcsine", replicates=400)
    share = found.false_positive_rate
    assert found.replicates == 400
    assert share * 400 == pytest.approx(round(share * 400), abs=1e-9)
    assert found.mc_se == pytest.approx(math.sqrt(share * (1 - share) / 400), rel=1e-12)
    assert found.notes == ()


def test_the_rate_belongs_to_the_threshold_of_the_level():
    rates = {
        level: small_study_pattern(MELANOMA, test="arcsine", level=level)
        for level in (0.99, 0.95, 0.5)
    }
    assert [found.alpha for found in rates.values()] == [0.01, 0.05, 0.5]
    assert rates[0.99].false_positive_rate < rates[0.95].false_positive_rate < 0.5
    assert rates[0.5].false_positive_rate > 0.4
    assert len({found.p for found in rates.values()}) == 1


def test_the_seed_decides_the_rate_and_nothing_else():
    first = small_study_pattern(MELANOMA, test="peters", seed=1)
    assert small_study_pattern(MELANOMA, test="peters", seed=1) == first
    other = small_study_pattern(MELANOMA, test="peters", seed=2)
    assert other.false_positive_rate != first.false_positive_rate
    assert replace(other, false_positive_rate=None, mc_se=None) == replace(
        first, false_positive_rate=None, mc_se=None
    )


@pytest.mark.parametrize("test", TESTS)
def test_events_and_non_events_are_treated_alike(test):
    mirrored = Sample.of(MELANOMA.totals - MELANOMA.events, MELANOMA.totals)
    plain = small_study_pattern(MELANOMA, test=test, replicates=50)
    turned = small_study_pattern(mirrored, test=test, replicates=50)
    assert turned.slope == pytest.approx(-plain.slope, rel=1e-10)
    assert turned.p == pytest.approx(plain.p, rel=1e-9)


def test_a_positive_slope_stands_for_higher_rates_in_smaller_rows():
    totals = np.arange(10, 130, 10)
    higher = np.round(totals * np.linspace(0.6, 0.2, totals.size) + np.resize([0, 1], 12))
    for test in TESTS:
        found = small_study_pattern(Sample.of(higher, totals), test=test)
        assert found.slope > 0
        assert found.p < 0.05


@pytest.mark.parametrize(
    ("events", "totals", "words"),
    [
        ([1, 2, 3] * 3, [10, 20, 30] * 3, "9 rows, and with fewer than ten"),
        ([3], [10], "1 row, and with fewer than ten"),
        ([1, 2, 3, 4, 5] * 2, [20] * 10, "all rows have the same total"),
        ([0] * 10, [10, 20] * 5, "no row has an event"),
        ([10, 20] * 5, [10, 20] * 5, "all rows have events throughout"),
        ([3, 6, 9, 12, 15] * 2, [10, 20, 30, 40, 50] * 2, "the rows do not vary around"),
    ],
)
@pytest.mark.parametrize("test", TESTS)
def test_nothing_is_tested_without_a_basis(events, totals, words, test):
    found = small_study_pattern(Sample.of(events, totals), test=test)
    (note,) = found.notes
    assert note.startswith("Not tested: ")
    assert words in note
    assert found.k == len(events)
    for key in ("slope", "se", "statistic", "df", "p", "false_positive_rate", "mc_se"):
        assert getattr(found, key) is None


def test_without_a_model_there_is_no_p_value_either():
    problem = NoEstimateError("the rows are so far apart")
    with patch.object(small_study, "fit_glmm", side_effect=problem):
        found = small_study_pattern(MELANOMA, test="peters")
    assert found.p is None
    assert found.notes == (
        "Not tested: no model to simulate the false-positive rate from (the rows are so far "
        "apart).",
    )


@pytest.mark.parametrize("test", TESTS)
def test_simulated_sets_without_events_do_not_count(test):
    rare = Sample.of([1] + [0] * 11, [10, 20, 30, 40, 15, 25] * 2)
    found = small_study_pattern(rare, test=test, replicates=1000)
    # One event is expected in a simulated set, so that exp(-1) of them have none.
    assert found.replicates == pytest.approx(1000 * (1 - math.exp(-1)), abs=80)
    assert found.notes == (
        f"{1000 - found.replicates} simulated data sets of 1000 could not be tested, most often "
        "for want of events, and do not count.",
    )
    assert 0 <= found.false_positive_rate <= 1


def test_plain_values_for_the_results_file():
    plain = small_study_pattern(MELANOMA, test="peters").as_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert set(plain) == {
        "test", "k", "alpha", "slope", "se", "statistic", "df", "p",
        "false_positive_rate", "mc_se", "replicates", "notes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"test": "egger"}, "unknown test 'egger'; choose one of peters, arcsine"),
        ({"test": "peters", "level": 95}, "level must lie between 0 and 1"),
        ({"test": "peters", "replicates": 0}, "replicates must be at least 1"),
    ],
)
def test_impossible_options_are_refused(options, words):
    with pytest.raises(InputError, match=words):
        small_study_pattern(MELANOMA, **options)
