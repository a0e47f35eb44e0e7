"""Relations that must hold whatever the data are."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rechallenge.models.least_squares import weighted_fit
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2
from rechallenge.pooling import pool_sample

ESTIMATORS = ("DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML")
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def pool(events, totals, **options):
    """Pool without the profile limits and PyMARE, which have their own tests."""
    return pool_sample(Sample.of(events, totals), profiles=False, engine=False, **options)


@st.composite
def counts(draw, smallest=3, largest=8):
    rows = draw(st.integers(smallest, largest))
    totals = [draw(st.integers(1, 120)) for _ in range(rows)]
    events = [draw(st.integers(0, n)) for n in totals]
    assume(0 < sum(events) < sum(totals))
    assume(max(totals) > 1)
    return events, totals


@st.composite
def effects(draw):
    k = draw(st.integers(3, 9))
    y = np.array([draw(st.floats(-4, 4)) for _ in range(k)])
    v = np.array([draw(st.floats(0.01, 2)) for _ in range(k)])
    assume(np.ptp(y) > 1e-3)
    return y, v


def close(here, there, tolerance):
    if here is None or there is None:
        assert here is there
    else:
        assert there == pytest.approx(here, abs=tolerance)


@QUICK
@given(counts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(data, random):
    events, totals = data
    order = list(range(len(events)))
    random.shuffle(order)
    shuffled = [events[i] for i in order], [totals[i] for i in order]
    for options in ({}, {"method": "inverse-variance"}, {"method": "beta-binomial"}):
        here, there = pool(events, totals, **options), pool(*shuffled, **options)
        assert here.converged == there.converged
        # A flat likelihood fixes the top only to the square root of rounding.
        close(here.estimate, there.estimate, 1e-6)
        close(here.ci_low, there.ci_low, 1e-5)


@QUICK
@given(counts())
def test_events_and_non_events_mirror_each_other(data):
    events, totals = data
    others = [n - x for x, n in zip(events, totals, strict=True)]
    for measure in ("PR", "PLO", "PAS", "PFT"):
        here = pool(events, totals, method="inverse-variance", measure=measure, tau2="DL")
        there = pool(others, totals, method="inverse-variance", measure=measure, tau2="DL")
        # The inverse of PFT is the same for both; its clamps mirror as well.
        assert there.estimate == pytest.approx(1 - here.estimate, abs=1e-10)
        assert there.ci_low == pytest.approx(1 - here.ci_high, abs=1e-9)
        assert there.tau2 == pytest.approx(here.tau2, abs=1e-10)
    for method in ("glmm", "beta-binomial"):
        here, there = pool(events, totals, method=method), pool(others, totals, method=method)
        assert here.converged == there.converged
        if here.converged:
            assert there.estimate == pytest.approx(1 - here.estimate, abs=1e-7)
            assert there.log_likelihood == pytest.approx(here.log_likelihood, abs=1e-8)


@QUICK
@given(effects(), st.floats(-3, 3))
def test_a_shift_moves_the_pooled_value_and_nothing_else(data, shift):
    y, v = data
    ones = np.ones((y.size, 1))
    for method in ESTIMATORS:
        here, there = estimate_tau2(method, y, v), estimate_tau2(method, y + shift, v)
        assert there == pytest.approx(here, rel=1e-6, abs=1e-9)
        mu = weighted_fit(y, v, ones, here).coefficients[0, 0]
        moved = weighted_fit(y + shift, v, ones, here).coefficients[0, 0]
        assert moved == pytest.approx(mu + shift, abs=1e-10)


@QUICK
@given(effects(), st.floats(0.1, 10))
def test_a_change_of_units_scales_everything(data, factor):
    y, v = data
    for method in ESTIMATORS:
        here = estimate_tau2(method, y, v)
        there = estimate_tau2(method, factor * y, factor**2 * v)
        assert there == pytest.approx(factor**2 * here, rel=1e-6, abs=1e-9 * factor**2)


@QUICK
@given(effects(), st.floats(0.01, 1), st.floats(0, 1))
def test_a_row_at_the_pooled_value_keeps_it_and_sharpens_it(data, variance, tau2):
    y, v = data
    here = weighted_fit(y, v, np.ones((y.size, 1)), tau2)
    mu = here.coefficients[0, 0]
    more = weighted_fit(np.append(y, mu), np.append(v, variance), np.ones((y.size + 1, 1)), tau2)
    assert more.coefficients[0, 0] == pytest.approx(mu, abs=1e-10)
    assert more.covariance[0, 0, 0] < here.covariance[0, 0, 0]


@QUICK
@given(counts())
def test_intervals_hold_their_estimate_and_stay_between_0_and_1(data):
    for options in ({}, {"method": "inverse-variance"}, {"method": "beta-binomial"}):
        result = pool(*data, **options)
        if not result.converged:
            assert result.notes[0].startswith("No estimate")
            continue
        assert 0 <= result.ci_low <= result.estimate <= result.ci_high <= 1
        if result.pi_low is not None and result.method != "beta-binomial":
            assert result.pi_low <= result.ci_low + 1e-9 or result.interval in ("profile", "exact")
        if result.tau2_low is not None and result.tau2_high is not None:
            assert result.tau2_low <= result.tau2_high
