"""Q, I² and H² of three rows, by hand."""

import math

import numpy as np
import pytest

from rechallenge.heterogeneity import cochran_q, h_squared, i_squared, typical_variance

Y = np.array([1.0, 2.0, 4.0])
V = np.array([1.0, 1 / 2, 1 / 4])


def test_cochrans_q():
    """Weights 1, 2, 4; mean 21/7 = 3; Q = 1·4 + 2·1 + 4·1 = 10, whose tail with 2 df is exp(-5)."""
    q = cochran_q(Y, V)
    assert q.statistic == pytest.approx(10, abs=1e-12)
    assert q.df == 2
    assert q.p == pytest.approx(math.exp(-5), rel=1e-12)


def test_rows_that_agree_have_no_q_and_a_p_of_1():
    q = cochran_q(np.array([3.0, 3.0]), np.array([0.5, 2.0]))
    assert (q.statistic, q.df, q.p) == (0.0, 1, 1.0)


def test_the_typical_variance():
    """(k - 1) Σw / ((Σw)² - Σw²) = 2·7 / (49 - 21)."""
    assert typical_variance(V) == pytest.approx(0.5, abs=1e-15)
    assert typical_variance(np.array([0.2, 0.2, 0.2, 0.2])) == pytest.approx(0.2, abs=1e-15)


def test_i2_and_h2_from_tau2():
    assert i_squared(1.5, 0.5) == pytest.approx(75, abs=1e-12)
    assert i_squared(0.0, 0.5) == 0
    assert h_squared(1.5, 0.5) == pytest.approx(4, abs=1e-12)
    assert h_squared(0.0, 0.5) == 1
