"""The three-level model against R, and the result field by field."""

import math

import numpy as np
import pytest
from references import close, golden
from scipy import stats

from rechallenge.effects import effect_sizes, expit, marginal_proportion
from rechallenge.errors import InputError
from rechallenge.models.multilevel import _polished, _restricted, fit_three_level, pool_three_level
from rechallenge.models.sample import Sample

NESTED = (
    "Rows are nested in studies; τ² is the sum of the variances between studies and between rows "
    "of a study, rho the share between studies."
)
NAMES = [
    "two-studies", "rows-differ", "studies-differ", "unequal-arms", "no-spread",
    "two-maxima-edge", "two-maxima-zero", "melanoma-grade3-ae",
]  # fmt: skip


def sample_of(name):
    rows = golden("three_level")["results"][name]["rows"]
    return Sample.of(
        [row["events"] for row in rows],
        [row["total"] for row in rows],
        [row["study"] for row in rows],
    )


@pytest.mark.parametrize("measure", ["PLO", "PAS"])
@pytest.mark.parametrize("name", NAMES)
def test_fits_against_r(name, measure):
    told = golden("three_level")["results"][name][measure]
    sample = sample_of(name)
    effects = effect_sizes(sample.events, sample.totals, measure=measure)
    ours = fit_three_level(effects.y, effects.v, sample.studies)
    scale = 1e-5 * float(effects.v.min())
    assert ours.log_likelihood == close(told["log_likelihood"], absolute=1e-8)
    assert ours.mu == close(told["mu"], absolute=1e-7)
    assert ours.se == close(told["se"], rel=1e-6)
    assert ours.study_variance == close(told["sigma2_study"], rel=1e-5, absolute=scale)
    assert ours.row_variance == close(told["sigma2_row"], rel=1e-5, absolute=scale)
    assert ours.robust_se == close(told["cr2"]["se"], rel=1e-5)
    assert ours.robust_df == close(told["cr2"]["df"], rel=1e-4)


def dense(deviations, y, v, together):
    """Restricted log-likelihood by the density of k - 1 contrasts."""
    study, row = deviations
    variance = np.diag(v + row**2) + study**2 * together
    k = y.size
    contrasts = np.linalg.svd(np.ones((1, k)))[2][1:]
    return stats.multivariate_normal(np.zeros(k - 1), contrasts @ variance @ contrasts.T).logpdf(
        contrasts @ y
    )


def test_the_restricted_likelihood_and_its_slope():
    y, v = np.array([0.4, -1.0, 0.9, 0.2, 1.7]), np.array([0.2, 0.3, 0.15, 0.5, 0.1])
    member = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]], dtype=float)
    together = member @ member.T
    at, h = np.array([0.6, 0.35]), 1e-6
    value, slope = _restricted(at, y, v, member)
    assert value == pytest.approx(dense(at, y, v, together), rel=1e-12)
    for j in range(2):
        step = h * np.eye(2)[j]
        numeric = (dense(at + step, y, v, together) - dense(at - step, y, v, together)) / (2 * h)
        assert slope[j] == pytest.approx(numeric, rel=1e-6)


def test_newton_steps_reach_the_lowest_point():
    """A bowl around (2, 3), and one whose first coordinate rests at its bound 0."""

    def bowl(x):
        gap = x - np.array([2.0, 3.0])
        shape = np.array([[2.0, 0.5], [0.5, 1.0]])
        return 0.5 * float(gap @ shape @ gap), shape @ gap

    assert _polished(np.array([1.5, 2.0]), bowl) == pytest.approx([2, 3], abs=1e-9)
    held = _polished(np.array([0.0, 2.0]), bowl)
    assert held[0] == 0
    # With x = 0 the slope by y is 0.5·(-2) + (y - 3).
    assert held[1] == pytest.approx(4, abs=1e-9)
    assert _polished(np.zeros(2), bowl).tolist() == [0, 0]

    def falling(x):
        gap = x - np.array([-1.0, 3.0])
        return 0.5 * float(gap @ gap), gap

    assert _polished(np.array([0.5, 2.0]), falling) == pytest.approx([0, 3], abs=1e-9)


