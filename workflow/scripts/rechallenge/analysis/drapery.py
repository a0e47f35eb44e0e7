"""p-value functions of every row and of the pooled rate, over the axis of rates (drapery plot)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import special

from rechallenge.analysis.true_rate import TrueRate, student_tails
from rechallenge.effects import Floats, expit, to_scale
from rechallenge.intervals import binomial_interval, binomial_tails, chi2_tail
from rechallenge.models.bayes import Posterior
from rechallenge.models.binomial_normal import BinomialNormal, nodes_for
from rechallenge.models.glmm import GlmmFit
from rechallenge.models.profile_curve import profile_fall
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate

BASE_POINTS = 101
MOST_POINTS = 241
NARROW = 8
SPAN_LEVEL = 0.999
DEPTHS = (1e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
"""p-values at which the pooled curve has points of its own."""


def drapery_entry(
    sample: Sample,
    places: Sequence[Mapping[str, Any]],
    result: PooledEstimate,
    predicted: TrueRate | None,
    posterior: Posterior | None,
) -> dict[str, Any]:
    """Compute the p-value functions of a pooled analysis.

    At each rate stands the two-sided p-value of the hypothesis that it is the true one. A row's
    is twice the smaller binomial tail, 1 at the most, so that its Clopper-Pearson interval holds
    the rates with p >= 1 - level; the pooled one belongs to the printed interval in the same way.

    Parameters
    ----------
    sample : Sample
        The rows that were pooled.
    places : sequence of mapping
        ``study_id``, ``study`` and ``arm`` of each row.
    result : PooledEstimate
        The headline model, with an estimate.
    predicted : TrueRate or None
    posterior : Posterior or None
        Of the Bayesian model, for a Bayesian headline.

    References
    ----------
    Rücker & Schwarzer (2021), Res Synth Methods 12:15.
    """
    rates = _grid(sample, result, predicted)
    curves = _two_sided(*binomial_tails(sample.events[:, None], sample.totals[:, None], rates))
    pooled, told = _pooled(sample, result, posterior, rates)
    note = f"Rows: exact two-sided binomial test. Pooled rate: {told}."
    prediction = None
    if predicted is not None:
        prediction = _two_sided(*predicted.tails(rates)).tolist()
        note += " Prediction: true rate of a similar study."
    return {
        "x": rates.tolist(),
        "pooled": pooled.tolist(),
        "prediction": prediction,
        "rows": [
            dict(place) | {"p": curve.tolist()} for place, curve in zip(places, curves, strict=True)
        ],
        "note": note,
    }


def _two_sided(below: Floats, above: Floats) -> Floats:
    return np.asarray(np.minimum(2 * np.minimum(below, above), 1.0))


def _pooled(
    sample: Sample, result: PooledEstimate, posterior: Posterior | None, rates: Floats
) -> tuple[Floats, str]:
    """p-values of the headline model, and what they are in words."""
    if result.method == "bayes" and posterior is not None:
        below = posterior.mu_below(to_scale(rates, "PLO"))
        return _two_sided(below, 1 - below), "twice the smaller tail of the posterior"
    if result.interval in ("profile", "profile-t"):
        return _profile(sample, result, rates)
    measure = "PLO" if result.method == "beta-binomial" else result.measure
    harmonic_n = float(sample.totals.size / np.sum(1 / sample.totals))
    distance = to_scale(rates, measure, harmonic_n=harmonic_n) - (result.mu or 0.0)
    kind = "normal" if result.df is None else f"t with {result.df:.3g} degrees of freedom"
    told = f"{kind} on the scale of the model"
    if not result.se:
        return np.where(rates == result.estimate, 1.0, 0.0), told
    return _two_sided(*student_tails(distance / result.se, result.df)), told


def _profile(sample: Sample, result: PooledEstimate, rates: Floats) -> tuple[Floats, str]:
    mu, tau = result.mu or 0.0, result.tau or 0.0
    fit = GlmmFit(
        beta=np.array([mu]),
        tau=tau,
        covariance=np.array([[(result.se or 0.0) ** 2]]),
        log_likelihood=result.log_likelihood or 0.0,
        nodes=nodes_for(tau),
    )
    p = np.zeros(rates.size)
    inside = (rates > 0) & (rates < 1)
    model = BinomialNormal.of(sample.events, sample.totals)
    fall = profile_fall(model, fit, to_scale(rates[inside], "PLO"))
    if result.interval == "profile":
        p[inside] = [chi2_tail(float(value), 1) for value in fall]
        return p, "profile likelihood, χ² with 1 degree of freedom"
    df = result.studies - 1
    p[inside] = _two_sided(*student_tails(np.sqrt(fall), df))
    return p, f"profile likelihood with t cut-off, {df} degrees of freedom"


def _grid(sample: Sample, result: PooledEstimate, predicted: TrueRate | None) -> Floats:
    """Rates at which the curves are computed, ascending.

    Evenly spaced by arcsine over the 99.9 % limits of all rows, with points of their own for the
    pooled rate and for rows whose curve would fall between two points.
    """
    low, high = binomial_interval(sample.events, sample.totals, level=SPAN_LEVEL)
    low_arc, high_arc = np.arcsin(np.sqrt(low)), np.arcsin(np.sqrt(high))
    ends = (float(low_arc.min()), float(high_arc.max()))
    base = np.sin(np.linspace(*ends, BASE_POINTS)) ** 2
    points = [base, _own_points(result, predicted)]
    room = MOST_POINTS - sum(part.size for part in points)
    width = high_arc - low_arc
    step = (ends[1] - ends[0]) / (BASE_POINTS - 1)
    for i in np.argsort(width, kind="stable"):
        if width[i] >= NARROW * step or room < 5:
            break
        row = ([sample.events[i]], [sample.totals[i]])
        limits = [binomial_interval(*row, level=level) for level in (result.level, 0.5)]
        points += [sample.events[i : i + 1] / sample.totals[i : i + 1]]
        points += [side for pair in limits for side in pair]
        room -= 5
    return np.unique(np.concatenate(points))


def _own_points(result: PooledEstimate, predicted: TrueRate | None) -> Floats:
    ends = [result.estimate, result.ci_low, result.ci_high, result.pi_low, result.pi_high]
    points = [np.array([end for end in ends if end is not None])]
    tails = np.array(DEPTHS) / 2
    if result.method == "glmm" and result.mu is not None and result.se:
        normal = result.interval in ("z", "profile")
        quantiles = special.ndtri(tails) if normal else special.stdtrit(result.studies - 1, tails)
        reach = result.se * quantiles
        points += [expit(result.mu + reach), expit(result.mu - reach)]
    elif result.ci_low is not None and result.ci_high is not None:
        points.append(np.linspace(result.ci_low, result.ci_high, 2 * len(DEPTHS)))
    if predicted is not None:
        points += [predicted.quantiles(tails[2::2]), predicted.quantiles(1 - tails[2::2])]
    return np.concatenate(points)
