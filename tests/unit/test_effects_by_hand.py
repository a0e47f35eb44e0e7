"""Limits, messages and corrections of the transformations, by hand."""

import math

import numpy as np
import pytest

from rechallenge.effects import (
    checked_counts,
    effect_sizes,
    expit,
    marginal_proportion,
    scale_slope,
    to_proportion,
    to_scale,
)
from rechallenge.errors import InputError


def message(function, *arguments, **options):
    with pytest.raises(InputError) as caught:
        function(*arguments, **options)
    return caught.value.messages


def test_counts_become_arrays_of_floats():
    x, n = checked_counts((0, 1), [1, 1])
    assert (x.tolist(), n.tolist()) == ([0.0, 1.0], [1.0, 1.0])
    assert x.dtype == n.dtype == float
    one, of = checked_counts(3, 4)
    assert one.shape == of.shape == (1,)


def test_every_impossible_pair_is_named():
    told = "; events must be a whole number from 0 to the total, and the total at least 1"
    events, totals = [0, 1, -1, 2, 1.5, 1], [0, 0.5, 3, 1, 3, 2.5]
    assert message(checked_counts, events, totals) == (
        f"row 1: 0 of 0 is impossible{told}",
        f"row 2: 1 of 0.5 is impossible{told}",
        f"row 3: -1 of 3 is impossible{told}",
        f"row 4: 2 of 1 is impossible{told}",
        f"row 5: 1.5 of 3 is impossible{told}",
        f"row 6: 1 of 2.5 is impossible{told}",
    )


def test_lists_of_the_wrong_shape_are_refused():
    expected = "events and totals must be two lists of equal length with at least one row; got "
    assert message(checked_counts, [1, 2], [3]) == (expected + "2 and 1",)
    assert message(checked_counts, [], []) == (expected + "0 and 0",)
    assert message(checked_counts, [[1, 2]], [[3, 4]]) == (expected + "2 and 2",)
    words = ("events and totals must be lists of whole numbers",)
    assert message(checked_counts, ["a"], [3]) == words
    assert message(checked_counts, [1], [{}]) == words


def test_logit_with_a_half_is_the_default():
    """0 of 4: log(0.5/4.5), 1/0.5 + 1/4.5; 2 of 8: log(2/6), 1/2 + 1/6; harmonic mean 16/3."""
    effects = effect_sizes([0, 2], [4, 8])
    assert effects.measure == "PLO"
    assert effects.y == pytest.approx([math.log(1 / 9), math.log(1 / 3)], abs=1e-15)
    assert effects.v == pytest.approx([2 + 2 / 9, 2 / 3], abs=1e-15)
    assert effects.corrected.tolist() == [True, False]
    assert effects.harmonic_n == pytest.approx(16 / 3, abs=1e-14)


def test_another_correction_enters_events_and_totals():
    full = effect_sizes([5], [5], measure="PR", zero_cell=0.25)
    assert full.y[0] == pytest.approx(5.25 / 5.5, abs=1e-15)
    assert full.v[0] == pytest.approx(5.25 / 5.5 * 0.25 / 5.5 / 5.5, abs=1e-15)
    none = effect_sizes([0], [5], measure="PLN", zero_cell=0.25)
    assert none.y[0] == pytest.approx(math.log(0.25 / 5.5), abs=1e-14)
    assert none.v[0] == pytest.approx(1 / 0.25 - 1 / 5.5, abs=1e-14)


def test_measures_without_correction_take_extreme_rows_as_they_are():
    arcsine = effect_sizes([0, 4], [4, 4], measure="PAS", zero_cell=0)
    assert arcsine.y == pytest.approx([0, math.pi / 2], abs=1e-15)
    assert arcsine.v == pytest.approx([1 / 16, 1 / 16], abs=1e-15)
    tukey = effect_sizes([0], [3], measure="PFT", zero_cell=0)
    assert tukey.y[0] == pytest.approx(math.asin(0.5) / 2, abs=1e-15)
    assert tukey.v[0] == pytest.approx(1 / 14, abs=1e-15)


def test_a_correction_is_needed_only_for_extreme_rows():
    words = "needs a zero_cell above 0, such as 0.5, for rows with 0 % or 100 %"
    assert message(effect_sizes, [0], [3], measure="PLO", zero_cell=0) == (f"PLO {words}",)
    assert message(effect_sizes, [3], [3], measure="PR", zero_cell=-1) == (f"PR {words}",)
    assert effect_sizes([1], [3], zero_cell=0).y[0] == pytest.approx(math.log(0.5))
    assert effect_sizes([0], [3], zero_cell=0.01).y[0] == pytest.approx(math.log(0.01 / 3.01))
    assert message(effect_sizes, [1], [3], measure="OR") == (
        "unknown measure 'OR'; choose one of PR, PLN, PLO, PAS, PFT",
    )


def test_no_warning_escapes_from_a_log_of_zero():
    with np.errstate(divide="raise"):
        effect_sizes([0, 3], [3, 3], measure="PAS")


def test_raw_log_and_arcsine_values_are_clamped():
    assert to_proportion([-0.1, 0.3, 1.2], "PR").tolist() == [0, 0.3, 1]
    assert to_proportion([-1.0, 0.0, 0.5], "PLN") == pytest.approx([math.exp(-1), 1, 1])
    assert to_proportion([-0.4, math.pi / 6, 1.8], "PAS") == pytest.approx([0, 0.25, 1])
    assert to_proportion(0.0, "PLO") == 0.5


