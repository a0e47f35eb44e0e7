"""Binomial intervals against what defines each of them, and quantiles against printed tables."""

import math

import numpy as np
import pytest
from scipy import stats

from rechallenge.errors import InputError
from rechallenge.intervals import (
    binomial_interval,
    binomial_quantile,
    binomial_tails,
    chi2_quantile,
    chi2_tail,
    normal_quantile,
    t_quantile,
)

EVENTS, TOTALS = [0, 1, 7, 19, 20], [20, 20, 20, 20, 20]


def test_quantiles():
    assert normal_quantile(0.95) == pytest.approx(1.959963984540054, abs=1e-13)
    assert normal_quantile(0.8) == pytest.approx(1.2815515655446004, abs=1e-13)
    assert t_quantile(0.95, 3) == pytest.approx(3.182446305284263, abs=1e-12)
    assert t_quantile(0.9, 1) == pytest.approx(math.tan(0.45 * math.pi), rel=1e-12)
    assert chi2_quantile(0.95) == pytest.approx(3.841458820694124, abs=1e-12)
    assert chi2_quantile(0.9, df=2) == pytest.approx(-2 * math.log(0.1), rel=1e-12)


def test_the_tail_of_chi_squared():
    assert chi2_tail(3.841458820694124, 1) == pytest.approx(0.05, abs=1e-14)
    assert chi2_tail(4.0, 2) == pytest.approx(math.exp(-2), rel=1e-13)
    assert chi2_tail(0.5, 2) == pytest.approx(math.exp(-0.25), rel=1e-13)
    assert chi2_tail(0.0, 0) == 1.0
    assert chi2_tail(-1e-12, 3) == 1.0


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_clopper_pearson_tails_hold_half_of_alpha(level):
    low, high = binomial_interval(EVENTS, TOTALS, level=level, method="clopper-pearson")
    tail = (1 - level) / 2
    for i, (x, n) in enumerate(zip(EVENTS, TOTALS, strict=True)):
        if x > 0:
            assert stats.binom.sf(x - 1, n, low[i]) == pytest.approx(tail, rel=1e-9)
        if x < n:
            assert stats.binom.cdf(x, n, high[i]) == pytest.approx(tail, rel=1e-9)
    assert (low[0], high[-1]) == (0.0, 1.0)


def test_clopper_pearson_at_95_per_cent_is_the_default():
    low, high = binomial_interval([0, 3, 9], [9, 20, 9])
    assert low == pytest.approx([0, 0.03207094, 0.025 ** (1 / 9)], abs=1e-8)
    assert high == pytest.approx([1 - 0.025 ** (1 / 9), 0.37892683, 1], abs=1e-8)
    assert low.dtype == high.dtype == float


def test_jeffreys_limits_are_quantiles_of_the_beta_posterior():
    low, high = binomial_interval(EVENTS, TOTALS, level=0.9, method="jeffreys")
    for i in (1, 2, 3):
        x = EVENTS[i]
        posterior = stats.beta(x + 0.5, 20 - x + 0.5)
        assert posterior.cdf(low[i]) == pytest.approx(0.05, rel=1e-9)
        assert posterior.sf(high[i]) == pytest.approx(0.05, rel=1e-9)
    assert (low[0], high[-1]) == (0.0, 1.0)
    assert stats.beta(0.5, 20.5).sf(high[0]) == pytest.approx(0.05, rel=1e-9)
    assert stats.beta(20.5, 0.5).cdf(low[-1]) == pytest.approx(0.05, rel=1e-9)


def test_wilson_limits_are_one_standard_error_quantile_away():
    """Both solve (x/n - π)² = z² π (1 - π) / n."""
    low, high = binomial_interval(EVENTS, TOTALS, level=0.95, method="wilson")
    z = 1.959963984540054
    for i, (x, n) in enumerate(zip(EVENTS, TOTALS, strict=True)):
        for limit in (low[i], high[i]):
            distance = (x / n - limit) ** 2
            assert distance == pytest.approx(z**2 * limit * (1 - limit) / n, abs=1e-14)
        assert low[i] < high[i]
    assert (low[0], high[-1]) == (0.0, 1.0)


