"""Leave-one-out series: whole studies go, one interval rule stays."""

import pytest

from rechallenge.analysis.leave_one_out import leave_one_out
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool, pool_sample

EVENTS, TOTALS = [7, 13, 12, 5, 11], [38, 36, 30, 34, 44]
STUDIES = ["A", "B", "B", "C", "D"]


def test_a_study_leaves_with_all_its_arms():
    series = leave_one_out(Sample.of(EVENTS, TOTALS, STUDIES), {})
    assert [left.study_id for left in series] == ["A", "B", "C", "D"]
    without_b = series[1].result
    assert (without_b.rows, without_b.studies) == (3, 3)
    direct = pool([7, 5, 11], [38, 34, 44])
    assert without_b.mu == pytest.approx(direct.mu, abs=1e-9)
    assert without_b.ci_low == pytest.approx(direct.ci_low, abs=1e-9)


def test_one_rule_along_the_series():
    three = leave_one_out(Sample.of([6, 6, 7], [20, 20, 20]), {})
    assert {left.result.interval for left in three} == {"profile"}
    four = leave_one_out(Sample.of([6, 6, 7, 4], [20, 20, 20, 20]), {})
    assert {left.result.interval for left in four} == {"t"}


def test_two_studies_leave_each_other_alone():
    series = leave_one_out(Sample.of([5, 12], [20, 25]), {})
    assert [left.result.estimate for left in series] == [12 / 25, 5 / 20]
    assert {left.result.interval for left in series} == {"exact"}
    assert leave_one_out(Sample.of([5, 12], [20, 25], ["A", "A"]), {}) == ()


def test_two_stage_options_are_kept():
    options = {"method": "inverse-variance", "measure": "PAS", "test": "z"}
    series = leave_one_out(Sample.of(EVENTS, TOTALS), options)
    # The series is fitted by our own core; PyMARE's optimiser ends within 1e-6 of it.
    direct = pool_sample(Sample.of(EVENTS[1:], TOTALS[1:]), **options, engine=False)
    assert series[0].result.tau2_low is None
    assert series[0].result.tau2 == pytest.approx(
        pool(EVENTS[1:], TOTALS[1:], **options).tau2, abs=1e-6
    )
    assert series[0].result.mu == pytest.approx(direct.mu, abs=1e-12)
    assert series[0].result.id == "pas-reml-z"
