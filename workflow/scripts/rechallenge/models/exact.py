"""Data that no random-effects model can pool: the exact binomial interval under one rate."""

from __future__ import annotations

from rechallenge.intervals import binomial_interval
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate


def exact_reason(sample: Sample) -> str | None:
    """Say why a sample gets the exact interval and no model; None when it can be modelled."""
    events, total = int(sample.events.sum()), int(sample.totals.sum())
    if sample.study_count == 1:
        if sample.events.size == 1:
            return "one study: its own exact interval; nothing is pooled."
        return (
            f"one study with {sample.events.size} rows: the exact interval of their summed counts; "
            "nothing is pooled."
        )
    if events == 0:
        limit = binomial_interval([0], [total], level=0.9)[1][0]
        return (
            f"no events among {total} patients: the exact two-sided interval if one common rate "
            f"holds (one-sided 95 % limit {100 * limit:.1f} %); the between-study variance cannot "
            "be estimated."
        )
    if events == total:
        limit = binomial_interval([total], [total], level=0.9)[0][0]
        return (
            f"all {total} patients had the event: the exact two-sided interval if one common rate "
            f"holds (one-sided 95 % limit {100 * limit:.1f} %); the between-study variance cannot "
            "be estimated."
        )
    if sample.totals.max() == 1:
        return (
            "every row has one patient: the exact interval if one common rate holds; the "
            "between-study variance cannot be estimated from single patients."
        )
    return None


def exact_estimate(sample: Sample, *, level: float, reason: str) -> PooledEstimate:
    """Divide summed events by summed patients, with the Clopper-Pearson interval.

    Parameters
    ----------
    sample : Sample
    level : float
        Confidence level, 0-1.
    reason : str
        Why no model was fitted; becomes a note.
    """
    events, total = float(sample.events.sum()), float(sample.totals.sum())
    low, high = binomial_interval([events], [total], level=level)
    return sample.estimate(
        id="exact",
        method="exact",
        measure="PR",
        tau2_method="none",
        test="exact",
        level=level,
        estimate=events / total,
        ci_low=float(low[0]),
        ci_high=float(high[0]),
        interval="exact",
        notes=(reason[0].upper() + reason[1:],),
    )
