"""The GLMM's result, field by field, against R; notes word by word."""

import math

import numpy as np
import pytest
from references import close, counts, golden

from rechallenge.effects import effect_sizes, expit
from rechallenge.errors import InputError
from rechallenge.heterogeneity import typical_variance
from rechallenge.models.random_intercept import pool_common_effect, pool_glmm
from rechallenge.models.sample import Sample

Z = 1.959963984540054
FEW = "With fewer than five studies the prediction interval is very uncertain."
TWO = "No prediction interval: it needs at least three studies."
T3 = 3.182446305284263


@pytest.mark.parametrize("name", ["rcc-orr", "melanoma-cr", "nsclc-orr", "many-small-zeros"])
def test_every_field_against_r(name):
    told = golden("glmm")["results"][name]
    sample = Sample.of(*counts(name))
    ours = pool_glmm(sample)
    k, tau2 = told["k"], told["tau2"]
    assert (ours.id, ours.method, ours.measure) == ("glmm", "glmm", "PLO")
    assert (ours.tau2_method, ours.test, ours.interval) == ("ML", "t", "t")
    assert (ours.rows, ours.studies, ours.df, ours.level) == (k, k, k - 1, 0.95)
    assert (ours.events, ours.total) == tuple(sum(column) for column in counts(name))
    assert ours.mu == close(told["mu"], absolute=1e-7)
    se = told["se"] if tau2 > 0 else told["se_conditional"]
    assert ours.se == close(se, rel=1e-6)
    assert ours.estimate == close(told["estimate"])
    assert (ours.tau2, ours.tau) == (
        close(tau2, rel=1e-6),
        close(tau2**0.5, rel=1e-6),
    )
    assert ours.mean == close(told["mean"])
    if tau2 > 0:
        assert (ours.ci_low, ours.ci_high) == (
            close(told["t"]["low"], rel=1e-6),
            close(told["t"]["high"], rel=1e-6),
        )
    assert (ours.q, ours.q_p) == (close(told["q_lr"]), close(told["q_p"], rel=1e-6))
    assert (ours.q_df, ours.q_type) == (k - 1, "LR")
    assert ours.tau2_lr_p == close(told["tau2_lr_p"], rel=1e-6)
    assert ours.log_likelihood == close(told["log_likelihood_relative_to_saturated"])
    limits = told["profile"]
    assert ours.profile_low == close(limits["mu"]["chisq"]["low"], absolute=1e-7)
    assert ours.profile_high == close(limits["mu"]["chisq"]["high"], absolute=1e-7)
    assert ours.tau2_low == close(limits["tau2_low"])
    assert ours.tau2_high == close(limits["tau2_high"], rel=1e-5)
    typical = typical_variance(effect_sizes(sample.events, sample.totals).v)
    assert ours.i2 == close(100 * ours.tau2 / (ours.tau2 + typical))
    assert ours.i2_low == close(100 * ours.tau2_low / (ours.tau2_low + typical))
    assert ours.i2_high == close(100 * ours.tau2_high / (ours.tau2_high + typical))
    assert ours.i2_definition == "tau2"
    assert ours.h2 == close(1 + ours.tau2 / typical)
    assert ours.notes == ((FEW,) if k < 5 else ())
    assert ours.converged


def test_interval_and_prediction_by_their_formulas():
    told = golden("glmm")["results"]["rcc-orr"]
    mu, se, tau2 = told["mu"], told["se"], told["tau2"]
    sample = Sample.of(*counts("rcc-orr"))
    ours = pool_glmm(sample, profiles=False)
    assert ours.mu_low == pytest.approx(mu - T3 * se, rel=1e-6)
    assert ours.mu_high == pytest.approx(mu + T3 * se, rel=1e-6)
    reach = T3 * math.sqrt(tau2 + se * se)
    assert ours.pi_low == pytest.approx(float(expit(mu - reach)), rel=1e-6)
    assert ours.pi_high == pytest.approx(float(expit(mu + reach)), rel=1e-6)
    assert (ours.profile_low, ours.profile_high) == (None, None)
    assert (ours.tau2_low, ours.tau2_high, ours.i2_low, ours.i2_high) == (None,) * 4
    z = np.linspace(-10, 10, 4001)
    weight = np.exp(-z * z / 2) / np.exp(-z * z / 2).sum()
    for field, centre in (("mean", mu), ("mean_low", ours.mu_low), ("mean_high", ours.mu_high)):
        mean = float(weight @ expit(centre + tau2**0.5 * z))
        assert getattr(ours, field) == pytest.approx(mean, abs=1e-7), field


