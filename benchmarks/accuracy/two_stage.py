"""Two-stage models against metafor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.accuracy.comparison import Comparison, Found, Omission, compared
from benchmarks.accuracy.reference import Names, results, sample
from rechallenge.effects import effect_sizes
from rechallenge.heterogeneity import cochran_q
from rechallenge.models.pymare_adapter import ENGINE_METHODS
from rechallenge.models.tau2 import q_profile
from rechallenge.models.two_stage import pool_two_stage
from rechallenge.results import PooledEstimate


def two_stage(names: Names = None) -> Iterator[Found]:
    """Compare every measure, estimator and test."""
    for name, by_measure in results("two_stage", names):
        for measure, told in by_measure.items():
            yield from _before_pooling(name, measure, told)
            for method, fit in told["fits"].items():
                yield from _fit(name, measure, method, fit)


def _before_pooling(name: str, measure: str, told: dict[str, Any]) -> Iterator[Found]:
    data = sample(name)
    effects = effect_sizes(data.events, data.totals, measure=measure)
    yield from compared("y", name, measure, effects.y, told["yi"])
    yield from compared("v", name, measure, effects.v, told["vi"])
    q = cochran_q(effects.y, effects.v)
    yield from compared("q", name, measure, q.statistic, told["q"])
    yield from compared("q-p", name, measure, q.p, told["q_p"])
    limits, ours = told["q_profile"], q_profile(effects.y, effects.v, level=0.95)
    if ours.empty and limits["empty"]:
        yield Omission("empty", name, f"{measure}, Q-profile")
        return
    yield from compared("q-profile-low", name, measure, ours.low, limits["low"])
    yield from compared("q-profile-high", name, measure, ours.high, limits["high"])
    fit = pool_two_stage(data, measure=measure, tau2="DL", test="z", engine=False)
    told_i2 = [limits["i2_low"], limits["i2_high"]]
    yield from compared("q-profile-i2", name, measure, [fit.i2_low, fit.i2_high], told_i2)


def _fit(name: str, measure: str, method: str, fit: dict[str, Any]) -> Iterator[Found]:
    data = sample(name)
    detail = f"{measure}, {method}"
    for test, told in fit["tests"].items():
        ours = pool_two_stage(data, measure=measure, tau2=method, test=test, engine=False)
        if test == "z":
            yield from _estimate(name, detail, method, ours, fit)
        yield from compared(f"se-{test}", name, detail, ours.se, told["se"])
        where = f"{detail}, {test}"
        yield from compared(
            "mu-limits", name, where, [ours.mu_low, ours.mu_high], [told["mu_low"], told["mu_high"]]
        )
        yield from _rates(name, where, measure, ours, told)
    if method in ENGINE_METHODS:
        engine = pool_two_stage(data, measure=measure, tau2=method, test="z")
        yield from compared("engine-tau2", name, detail, engine.tau2, fit["tau2"])
        yield from compared("engine-mu", name, detail, engine.mu, fit["mu"])
        yield from compared("engine-se", name, detail, engine.se, fit["tests"]["z"]["se"])


def _estimate(
    name: str, detail: str, method: str, ours: PooledEstimate, fit: dict[str, Any]
) -> Iterator[Found]:
    yield from compared("mu", name, detail, ours.mu, fit["mu"])
    yield from compared("rate", name, detail, ours.estimate, np.clip(fit["estimate"], 0, 1))
    if method == "FE":
        yield Omission("i2-common", name, detail)
        return
    yield from compared(f"tau2-{method.lower()}", name, detail, ours.tau2, fit["tau2"])
    yield from compared("i2", name, detail, ours.i2, fit["i2"])
    yield from compared("h2", name, detail, ours.h2, fit["h2"])


def _rates(
    name: str, where: str, measure: str, ours: PooledEstimate, told: dict[str, Any]
) -> Iterator[Found]:
    """Limits as proportions; R leaves raw and log limits outside 0-1 as they are."""
    for key, theirs in (("ci_low", "ci_low"), ("ci_high", "ci_high")):
        yield from _rate("ci", name, where, getattr(ours, key), told[theirs])
    if told["pi_low"] is None:
        return
    if where.endswith(" z"):
        yield Omission("prediction-z", name, where)
        return
    for key in ("pi_low", "pi_high"):
        own = getattr(ours, key)
        if own is None:
            cause = "prediction-two" if len(sample(name).studies) < 3 else "prediction-no-width"
            yield Omission(cause, name, where)
        else:
            yield from _rate("pi", name, where, own, told[key])


def _rate(
    quantity: str, name: str, where: str, ours: float | None, theirs: float
) -> Iterator[Found]:
    if 0 <= theirs <= 1:
        yield from compared(quantity, name, where, ours, theirs)
    elif ours == min(max(theirs, 0.0), 1.0):
        yield Omission("clamped", name, where)
    else:
        yield Comparison(quantity, name, where, np.nan, theirs)
