"""Many designs at once give what one design at a time gives."""

import math

import numpy as np
import pytest

from rechallenge.models.many_designs import TOGETHER, knapp_hartung_fs
from rechallenge.models.regression import knapp_hartung_f
from rechallenge.models.tau2 import log_likelihood, scan_tau2


def drawn(k, p, spread, *, seed, count=40):
    generator = np.random.default_rng(seed)
    v = generator.uniform(0.02, 0.6, k)
    y = generator.normal(-1, np.sqrt(spread**2 + v))
    design = np.column_stack(
        [np.ones(k), generator.integers(-7, 8, k), generator.integers(0, 2, (k, 3))]
    )[:, :p]
    return y, v, np.stack([design[generator.permutation(k)] for _ in range(count)])


@pytest.mark.parametrize("spread", [0.0, 0.3, 2.0])
@pytest.mark.parametrize(("k", "p"), [(20, 2), (20, 3), (9, 2), (30, 4), (4, 2)])
def test_the_same_statistic_as_one_at_a_time(k, p, spread):
    y, v, designs = drawn(k, p, spread, seed=k + p)
    expected = [knapp_hartung_f(y, v, design) for design in designs]
    assert knapp_hartung_fs(y, v, designs) == pytest.approx(expected, rel=1e-9)


def test_parts_do_not_matter():
    y, v, designs = drawn(12, 2, 0.5, seed=4, count=TOGETHER + 30)
    whole = knapp_hartung_fs(y, v, designs)
    alone = np.concatenate(
        [knapp_hartung_fs(y, v, designs[:7]), knapp_hartung_fs(y, v, designs[7:])]
    )
    assert whole == pytest.approx(alone, rel=1e-12)


def test_the_highest_of_several_maxima():
    """A design whose restricted likelihood has two local maxima inside the scan."""
    generator = np.random.default_rng(0)
    found = 0
    for _ in range(4000):
        v = np.exp(generator.normal(-2, 3, 6))
        y = generator.normal(0, np.sqrt(v) + generator.choice([0, 2]), 6)
        design = np.column_stack([np.ones(6), generator.permutation(6) - 2.5])
        taus = scan_tau2(y, v)
        heights = log_likelihood(y, v, design, taus, restricted=True)
        inner = (heights[1:-1] > heights[:-2]) & (heights[1:-1] > heights[2:])
        if inner.sum() + (heights[0] > heights[1]) > 1:
            found += 1
            expected = knapp_hartung_f(y, v, design)
            assert knapp_hartung_fs(y, v, design[None])[0] == pytest.approx(expected, rel=1e-9)
    assert found >= 5


def test_nothing_left_over_is_infinite():
    x = np.arange(6.0) - 2
    design = np.column_stack([np.ones(6), x])
    assert knapp_hartung_fs(1 + 2 * x, np.full(6, 0.1), design[None])[0] == math.inf