def test_normal_quantiles_and_another_level():
    told = golden("glmm")["results"]["rcc-orr"]
    sample = Sample.of(*counts("rcc-orr"))
    ours = pool_glmm(sample, test="z", profiles=False)
    assert (ours.test, ours.interval, ours.df) == ("z", "z", None)
    assert ours.mu_low == pytest.approx(told["mu"] - Z * told["se"], rel=1e-6)
    assert ours.ci_low == pytest.approx(told["z"]["low"], rel=1e-6)
    assert ours.ci_high == pytest.approx(told["z"]["high"], rel=1e-6)
    narrow = pool_glmm(sample, level=0.8)
    assert narrow.level == 0.8
    assert narrow.mu_low == pytest.approx(told["mu"] - 1.6377443536962102 * told["se"], rel=1e-6)
    assert narrow.profile_low > ours.ci_low
    assert narrow.tau2_low > 0
    assert narrow.tau2_high < told["profile"]["tau2_high"]
    reach = 1.6377443536962102 * math.sqrt(told["tau2"] + told["se"] ** 2)
    assert narrow.pi_low == pytest.approx(float(expit(told["mu"] - reach)), rel=1e-6)


def test_the_profile_interval_as_the_result():
    told = golden("glmm")["results"]["rcc-orr"]["profile"]["mu"]["chisq"]
    for profiles in (True, False):
        ours = pool_glmm(Sample.of(*counts("rcc-orr")), test="profile", profiles=profiles)
        assert (ours.test, ours.interval, ours.df) == ("profile", "profile", None)
        assert ours.mu_low == pytest.approx(told["mu_low"], abs=1e-6)
        assert ours.mu_high == pytest.approx(told["mu_high"], abs=1e-6)
        assert (ours.ci_low, ours.ci_high) == (ours.profile_low, ours.profile_high)
        assert ours.ci_low == pytest.approx(told["low"], abs=1e-7)
        assert (ours.tau2_low is None) is not profiles
        assert ours.notes == (FEW,)


@pytest.mark.parametrize("name", ["rcc-orr", "melanoma-cr"])
def test_the_profile_interval_by_the_square_of_t(name):
    told = golden("glmm")["results"][name]
    limits = told["profile"]["mu"]["t"]
    for profiles in (True, False):
        ours = pool_glmm(Sample.of(*counts(name)), test="profile-t", profiles=profiles)
        assert (ours.test, ours.interval, ours.df) == ("profile-t", "profile-t", told["k"] - 1)
        assert ours.mu_low == pytest.approx(limits["mu_low"], abs=1e-6)
        assert ours.mu_high == pytest.approx(limits["mu_high"], abs=1e-6)
        assert ours.ci_low == pytest.approx(limits["low"], abs=1e-7)
        assert ours.ci_high == pytest.approx(limits["high"], abs=1e-7)
        assert (ours.profile_low is None) is not profiles
    wide = pool_glmm(Sample.of(*counts(name)), test="profile-t", level=0.8, profiles=False)
    assert limits["mu_low"] < wide.mu_low < told["mu"] < wide.mu_high < limits["mu_high"]


def test_one_limit_that_is_not_reached():
    """R follows the lower limit to a logit of -92, beyond any rate that can be told from 0."""
    limits = golden("glmm")["results"]["one-event"]["profile"]["mu"]["t"]
    ours = pool_glmm(Sample.of(*counts("one-event")), test="profile-t")
    assert (ours.mu_low, ours.ci_low) == (None, 0.0)
    assert ours.ci_high == pytest.approx(limits["high"], abs=1e-6)
    assert "A limit that the profile likelihood does not reach is given as 0 % or 100 %." in (
        ours.notes
    )


def test_three_studies_have_an_uncertain_prediction_interval():
    ours = pool_glmm(Sample.of([5, 0, 0], [10, 4, 3]), test="profile", level=0.9999)
    assert 0 <= ours.pi_low < ours.estimate < ours.pi_high <= 1
    assert ours.notes[-1] == FEW
    assert "The upper limit of τ² is not reached." in ours.notes


def test_limits_that_are_not_reached():
    ours = pool_glmm(Sample.of([5, 0], [10, 4]), test="profile", level=0.9999)
    assert (ours.mu_low, ours.ci_low, ours.profile_low) == (None, 0.0, 0.0)
    assert (ours.tau2_high, ours.i2_high) == (None, None)
    assert ours.tau2_low == 0
    assert ours.notes == (
        "The upper limit of τ² is not reached.",
        "A limit that the profile likelihood does not reach is given as 0 % or 100 %.",
        TWO,
    )
    mirrored = pool_glmm(Sample.of([5, 4], [10, 4]), test="profile", level=0.9999)
    assert (mirrored.mu_high, mirrored.ci_high) == (None, 1.0)


