"""Whether the pooled rates of all subsets have a second mode, and which study drives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.analysis.gosh import Gosh
from rechallenge.effects import Floats
from rechallenge.errors import InputError
from rechallenge.models.batch import Members

BINS = 60
ROW_LIMIT = 3.0
"""Homogeneous rows give excess masses that fall with their number k about as 3 / k²."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """The subsets with a study beside those without it.

    Attributes
    ----------
    study : str
        Label of the study, or number of the row, from 1, where none were given.
    with_it, without_it : float
        Median pooled rate, 0-1; NaN where there is no such subset.
    difference : float
        First less second.
    overlap : float
        Share that both distributions have in common, 0-1 (Inman & Bradley 1989, Commun Stat
        18:3851, on the bins of the rate); NaN where one has no subsets.
    """

    study: str
    with_it: float
    without_it: float
    difference: float
    overlap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """Modality of the pooled rates of the subsets.

    Attributes
    ----------
    excess_mass : float
        Share of the subsets by which two intervals hold more than one can, 0-0.5: 0 for one mode
        (Müller & Sawitzki 1991, J Am Stat Assoc 86:738; twice the dip of Hartigan & Hartigan 1985,
        Ann Stat 13:70).
    limit : float
        What excess masses must surpass to be called a second mode.
    studies : tuple of Driver
        In the order of the rows.
    driver : Driver or None
        The study with the least overlap where there is a second mode.
    """

    excess_mass: float
    limit: float
    studies: tuple[Driver, ...]
    driver: Driver | None

    @property
    def second(self) -> bool:
        """Whether there is a second mode."""
        return self.excess_mass > self.limit


def second_mode(found: Gosh, studies: Sequence[str] | None = None) -> Modes:
    """Look for a second mode of the pooled rates of subsets, and for the study that drives it.

    Parameters
    ----------
    found : Gosh
        Subsets without an estimate are left out.
    studies : sequence of str, optional
        Study of each row; a subset holds a study when it holds any of its rows. Each row is a
        study of its own when left out.

    Raises
    ------
    InputError
        For a list of studies of another length, or when no subset has an estimate.

    Examples
    --------
    >>> from rechallenge import gosh
    >>> totals = [60] * 10
    >>> modes = second_mode(gosh([12, 13, 11, 12, 14, 12, 11, 13, 12, 50], totals))
    >>> modes.second, modes.driver.study
    (True, '10')
    """
    rows = found.membership.shape[1]
    names = [str(i + 1) for i in range(rows)] if studies is None else list(studies)
    if len(names) != rows:
        raise InputError(f"studies must name each of the {rows} rows; got {len(names)}")
    known = np.isfinite(found.estimate)
    if not known.any():
        raise InputError("no subset has an estimate")
    rates, members = found.estimate[known], found.membership[known]
    bins = _bins(rates)
    drivers = []
    for study in dict.fromkeys(names):
        own = [i for i, name in enumerate(names) if name == study]
        held = np.asarray(members[:, own].any(axis=1))
        drivers.append(_driver(study, rates, bins, held))
    mass = excess_mass(np.bincount(bins, minlength=BINS))
    # The dip of so many uniform numbers stays below 1 / (2 √S) in nine of ten samples.
    limit = max(1 / np.sqrt(rates.size), ROW_LIMIT / rows**2)
    told = [one for one in drivers if np.isfinite(one.overlap)]
    driver = min(told, key=lambda one: one.overlap) if told and mass > limit else None
    return Modes(excess_mass=mass, limit=float(limit), studies=tuple(drivers), driver=driver)


def excess_mass(counts: Floats | np.ndarray[tuple[int], np.dtype[np.intp]]) -> float:
    """Excess mass of two modes over one, from the counts in bins of equal width.

    For a density λ the excess of an interval is its share less λ times its length; over all λ, the
    largest gain of the best two intervals over the best one is returned.

    Parameters
    ----------
    counts : ndarray, shape (B,)
        Not all 0.
    """
    shares = np.asarray(counts) / np.sum(counts)
    # The gain is largest where one length of the best single interval gives way to another.
    sums = np.concatenate([[0.0], np.cumsum(shares)])
    lengths = np.arange(sums.size)
    masses = np.array([np.max(sums[n:] - sums[: sums.size - n]) for n in lengths])
    short, long = np.triu_indices(sums.size, 1)
    heights = np.unique((masses[long] - masses[short]) / (long - short))
    gains = shares - heights[:, None]
    path = np.zeros((heights.size, shares.size + 1))
    np.cumsum(gains, axis=1, out=path[:, 1:])
    before = np.maximum.accumulate(path - np.minimum.accumulate(path, axis=1), axis=1)
    back = path[:, ::-1]
    after = np.maximum.accumulate(np.maximum.accumulate(back, axis=1) - back, axis=1)[:, ::-1]
    return float(np.max(np.max(before + after, axis=1) - before[:, -1]))


def _bins(rates: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Bin of each rate, from 0; all in the first where the rates are equal."""
    low, high = float(rates.min()), float(rates.max())
    if high - low < 1e-9:
        return np.zeros(rates.size, dtype=np.intp)
    return np.minimum((BINS * (rates - low) / (high - low)).astype(np.intp), BINS - 1)


def _driver(
    study: str, rates: Floats, bins: np.ndarray[tuple[int], np.dtype[np.intp]], held: Members
) -> Driver:
    if held.all() or not held.any():
        median = float(np.median(rates))
        with_it, without_it = (median, np.nan) if held.all() else (np.nan, median)
        return Driver(study=study, with_it=with_it, without_it=without_it,
                      difference=np.nan, overlap=np.nan)  # fmt: skip
    shares = [np.bincount(bins[part], minlength=BINS) / part.sum() for part in (held, ~held)]
    with_it, without_it = float(np.median(rates[held])), float(np.median(rates[~held]))
    return Driver(
        study=study,
        with_it=with_it,
        without_it=without_it,
        difference=with_it - without_it,
        overlap=float(np.minimum(*shares).sum()),
    )
