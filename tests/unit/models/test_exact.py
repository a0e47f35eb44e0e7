"""Samples without a model: reasons word by word, limits by their closed forms."""

import pytest

from rechallenge.models.exact import exact_estimate, exact_reason
from rechallenge.models.sample import Sample


def test_samples_that_can_be_modelled_have_no_reason():
    assert exact_reason(Sample.of([1, 0], [2, 1])) is None
    assert exact_reason(Sample.of([3, 5], [10, 12])) is None


def test_one_study():
    assert exact_reason(Sample.of([3], [20])) == (
        "one study: its own exact interval; nothing is pooled."
    )
    assert exact_reason(Sample.of([3, 0], [20, 5], ["A", "A"])) == (
        "one study with 2 rows: the exact interval of their summed counts; nothing is pooled."
    )


def test_no_events_and_events_throughout():
    """The one-sided 95 % limits are 1 - 0.05^(1/65) and 0.05^(1/22)."""
    assert exact_reason(Sample.of([0] * 5, [10, 12, 20, 15, 8])) == (
        "no events among 65 patients: the exact two-sided interval if one common rate holds "
        f"(one-sided 95 % limit {100 * (1 - 0.05 ** (1 / 65)):.1f} %); the between-study variance "
        "cannot be estimated."
    )
    assert exact_reason(Sample.of([10, 12], [10, 12])) == (
        "all 22 patients had the event: the exact two-sided interval if one common rate holds "
        f"(one-sided 95 % limit {100 * 0.05 ** (1 / 22):.1f} %); the between-study variance cannot "
        "be estimated."
    )


def test_single_patients():
    assert exact_reason(Sample.of([0, 1, 1], [1, 1, 1])) == (
        "every row has one patient: the exact interval if one common rate holds; the "
        "between-study variance cannot be estimated from single patients."
    )


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_the_estimate(level):
    sample = Sample.of([0, 0], [3, 4], ["A", "B"])
    ours = exact_estimate(sample, level=level, reason="no events: so it is.")
    assert (ours.id, ours.method, ours.measure) == ("exact", "exact", "PR")
    assert (ours.tau2_method, ours.test, ours.interval) == ("none", "exact", "exact")
    assert (ours.rows, ours.studies, ours.events, ours.total) == (2, 2, 0, 7)
    assert (ours.level, ours.estimate, ours.ci_low) == (level, 0.0, 0.0)
    assert ours.ci_high == pytest.approx(1 - ((1 - level) / 2) ** (1 / 7), rel=1e-12)
    assert ours.notes == ("No events: so it is.",)
    assert (ours.mu, ours.tau2, ours.converged) == (None, None, True)
    some = exact_estimate(Sample.of([1, 2], [3, 9]), level=level, reason="x")
    assert some.estimate == pytest.approx(0.25)
    assert 0 < some.ci_low < 0.25 < some.ci_high < 1
