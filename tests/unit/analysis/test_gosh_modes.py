"""A second mode of the subsets of rows, and the study behind it."""

from __future__ import annotations

import numpy as np
import pytest

import rechallenge
from rechallenge.analysis.gosh import gosh
from rechallenge.analysis.gosh_modes import excess_mass, second_mode
from rechallenge.effects import expit
from rechallenge.errors import InputError


def drawn(rows: int, *, shift: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of one rate; the third lies `shift` logits off."""
    generator = np.random.default_rng(seed)
    totals = generator.integers(100, 300, rows)
    logits = np.full(rows, -1.2)
    logits[2] += shift
    return generator.binomial(totals, expit(logits)), totals


@pytest.mark.parametrize("method", ["inverse-variance", "glmm"])
@pytest.mark.parametrize("seed", range(3))
def test_one_outlying_study_is_found(method: str, seed: int) -> None:
    events, totals = drawn(10, shift=3.0, seed=seed)
    names = [f"study {i}" for i in range(10)]
    modes = second_mode(gosh(events, totals, method=method), names)
    assert modes.second
    assert modes.driver is not None
    assert modes.driver.study == "study 2"
    assert modes.driver.difference > 0.05
    assert modes.driver.overlap < 0.4
    assert modes.driver.overlap == min(one.overlap for one in modes.studies)


@pytest.mark.parametrize("rows", [3, 5, 10, 18])
@pytest.mark.parametrize("seed", range(3))
def test_homogeneous_rows_have_no_second_mode(rows: int, seed: int) -> None:
    modes = second_mode(gosh(*drawn(rows, shift=0.0, seed=seed), tau2="DL", subsets=4096))
    assert not modes.second
    assert modes.driver is None


@pytest.mark.parametrize(
    ("counts", "mass"),
    [
        ([1, 2, 3, 2, 1], 0.0),  # one mode
        ([4, 4, 4, 4], 0.0),
        ([5, 0, 5], 1 / 4),  # λ = 1/4: two bins keep 1/4 each, all three 1/4 together
        ([5, 0, 0, 5], 1 / 3),  # λ = 1/6: 1/3 each, all four 1/3
        ([1, 0, 3], 1 / 8),  # λ = 1/8: 1/8 and 5/8, all three 5/8
        ([2, 0, 0, 0, 0, 0, 0, 0, 8], 0.175),  # λ = 0.2/8: 0.775 and 0.175, all nine 0.775
    ],
)
def test_excess_mass_by_hand(counts: list[int], mass: float) -> None:
    assert excess_mass(np.array(counts)) == pytest.approx(mass, abs=1e-12)
    assert excess_mass(np.array(counts[::-1])) == pytest.approx(mass, abs=1e-12)


def test_arms_of_one_study_are_held_together() -> None:
    events, totals = drawn(8, shift=3.0, seed=4)
    found = gosh(events, totals)
    names = ["a", "b", "b", "c", "d", "e", "f", "g"]
    modes = second_mode(found, names)
    held = found.membership[:, 1] | found.membership[:, 2]
    assert [one.study for one in modes.studies] == list("abcdefg")
    assert modes.studies[1].with_it == np.median(found.estimate[held])
    assert modes.studies[1].without_it == np.median(found.estimate[~held])


def test_a_study_in_every_subset_has_no_overlap() -> None:
    modes = second_mode(gosh([3, 5, 9], [20, 25, 30]), ["a", "a", "b"])
    assert np.isnan(modes.studies[0].overlap)
    assert np.isnan(modes.studies[0].without_it)


def test_equal_rows_are_one_mode() -> None:
    modes = second_mode(gosh([6] * 5, [20] * 5))
    assert modes.excess_mass == 0
    assert modes.studies[0].overlap == 1


def test_the_front_door_and_what_is_refused() -> None:
    assert rechallenge.second_mode is second_mode
    with pytest.raises(InputError, match="each of the 3 rows; got 1"):
        second_mode(gosh([3, 5, 9], [20, 25, 30]), ["a"])
