"""Transformations and their inverses, against values computed by hand."""

import math

import numpy as np
import pytest

from rechallenge.effects import effect_sizes, expit, marginal_proportion, to_proportion
from rechallenge.errors import InputError


def test_each_measure_by_its_formula():
    for measure, y, v in (
        ("PR", 0.25, 0.25 * 0.75 / 20),
        ("PLN", math.log(0.25), 1 / 5 - 1 / 20),
        ("PLO", math.log(1 / 3), 1 / 5 + 1 / 15),
        ("PAS", math.asin(0.5), 1 / 80),
        (
            "PFT",
            (math.asin(math.sqrt(5 / 21)) + math.asin(math.sqrt(6 / 21))) / 2,
            1 / 82,
        ),
    ):
        effects = effect_sizes([5], [20], measure=measure)
        assert effects.y[0] == pytest.approx(y, rel=1e-14), measure
        assert effects.v[0] == pytest.approx(v, rel=1e-14), measure


def test_the_correction_goes_into_extreme_rows_of_three_measures_only():
    for measure in ("PR", "PLN", "PLO"):
        effects = effect_sizes([0, 5, 20], [20, 20, 20], measure=measure)
        assert effects.corrected.tolist() == [True, False, True]
    for measure in ("PAS", "PFT"):
        assert not effect_sizes([0, 20], [20, 20], measure=measure).corrected.any()
    assert effect_sizes([0], [20]).y[0] == pytest.approx(math.log(0.5 / 20.5))


@pytest.mark.parametrize("measure", ["PR", "PLN", "PLO", "PAS"])
def test_the_inverse_returns_the_proportion(measure):
    x, n = [1, 7, 19], [20, 20, 20]
    y = effect_sizes(x, n, measure=measure).y
    assert to_proportion(y, measure) == pytest.approx(np.divide(x, n), abs=1e-14)


@pytest.mark.parametrize(("x", "n"), [(0, 12), (1, 12), (6, 12), (12, 12), (3, 1000)])
def test_millers_inverse_returns_each_proportion_at_its_own_n(x, n):
    y = effect_sizes([x], [n], measure="PFT").y[0]
    assert to_proportion(y, "PFT", harmonic_n=n) == pytest.approx(x / n, abs=1e-12)


def test_values_beyond_the_possible_range_become_0_or_1():
    assert to_proportion([-0.2, 1.3], "PR").tolist() == [0, 1]
    assert to_proportion([0.4], "PLN").tolist() == [1]
    assert to_proportion([-0.3, 2.0], "PAS") == pytest.approx([0, 1])
    assert to_proportion([0.01, 1.56], "PFT", harmonic_n=10).tolist() == [0, 1]
    assert expit([-800, 0, 800]).tolist() == [0, 0.5, 1]


def test_impossible_counts_are_named_row_by_row():
    with pytest.raises(InputError) as caught:
        effect_sizes([3, 9, 1.5], [10, 8, 10])
    assert len(caught.value.messages) == 2
    assert "row 2: 9 of 8 is impossible" in caught.value.messages[0]
    assert "row 3: 1.5 of 10" in caught.value.messages[1]
    for events, totals in (([], []), ([1, 2], [3]), ([1], [0]), ([-1], [4])):
        with pytest.raises(InputError):
            effect_sizes(events, totals)
    with pytest.raises(InputError, match="choose one of PR, PLN, PLO, PAS, PFT"):
        effect_sizes([1], [3], measure="OR")
    with pytest.raises(InputError, match="lists of whole numbers"):
        effect_sizes(["a"], [3])
    with pytest.raises(InputError, match="zero_cell above 0"):
        effect_sizes([0], [3], zero_cell=0)
    with pytest.raises(InputError, match="sample size"):
        to_proportion(0.4, "PFT")


def test_the_marginal_mean_of_a_logistic_normal():
    """Symmetric at 0; at tau = 0 the median; and by 10^6 stratified normal draws elsewhere."""
    assert marginal_proportion(0.0, 3.0, "PLO") == pytest.approx(0.5, abs=1e-14)
    assert marginal_proportion(-1.0, 0.0, "PLO") == expit(-1.0)
    from scipy.stats import norm

    z = norm.ppf((np.arange(1_000_000) + 0.5) / 1_000_000)
    assert marginal_proportion(-1.5, 1.2, "PLO") == pytest.approx(
        float(np.mean(expit(-1.5 + 1.2 * z))), abs=2e-6
    )
