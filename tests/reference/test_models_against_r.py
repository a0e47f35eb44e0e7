"""Beta-binomial, three-level, GLMM series, regressions and Bayes against R."""

from __future__ import annotations

import numpy as np
import pytest
from golden_values import counts, golden

from rechallenge.effects import effect_sizes
from rechallenge.models.bayes import likelihood_grid, posterior
from rechallenge.models.beta_binomial import pool_beta_binomial
from rechallenge.models.multilevel import fit_three_level
from rechallenge.models.regression import regress_glmm, regress_two_stage
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample


def answered(family):
    return [name for name, told in golden(family)["results"].items() if "error" not in told]


def with_events(family):
    """Without a single event the exact interval is reported and nothing is modelled."""
    return [name for name in golden(family)["results"] if sum(counts(name)[0])]


@pytest.mark.parametrize("name", answered("beta_binomial"))
def test_beta_binomial(name):
    told = golden("beta_binomial")["results"][name]
    ours = pool_beta_binomial(Sample.of(*counts(name)), test="z")
    assert ours.mean == pytest.approx(told["mean"], abs=1e-7)
    assert ours.rho == pytest.approx(told["rho"], rel=1e-6, abs=1e-9)
    assert ours.se == pytest.approx(told["se"], rel=1e-6)
    # Rows of a million patients sum a million logarithms.
    slack = 1e-8 + 1e-13 * max(counts(name)[1])
    assert ours.log_likelihood == pytest.approx(
        told["log_likelihood_relative_to_saturated"], abs=slack
    )
    assert -2 * ours.log_likelihood == pytest.approx(told["lr_saturated"], abs=10 * slack)
    assert ours.tau2_lr_p == pytest.approx(told["lr_binomial_p"], rel=1e-5, abs=1e-9)
    assert ours.ci_low == pytest.approx(told["z"]["low"], abs=1e-7)
    assert ours.ci_high == pytest.approx(told["z"]["high"], abs=1e-7)


@pytest.mark.parametrize("measure", ["PLO", "PAS"])
@pytest.mark.parametrize("name", list(golden("three_level")["results"]))
def test_three_level(name, measure):
    told = golden("three_level")["results"][name]
    rows = told["rows"]
    effects = effect_sizes(
        [row["events"] for row in rows], [row["total"] for row in rows], measure=measure
    )
    ours = fit_three_level(effects.y, effects.v, tuple(row["study"] for row in rows))
    told = told[measure]
    assert ours.log_likelihood == pytest.approx(told["log_likelihood"], abs=1e-7)
    assert ours.mu == pytest.approx(told["mu"], abs=1e-6)
    assert ours.se == pytest.approx(told["se"], rel=1e-6)
    scale = float(effects.v.min())
    assert ours.study_variance == pytest.approx(told["sigma2_study"], rel=1e-5, abs=1e-5 * scale)
    assert ours.row_variance == pytest.approx(told["sigma2_row"], rel=1e-5, abs=1e-5 * scale)
    assert ours.robust_se == pytest.approx(told["cr2"]["se"], rel=1e-5)
    assert ours.robust_df == pytest.approx(told["cr2"]["df"], rel=1e-4)


@pytest.mark.parametrize("name", list(golden("glmm_series")["results"]))
def test_glmm_without_each_row_and_as_rows_accrue(name):
    told = golden("glmm_series")["results"][name]
    sample = Sample.of(*counts(name))
    everything = np.arange(sample.events.size)
    compared = 0
    parts = [(everything != entry["left_out"] - 1, entry) for entry in told["leave_one_row_out"]]
    parts += [(everything < entry["k"], entry) for entry in told["cumulative"]]
    for keep, entry in parts:
        if "error" in entry:
            continue
        ours = pool_sample(sample.take(keep), test="z", profiles=False)
        if ours.method == "exact":
            continue
        assert ours.mu == pytest.approx(entry["mu"], abs=1e-6)
        assert ours.se == pytest.approx(entry["se"], rel=1e-5)
        assert ours.tau2 == pytest.approx(entry["tau2"], rel=1e-5, abs=1e-6)
        compared += 1
    assert compared >= 1


