"""Our numbers against R, over the whole grid of golden values."""

from __future__ import annotations

import numpy as np
import pytest
from golden_values import NAMES, counts, golden

from rechallenge.analysis.subgroups import subgroup_analysis
from rechallenge.effects import effect_sizes, marginal_proportion
from rechallenge.heterogeneity import cochran_q, h_squared, i_squared, typical_variance
from rechallenge.intervals import binomial_interval
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2, q_profile
from rechallenge.models.two_stage import pool_two_stage
from rechallenge.pooling import pool

MEASURES = ("PR", "PLN", "PLO", "PAS", "PFT")
CLOSED = ("DL", "HE", "SJ", "HS", "FE")
ROOTS = ("PM", "REML", "ML", "EB")
SHIPPED = (
    "melanoma-orr", "melanoma-dcr", "melanoma-cr", "melanoma-grade3-ae", "rcc-orr", "nsclc-orr",
    "all-orr", "melanoma-retreatment-orr",
)  # fmt: skip


def cases():
    return [(name, measure) for name in NAMES for measure in MEASURES]


@pytest.mark.parametrize(("name", "measure"), cases())
def test_effect_sizes_and_homogeneity(name, measure):
    reference = golden("two_stage")["results"][name][measure]
    effects = effect_sizes(*counts(name), measure=measure)
    assert effects.y == pytest.approx(np.array(reference["yi"]), rel=1e-12, abs=1e-14)
    assert effects.v == pytest.approx(np.array(reference["vi"]), rel=1e-12)
    q = cochran_q(effects.y, effects.v)
    assert q.statistic == pytest.approx(reference["q"], rel=1e-9, abs=1e-9)
    assert q.df == reference["k"] - 1
    assert q.p == pytest.approx(reference["q_p"], rel=1e-8, abs=1e-12)
    limits, ours = reference["q_profile"], q_profile(effects.y, effects.v, level=0.95)
    assert ours.empty == limits["empty"]
    if not ours.empty:
        assert ours.low == pytest.approx(limits["low"], rel=1e-8, abs=1e-14)
        assert ours.high == pytest.approx(limits["high"], rel=1e-8)


@pytest.mark.parametrize(("name", "measure"), cases())
def test_between_study_variance(name, measure):
    reference = golden("two_stage")["results"][name][measure]
    effects = effect_sizes(*counts(name), measure=measure)
    typical = typical_variance(effects.v)
    for method in (*CLOSED, *ROOTS):
        fit = reference["fits"][method]
        tau2 = estimate_tau2(method, effects.y, effects.v)
        tolerance = 1e-10 if method in CLOSED else 1e-8
        # τ² near 0 is a difference of numbers of the size of the sampling variances.
        scale = tolerance * effects.v.min()
        assert tau2 == pytest.approx(fit["tau2"], rel=tolerance, abs=scale), method
        if method != "FE":
            assert i_squared(tau2, typical) == pytest.approx(fit["i2"], rel=1e-7, abs=1e-7)
            assert h_squared(tau2, typical) == pytest.approx(fit["h2"], rel=1e-7)


