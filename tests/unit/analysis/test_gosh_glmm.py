"""The GLMM on subsets gives what `pool` gives for the rows of each."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge import gosh
from rechallenge.errors import InputError
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample

EVENTS = np.array([3, 0, 9, 0, 14, 2, 7, 30, 1])
TOTALS = np.array([20, 12, 30, 8, 25, 40, 9, 75, 1])


def test_subsets_equal_pool() -> None:
    found = gosh(EVENTS, TOTALS, method="glmm")
    assert (found.tau2_method, found.exhaustive, found.mu.size) == ("ML", True, 502)
    for j in np.random.default_rng(3).choice(found.mu.size, 60, replace=False):
        own = found.membership[j]
        one = pool_sample(
            Sample.of(EVENTS[own], TOTALS[own]), method="glmm", test="t", profiles=False
        )
        assert found.exact[j] == (one.method == "exact")
        if one.method == "beta-binomial":
            assert np.isnan(found.mu[j])
            continue
        assert found.estimate[j] == pytest.approx(one.estimate, abs=1e-9)
        if not found.exact[j]:
            assert found.tau2[j] == pytest.approx(one.tau2, rel=1e-8, abs=1e-9)
            assert found.i2[j] == pytest.approx(one.i2, rel=1e-8, abs=1e-7)


def test_subset_without_events_is_exact() -> None:
    found = gosh(EVENTS, TOTALS, method="glmm")
    empty = (found.membership @ EVENTS) == 0
    assert empty.sum() == 1
    assert found.exact[empty].all()
    assert found.estimate[empty].tolist() == [0.0]
    assert np.isnan(found.tau2[empty]).all()


def test_options_are_checked() -> None:
    with pytest.raises(InputError, match="logit scale"):
        gosh(EVENTS, TOTALS, method="glmm", measure="PFT")
    with pytest.raises(InputError, match="unknown method"):
        gosh(EVENTS, TOTALS, method="magic")