def test_two_studies_have_no_prediction_interval():
    ours = pool_glmm(Sample.of([5, 12], [20, 25]), profiles=False)
    assert (ours.pi_low, ours.pi_high) == (None, None)
    assert ours.notes == (TWO,)
    assert ours.df == 1
    grouped = pool_glmm(Sample.of([5, 12, 3], [20, 25, 9], ["A", "B", "B"]), profiles=False)
    assert (grouped.studies, grouped.df, grouped.pi_low) == (2, 1, None)
    five = pool_glmm(Sample.of([5, 12, 3, 4, 6], [20, 25, 9, 10, 11]), profiles=False)
    assert five.notes == ()


def test_no_finite_estimate():
    ours = pool_glmm(Sample.of([0, 10, 0, 7], [10, 10, 8, 7]), test="z", level=0.9)
    assert (ours.id, ours.method, ours.measure) == ("glmm", "glmm", "PLO")
    assert (ours.tau2_method, ours.test, ours.level) == ("ML", "z", 0.9)
    assert (ours.converged, ours.estimate, ours.mu, ours.interval) == (False, None, None, "none")
    assert ours.notes == (
        "No estimate: the rows are so far apart that the between-study variance has no finite "
        "estimate.",
    )


def test_the_correction_enters_the_typical_variance_only():
    sample = Sample.of([0, 4, 9], [12, 20, 30])
    half, tenth = (pool_glmm(sample, zero_cell=c, profiles=False) for c in (0.5, 0.1))
    assert (half.mu, half.tau2, half.se) == (tenth.mu, tenth.tau2, tenth.se)
    for ours, c in ((half, 0.5), (tenth, 0.1)):
        v = [1 / c + 1 / (12 + c), 1 / 4 + 1 / 16, 1 / 9 + 1 / 21]
        w = 1 / np.array(v)
        typical = 2 * w.sum() / (w.sum() ** 2 - (w * w).sum())
        assert ours.h2 == pytest.approx(1 + ours.tau2 / typical, rel=1e-10)
        assert ours.i2 == pytest.approx(100 * ours.tau2 / (ours.tau2 + typical), rel=1e-10)


def test_no_gain_from_a_between_study_variance():
    ours = pool_glmm(Sample.of([6, 6, 6], [20] * 3), profiles=False)
    assert (ours.tau2, ours.tau2_lr_p, ours.q, ours.q_p) == (0.0, 1.0, close(0.0), close(1.0))


def test_an_unknown_test_is_refused():
    with pytest.raises(InputError, match=r"^unknown test 'knha'; choose one of z, t, profile"):
        pool_glmm(Sample.of([1, 2], [3, 4]), test="knha")


def test_one_common_rate():
    """By hand: logit of 13/40, se² = 1/13 + 1/27; likelihood ratio against 8/15 and 5/25."""
    sample = Sample.of([8, 5], [15, 25], ["A", "B"])
    ours = pool_common_effect(sample)
    mu, se = math.log(13 / 27), math.sqrt(1 / 13 + 1 / 27)
    assert (ours.id, ours.method, ours.measure) == ("common-effect", "glmm", "PLO")
    assert (ours.tau2_method, ours.test, ours.interval, ours.level) == ("FE", "z", "z", 0.95)
    assert (ours.rows, ours.studies, ours.events, ours.total) == (2, 2, 13, 40)
    assert ours.mu == pytest.approx(mu, abs=1e-10)
    assert ours.se == pytest.approx(se, rel=1e-9)
    assert (ours.mu_low, ours.mu_high) == (close(mu - Z * se), close(mu + Z * se))
    assert ours.estimate == pytest.approx(13 / 40, abs=1e-12)
    assert ours.ci_low == pytest.approx(1 / (1 + math.exp(-(mu - Z * se))), rel=1e-9)
    assert ours.ci_high == pytest.approx(1 / (1 + math.exp(-(mu + Z * se))), rel=1e-9)

    def full(x, n):
        return x * math.log(x / n) + (n - x) * math.log(1 - x / n)

    q = 2 * (full(8, 15) + full(5, 25) - full(13, 40))
    assert ours.q == pytest.approx(q, rel=1e-9)
    assert ours.log_likelihood == pytest.approx(-q / 2, rel=1e-9)
    assert (ours.q_df, ours.q_type) == (1, "LR")
    assert ours.q_p == pytest.approx(math.erfc(math.sqrt(q / 2)), rel=1e-9)
    assert (ours.tau2, ours.tau, ours.df, ours.pi_low) == (0.0, 0.0, None, None)
    assert ours.notes == (
        "One common rate is assumed; no allowance for differences between studies.",
    )
    assert pool_common_effect(sample, level=0.8).mu_high == close(mu + 1.2815515655446004 * se)
    assert pool_common_effect(Sample.of([3, 3], [9, 9])).q == pytest.approx(0, abs=1e-9)