@pytest.mark.parametrize(("name", "measure"), cases())
def test_pooled_values_intervals_and_predictions(name, measure):
    reference = golden("two_stage")["results"][name][measure]
    sample = Sample.of(*counts(name))
    for method in (*CLOSED, *ROOTS):
        fit = reference["fits"][method]
        for test, told in fit["tests"].items():
            ours = pool_two_stage(sample, measure=measure, tau2=method, test=test, engine=False)
            assert ours.mu == pytest.approx(fit["mu"], rel=1e-9, abs=1e-10)
            assert ours.estimate == pytest.approx(fit["estimate"], rel=1e-8, abs=1e-10)
            assert ours.se == pytest.approx(told["se"], rel=1e-8, abs=1e-9)
            assert ours.mu_low == pytest.approx(told["mu_low"], rel=1e-8, abs=1e-8)
            assert ours.mu_high == pytest.approx(told["mu_high"], rel=1e-8, abs=1e-8)
            # R leaves raw and log limits outside 0-1 as they are.
            low, high, pi_low, pi_high = (
                None if told[key] is None else min(max(told[key], 0), 1)
                for key in ("ci_low", "ci_high", "pi_low", "pi_high")
            )
            assert ours.ci_low == pytest.approx(low, rel=1e-7, abs=1e-9)
            assert ours.ci_high == pytest.approx(high, rel=1e-7, abs=1e-9)
            # R takes normal quantiles for the prediction interval after a z test; ours are t.
            if test != "z" and pi_low is not None and ours.pi_low is not None:
                assert ours.pi_low == pytest.approx(pi_low, rel=1e-7, abs=1e-9)
                assert ours.pi_high == pytest.approx(pi_high, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("measure", ["PLO", "PAS"])
def test_the_engine_on_the_shipped_analyses(name, measure):
    reference = golden("two_stage")["results"][name][measure]
    fit = reference["fits"]["REML"]
    ours = pool_two_stage(Sample.of(*counts(name)), measure=measure, test="z")
    assert ours.mu == pytest.approx(fit["mu"], abs=1e-6)
    assert ours.tau2 == pytest.approx(fit["tau2"], abs=1e-6)
    assert ours.se == pytest.approx(fit["tests"]["z"]["se"], abs=1e-6)
    assert ours.q == pytest.approx(reference["q"], abs=1e-6)
    assert ours.second_implementation < 1e-6


def glmm_cases():
    return [n for n in NAMES if "error" not in golden("glmm")["results"][n]]


@pytest.mark.parametrize("name", glmm_cases())
def test_glmm(name):
    reference = golden("glmm")["results"][name]
    ours = pool(*counts(name), test="t")
    assert ours.mu == pytest.approx(reference["mu"], abs=1e-6)
    assert ours.tau2 == pytest.approx(reference["tau2"], rel=1e-6, abs=1e-6)
    expected_se = reference["se"] if reference["tau2"] > 0 else reference["se_conditional"]
    assert ours.se == pytest.approx(expected_se, rel=1e-6)
    assert ours.log_likelihood == pytest.approx(
        reference["log_likelihood_relative_to_saturated"], abs=1e-8
    )
    assert ours.q == pytest.approx(reference["q_lr"], rel=1e-8, abs=1e-7)
    assert ours.q_df == reference["q_df"]
    assert ours.tau2_lr_p == pytest.approx(reference["tau2_lr_p"], rel=1e-6, abs=1e-9)
    assert marginal_proportion(ours.mu, ours.tau, "PLO") == pytest.approx(
        reference["mean"], abs=1e-7
    )
    limits = reference["profile"]
    if limits["mu"]["chisq"]["mu_low"] is not None:
        assert ours.profile_low == pytest.approx(limits["mu"]["chisq"]["low"], abs=1e-6)
    if limits["mu"]["chisq"]["mu_high"] is not None:
        assert ours.profile_high == pytest.approx(limits["mu"]["chisq"]["high"], abs=1e-6)
    assert ours.tau2_low == pytest.approx(limits["tau2_low"], rel=1e-5, abs=1e-6)
    if limits["tau2_high"] is not None:
        assert ours.tau2_high == pytest.approx(limits["tau2_high"], rel=1e-5)


@pytest.mark.parametrize("name", SHIPPED)
def test_glmm_against_metafor_with_25_nodes(name):
    told = golden("glmm")["results"][name]["metafor"]["nodes_25"]
    assert pool(*counts(name)).mu == pytest.approx(told["mu"], abs=1e-5)


@pytest.mark.parametrize("index", range(len(golden("glmm")["subgroups"])))
def test_subgroups_with_a_common_variance(index):
    reference = golden("glmm")["subgroups"][index]
    rows = next(d for d in golden("datasets")["datasets"] if d["name"] == reference["dataset"])
    result = subgroup_analysis(
        Sample.of(*counts(reference["dataset"])),
        [row[reference["column"]] or "" for row in rows["rows"]],
        variable=reference["column"],
    )
    ours = {group.level: group for group in result.groups}
    assert result.tau2 == pytest.approx(reference["tau2"], rel=1e-6, abs=1e-6)
    assert result.test_statistic == pytest.approx(reference["lr"], rel=1e-6, abs=1e-7)
    assert result.test_df == (reference["df"],)
    assert result.test_p == pytest.approx(reference["p"], rel=1e-6)
    for group, mu, se in zip(reference["groups"], reference["mu"], reference["se"], strict=True):
        assert ours[group].mu == pytest.approx(mu, abs=1e-6)
        if reference["tau2"] > 0:
            assert ours[group].se == pytest.approx(se, rel=1e-5)


def test_binomial_intervals():
    compared = 0
    for entry in golden("intervals")["intervals"]:
        x, n = entry["events"], entry["total"]
        for told in entry["intervals"]:
            for theirs in ("clopper_pearson", "wilson", "jeffreys", "agresti_coull"):
                low, high = binomial_interval(
                    [x], [n], level=told["level"], method=theirs.replace("_", "-")
                )
                expected = np.clip(told[theirs], 0, 1)
                if theirs == "jeffreys":
                    # Brown, Cai & DasGupta set the limit to 0 without events, to 1 with all.
                    expected = np.where([x == 0, x == n], [0, 1], expected)
                assert [low[0], high[0]] == pytest.approx(expected, rel=1e-9, abs=1e-12)
                compared += 1
    assert compared == 101 * 4 * 4
