"""Our numbers against 50-digit arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.accuracy.comparison import Found, Omission, compared
from benchmarks.accuracy.reference import Names, results, sample
from rechallenge.effects import EffectSizes, effect_sizes, to_proportion
from rechallenge.heterogeneity import cochran_q
from rechallenge.intervals import binomial_interval
from rechallenge.models.binomial_normal import BinomialNormal, nodes_for
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import q_profile
from rechallenge.models.two_stage import pool_two_stage

MEASURES = ("PR", "PLN", "PLO", "PAS", "PFT")
ROOTS = ("REML", "ML", "PM")


def high_precision(names: Names = None) -> Iterator[Found]:
    """Compare closed forms, roots, limits and likelihoods."""
    for name, told in results("high_precision", names):
        data = sample(name)
        for measure in MEASURES:
            effects = effect_sizes(data.events, data.totals, measure=measure)
            yield from _closed(name, measure, effects, data, told[measure])
            for method, fit in told[measure]["fits"].items():
                yield from _fit(name, measure, method, data, fit)
        yield from _intervals(name, told["intervals"])
        yield from _likelihood(name, data, told["glmm"])


def _floats(texts: list[str]) -> list[float]:
    return [float(text) for text in texts]


def _closed(
    name: str, measure: str, effects: EffectSizes, data: Sample, told: dict[str, Any]
) -> Iterator[Found]:
    yield from compared("exact-y", name, measure, effects.y, _floats(told["yi"]))
    yield from compared("exact-v", name, measure, effects.v, _floats(told["vi"]))
    q = cochran_q(effects.y, effects.v).statistic
    yield from compared("exact-q", name, measure, q, float(told["q"]))
    if measure == "PFT":
        own = [
            float(to_proportion(y, "PFT", harmonic_n=n))
            for y, n in zip(effects.y, data.totals, strict=True)
        ]
        yield from compared("exact-inverse", name, measure, own, _floats(told["row_inverse"]))
    if "q_profile" in told:
        yield from _q_profile(name, measure, effects, told["q_profile"])


def _q_profile(
    name: str, measure: str, effects: EffectSizes, told: dict[str, str | None]
) -> Iterator[Found]:
    limits = q_profile(effects.y, effects.v, level=0.95)
    if told["high"] is None and limits.empty:
        yield Omission("empty", name, f"{measure}, Q-profile")
        return
    own = [limits.low, limits.high]
    yield from compared(
        "exact-q-profile", name, measure, own, [float(told[side] or "nan") for side in told]
    )


def _fit(
    name: str, measure: str, method: str, data: Sample, told: dict[str, Any]
) -> Iterator[Found]:
    ours = pool_two_stage(data, measure=measure, tau2=method, test="z", engine=False)
    kind = "roots" if method in ROOTS else "closed"
    detail = f"{measure}, {method}"
    for key in ("tau2", "mu", "se", "estimate", "i2", "h2"):
        if method == "FE" and key in ("tau2", "i2", "h2"):
            continue
        own = getattr(ours, key)
        yield from compared(f"exact-{kind}-{key}", name, detail, own, float(told[key]))


def _intervals(name: str, told: list[dict[str, Any]]) -> Iterator[Found]:
    for entry in told:
        x, n = entry["events"], entry["total"]
        for method in ("clopper_pearson", "wilson"):
            own = binomial_interval([x], [n], method=method.replace("_", "-"))
            quantity = f"exact-{method.replace('_', '-')}"
            theirs = _floats(entry[method])
            yield from compared(quantity, name, f"{x}/{n}", np.ravel(own), theirs)


def _likelihood(name: str, data: Sample, told: list[dict[str, str]]) -> Iterator[Found]:
    model = BinomialNormal.of(data.events, data.totals)
    for entry in told:
        mu, tau = float(entry["mu"]), float(entry["tau"])
        own = model.log_likelihood([[mu]], [tau], nodes=nodes_for(tau))
        detail = f"μ = {entry['mu']}, τ = {entry['tau']}".replace("-", "−")
        yield from compared("exact-glmm", name, detail, own, float(entry["log_likelihood"]))