def test_agresti_coull_and_wald_by_their_formulas():
    z = 1.959963984540054
    low, high = binomial_interval([7], [20], method="agresti-coull")
    p = (7 + z * z / 2) / (20 + z * z)
    half = z * math.sqrt(p * (1 - p) / (20 + z * z))
    assert [low[0], high[0]] == pytest.approx([p - half, p + half], abs=1e-14)
    low, high = binomial_interval([7], [20], method="wald")
    half = z * math.sqrt(0.35 * 0.65 / 20)
    assert [low[0], high[0]] == pytest.approx([0.35 - half, 0.35 + half], abs=1e-14)


@pytest.mark.parametrize("method", ["agresti-coull", "wald"])
def test_symmetric_limits_stay_between_0_and_1(method):
    low, high = binomial_interval([1, 19], [20, 20], method=method)
    assert low[0] == 0.0
    assert high[1] == 1.0
    assert 0 < high[0] < 0.3
    assert 0.7 < low[1] < 1


def test_wald_without_events_has_no_width():
    """The correction of the other methods at 0 % and 100 % is not applied to it."""
    low, high = binomial_interval([0, 8], [8, 8], method="wald")
    assert low.tolist() == high.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("level", [0, 1, 1.5, -0.1])
def test_an_impossible_level_is_refused(level):
    with pytest.raises(InputError) as caught:
        binomial_interval([1], [3], level=level)
    assert caught.value.messages == (
        f"the confidence level must lie between 0 and 1, such as 0.95; got {level}",
    )


def test_an_unknown_method_and_impossible_counts_are_refused():
    with pytest.raises(InputError) as caught:
        binomial_interval([1], [3], method="exact")
    assert caught.value.messages == (
        "unknown interval 'exact'; choose one of "
        "clopper-pearson, wilson, agresti-coull, jeffreys, wald",
    )
    with pytest.raises(InputError, match="row 1: 4 of 3 is impossible"):
        binomial_interval([4], [3])


def test_each_row_has_its_own_interval():
    low, high = binomial_interval([2, 30], [10, 60], method="wilson")
    for i, (x, n) in enumerate([(2, 10), (30, 60)]):
        one_low, one_high = binomial_interval([x], [n], method="wilson")
        assert (low[i], high[i]) == (one_low[0], one_high[0])
    assert np.all(low < [0.2, 0.5])
    assert np.all(high > [0.2, 0.5])


def test_binomial_tails_and_their_ends():
    """R: pbinom(3, 20, 0.3), 1 - pbinom(2, 20, 0.3), pbinom(300200, 1e6, 0.3)."""
    at_most, at_least = binomial_tails(np.array([3.0, 0.0, 20.0]), np.full(3, 20.0), 0.3)
    assert at_most[0] == pytest.approx(0.10708680450373097, rel=1e-12)
    assert at_least[0] == pytest.approx(0.96451686770153133, rel=1e-12)
    assert (at_least[1], at_most[2]) == (1.0, 1.0)
    assert at_most[1] == pytest.approx(0.7**20, rel=1e-12)
    assert at_least[2] == pytest.approx(0.3**20, rel=1e-12)
    large, _ = binomial_tails(np.array([300_200.0]), np.array([1e6]), 0.3)
    assert large[0] == pytest.approx(0.66917798366510539, rel=1e-10)


def test_binomial_quantiles_as_in_r():
    """R: qbinom(c(0.025, 0.975), n, 0.3); qbinom(c(0.025, 0.975), c(5, 50), 0.001)."""
    totals = np.array([1.0, 7, 20, 38, 1000, 1_000_000])
    assert binomial_quantile(0.025, totals, 0.3).tolist() == [0, 0, 2, 6, 272, 299_102]
    assert binomial_quantile(0.975, totals, 0.3).tolist() == [1, 5, 10, 17, 329, 300_898]
    assert binomial_quantile(0.025, np.array([5.0, 50]), 0.001).tolist() == [0, 0]
    assert binomial_quantile(0.975, np.array([5.0, 50]), 0.001).tolist() == [0, 1]
    assert binomial_quantile(0.5, np.array([7.0]), 0.0).tolist() == [0]
    assert binomial_quantile(0.5, np.array([7.0]), 1.0).tolist() == [7]
