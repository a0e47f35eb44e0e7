"""The beta-binomial model against R, against its own definition, and by hand."""

import numpy as np
import pytest
from references import close, counts, golden
from scipy import special, stats

from rechallenge.errors import InputError
from rechallenge.models.beta_binomial import _Terms, fit_beta_binomial, pool_beta_binomial
from rechallenge.models.sample import Sample

MEAN = "The estimate is the mean of the rates; mu is its logit."
SHORT = (
    "Its prediction interval holds the estimated beta distribution for true, and is therefore "
    "short when studies are few."
)


@pytest.mark.parametrize(
    "name",
    [
        "rcc-orr",
        "melanoma-cr",
        "nsclc-orr",
        "two-rows",
        "extreme-spread",
        "bcg-control",
        "one-event",
    ],
)
def test_every_field_against_r(name):
    told = golden("beta_binomial")["results"][name]
    ours = pool_beta_binomial(Sample.of(*counts(name)), test="z")
    k = told["k"]
    slack = 1e-8 + 1e-13 * max(counts(name)[1])
    assert (ours.id, ours.method, ours.measure) == ("beta-binomial", "beta-binomial", "PR")
    assert (ours.tau2_method, ours.test, ours.interval) == ("ML", "z", "z")
    assert (ours.rows, ours.studies, ours.level, ours.df) == (k, k, 0.95, None)
    assert ours.mean == ours.estimate == close(told["mean"], absolute=1e-10)
    assert ours.mu == close(told["mu"], absolute=1e-8)
    assert ours.se == close(told["se"], rel=1e-6)
    assert ours.rho == close(told["rho"], rel=1e-6)
    assert ours.ci_low == ours.mean_low == close(told["z"]["low"], rel=1e-6)
    assert ours.ci_high == ours.mean_high == close(told["z"]["high"], rel=1e-6)
    assert ours.mu_low == close(special.logit(told["z"]["low"]), rel=1e-6)
    assert ours.mu_high == close(special.logit(told["z"]["high"]), rel=1e-6)
    assert ours.log_likelihood == close(
        told["log_likelihood_relative_to_saturated"], absolute=slack
    )
    q = told["lr_saturated"] + told["lr_binomial"]
    assert ours.q == close(q, rel=1e-6, absolute=20 * slack)
    assert (ours.q_df, ours.q_type) == (k - 1, "LR")
    assert ours.q_p == close(stats.chi2.sf(q, k - 1), rel=1e-4)
    assert ours.tau2_lr_p == close(told["lr_binomial_p"], rel=1e-4)
    assert ours.notes == ((MEAN, SHORT) if k > 2 else (MEAN,))
    assert (ours.tau2, ours.converged) == (None, True)


def test_the_t_interval_counts_studies():
    told = golden("beta_binomial")["results"]["rcc-orr"]
    ours = pool_beta_binomial(Sample.of(*counts("rcc-orr")))
    assert (ours.test, ours.df) == ("t", 3)
    assert ours.mu_low == pytest.approx(told["mu"] - 3.182446305284263 * told["se"], rel=1e-6)
    narrow = pool_beta_binomial(Sample.of(*counts("rcc-orr"), list("AABC")), level=0.8)
    assert (narrow.df, narrow.level) == (2, 0.8)
    assert narrow.mu_high == pytest.approx(told["mu"] + stats.t.ppf(0.9, 2) * told["se"], rel=1e-6)


def test_the_prediction_interval_is_that_of_the_beta_distribution():
    told = golden("beta_binomial")["results"]["rcc-orr"]
    ours = pool_beta_binomial(Sample.of(*counts("rcc-orr")), level=0.9)
    beta = stats.beta(told["mean"] / told["theta"], (1 - told["mean"]) / told["theta"])
    assert beta.cdf(ours.pi_low) == pytest.approx(0.05, rel=1e-5)
    assert beta.sf(ours.pi_high) == pytest.approx(0.05, rel=1e-5)
    binomial = pool_beta_binomial(Sample.of([6, 6, 6], [20] * 3))
    assert (binomial.pi_low, binomial.pi_high) == (binomial.ci_low, binomial.ci_high)
    two = pool_beta_binomial(Sample.of([5, 12], [20, 25]))
    assert (two.pi_low, two.pi_high) == (None, None)


