"""GOSH: a two-stage model or the GLMM on all subsets of the rows, or on a sample of them.

Graphical display of study heterogeneity: Olkin, Dahabreh & Trikalinos (2012), Res Synth Methods
3:214.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rechallenge.analysis.gosh_glmm import fit_glmm_subsets
from rechallenge.contract import MEASURES
from rechallenge.effects import Floats, effect_sizes, to_proportion
from rechallenge.errors import InputError
from rechallenge.models.batch import Members, fit_subsets
from rechallenge.models.sample import Sample

MOST_SUBSETS = 2**20
LEAST_ROWS = 3
METHODS = ("inverse-variance", "glmm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gosh:
    """One model on S subsets of two or more of k rows.

    Attributes
    ----------
    measure, tau2_method : str
    mu, tau2 : ndarray, shape (S,)
        On the scale of the measure.
    estimate : ndarray, shape (S,)
        Pooled rates, 0-1.
    i2 : ndarray, shape (S,)
        From τ² and the typical sampling variance of the subset, 0-100.
    membership : ndarray of bool, shape (S, k)
        The rows of each subset.
    exhaustive : bool
        Whether these are all subsets.
    possible : int
        How many there are.
    exact : ndarray of bool, shape (S,)
        Subsets that the GLMM cannot pool, since they have no events or events only (or one patient
        a row): ``estimate`` is their exact rate, τ² and I² are NaN. Nowhere with two-stage models.
    """

    measure: str
    tau2_method: str
    mu: Floats
    tau2: Floats
    estimate: Floats
    i2: Floats
    membership: Members
    exhaustive: bool
    possible: int
    exact: Members


def gosh(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    method: str = "inverse-variance",
    measure: str = "PLO",
    tau2: str = "REML",
    subsets: int | None = None,
    seed: int = 0,
    zero_cell: float = 0.5,
) -> Gosh:
    """Pool every subset of two or more rows, or a sample of the subsets, by one model.

    Parameters
    ----------
    events, totals : array_like, shape (k,)
        Patients with the outcome and patients assessed, three rows at the least.
    method : {"inverse-variance", "glmm"}
        The GLMM takes the measure PLO, and τ² by ML whatever ``tau2`` says; about 1 ms a subset.
    measure : {"PLO", "PR", "PLN", "PAS", "PFT"}
    tau2 : {"REML", "DL"}
    subsets : int, optional
        The most subsets to pool, up to 1,048,576. Where there are more, so many different ones
        are drawn, each subset with the same chance, as though points of the whole picture were
        left out: sizes near k/2 are then the most frequent. When left out, all up to 20 rows, and
        1,048,576 beyond.
    seed : int
        Of the draws.
    zero_cell : float
        Added to events and non-events of rows with 0 % or 100 % (PR, PLN, PLO).

    Raises
    ------
    InputError
        For impossible counts or options, or fewer than three rows.

    Examples
    --------
    >>> found = gosh([3, 5, 9], [20, 25, 30])
    >>> found.membership.sum(axis=1).tolist(), found.exhaustive
    ([2, 2, 2, 3], True)
    """
    if measure not in MEASURES:
        raise InputError(f"unknown measure {measure!r}; choose one of {', '.join(MEASURES)}")
    if method not in METHODS:
        raise InputError(f"unknown method {method!r}; choose one of {', '.join(METHODS)}")
    if method == "glmm" and measure != "PLO":
        raise InputError(f"the GLMM has the logit scale (PLO) only, not {measure}")
    most = MOST_SUBSETS if subsets is None else subsets
    if not 1 <= most <= MOST_SUBSETS:
        raise InputError(f"subsets must lie between 1 and {MOST_SUBSETS}; got {subsets}")
    sample = Sample.of(events, totals)
    k = sample.events.size
    if k < LEAST_ROWS:
        raise InputError(f"subsets of rows need at least {LEAST_ROWS} rows; got {k}")
    possible = 2**k - k - 1
    exhaustive = possible <= most
    members = every_subset(k) if exhaustive else drawn_subsets(k, most, seed=seed)
    if method == "glmm":
        glmm = fit_glmm_subsets(sample, members, zero_cell=zero_cell)
        return Gosh(
            measure=measure,
            tau2_method="ML",
            mu=glmm.mu,
            tau2=glmm.tau2,
            estimate=to_proportion(glmm.mu, measure),
            i2=glmm.i2,
            membership=members,
            exhaustive=exhaustive,
            possible=possible,
            exact=glmm.exact,
        )
    effects = effect_sizes(sample.events, sample.totals, measure=measure, zero_cell=zero_cell)
    fits = fit_subsets(effects.y, effects.v, members, tau2=tau2)
    return Gosh(
        measure=measure,
        tau2_method=tau2,
        mu=fits.mu,
        tau2=fits.tau2,
        estimate=_rates(fits.mu, measure, sample.totals, members),
        i2=fits.i2,
        membership=members,
        exhaustive=exhaustive,
        possible=possible,
        exact=np.zeros(members.shape[0], dtype=bool),
    )


def _rates(mu: Floats, measure: str, totals: Floats, members: Members) -> Floats:
    if measure != "PFT":
        return to_proportion(mu, measure)
    # Row by row: as numbers the memberships would take eight times their memory.
    reciprocals, rows = np.zeros(mu.size), np.zeros(mu.size)
    for held, total in zip(members.T, totals, strict=True):
        reciprocals += held / total
        rows += held
    return to_proportion(mu, measure, harmonic_n=rows / reciprocals)


def every_subset(rows: int) -> Members:
    """List all subsets of two or more rows, shape (2^k - k - 1, k), counted up in binary."""
    numbers = np.arange(2**rows, dtype=np.uint32)
    members = np.empty((numbers.size, rows), dtype=bool)
    for row in range(rows):
        members[:, row] = (numbers >> row) & 1
    return np.asarray(members[members.sum(axis=1) > 1])


def drawn_subsets(rows: int, count: int, *, seed: int) -> Members:
    """Draw so many different subsets of two or more rows, all with the same chance; (count, k)."""
    generator = np.random.default_rng(seed)
    words = -(-rows // 64)
    last = np.uint64(2 ** (rows - 64 * (words - 1)) - 1)
    codes = np.empty((0, words), dtype="<u8")
    members = np.empty((0, rows), dtype=bool)
    while members.shape[0] < count:
        more = generator.integers(0, 2**64, size=(count, words), dtype=np.uint64)
        more[:, -1] &= last
        codes = np.concatenate([codes, more.astype("<u8")])
        # One number sorts much faster than a row of one.
        flat = codes[:, 0] if words == 1 else codes
        _, first = np.unique(flat, axis=0, return_index=True)
        codes = codes[np.sort(first)]
        bits = np.unpackbits(codes.view(np.uint8), axis=1, count=rows, bitorder="little")
        members = bits[bits.sum(axis=1) > 1].astype(bool)
    return members[:count]
