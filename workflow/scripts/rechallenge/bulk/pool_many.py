"""The front door for many sets: ragged groups of rows, one fit a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rechallenge.bulk.glmm import fit_glmm_sets
from rechallenge.bulk.pooled_sets import (
    EXACT,
    FALLBACK,
    NO_ESTIMATE,
    OK,
    WITHHELD_STATUS,
    PooledSets,
)
from rechallenge.bulk.two_stage import fit_two_stage
from rechallenge.contract import MEASURES, TAU2_METHODS
from rechallenge.effects import Floats, checked_counts, effect_sizes
from rechallenge.errors import InputError
from rechallenge.models.exact import exact_estimate, exact_reason
from rechallenge.models.sample import Sample
from rechallenge.models.two_stage import TWO_STAGE_TESTS, freeman_tukey_notes
from rechallenge.pooling import glmm_test, pool_sample

BULK_METHODS = ("glmm", "inverse-variance", "beta-binomial")
CHUNK = 4096


@dataclass(frozen=True, slots=True)
class _Rows:
    """All rows, those of one set together; where each set starts, and how many rows it has."""

    events: Floats
    totals: Floats
    studies: NDArray[Any] | None
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]

    def sample(self, place: int) -> Sample:
        start, size = int(self.starts[place]), int(self.sizes[place])
        part = slice(start, start + size)
        names = range(size) if self.studies is None else self.studies[part]
        return Sample(self.events[part], self.totals[part], tuple(str(name) for name in names))

    def study_counts(self) -> NDArray[np.intp]:
        if self.studies is None:
            return self.sizes
        parts = np.split(self.studies, self.starts[1:])
        return np.array([np.unique(part).size for part in parts])


def pool_many(
    events: ArrayLike,
    totals: ArrayLike,
    groups: Sequence[Any] | ArrayLike,
    *,
    method: str = "inverse-variance",
    measure: str = "PLO",
    tau2: str = "auto",
    test: str = "auto",
    level: float = 0.95,
    zero_cell: float = 0.5,
    studies: Sequence[Any] | None = None,
    profiles: bool = True,
) -> PooledSets:
    """Pool each group of rows as `pool` would, in one call.

    Two-stage models are fitted for all sets of one size together, and so is the GLMM with test
    ``z`` or ``t`` and without profiles; other fits are made set by set.

    Parameters
    ----------
    events, totals : array_like, shape (N,)
        Patients with the outcome and patients assessed, one pair a row.
    groups : array_like, shape (N,)
        The set of each row; rows of one set need not stand together.
    method : {"inverse-variance", "glmm", "beta-binomial"}
    measure, tau2, test, level, zero_cell
        As in `pool`.
    studies : sequence, optional
        Study of each row; each row is a study of its own when left out.
    profiles : bool
        Compute the limits of τ² (and the profile limits of the GLMM).

    Returns
    -------
    PooledSets
        Two-stage numbers are those of the library's own core; `pool` reports PyMARE's τ² where
        PyMARE has the estimator and both agree within 1e-5.

    Raises
    ------
    InputError
        For impossible counts (each bad row is named), options, or lists of unequal length.

    Examples
    --------
    >>> found = pool_many([5, 12, 0, 0], [20, 25, 9, 8], ["a", "a", "b", "b"])
    >>> found.status.tolist(), round(float(found.estimate[0]), 3)
    (['ok', 'exact'], 0.37)
    """
    _check(method, measure, tau2, test, level)
    x, n = checked_counts(events, totals)
    labels = np.asarray(groups)
    for name, size in (("groups", labels.shape[:1] or (0,)), ("studies", _size(studies, x))):
        if size != x.shape:
            raise InputError(f"{name} must have one entry for each of the {x.size} rows")
    _, first, code = np.unique(labels, return_index=True, return_inverse=True)
    # Sets keep the order in which they appear.
    rank = np.empty(first.size, dtype=np.intp)
    rank[np.argsort(first)] = np.arange(first.size)
    order = np.argsort(rank[code], kind="stable")
    sizes = np.bincount(rank[code])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    names = None if studies is None else np.asarray(studies).astype(str)[order]
    rows = _Rows(x[order], n[order], names, starts, sizes)
    result = PooledSets.empty(labels[np.sort(first)])
    options: dict[str, Any] = {"measure": measure, "tau2": tau2, "test": test, "level": level}
    options |= {"zero_cell": zero_cell, "profiles": profiles}
    settled = _exact_sets(result, rows, level)
    if method == "inverse-variance":
        options["tau2"] = "REML" if tau2 == "auto" else tau2
        options["test"] = "adhoc" if test == "auto" else test
        for k in np.unique(sizes[~settled]):
            places = np.flatnonzero(~settled & (sizes == k))
            for i in range(0, places.size, CHUNK):
                _two_stage(result, rows, places[i : i + CHUNK], options)
    else:
        if method == "glmm" and measure == "PLO" and tau2 in ("auto", "ML") and not profiles:
            _glmm(result, rows, settled, options)
        for place in np.flatnonzero(~settled):
            fit = pool_sample(rows.sample(int(place)), method=method, engine=False, **options)
            fell_back = fit.method != method
            status = OK if fit.converged else NO_ESTIMATE
            reason = fit.notes[0] if fell_back or not fit.converged else ""
            result.put(int(place), fit, FALLBACK if fell_back else status, reason)
    return result


def _exact_sets(result: PooledSets, rows: _Rows, level: float) -> NDArray[np.bool_]:
    """Count each set, and settle those that no model can pool; which, shape (S,)."""
    counts = {"rows": rows.sizes, "studies": rows.study_counts()}
    counts["events"] = np.add.reduceat(rows.events, rows.starts)
    counts["total"] = np.add.reduceat(rows.totals, rows.starts)
    for name, values in counts.items():
        result.numbers[name][:] = values
    settled = (counts["studies"] == 1) | (counts["events"] == 0)
    settled |= counts["events"] == counts["total"]
    settled |= np.maximum.reduceat(rows.totals, rows.starts) == 1
    for place in np.flatnonzero(settled):
        one = rows.sample(int(place))
        fit = exact_estimate(one, level=level, reason=exact_reason(one) or "")
        result.put(int(place), fit, EXACT, fit.notes[0])
    return np.asarray(settled)


def _two_stage(
    result: PooledSets, rows: _Rows, places: NDArray[np.intp], options: dict[str, Any]
) -> None:
    """Pool sets of one size."""
    own = rows.starts[places][:, None] + np.arange(rows.sizes[places[0]])
    events, totals = rows.events[own], rows.totals[own]
    studies = result.numbers["studies"][places]
    for name, values in fit_two_stage(events, totals, studies, **options).items():
        result.numbers[name][places] = values
    if options["measure"] != "PFT":
        return
    for place in places:
        one = rows.sample(int(place))
        effects = effect_sizes(one.events, one.totals, measure="PFT")
        notes = freeman_tukey_notes(one, effects, float(result.numbers["mu"][place]))
        if notes:
            result.status[place], result.reason[place] = WITHHELD_STATUS, notes[0]


def _glmm(
    result: PooledSets, rows: _Rows, settled: NDArray[np.bool_], options: dict[str, Any]
) -> None:
    """Fit all sets whose interval is that of z or t together by size, and mark them as settled."""
    studies = result.numbers["studies"]
    tests = np.array([glmm_test(options["test"], int(count)) for count in studies])
    open_sets = ~settled & np.isin(tests, ("z", "t"))
    for k in np.unique(rows.sizes[open_sets]):
        places = np.flatnonzero(open_sets & (rows.sizes == k))
        for i in range(0, places.size, CHUNK):
            part = places[i : i + CHUNK]
            own = rows.starts[part][:, None] + np.arange(k)
            done, fields = fit_glmm_sets(
                rows.events[own],
                rows.totals[own],
                studies[part],
                tests[part],
                level=options["level"],
                zero_cell=options["zero_cell"],
            )
            settled[part[done]] = True
            for name, values in fields.items():
                result.numbers[name][part[done]] = values[done]


def _size(studies: Sequence[Any] | None, x: Floats) -> tuple[int, ...]:
    return x.shape if studies is None else (len(studies),)


def _check(method: str, measure: str, tau2: str, test: str, level: float) -> None:
    if not 0 < level < 1:
        raise InputError(f"level must lie between 0 and 1, such as 0.95; got {level}")
    choices: list[tuple[str, str, tuple[str, ...]]] = [("method", method, BULK_METHODS)]
    choices.append(("measure", measure, tuple(MEASURES)))
    if method == "inverse-variance":
        choices.append(("tau2", tau2, ("auto", *TAU2_METHODS)))
        choices.append(("test", test, ("auto", *TWO_STAGE_TESTS)))
    for name, value, allowed in choices:
        if value not in allowed:
            raise InputError(f"unknown {name} {value!r}; choose one of {', '.join(allowed)}")