def test_millers_inverse_between_and_beyond_its_limits():
    """The limits of n = 8 are asin(1/3)/2 and its mirror; π/4 is one half."""
    lowest = math.asin(1 / 3) / 2
    highest = (math.asin(math.sqrt(8 / 9)) + math.pi / 2) / 2
    beyond = [lowest - 0.01, lowest, highest, highest + 0.01]
    assert to_proportion(beyond, "PFT", harmonic_n=8).tolist() == [0, 0, 1, 1]
    assert to_proportion(math.pi / 4, "PFT", harmonic_n=8) == pytest.approx(0.5, abs=1e-14)
    # 2 of 8 by the definition of the transformation.
    t = (math.asin(math.sqrt(2 / 9)) + math.asin(math.sqrt(3 / 9))) / 2
    assert to_proportion(t, "PFT", harmonic_n=8) == pytest.approx(0.25, abs=1e-13)
    assert to_proportion(math.pi / 2 - t, "PFT", harmonic_n=8) == pytest.approx(0.75, abs=1e-13)
    just = to_proportion([lowest + 1e-4, highest - 1e-4], "PFT", harmonic_n=8)
    assert 0 < just[0] < 1e-2
    assert 0.99 < just[1] < 1
    assert message(to_proportion, 0.4, "PFT") == ("PFT needs a sample size (harmonic_n)",)


def test_the_inverse_logit_on_both_sides():
    assert expit([math.log(3), -math.log(3), 0.0]).tolist() == pytest.approx([0.75, 0.25, 0.5])
    assert expit(-40.0) == pytest.approx(math.exp(-40), rel=1e-12)
    assert expit(700.0) == 1.0


@pytest.mark.parametrize(("mu", "tau"), [(-1.2, 0.7), (0.4, 2.5)])
def test_the_marginal_mean_of_the_raw_and_log_scale(mu, tau):
    """E exp(min(t, 0)) of a normal t has a closed form, and so has E clip(t, 0, 1)."""

    def below(x):
        return 0.5 * math.erfc(-x / math.sqrt(2))

    def density(x):
        return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)

    log = math.exp(mu + tau * tau / 2) * below(-mu / tau - tau) + below(mu / tau)
    assert marginal_proportion(mu, tau, "PLN") == pytest.approx(log, abs=2e-5)
    a, b = (0 - mu) / tau, (1 - mu) / tau
    raw = mu * (below(b) - below(a)) + tau * (density(a) - density(b)) + 1 - below(b)
    assert marginal_proportion(mu, tau, "PR") == pytest.approx(raw, abs=2e-5)


def test_the_marginal_mean_of_the_arcsine_scale_far_from_its_limits():
    """E sin²(t) = (1 - exp(-2τ²) cos 2μ)/2 while t stays within 0 and π/2."""
    told = (1 - math.exp(-2 * 0.05**2) * math.cos(2 * 0.7)) / 2
    assert marginal_proportion(0.7, 0.05, "PAS") == pytest.approx(told, abs=1e-12)


def test_the_marginal_mean_needs_and_uses_the_harmonic_mean():
    t = (math.asin(math.sqrt(2 / 9)) + math.asin(math.sqrt(3 / 9))) / 2
    assert marginal_proportion(t, 0, "PFT", harmonic_n=8) == pytest.approx(0.25, abs=1e-12)
    assert marginal_proportion(math.pi / 4, 0.3, "PFT", harmonic_n=8) == pytest.approx(0.5)
    assert marginal_proportion(t, 1e-9, "PFT", harmonic_n=8) == pytest.approx(0.25, abs=1e-8)


@pytest.mark.parametrize("measure", ["PR", "PLN", "PLO", "PAS", "PFT"])
def test_scales_and_their_slopes(measure):
    rates = np.array([0.02, 0.2, 0.5, 0.93])
    values = to_scale(rates, measure, harmonic_n=17.5)
    assert to_proportion(values, measure, harmonic_n=17.5) == pytest.approx(rates, abs=1e-12)
    ahead, behind = (to_scale(rates + h, measure, harmonic_n=17.5) for h in (1e-5, -1e-5))
    slopes = scale_slope(rates, measure, harmonic_n=17.5)
    assert slopes == pytest.approx((ahead - behind) / 2e-5, rel=1e-6)


def test_scales_by_hand():
    assert to_scale(0.2, "PLO") == pytest.approx(math.log(0.25), rel=1e-14)
    assert to_scale(0.2, "PLN") == pytest.approx(math.log(0.2), rel=1e-14)
    assert to_scale(0.25, "PAS") == pytest.approx(math.pi / 6, rel=1e-14)
    # 2 of 8 by the definition of the transformation.
    t = (math.asin(math.sqrt(2 / 9)) + math.asin(math.sqrt(3 / 9))) / 2
    assert to_scale(0.25, "PFT", harmonic_n=8) == pytest.approx(t, rel=1e-14)
    assert to_scale([0.0, 1.0], "PLO").tolist() == [-math.inf, math.inf]
    assert scale_slope(0.2, "PLO") == pytest.approx(6.25)
    assert scale_slope(0.5, "PR") == 1
    assert message(to_scale, 0.4, "PFT") == ("PFT needs a sample size (harmonic_n)",)
