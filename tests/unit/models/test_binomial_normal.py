"""The likelihood by quadrature, against 50-digit integrals and finite differences."""

import mpmath
import numpy as np
import pytest

from rechallenge.models.binomial_normal import BinomialNormal, nodes_for

CASES = [
    ([7, 13, 2], [38, 36, 8], -0.9, 0.3),
    ([0, 1, 0], [8, 12, 31], -3.2, 1.1),
    ([0, 30, 0], [10, 30, 25], 0.4, 5.0),
    ([300123, 1], [10**6, 10], -0.8, 0.02),
    ([3000, 1], [10**4, 10], -0.8, 0.9),
    ([0], [40], -1.0, 20.0),
]


def exact_log_likelihood(events, totals, mu, tau):
    """Sum of log integrals with 50 digits, relative to the saturated model."""
    mpmath.mp.dps = 50
    total = mpmath.mpf(0)
    for x, n in zip(events, totals, strict=True):

        def log_f(u, x=x, n=n):
            eta = mpmath.mpf(mu) + mpmath.mpf(tau) * u
            return x * eta - n * mpmath.log1p(mpmath.exp(eta)) - u * u / 2

        p = min(max(x / n, 0.2 / n), 1 - 0.2 / n)
        centre = (np.log(p / (1 - p)) - mu) / tau
        centre = float(np.clip(centre, -6, 6))
        if 0 < x < n:
            centre = float(
                mpmath.findroot(
                    lambda u, x=x, n=n: tau * (x - n / (1 + mpmath.exp(-(mu + tau * u)))) - u,
                    centre,
                )
            )
        p = 1 / (1 + np.exp(-(mu + tau * centre)))
        width = 1 / np.sqrt(1 + tau**2 * n * p * (1 - p))
        cuts = sorted(
            {-14.0, 14.0, *(centre + width * j for j in (-30, -12, -6, -2, 0, 2, 6, 12, 30))}
        )
        cuts = [c for c in cuts if -14 <= c <= 14]
        peak = log_f(mpmath.mpf(centre))
        value = mpmath.quad(lambda u, log_f=log_f, peak=peak: mpmath.exp(log_f(u) - peak), cuts)
        saturated = mpmath.mpf(0)
        for count in (x, n - x):
            if count:
                saturated += count * mpmath.log(mpmath.mpf(count) / n)
        total += mpmath.log(value / mpmath.sqrt(2 * mpmath.pi)) + peak - saturated
    return float(total)


@pytest.mark.parametrize(("events", "totals", "mu", "tau"), CASES)
def test_value_against_fifty_digits(events, totals, mu, tau):
    model = BinomialNormal.of(np.array(events, float), np.array(totals, float))
    value = model.evaluate([[mu]], [tau], nodes=nodes_for(tau)).value[0]
    # Counts of 10^6 lose six digits in the difference to the saturated model.
    assert value == pytest.approx(
        exact_log_likelihood(events, totals, mu, tau), abs=1e-11 + 2e-15 * max(totals)
    )


def test_score_and_hessian_against_finite_differences():
    rng = np.random.default_rng(7)
    totals = rng.integers(5, 60, 9).astype(float)
    events = np.floor(totals * rng.uniform(0, 0.6, 9))
    design = np.column_stack([np.ones(9), rng.normal(size=9)])
    model = BinomialNormal.of(events, totals, design)
    point = np.array([-1.1, 0.3, 0.7])

    def value(at):
        return model.evaluate(at[None, :2], [at[2]], nodes=64).value[0]

    def score(at):
        return model.evaluate(at[None, :2], [at[2]], nodes=64).score[0]

    here = model.evaluate(point[None, :2], [point[2]], nodes=64)
    step = 1e-5
    for j in range(3):
        e = step * np.eye(3)[j]
        assert here.score[0, j] == pytest.approx(
            (value(point + e) - value(point - e)) / (2 * step), abs=1e-7
        )
        assert here.hessian[0, j] == pytest.approx(
            (score(point + e) - score(point - e)) / (2 * step), abs=1e-6
        )


def test_a_batch_gives_what_each_member_gives():
    model = BinomialNormal.of(np.array([0.0, 4.0, 9.0]), np.array([12.0, 20.0, 30.0]))
    batch = model.evaluate([[-1.0], [-0.5]], [0.4, 1.3], nodes=48)
    for j, (mu, tau) in enumerate([(-1.0, 0.4), (-0.5, 1.3)]):
        one = model.evaluate([[mu]], [tau], nodes=48)
        assert batch.value[j] == pytest.approx(one.value[0], abs=1e-12)
        assert batch.score[j] == pytest.approx(one.score[0], abs=1e-10)


def test_at_zero_it_is_logistic_regression_and_the_limit_of_small_tau():
    model = BinomialNormal.of(np.array([3.0, 9.0]), np.array([10.0, 20.0]))
    zero = model.conditional([[-0.5]])
    p = 1 / (1 + np.exp(0.5))
    assert zero.score[0, 0] == pytest.approx(12 - 30 * p, abs=1e-12)
    assert -zero.hessian[0, 0, 0] == pytest.approx(30 * p * (1 - p), abs=1e-12)
    tiny = model.evaluate([[-0.5]], [1e-4], nodes=32)
    assert tiny.value[0] == pytest.approx(zero.value[0], abs=1e-7)
    # d/d(tau²) = (d/d tau) / (2 tau)
    assert tiny.score[0, -1] / 2e-4 == pytest.approx(zero.score[0, -1], rel=1e-4)
