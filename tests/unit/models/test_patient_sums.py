"""Sums over single patients, patient by patient."""

import math

import numpy as np
import pytest

from rechallenge.models.patient_sums import PatientSum, _chebyshev_sums


@pytest.mark.parametrize("counts_of_rows", [[3.0, 5, 5], [0.0, 64], [65.0, 700, 40], [20000.0]])
def test_sums_over_single_patients(counts_of_rows):
    """Σ_j (rows with more than j) log(0.4 + 0.01 j), patient by patient."""
    sums = PatientSum.of(np.array(counts_of_rows))
    ours = float(sums.weights @ np.log(0.4 + 0.01 * sums.nodes))
    told = math.fsum(
        math.log(0.4 + 0.01 * j) for count in counts_of_rows for j in range(int(count))
    )
    assert ours == pytest.approx(told, rel=1e-13)
    assert sums.weights.sum() == pytest.approx(sum(counts_of_rows), rel=1e-13)
    if max(counts_of_rows) <= 64:
        assert set(sums.nodes) == set(range(int(max(counts_of_rows))))
    else:
        # Two stretches of 64 are listed; each further one is as long as all before it.
        assert sums.nodes.size <= 128 + 22 * 8


@pytest.mark.parametrize("length", [65, 128, 1001, 30_000])
def test_sums_of_chebyshev_polynomials_over_integers(length):
    half = (length - 1) / 2
    angles = np.arccos(np.clip((np.arange(length) - half) / half, -1, 1))
    told = [math.fsum(np.cos(degree * angles)) for degree in range(22)]
    assert _chebyshev_sums(half) == pytest.approx(told, abs=1e-12 * length)
