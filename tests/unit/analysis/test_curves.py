"""Drapery, predictive distribution, radial plot and funnel limits, against what defines them."""

import math

import numpy as np
import pytest
from scipy import stats

from rechallenge.analysis.curves import curves_entry, funnel_entry
from rechallenge.analysis.radial import radial_entry
from rechallenge.contract import WITHHELD
from rechallenge.intervals import binomial_interval
from rechallenge.models.bayes import likelihood_grid, posterior
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample

EVENTS, TOTALS = [7, 13, 12, 5, 2, 9, 0], [38, 36, 30, 34, 8, 21, 12]
SAMPLE = Sample.of(EVENTS, TOTALS)
PLACES = [{"study_id": f"s{i}", "study": f"S {i}", "arm": ""} for i in range(7)]
MODELS = {
    "profile-t": {},
    "profile": {"test": "profile"},
    "t": {"test": "t"},
    "z": {"test": "z"},
    "common effect": {"tau2": "FE"},
    "beta-binomial": {"method": "beta-binomial"},
    "logit, ad hoc": {"method": "inverse-variance"},
    "arcsine, z": {"method": "inverse-variance", "measure": "PAS", "test": "z"},
    "Bayes": {"method": "bayes"},
    "multilevel": {"multilevel": True},
}


def curves(options, sample=SAMPLE, **more):
    result = pool_sample(sample, **options)
    bayes = posterior(likelihood_grid(sample), "half-normal") if result.method == "bayes" else None
    return result, curves_entry(sample, PLACES, result, posterior=bayes, **more)


def at(drapery, curve, rate):
    assert rate in drapery["x"]
    return curve[drapery["x"].index(rate)]


@pytest.mark.parametrize("name", MODELS)
def test_the_pooled_curve_crosses_at_the_printed_interval(name):
    result, found = curves(MODELS[name])
    drapery = found["drapery"]
    x, pooled = np.array(drapery["x"]), np.array(drapery["pooled"])
    for limit in (result.ci_low, result.ci_high):
        assert at(drapery, drapery["pooled"], limit) == pytest.approx(0.05, abs=1e-6)
    assert at(drapery, drapery["pooled"], result.estimate) == pytest.approx(1, abs=1e-4)
    left, right = pooled[x <= result.estimate], pooled[x >= result.estimate]
    assert (np.diff(left) >= -1e-9).all()
    assert (np.diff(right) <= 1e-9).all()
    assert (np.diff(x) > 0).all()
    assert (x[0], x.size <= 241) == (0.0, True)


@pytest.mark.parametrize("name", [name for name in MODELS if name != "common effect"])
def test_the_prediction_curve_crosses_at_the_prediction_interval(name):
    result, found = curves(MODELS[name])
    drapery = found["drapery"]
    for limit in (result.pi_low, result.pi_high):
        p = at(drapery, drapery["prediction"], limit)
        # The arcsine scale ends at 0 %, before the limit is reached.
        assert p == pytest.approx(0.05, abs=1e-7) or (limit == 0 and p > 0.05)


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_curve_of_a_row_is_above_alpha_within_its_exact_interval(level):
    _, found = curves({"level": level})
    drapery = found["drapery"]
    x = np.array(drapery["x"])
    low, high = binomial_interval(EVENTS, TOTALS, level=level)
    for i, row in enumerate(drapery["rows"]):
        p = np.array(row["p"])
        inside = (x >= low[i]) & (x <= high[i])
        assert (p[inside] >= 1 - level - 1e-9).all()
        assert (p[~inside] < 1 - level).all()
        assert row["study"] == f"S {i}"
        own = stats.binom(TOTALS[i], x)
        doubled = 2 * np.minimum(own.cdf(EVENTS[i]), own.sf(EVENTS[i] - 1))
        assert p == pytest.approx(np.minimum(doubled, 1), abs=1e-12)


def test_rows_of_many_patients_have_points_of_their_own():
    sample = Sample.of([300_123, 2, 5, 0, 7, 3, 4], [1_000_000, 10, 12, 9, 20, 11, 15])
    _, found = curves({}, sample)
    drapery = found["drapery"]
    assert at(drapery, drapery["rows"][0]["p"], 0.300123) == 1.0
    low, high = (float(side[0]) for side in binomial_interval([300_123], [1_000_000]))
    for limit in (low, high):
        assert at(drapery, drapery["rows"][0]["p"], limit) == pytest.approx(0.05, rel=1e-6)