@pytest.mark.parametrize("index", range(len(golden("glmm_series")["meta_regression"])))
def test_glmm_regression(index):
    told = golden("glmm_series")["meta_regression"][index]
    sample = Sample.of(*counts(told["dataset"])).take(np.array(told["rows"]) - 1)
    ours = regress_glmm(sample, np.array(told["design"], dtype=float))
    assert ours.coefficients == pytest.approx(np.array(told["beta"]), abs=1e-6)
    assert ours.standard_errors == pytest.approx(np.array(told["se"]), rel=1e-5)
    assert ours.covariance == pytest.approx(np.array(told["covariance"]), rel=1e-4, abs=1e-8)
    assert ours.tau2 == pytest.approx(told["tau2"], rel=1e-5, abs=1e-7)
    assert ours.tau2_without == pytest.approx(told["null"]["tau2"], rel=1e-5, abs=1e-7)
    assert ours.statistic == pytest.approx(told["lr"], rel=1e-6, abs=1e-8)
    assert ours.p == pytest.approx(told["p"], rel=1e-6)


@pytest.mark.parametrize("measure", ["PLO", "PAS"])
@pytest.mark.parametrize("index", range(len(golden("meta_regression")["results"])))
def test_two_stage_regression(index, measure):
    told = golden("meta_regression")["results"][index]
    sample = Sample.of(*counts(told["dataset"])).take(np.array(told["rows"]) - 1)
    design = np.array(told["design"], dtype=float)
    points = np.array(told["points"], dtype=float)
    for tau2, fit in told["measures"][measure].items():
        for test, expected in fit["tests"].items():
            ours = regress_two_stage(
                sample, design, measure=measure, tau2=tau2, test=test, engine=False
            )
            assert ours.tau2 == pytest.approx(fit["tau2"], rel=1e-7, abs=1e-10)
            assert ours.coefficients == pytest.approx(np.array(fit["beta"]), rel=1e-7, abs=1e-9)
            assert ours.standard_errors == pytest.approx(np.array(expected["se"]), rel=1e-7)
            assert ours.covariance == pytest.approx(
                np.array(expected["covariance"]), rel=1e-6, abs=1e-12
            )
            statistic = ours.statistic
            assert statistic == pytest.approx(expected["qm"], rel=1e-6, abs=1e-9)
            assert ours.p == pytest.approx(expected["qm_p"], rel=1e-6, abs=1e-12)
            low, high = ours.interval(0.95)
            assert low == pytest.approx(np.array(expected["low"]), rel=1e-6, abs=1e-9)
            assert high == pytest.approx(np.array(expected["high"]), rel=1e-6, abs=1e-9)
            assert ours.p_values() == pytest.approx(np.array(expected["p"]), rel=1e-6, abs=1e-12)
            if fit["r2"] is not None and ours.r2 is not None:
                assert ours.r2 == pytest.approx(fit["r2"], rel=1e-5, abs=1e-5)
            predicted = ours.predict(points, level=0.95)
            for key, theirs in (("low", "mu_low"), ("pi_high", "mu_pi_high")):
                assert predicted[key] == pytest.approx(
                    np.array(expected["predicted"][theirs]), rel=1e-6, abs=1e-8
                )


@pytest.mark.parametrize("prior", ["half_normal", "half_cauchy"])
@pytest.mark.parametrize("name", with_events("bayes"))
def test_bayes(name, prior):
    told = golden("bayes")["results"][name][prior]
    found = posterior(likelihood_grid(Sample.of(*counts(name))), prior.replace("_", "-"))
    probabilities = np.array([0.025, 0.5, 0.975])
    mu, tau = found.mu_quantiles(probabilities), found.tau_quantiles(probabilities)
    for ours, theirs in ((mu, told["mu"]), (tau, told["tau"])):
        expected = [theirs["q025"], theirs["median"], theirs["q975"]]
        assert ours == pytest.approx(np.array(expected), rel=1e-4, abs=1e-4)
    if told["mu"]["mean"] is not None:
        assert found.mean()[0] == pytest.approx(told["mu"]["mean"], rel=1e-4, abs=1e-4)
