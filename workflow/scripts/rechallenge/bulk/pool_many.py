"""The front door for many sets: ragged groups of rows, one fit a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rechallenge.bulk.beta_binomial import fit_beta_binomial_sets
from rechallenge.bulk.glmm import fit_glmm_sets
from rechallenge.bulk.pooled_sets import (
    EXACT,
    FALLBACK,
    NO_ESTIMATE,
    OK,
    WITHHELD_STATUS,
    PooledSets,
)
from rechallenge.bulk.rows import Rows
from rechallenge.bulk.two_stage import fit_two_stage
from rechallenge.contract import MEASURES, TAU2_METHODS
from rechallenge.effects import Floats, checked_counts, effect_sizes
from rechallenge.errors import InputError
from rechallenge.models.beta_binomial import BETA_BINOMIAL_TESTS
from rechallenge.models.exact import exact_estimate, exact_reason
from rechallenge.models.random_intercept import GLMM_TESTS
from rechallenge.models.two_stage import TWO_STAGE_TESTS, freeman_tukey_notes
from rechallenge.pooling import glmm_test, pool_sample

BULK_METHODS = ("glmm", "inverse-variance", "beta-binomial")
CHUNK = 4096

Fitted = tuple[NDArray[np.bool_], dict[str, Floats]]
"""What a batch has settled, and the fields of its fits."""


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

    Sets of one size are fitted together; those that need more care than a batch takes are fitted
    alone, by the models of `pool`.

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
    rows, groups_seen = Rows.of(x, n, labels, studies)
    result = PooledSets.empty(groups_seen)
    options: dict[str, Any] = {"measure": measure, "tau2": tau2, "test": test, "level": level}
    options |= {"zero_cell": zero_cell, "profiles": profiles}
    settled = _exact_sets(result, rows, level)
    if method == "inverse-variance":
        options["tau2"] = "REML" if tau2 == "auto" else tau2
        options["test"] = "adhoc" if test == "auto" else test
        for k in np.unique(rows.sizes[~settled]):
            places = np.flatnonzero(~settled & (rows.sizes == k))
            for i in range(0, places.size, CHUNK):
                _two_stage(result, rows, places[i : i + CHUNK], options)
    else:
        if method == "beta-binomial":
            _beta_binomial(result, rows, settled, options)
        elif measure == "PLO" and tau2 in ("auto", "ML"):
            _glmm(result, rows, settled, options)
        for place in np.flatnonzero(~settled):
            fit = pool_sample(rows.sample(int(place)), method=method, engine=False, **options)
            fell_back = fit.method != method
            status = OK if fit.converged else NO_ESTIMATE
            reason = fit.notes[0] if fell_back or not fit.converged else ""
            result.put(int(place), fit, FALLBACK if fell_back else status, reason)
    return result


def _exact_sets(result: PooledSets, rows: Rows, level: float) -> NDArray[np.bool_]:
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
    result: PooledSets, rows: Rows, places: NDArray[np.intp], options: dict[str, Any]
) -> None:
    """Pool sets of one size."""
    events, totals = rows.counts(places)
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
    result: PooledSets, rows: Rows, settled: NDArray[np.bool_], options: dict[str, Any]
) -> None:
    """Fit all open sets, and mark those that a batch can fit as settled."""
    studies = result.numbers["studies"]
    tests = np.array([glmm_test(options["test"], int(count)) for count in studies])
    open_sets = ~settled & np.isin(tests, GLMM_TESTS)

    def fit(places: NDArray[np.intp], events: Floats, totals: Floats) -> Fitted:
        return fit_glmm_sets(
            events,
            totals,
            studies[places],
            tests[places],
            level=options["level"],
            zero_cell=options["zero_cell"],
            profiles=options["profiles"],
        )

    _by_size(result, rows, settled, open_sets, fit)


def _beta_binomial(
    result: PooledSets, rows: Rows, settled: NDArray[np.bool_], options: dict[str, Any]
) -> None:
    """Fit all open sets, and mark those that a batch can fit as settled."""
    studies, test = result.numbers["studies"], options["test"]

    def fit(places: NDArray[np.intp], events: Floats, totals: Floats) -> Fitted:
        return fit_beta_binomial_sets(
            events,
            totals,
            studies[places],
            test="t" if test == "auto" else test,
            level=options["level"],
        )

    _by_size(result, rows, settled, ~settled, fit)


def _by_size(
    result: PooledSets,
    rows: Rows,
    settled: NDArray[np.bool_],
    chosen: NDArray[np.bool_],
    fit: Callable[[NDArray[np.intp], Floats, Floats], Fitted],
) -> None:
    """Fit the chosen sets, those of one size together, and take in what the batch has settled."""
    for k in np.unique(rows.sizes[chosen]):
        places = np.flatnonzero(chosen & (rows.sizes == k))
        for i in range(0, places.size, CHUNK):
            part = places[i : i + CHUNK]
            done, fields = fit(part, *rows.counts(part))
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
    if method == "beta-binomial":
        choices.append(("test", test, ("auto", *BETA_BINOMIAL_TESTS)))
    for name, value, allowed in choices:
        if value not in allowed:
            raise InputError(f"unknown {name} {value!r}; choose one of {', '.join(allowed)}")