def test_without_spread_it_is_binomial():
    ours = pool_beta_binomial(Sample.of([3, 6, 9], [10, 20, 30]), test="z")
    assert ours.estimate == pytest.approx(0.3, abs=1e-13)
    assert (ours.rho, ours.tau2_lr_p) == (0.0, 1.0)
    assert ours.se == pytest.approx((1 / (60 * 0.21)) ** 0.5, rel=1e-10)
    assert ours.q == pytest.approx(0, abs=1e-10)


def test_no_finite_spread():
    ours = pool_beta_binomial(Sample.of([0, 10, 0, 7], [10, 10, 8, 7]), level=0.9)
    assert (ours.id, ours.method, ours.measure) == ("beta-binomial", "beta-binomial", "PR")
    assert (ours.converged, ours.estimate, ours.level, ours.test) == (False, None, 0.9, "t")
    assert ours.notes == (
        "No estimate: the rows are so far apart that the spread of the rates has no finite "
        "estimate.",
    )
    assert fit_beta_binomial(np.array([0.0, 9.0]), np.array([9.0, 9.0])) is None


def test_an_unknown_test_is_refused():
    with pytest.raises(InputError) as caught:
        pool_beta_binomial(Sample.of([1, 2], [3, 4]), test="knha")
    assert caught.value.messages == ("unknown test 'knha'; choose one of t, z",)


def definition(events, totals, pi, theta):
    """Log of the beta-binomial probabilities, relative to the saturated binomial model."""
    ours = stats.betabinom.logpmf(events, totals, pi / theta, (1 - pi) / theta)
    best = stats.binom.logpmf(events, totals, np.array(events) / np.array(totals))
    return float(np.sum(ours - best))


def test_value_score_and_hessian():
    events, totals = np.array([0.0, 4, 90, 12]), np.array([7.0, 20, 300, 12])
    terms = _Terms.of(events, totals)
    pi, theta, h = 0.35, 0.2, 1e-5
    value, score, hessian = terms.derivatives(pi, theta)
    assert value == pytest.approx(definition(events, totals, pi, theta), abs=1e-9)

    def at(a, b):
        return terms.derivatives(a, b)[0]

    numeric = [
        (at(pi + h, theta) - at(pi - h, theta)) / (2 * h),
        (at(pi, theta + h) - at(pi, theta - h)) / (2 * h),
    ]
    assert score == pytest.approx(numeric, rel=1e-6)
    for j, (a, b) in enumerate([(h, 0), (0, h)]):
        upper, lower = (terms.derivatives(pi + s * a, theta + s * b)[1] for s in (1, -1))
        assert hessian[j] == pytest.approx((upper - lower) / (2 * h), rel=1e-6)
    # At θ = 0 the model is binomial.
    zero = terms.derivatives(0.3, 0.0)[0]
    told = stats.binom.logpmf(events, totals, 0.3) - stats.binom.logpmf(
        events, totals, events / totals
    )
    assert zero == pytest.approx(told.sum(), abs=1e-10)


def test_no_point_of_a_grid_is_higher():
    events, totals = np.array([0.0, 2, 11, 1]), np.array([10.0, 15, 14, 30])
    fit = fit_beta_binomial(events, totals)
    assert fit.log_likelihood == pytest.approx(
        definition(events, totals, fit.mean, fit.theta), abs=1e-9
    )
    for pi in fit.mean + np.linspace(-0.1, 0.1, 11):
        for theta in fit.theta * np.geomspace(0.3, 3, 13):
            assert definition(events, totals, pi, theta) <= fit.log_likelihood + 1e-10
    variance = np.linalg.inv(-_Terms.of(events, totals).derivatives(fit.mean, fit.theta)[2])[0, 0]
    assert fit.logit_variance == pytest.approx(
        variance / (fit.mean * (1 - fit.mean)) ** 2, rel=1e-9
    )
