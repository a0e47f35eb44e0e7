"""The only place that imports PyMARE: two-stage fits of DL, HE, ML and REML.

PyMARE accepts missing, zero and negative variances and collinear designs without a word, and its
default test changed in a patch release; so inputs are checked here and the test is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.effects import Floats
from rechallenge.errors import InputError

ENGINE_METHODS = ("DL", "HE", "ML", "REML")


@dataclass(frozen=True, slots=True)
class EngineFit:
    """τ² and the coefficients with their Wald covariance, as PyMARE gives them."""

    tau2: float
    coefficients: Floats
    covariance: Floats


def engine_fit(method: str, y: Floats, v: Floats, x: Floats) -> EngineFit:
    """Fit a two-stage model with PyMARE.

    Parameters
    ----------
    method : {"DL", "HE", "ML", "REML"}
    y, v : ndarray, shape (k,)
    x : ndarray, shape (k, p)

    Raises
    ------
    InputError
        When the effect sizes, variances or the design cannot be fitted.
    """
    k, p = x.shape
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise InputError("effect sizes must be finite and sampling variances positive")
    if k <= p or np.linalg.matrix_rank(x) < p:
        raise InputError("the design needs more rows than columns, and columns that differ")
    from pymare.estimators import (  # noqa: PLC0415 - 1.5 s, paid only by jobs that fit
        DerSimonianLaird,
        Hedges,
        VarianceBasedLikelihoodEstimator,
    )

    wald = {"small_sample_correction": "wald"}
    if method == "DL":
        estimator = DerSimonianLaird(**wald)
    elif method == "HE":
        estimator = Hedges(**wald)
    elif method in ("ML", "REML"):
        estimator = VarianceBasedLikelihoodEstimator(method=method.lower(), **wald)
    else:
        raise InputError(f"PyMARE has no estimator {method!r}")
    estimator.fit(y=y[:, None], v=v[:, None], X=x)
    parameters = estimator.params_
    return EngineFit(
        tau2=float(np.ravel(parameters["tau2"])[0]),
        coefficients=np.asarray(parameters["fe_params"], dtype=float)[:, 0],
        covariance=np.asarray(parameters["inv_cov"], dtype=float).reshape(p, p),
    )
