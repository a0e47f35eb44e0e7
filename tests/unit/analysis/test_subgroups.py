"""Subgroups with a common between-study variance."""

import numpy as np
import pytest
from scipy.stats import chi2, t

from rechallenge.analysis.subgroups import subgroup_analysis
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import fit_glmm
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool

EVENTS, TOTALS = [7, 13, 12, 5, 11, 2, 3], [38, 36, 30, 34, 44, 8, 9]


def test_levels_single_rows_and_blanks():
    levels = ["x", "y", "y", "x", "y", "z", ""]
    result = subgroup_analysis(Sample.of(EVENTS, TOTALS), levels, variable="setting")
    x, y, z = result.groups
    assert [g.level for g in result.groups] == ["x", "y", "z"]
    assert (x.rows, x.events, x.total, x.pooled) == (2, 12, 72, True)
    assert (z.pooled, z.note) == (False, "one row, not pooled")
    assert z.estimate == 0.25
    assert result.blank_rows == 1
    assert result.notes == ("1 row without a value of “setting” is left out here.",)
    # Fitted rows only: x, y, y, x, y.
    design = np.array([[1, 0], [0, 1], [0, 1], [1, 0], [0, 1]], float)
    fit = fit_glmm(BinomialNormal.of(np.array(EVENTS[:5]), np.array(TOTALS[:5]), design))
    null = fit_glmm(BinomialNormal.of(np.array(EVENTS[:5]), np.array(TOTALS[:5])))
    assert result.test_statistic == pytest.approx(2 * (fit.log_likelihood - null.log_likelihood))
    assert result.test_df == (1,)
    assert result.test_p == pytest.approx(chi2.sf(result.test_statistic, 1))
    assert result.df == 3
    assert y.mu == pytest.approx(fit.beta[1])
    reach = t.ppf(0.975, 3) * np.sqrt(fit.covariance[1, 1])
    assert y.ci_high == pytest.approx(1 / (1 + np.exp(-(fit.beta[1] + reach))))


def test_a_level_without_events_is_tested_but_has_its_exact_interval():
    events, totals = [0, 0, 6, 9], [12, 15, 20, 30]
    result = subgroup_analysis(Sample.of(events, totals), ["a", "a", "b", "b"], variable="design")
    a, b = result.groups
    assert (a.pooled, a.interval, a.estimate) == (False, "exact", 0)
    assert a.ci_high == pytest.approx(1 - 0.025 ** (1 / 27))
    assert b.pooled
    assert result.test_df == (1,)
    # As its rate goes to 0 the level without events reaches likelihood 1, whatever τ² is.
    alone = fit_glmm(BinomialNormal.of(np.array(events[2:]), np.array(totals[2:])))
    null = fit_glmm(BinomialNormal.of(np.array(events), np.array(totals)))
    assert result.test_statistic == pytest.approx(2 * (alone.log_likelihood - null.log_likelihood))


def test_no_test_with_one_level_of_two_rows():
    result = subgroup_analysis(
        Sample.of([3, 4, 5], [10, 10, 10]), ["a", "a", "b"], variable="design"
    )
    assert result.test_p is None
    assert any("fewer than two levels" in note for note in result.notes)


def test_every_row_its_own_level_pools_nothing():
    result = subgroup_analysis(
        Sample.of([3, 4, 5], [10, 10, 10]), ["a", "b", "c"], variable="design"
    )
    assert result.tau2 is None
    assert not any(group.pooled for group in result.groups)


def test_as_many_levels_as_studies_give_no_intervals_with_a_common_variance():
    sample = Sample.of([3, 4, 5, 6], [10, 10, 10, 10], ["S", "S", "T", "T"])
    result = subgroup_analysis(sample, ["a", "a", "b", "b"], variable="design")
    assert result.df is None
    assert {group.interval for group in result.groups} == {"none"}
    assert all(group.pooled and group.ci_low is None for group in result.groups)
    assert any("No more studies than levels" in note for note in result.notes)


def test_separate_variances_pool_each_level_as_if_it_were_alone():
    levels = ["x", "y", "y", "x", "y", "z", "x"]
    sample = Sample.of(EVENTS, TOTALS)
    result = subgroup_analysis(sample, levels, variable="setting", separate=True)
    y = next(group for group in result.groups if group.level == "y")
    alone = pool([13, 12, 11], [36, 30, 44])
    assert (y.mu, y.estimate, y.ci_low, y.tau2, y.interval, y.df) == pytest.approx(
        (alone.mu, alone.estimate, alone.ci_low, alone.tau2, "t", 2)
    )
    assert (result.tau2_mode, result.tau2, result.test_type) == ("separate", None, "Wald")
    x = pool([7, 5, 3], [38, 34, 9])
    expected = (x.mu - alone.mu) ** 2 / (x.se**2 + alone.se**2)
    assert result.test_statistic == pytest.approx(expected)
    assert result.test_df == (1,)


@pytest.mark.parametrize("separate", [False, True])
def test_a_level_without_events_is_left_out_of_a_two_stage_test(separate):
    result = subgroup_analysis(
        Sample.of([0, 0, 6, 9, 4, 8], [12, 15, 20, 30, 21, 22]),
        ["a", "a", "b", "b", "c", "c"],
        variable="design",
        options={"method": "inverse-variance", "measure": "PAS"},
        separate=separate,
    )
    assert result.groups[0].interval == "exact"
    assert result.test_df[0] == 1
    assert any("left out of the test: a" in note for note in result.notes)
