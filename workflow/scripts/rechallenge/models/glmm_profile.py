"""Profile-likelihood limits of the binomial-normal model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import optimize

from rechallenge.effects import Floats
from rechallenge.intervals import chi2_quantile, t_quantile
from rechallenge.models.binomial_normal import BinomialNormal, Evaluation, nodes_for
from rechallenge.models.glmm import (
    COARSE_TAUS,
    LARGEST_LOGIT,
    SCAN_NODES,
    VAST_TAUS,
    GlmmFit,
    beta_given_tau,
    conditional_fit,
    fine_taus,
)

CLOSE = 1e-5
"""Newton steps this small leave an error of their square, 1e-10."""

JOINT_STEPS = 12


def profile_tau(model: BinomialNormal, fit: GlmmFit, *, level: float) -> tuple[float, float | None]:
    """Profile-likelihood interval of τ (logit scale); the upper limit is None when not reached."""
    target = fit.log_likelihood - chi2_quantile(level) / 2
    start = fit.beta

    def excess(tau: float) -> float:
        nonlocal start
        if tau == 0:
            return float(conditional_fit(model)[0].value[0]) - target
        beta, evaluation = beta_given_tau(model, np.array([tau]), start[None], nodes_for(tau), 1e-8)
        start = beta[0]
        return float(evaluation.value[0]) - target

    low = 0.0
    if fit.tau > 0 and excess(0.0) < 0:
        low = float(optimize.brentq(excess, 0.0, fit.tau, xtol=1e-12, rtol=1e-11))
    start = fit.beta
    step = max(fit.tau, float(fine_taus(model)[0]))
    inside, outside = fit.tau, fit.tau + step
    while excess(outside) > 0:
        step *= 2
        inside, outside = outside, outside + step
        if outside > VAST_TAUS[-1]:
            return low, None
    return low, float(optimize.brentq(excess, inside, outside, xtol=1e-12, rtol=1e-11))


def profile_mu(
    model: BinomialNormal, fit: GlmmFit, *, level: float, df: int | None = None
) -> tuple[float, float]:
    """Profile-likelihood interval of the intercept on the logit scale.

    τ is free to grow at each value of the intercept; a limit that is not reached is infinite.

    Parameters
    ----------
    model : BinomialNormal
        With an intercept-only design.
    fit : GlmmFit
    level : float
        Confidence level, 0-1.
    df : int, optional
        Degrees of freedom of a squared t quantile that bounds twice the fall of the
        log-likelihood, in place of the quantile of χ²₁: wider where studies are few.
    """
    cutoff = chi2_quantile(level) if df is None else t_quantile(level, df) ** 2
    target = fit.log_likelihood - cutoff / 2
    centre = float(fit.beta[0])
    spread = max(float(np.sqrt(fit.covariance[0, 0])), 1e-6)

    def highest(mu: float) -> tuple[float, float]:
        value, _, slope = best_over_tau(model, mu)
        return value - target, slope

    direct = _joint_limits(model, fit, target)
    settled = direct is not None and highest_near(model, *direct, target)
    limits = []
    for side in (-1, 1):
        if direct is not None and settled:
            limits.append(float(direct[0][max(side, 0)]))
            continue
        tau = fit.tau

        def nearby(mu: float) -> tuple[float, float]:
            nonlocal tau
            value, tau, slope = _climb(model, mu, tau, 0.0, VAST_TAUS[-1])
            return value - target, slope

        limit = _crossing(nearby, centre, side * spread)
        # The nearest maximum over τ need not be the highest: then every step must look at all.
        if highest(limit if np.isfinite(limit) else side * LARGEST_LOGIT)[0] > 1e-7:
            limit = _crossing(highest, centre, side * spread)
        limits.append(limit)
    return limits[0], limits[1]


def _joint_limits(
    model: BinomialNormal, fit: GlmmFit, target: float
) -> tuple[Floats, Floats] | None:
    """Both limits and their τ, by Newton steps for μ and τ together; None where they do not settle.

    A limit solves ℓ(μ, τ) = target with no slope by τ (Venzon & Moolgavkar 1988, eq. 6).
    """
    if fit.tau == 0:
        return None
    sides = np.array([-1.0, 1.0])
    drop = fit.log_likelihood - target
    mu = fit.beta[0] + sides * np.sqrt(2 * drop * fit.covariance[0, 0])
    tau = np.full(2, fit.tau)
    nodes = nodes_for(4 * fit.tau)
    for _ in range(JOINT_STEPS):
        at = model.evaluate(mu[:, None], tau, nodes=nodes)
        slopes, bends = at.score, at.hessian
        gap = np.stack([at.value - target, slopes[:, 1]], axis=1)
        jacobian = np.stack([slopes, bends[:, 1]], axis=1)
        if not (np.abs(np.linalg.det(jacobian)) > 0).all():
            break
        move = np.linalg.solve(jacobian, gap[..., None])[..., 0]
        mu, tau = mu - move[:, 0], tau - move[:, 1]
        if not ((tau > fit.tau / 4) & (tau < 4 * fit.tau)).all():
            break
        if np.max(np.abs(move)) < CLOSE:
            outward = (sides * (mu - fit.beta[0]) > 0) & (bends[:, 1, 1] < 0)
            return (mu, tau) if outward.all() else None
    return None


def highest_near(model: BinomialNormal, mu: Floats, tau: Floats, target: Floats | float) -> bool:
    """Tell whether a scan over τ is, at each μ, highest beside the given τ and below the target."""
    batches = (np.concatenate([fine_taus(model), COARSE_TAUS]), np.array(VAST_TAUS))
    columns = [model.conditional(mu[:, None]).value[:, None]]
    for taus in batches:
        scan = model.log_likelihood(
            np.repeat(mu, taus.size)[:, None],
            np.tile(taus, mu.size),
            nodes=max(SCAN_NODES, nodes_for(float(taus[-1])) // 2),
        )
        columns.append(scan.reshape(mu.size, taus.size))
    points = np.concatenate([[0.0], *batches, [np.inf]])
    values = np.hstack(columns)
    best = np.argmax(values, axis=1)
    low = points[np.maximum(best - 1, 0)]
    beside = (low <= tau) & (tau <= points[best + 1])
    return bool(beside.all() and (values.max(axis=1) <= target + 1e-7).all())


def _crossing(excess: Callable[[float], tuple[float, float]], centre: float, step: float) -> float:
    """Go outwards until the excess is negative, and solve; infinite when it never is.

    The slope of the profile is the score of the intercept at the best τ, so that Newton steps
    need no differences; halving keeps them inside the bracket.
    """
    inside, outside = centre, centre + 2 * step
    value, slope = excess(outside)
    while value > 0:
        if abs(outside) >= LARGEST_LOGIT:
            return float(np.sign(step) * np.inf)
        step *= 1.6
        inside = outside
        outside = max(-LARGEST_LOGIT, min(LARGEST_LOGIT, outside + 2 * step))
        value, slope = excess(outside)
    mu = outside
    for _ in range(100):
        move = -value / slope if slope else np.inf
        if abs(move) < CLOSE:
            return mu + move
        inside, outside = (mu, outside) if value > 0 else (inside, mu)
        target = mu + move
        low, high = min(inside, outside), max(inside, outside)
        mu = target if low < target < high else (low + high) / 2
        value, slope = excess(mu)
    return mu


def best_over_tau(model: BinomialNormal, mu: float) -> tuple[float, float, float]:
    """Highest log-likelihood over τ >= 0 at a fixed intercept, its τ, and its slope by μ."""
    at_zero = model.conditional([[mu]])
    best = (float(at_zero.value[0]), 0.0, float(at_zero.score[0, 0]))
    batches = [fine_taus(model), np.array(COARSE_TAUS)]
    scans = [_at_fixed_mu(model, mu, batch) for batch in batches]
    if scans[-1].score[-1, -1] > 0:
        batches.append(np.array(VAST_TAUS))
        scans.append(_at_fixed_mu(model, mu, batches[-1]))
    taus, values = np.concatenate(batches), np.concatenate([scan.value for scan in scans])
    j = int(np.argmax(values))
    if best[0] > values[j] and at_zero.score[0, -1] <= 0:
        return best
    low = float(taus[j - 1]) if j else 0.0
    high = float(taus[min(j + 1, taus.size - 1)])
    return max(best, _climb(model, mu, float(taus[j]), low, high))


def _climb(
    model: BinomialNormal, mu: float, tau: float, low: float, high: float
) -> tuple[float, float, float]:
    """Newton steps in τ at a fixed intercept, kept between two bounds; τ = 0 may be the top."""
    at_zero = model.conditional([[mu]])
    best = (float(at_zero.value[0]), 0.0, float(at_zero.score[0, 0]))
    if tau == 0:
        if at_zero.score[0, -1] <= 0:
            return best
        tau = float(fine_taus(model)[0])
    for _ in range(60):
        evaluation = _at_fixed_mu(model, mu, np.array([tau]), full=True)
        slope, curvature = float(evaluation.score[0, -1]), -float(evaluation.hessian[0, -1, -1])
        best = max(best, (float(evaluation.value[0]), tau, float(evaluation.score[0, 0])))
        low, high = (tau, high) if slope > 0 else (low, tau)
        doubled = 2 * tau if slope > 0 else tau / 2
        target = tau + slope / curvature if curvature > 0 else doubled
        if abs(target - tau) < CLOSE or high - low < CLOSE**2:
            break
        tau = target if low <= target <= high else (low + high) / 2
    return best


def _at_fixed_mu(
    model: BinomialNormal, mu: float, taus: Floats, *, full: bool = False
) -> Evaluation:
    nodes = nodes_for(float(taus[-1]))
    betas = np.full((taus.size, 1), mu)
    return model.evaluate(betas, taus, nodes=nodes if full else max(SCAN_NODES, nodes // 2))