@pytest.mark.parametrize("test", ["cr2", "z"])
def test_every_field(test):
    name = "melanoma-grade3-ae"
    told = golden("three_level")["results"][name]["PLO"]
    sample = sample_of(name)
    ours = pool_three_level(sample, test=test)
    se, df = (told["cr2"]["se"], told["cr2"]["df"]) if test == "cr2" else (told["se"], None)
    tau2 = told["sigma2_study"] + told["sigma2_row"]
    mu = told["mu"]
    assert (ours.id, ours.method) == (f"plo-multilevel-{test}", "multilevel")
    assert (ours.measure, ours.tau2_method, ours.test, ours.interval) == ("PLO", "REML", test, test)
    assert (ours.rows, ours.studies, ours.level) == (told["k"], told["studies"], 0.95)
    assert (ours.mu, ours.se) == (close(mu, absolute=1e-7), close(se, rel=1e-5))
    assert ours.df == close(df, rel=1e-4)
    limits = told["cr2"] if test == "cr2" else told
    low, high = limits["mu_low"], limits["mu_high"]
    assert (ours.mu_low, ours.mu_high) == (close(low, rel=1e-5), close(high, rel=1e-5))
    assert ours.estimate == close(told["estimate"], rel=1e-6)
    assert ours.ci_low == close(float(expit(low)), rel=1e-5)
    assert ours.ci_high == close(float(expit(high)), rel=1e-5)
    assert ours.tau2 == close(tau2, rel=1e-5)
    assert ours.tau == close(tau2**0.5, rel=1e-5)
    assert ours.rho == close(told["sigma2_study"] / tau2, rel=1e-5)
    reach = stats.t.ppf(0.975, told["studies"] - 1) * math.sqrt(tau2 + se**2)
    assert ours.pi_low == close(float(expit(mu - reach)), rel=1e-5)
    assert ours.pi_high == close(float(expit(mu + reach)), rel=1e-5)
    for field, value in (("mean", mu), ("mean_low", low), ("mean_high", high)):
        assert getattr(ours, field) == close(marginal_proportion(value, tau2**0.5, "PLO"), rel=1e-5)
    assert (ours.q, ours.q_df, ours.q_type) == (close(told["q"]), told["q_df"], "Wald")
    assert ours.q_p == close(told["q_p"], rel=1e-6)
    w = 1 / effect_sizes(sample.events, sample.totals).v
    typical = (w.size - 1) * w.sum() / (w.sum() ** 2 - (w * w).sum())
    assert ours.i2 == close(100 * tau2 / (tau2 + typical), rel=1e-5)
    assert ours.h2 == close(1 + tau2 / typical, rel=1e-5)
    assert ours.i2_definition == "tau2"
    assert (ours.tau2_low, ours.i2_low, ours.log_likelihood) == (None, None, None)
    assert ours.notes == (NESTED,)


def test_other_measures_levels_and_corrections():
    sample = sample_of("studies-differ")
    told = golden("three_level")["results"]["studies-differ"]["PAS"]
    ours = pool_three_level(sample, measure="PAS", level=0.8)
    assert (ours.id, ours.measure, ours.level) == ("pas-multilevel-cr2", "PAS", 0.8)
    df, se = told["cr2"]["df"], told["cr2"]["se"]
    assert ours.mu_high == pytest.approx(told["mu"] + stats.t.ppf(0.9, df) * se, rel=1e-4)
    assert ours.estimate == pytest.approx(math.sin(told["mu"]) ** 2, rel=1e-6)
    assert ours.notes == (
        NESTED,
        f"With {df:.1f} Satterthwaite degrees of freedom the robust interval is uncertain.",
    )
    tukey = pool_three_level(sample, measure="PFT", test="z")
    assert 0 < tukey.ci_low < tukey.estimate < tukey.ci_high < 1
    assert tukey.mean_low < tukey.mean < tukey.mean_high
    zero = Sample.of([0, 4, 9, 7], [12, 20, 30, 40], list("AABC"))
    effects = effect_sizes(zero.events, zero.totals, zero_cell=0.1)
    small = pool_three_level(zero, zero_cell=0.1)
    assert small.mu == pytest.approx(fit_three_level(effects.y, effects.v, zero.studies).mu)
    half = effect_sizes(zero.events, zero.totals, zero_cell=0.5)
    default = fit_three_level(half.y, half.v, zero.studies).mu
    assert pool_three_level(zero).mu == pytest.approx(default)
    assert abs(small.mu - default) > 0.01


def test_two_studies_and_no_spread():
    two = pool_three_level(sample_of("two-studies"))
    assert (two.pi_low, two.pi_high) == (None, None)
    assert two.notes == (
        NESTED,
        "No prediction interval: it needs at least three studies.",
        "With 1.0 Satterthwaite degrees of freedom the robust interval is uncertain.",
    )
    none = pool_three_level(sample_of("no-spread"), test="z")
    assert (none.tau2, none.rho, none.i2, none.h2) == (0.0, None, 0.0, 1.0)
    assert none.notes == (NESTED,)


def test_five_degrees_of_freedom_are_not_called_uncertain():
    """Six studies of one row each and about the same size: between 4 and 5 of them."""
    sample = Sample.of([8, 20, 11, 30, 16, 9], [40, 45, 50, 55, 48, 42])
    ours = pool_three_level(sample)
    assert 4 < ours.df < 5.1
    assert ours.notes == (NESTED,)


def test_an_unknown_test_is_refused():
    with pytest.raises(InputError) as caught:
        pool_three_level(sample_of("two-studies"), test="knha")
    assert caught.value.messages == ("unknown test 'knha'; choose one of cr2, z",)
