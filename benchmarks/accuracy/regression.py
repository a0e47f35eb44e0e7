"""Meta-regression against metafor (two-stage) and against quadrature in R (GLMM)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.accuracy.comparison import Found, Omission, compared
from benchmarks.accuracy.reference import Names, listed, sample
from rechallenge.models.regression import Regression, regress_glmm, regress_two_stage

PREDICTED = {
    "mu": "mu",
    "se": "se",
    "low": "mu_low",
    "high": "mu_high",
    "pi_low": "mu_pi_low",
    "pi_high": "mu_pi_high",
}


def two_stage_regression(names: Names = None) -> Iterator[Found]:
    """Compare every measure, estimator and test of each model."""
    for name, told in listed("meta_regression", "results", names):
        data = sample(name).take(np.array(told["rows"]) - 1)
        design, points = _matrix(told["design"]), _matrix(told["points"])
        model = " + ".join(told["moderators"])
        for measure, by_method in told["measures"].items():
            for method, fit in by_method.items():
                for test, expected in fit["tests"].items():
                    ours = regress_two_stage(
                        data, design, measure=measure, tau2=method, test=test, engine=False
                    )
                    detail = f"{model}, {measure}, {method}, {test}"
                    if test == "z":
                        yield from _fit(name, detail, ours, fit)
                    yield from _tested(name, detail, ours, expected)
                    predicted = ours.predict(points, level=0.95)
                    for own, theirs in PREDICTED.items():
                        yield from compared(
                            "regression-prediction",
                            name,
                            detail,
                            predicted[own],
                            expected["predicted"][theirs],
                        )


def glmm_regression(names: Names = None) -> Iterator[Found]:
    """Compare logistic regressions with a random intercept."""
    for name, told in listed("glmm_series", "meta_regression", names):
        ours = regress_glmm(sample(name).take(np.array(told["rows"]) - 1), _matrix(told["design"]))
        detail = " + ".join(told["moderators"])
        for quantity, own, theirs in (
            ("glmm-regression-beta", ours.coefficients, told["beta"]),
            ("glmm-regression-se", ours.standard_errors, told["se"]),
            ("glmm-regression-tau2", ours.tau2, told["tau2"]),
            ("glmm-regression-lr", ours.statistic, told["lr"]),
            ("glmm-regression-p", ours.p, told["p"]),
        ):
            yield from compared(quantity, name, detail, own, theirs)


def _fit(name: str, detail: str, ours: Regression, fit: dict[str, Any]) -> Iterator[Found]:
    yield from compared("regression-tau2", name, detail, ours.tau2, fit["tau2"])
    yield from compared("regression-beta", name, detail, ours.coefficients, fit["beta"])
    if fit["r2"] is None or ours.r2 is None:
        yield Omission("r2", name, detail)
    else:
        yield from compared("regression-r2", name, detail, ours.r2, fit["r2"])


def _tested(name: str, detail: str, ours: Regression, told: dict[str, Any]) -> Iterator[Found]:
    low, high = ours.interval(0.95)
    for quantity, own, theirs in (
        ("regression-se", ours.standard_errors, told["se"]),
        ("regression-limits", low, told["low"]),
        ("regression-limits", high, told["high"]),
        ("regression-p", ours.p_values(), told["p"]),
        ("regression-omnibus", ours.statistic, told["qm"]),
        ("regression-omnibus-p", ours.p, told["qm_p"]),
    ):
        yield from compared(quantity, name, detail, own, theirs)


def _matrix(values: list[list[float]]) -> np.ndarray[Any, np.dtype[np.floating[Any]]]:
    return np.array(values, dtype=float)
