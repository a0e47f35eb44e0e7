"""The distribution of the true rate of a similar study, by hand and against prediction limits."""

import math

import numpy as np
import pytest
from scipy import integrate

from rechallenge.analysis.true_rate import student_tails, true_rate
from rechallenge.models.bayes import likelihood_grid, posterior
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample

SAMPLE = Sample.of([7, 13, 12, 5, 2, 9], [38, 36, 30, 34, 8, 21])
MODELS = {
    "glmm": {"test": "t"},
    "beta-binomial": {"method": "beta-binomial"},
    "logit": {"method": "inverse-variance"},
    "arcsine": {"method": "inverse-variance", "measure": "PAS"},
    "log": {"method": "inverse-variance", "measure": "PLN", "test": "z"},
    "raw": {"method": "inverse-variance", "measure": "PR", "test": "knha"},
    "double arcsine": {"method": "inverse-variance", "measure": "PFT"},
    "Bayes": {"method": "bayes"},
}


def described(options, sample=SAMPLE):
    result = pool_sample(sample, **options)
    bayes = posterior(likelihood_grid(sample), "half-normal") if result.method == "bayes" else None
    return result, true_rate(result, sample, bayes)


@pytest.mark.parametrize("name", MODELS)
def test_its_tails_at_the_prediction_limits_are_those_of_the_level(name):
    result, predicted = described(MODELS[name])
    below, above = predicted.tails(np.array([result.pi_low, result.pi_high]))
    assert below[0] == pytest.approx(0.025, abs=1e-8)
    assert above[1] == pytest.approx(0.025, abs=1e-8)
    assert below + above == pytest.approx([1, 1], abs=1e-12)
    limits = predicted.quantiles(np.array([0.025, 0.975]))
    assert limits == pytest.approx([result.pi_low, result.pi_high], abs=1e-8)


@pytest.mark.parametrize("name", MODELS)
def test_its_density_is_the_slope_of_its_distribution(name):
    _, predicted = described(MODELS[name])
    low, high = predicted.quantiles(np.array([0.1, 0.9]))
    rates = np.linspace(low, high, 401)
    area = integrate.simpson(predicted.density(rates), x=rates)
    # The posterior stands on a grid of μ.
    assert area == pytest.approx(0.8, abs=1e-4 if name == "Bayes" else 1e-8)


def test_a_cauchy_distribution_by_hand():
    """Two rows give one degree of freedom, where t is Cauchy: tails ¼ one unit from the centre."""
    sample = Sample.of([5, 9, 10], [10, 20, 20])
    result = pool_sample(sample, test="t")
    object.__setattr__(result, "studies", 2)
    predicted = true_rate(result, sample, None)
    spread = math.sqrt(result.tau2 + result.se**2)
    upper = 1 / (1 + math.exp(-(result.mu + spread)))
    assert predicted.tails(np.array([upper]))[1] == pytest.approx(0.25, abs=1e-12)
    # Density of Cauchy at 1 is 1/(2π), times the slope of the logit.
    expected = 1 / (2 * math.pi * spread) / (upper * (1 - upper))
    assert predicted.density(np.array([upper])) == pytest.approx(expected, rel=1e-12)


def test_the_beta_binomial_without_spread_has_that_of_its_mean():
    sample = Sample.of([3, 6, 9, 12], [10, 20, 30, 40])
    result, predicted = described({"method": "beta-binomial"}, sample)
    assert result.rho == 0
    assert predicted.tails(np.array([result.ci_high]))[1] == pytest.approx(0.025, abs=1e-10)


@pytest.mark.parametrize(
    ("counts", "options"),
    [
        (([5, 12], [20, 25]), {}),
        (([3, 5, 8], [20, 22, 31]), {"tau2": "FE"}),
        (([6, 6, 6], [20, 20, 20]), {"method": "inverse-variance", "test": "knha"}),
        (([0, 0], [9, 8]), {}),
    ],
)
def test_none_without_a_prediction_interval(counts, options):
    sample = Sample.of(*counts)
    assert true_rate(pool_sample(sample, **options), sample, None) is None


def test_tails_of_student_and_of_the_normal_distribution():
    """R: pt(-1.7, 6), pnorm(-1.7)."""
    below, above = student_tails(np.array([-1.7]), 6)
    assert below[0] == pytest.approx(0.070019827312448657, rel=1e-13)
    assert above[0] == pytest.approx(1 - 0.070019827312448657, rel=1e-13)
    assert student_tails(np.array([-1.7]), None)[0][0] == pytest.approx(0.04456546275854304)
