"""Our numbers against 50-digit values."""

from __future__ import annotations

import numpy as np
import pytest
from golden_values import counts, golden

from rechallenge.effects import effect_sizes, to_proportion
from rechallenge.heterogeneity import cochran_q, h_squared, i_squared, typical_variance
from rechallenge.intervals import binomial_interval
from rechallenge.models.binomial_normal import BinomialNormal, nodes_for
from rechallenge.models.least_squares import weighted_fit
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2, q_profile
from rechallenge.models.two_stage import pool_two_stage

RESULTS = golden("high_precision")["results"]
MEASURES = ("PR", "PLN", "PLO", "PAS", "PFT")
CLOSED = ("FE", "DL", "HE", "HS", "SJ")
ROOTS = ("REML", "ML", "PM")
CASES = [(name, measure) for name in RESULTS for measure in MEASURES]


def floats(texts):
    return np.array([float(text) for text in texts])


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_effect_sizes_and_q(name, measure):
    told = RESULTS[name][measure]
    effects = effect_sizes(*counts(name), measure=measure)
    assert effects.v == pytest.approx(floats(told["vi"]), rel=1e-10)
    # A logit of 0 has no digits of its own; its size is that of its standard error.
    expected = floats(told["yi"])
    assert np.all(
        np.abs(effects.y - expected) <= 1e-10 * np.maximum(np.abs(expected), effects.v**0.5)
    )
    q = cochran_q(effects.y, effects.v)
    assert q.statistic == pytest.approx(float(told["q"]), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_fits(name, measure):
    effects = effect_sizes(*counts(name), measure=measure)
    y, v = effects.y, effects.v
    for method, told in RESULTS[name][measure]["fits"].items():
        digits = 1e-10 if method in CLOSED else 1e-8
        expected = {key: float(told[key]) for key in ("tau2", "mu", "se", "estimate", "i2", "h2")}
        tau2 = estimate_tau2(method, y, v)
        # τ² near 0 is a difference of numbers of the size of the sampling variances.
        assert tau2 == pytest.approx(expected["tau2"], rel=digits, abs=digits * v.min()), method
        fit = weighted_fit(y, v, np.ones((y.size, 1)), tau2)
        mu, se = float(fit.coefficients[0, 0]), float(fit.covariance[0, 0, 0] ** 0.5)
        assert mu == pytest.approx(expected["mu"], rel=digits, abs=digits * expected["se"])
        assert se == pytest.approx(expected["se"], rel=digits)
        rate = float(to_proportion(mu, measure, harmonic_n=effects.harmonic_n))
        assert rate == pytest.approx(expected["estimate"], rel=digits)
        typical = typical_variance(v)
        share = i_squared(tau2, typical)
        assert share == pytest.approx(expected["i2"], rel=digits, abs=100 * digits)
        assert h_squared(tau2, typical) == pytest.approx(expected["h2"], rel=digits)


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_the_pooled_result_carries_these_values(name, measure):
    sample = Sample.of(*counts(name))
    for method in (*CLOSED, *(ROOTS if measure in ("PLO", "PAS") else ())):
        told = RESULTS[name][measure]["fits"][method]
        digits = 1e-10 if method in CLOSED else 1e-8
        ours = pool_two_stage(sample, measure=measure, tau2=method, test="z", engine=False)
        slack = digits * float(told["se"])
        assert ours.mu == pytest.approx(float(told["mu"]), rel=digits, abs=slack)
        assert ours.se == pytest.approx(float(told["se"]), rel=digits)
        assert ours.estimate == pytest.approx(float(told["estimate"]), rel=digits)


@pytest.mark.parametrize(("name", "measure"), [case for case in CASES if case[1] in ("PLO", "PAS")])
def test_q_profile_limits(name, measure):
    told = RESULTS[name][measure]["q_profile"]
    effects = effect_sizes(*counts(name), measure=measure)
    ours = q_profile(effects.y, effects.v, level=0.95)
    assert ours.empty == (told["high"] is None)
    if not ours.empty:
        floor = 1e-8 * effects.v.min()
        assert ours.low == pytest.approx(float(told["low"]), rel=1e-8, abs=floor)
        assert ours.high == pytest.approx(float(told["high"]), rel=1e-8, abs=floor)


@pytest.mark.parametrize("name", RESULTS)
def test_millers_inverse_with_the_own_total_returns_the_rate(name):
    x, n = counts(name)
    effects = effect_sizes(x, n, measure="PFT")
    ours = [
        float(to_proportion(y, "PFT", harmonic_n=total))
        for y, total in zip(effects.y, n, strict=True)
    ]
    expected = floats(RESULTS[name]["PFT"]["row_inverse"])
    assert expected == pytest.approx(np.array(x) / np.array(n), rel=1e-15)
    assert ours == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("name", RESULTS)
def test_intervals_of_single_rows(name):
    for told in RESULTS[name]["intervals"]:
        for method in ("clopper_pearson", "wilson"):
            low, high = binomial_interval(
                [told["events"]], [told["total"]], method=method.replace("_", "-")
            )
            expected = floats(told[method])
            assert [low[0], high[0]] == pytest.approx(expected, rel=1e-10, abs=1e-15)


@pytest.mark.parametrize("name", RESULTS)
def test_glmm_likelihood_at_fixed_points(name):
    model = BinomialNormal.of(*(np.array(column, dtype=float) for column in counts(name)))
    for told in RESULTS[name]["glmm"]:
        mu, tau = float(told["mu"]), float(told["tau"])
        expected = float(told["log_likelihood"])
        nodes = nodes_for(tau)
        value = float(model.log_likelihood([[mu]], [tau], nodes=nodes)[0])
        assert value == pytest.approx(expected, abs=1e-9)
        assert float(model.evaluate([[mu]], [tau], nodes=nodes).value[0]) == value