def test_what_the_p_values_are_is_said():
    notes = {name: curves(MODELS[name])[1]["drapery"]["note"] for name in MODELS}
    assert "exact two-sided binomial test" in notes["z"]
    assert "profile likelihood with t cut-off, 6 degrees of freedom" in notes["profile-t"]
    assert "profile likelihood, χ² with 1 degree of freedom" in notes["profile"]
    assert "t with 6 degrees of freedom" in notes["t"]
    assert "normal on the scale of the model" in notes["z"]
    assert "posterior" in notes["Bayes"]
    assert "Prediction" not in notes["common effect"]


def test_the_predictive_distribution_has_the_benchmark_above_and_below():
    result, found = curves({"test": "t"}, benchmark=0.3)
    told = found["predictive"]
    spread = math.hypot(result.tau, result.se)
    z = (math.log(0.3 / 0.7) - result.mu) / spread
    assert told["probability_above"] == pytest.approx(stats.t(6).sf(z), rel=1e-10)
    assert told["benchmark"] == 0.3
    assert (told["low"], told["high"]) == (result.pi_low, result.pi_high)
    assert told["median"] == pytest.approx(result.estimate, abs=1e-12)
    assert np.trapezoid(told["density"], told["x"]) == pytest.approx(0.99, abs=1e-3)
    assert curves({})[1]["predictive"]["probability_above"] is None


def test_two_studies_have_a_curve_and_no_prediction():
    sample = Sample.of([5, 12], [20, 25])
    result = pool_sample(sample)
    found = curves_entry(sample, PLACES[:2], result)
    assert found["drapery"]["prediction"] is None
    assert found["predictive"] == {}
    drapery = found["drapery"]
    assert at(drapery, drapery["pooled"], result.ci_low) == pytest.approx(0.05, abs=1e-7)


def test_equal_rows_have_no_standard_error_and_a_curve_of_one_point():
    sample = Sample.of([6, 6, 6], [20, 20, 20])
    result = pool_sample(sample, method="inverse-variance", test="knha")
    drapery = curves_entry(sample, PLACES[:3], result)["drapery"]
    assert sorted(drapery["pooled"])[-2:] == [0.0, 1.0]


@pytest.mark.parametrize("reason", ["withheld", "without estimate"])
def test_only_the_radial_plot_without_an_estimate_to_show(reason):
    result = pool_sample(SAMPLE)
    if reason == "withheld":
        object.__setattr__(result, "notes", (f"{WITHHELD}: spread.",))
    else:
        object.__setattr__(result, "estimate", None)
    found = curves_entry(SAMPLE, PLACES, result)
    assert len(found["radial"].pop("points")) == 7
    assert (found["drapery"], found["predictive"], found["funnel"]) == ({}, {}, {})


def test_the_radial_plot_by_hand():
    """Logits log(5/15) and log(12/13) with variances 4/15 and 25/156."""
    told = radial_entry(Sample.of([5, 12], [20, 25]), PLACES[:2])
    x = [math.sqrt(15 / 4), math.sqrt(156 / 25)]
    y = [math.log(5 / 15) * x[0], math.log(12 / 13) * x[1]]
    assert [point["x"] for point in told["points"]] == pytest.approx(x)
    assert [point["y"] for point in told["points"]] == pytest.approx(y)
    slope = (x[0] * y[0] + x[1] * y[1]) / (15 / 4 + 156 / 25)
    reach = 1.959963984540054 / math.sqrt(15 / 4 + 156 / 25)
    assert told["slope"] == pytest.approx(slope)
    assert (told["slope_low"], told["slope_high"]) == pytest.approx((slope - reach, slope + reach))
    # The rates are 25 and 48 %: the arc reaches from the tick below to the tick above.
    assert [tick["rate"] for tick in told["arc"]] == [0.2, 0.3, 0.4, 0.5]
    assert told["arc"][0]["logit"] == pytest.approx(math.log(0.25))


def test_a_row_without_events_has_its_half_in_the_radial_plot():
    told = radial_entry(Sample.of([0, 12], [9, 25]), PLACES[:2])
    assert told["points"][0]["x"] == pytest.approx(1 / math.sqrt(1 / 0.5 + 1 / 9.5))


def test_funnel_limits_leave_no_more_than_the_level_outside():
    told = funnel_entry(0.24, np.array([3.0, 40.0, 350.0]))
    assert told["totals"][0] <= 3
    assert told["totals"][-1] >= 350
    for n, low, high in zip(told["totals"], told["low"], told["high"], strict=True):
        own = stats.binom(n, 0.24)
        lowest, highest = round(low * n), round(high * n)
        assert low == lowest / n
        assert own.cdf(lowest - 1) < 0.025 <= own.cdf(lowest)
        assert own.sf(highest) <= 0.025 + 1e-12
        assert own.sf(highest - 1) > 0.025 - 1e-12
