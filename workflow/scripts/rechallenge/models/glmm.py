"""Maximum likelihood for the binomial-normal model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rechallenge.effects import Floats
from rechallenge.models.binomial_normal import (
    LEAST_NODES,
    MOST_NODES,
    BinomialNormal,
    Evaluation,
    nodes_for,
)

FINE_TAU = 1.2
COARSE_TAUS = (1.7, 2.4, 3.4, 4.8, 6.8, 9.6)
VAST_TAUS = (20.0, 60.0)
SCAN_TOLERANCE = 1e-3
SCAN_NODES = 24
LARGEST_LOGIT = 36.0
TOLERANCE = 1e-10
LONGEST_STEP = 4.0
TOGETHER_STEPS = 12
SLACK = 1.01
"""Factor by which bounds are widened: near a maximum the scan, at a rough β, may err in sign."""


@dataclass(frozen=True, slots=True)
class GlmmFit:
    """A fitted binomial-normal model.

    Attributes
    ----------
    beta : ndarray, shape (p,)
        Fixed effects on the logit scale.
    tau : float
        Standard deviation of the random intercept, logit scale.
    covariance : ndarray, shape (p, p)
        Of β, from the joint information of (β, τ); at τ = 0 the conditional information, since
        the joint one is singular there.
    log_likelihood : float
        Relative to the saturated model.
    nodes : int
        Quadrature nodes that were enough.
    """

    beta: Floats
    tau: float
    covariance: Floats
    log_likelihood: float
    nodes: int


class NoEstimateError(ArithmeticError):
    """The likelihood has no maximum at finite values; the message says why."""


def fit_glmm(model: BinomialNormal, *, common_effect: bool = False) -> GlmmFit:
    """Fit by maximum likelihood.

    The likelihood of τ, with β at its optimum for each τ (a concave problem), is scanned so that
    no local maximum is missed; the best is refined by Newton steps, and the quadrature nodes are
    doubled until β and τ² stand still.

    Parameters
    ----------
    model : BinomialNormal
    common_effect : bool
        Hold τ at 0: binomial logistic regression.

    Raises
    ------
    NoEstimateError
        When a fixed effect or τ runs off to infinity.
    """
    at_zero, beta = conditional_fit(model)
    if common_effect or model.totals.max() == 1:
        # With one patient a row the likelihood knows the marginal rate only: it is flat in τ.
        return _boundary_fit(beta, at_zero)
    taus, betas, scan = _scan(model, beta)
    slopes = np.concatenate([[_slope_at_zero(model, at_zero)], scan.score[:, -1]])
    values = np.concatenate([at_zero.value, scan.value])
    if slopes[-1] > 0 and values[-1] >= values.max() - 1e-3:
        raise NoEstimateError(
            "the rows are so far apart that the between-study variance has no finite estimate"
        )
    best = _boundary_fit(beta, at_zero)
    for j in np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0)):
        low, high = float(taus[j - 1]) / SLACK if j else 0.0, float(taus[j]) * SLACK
        start = betas[j] if j == 0 or values[j + 1] > values[j] else betas[j - 1]
        candidate = _refine(model, start, low, high)
        if candidate.log_likelihood > best.log_likelihood:
            best = candidate
    return best


def fine_taus(model: BinomialNormal) -> Floats:
    """Geometric scan of τ from below what the largest row can show up to `FINE_TAU`."""
    x, n = model.events, model.totals
    smallest = float(np.sqrt(np.min(1 / (x + 0.5) + 1 / (n - x + 0.5))))
    low = min(0.2 * smallest, 0.1)
    return np.geomspace(low, FINE_TAU, int(np.ceil(3 * np.log(FINE_TAU / low))) + 1)


def _scan(model: BinomialNormal, beta: Floats) -> tuple[Floats, Floats, Evaluation]:
    """Profile log-likelihood over a scan of τ; the vast values only where it still rises."""
    batches: list[tuple[Floats, Floats, Evaluation]] = []
    for taus in (fine_taus(model), np.array(COARSE_TAUS), np.array(VAST_TAUS)):
        start = np.tile(batches[-1][1][-1] if batches else beta, (taus.size, 1))
        nodes = max(SCAN_NODES, nodes_for(float(taus[-1])) // 2)
        batches.append((taus, *beta_given_tau(model, taus, start, nodes, SCAN_TOLERANCE)))
        if taus[-1] >= COARSE_TAUS[-1] and batches[-1][2].score[-1, -1] <= 0:
            break
    evaluations = [batch[2] for batch in batches]
    return (
        np.concatenate([batch[0] for batch in batches]),
        np.concatenate([batch[1] for batch in batches]),
        Evaluation(
            np.concatenate([e.value for e in evaluations]),
            np.concatenate([e.score for e in evaluations]),
            np.concatenate([e.hessian for e in evaluations]),
        ),
    )


def _slope_at_zero(model: BinomialNormal, at_zero: Evaluation) -> float:
    """Slope of the log-likelihood by τ² at 0, with rounding noise taken for 0."""
    slope = float(at_zero.score[0, -1])
    return slope if slope > 1e-12 * float(model.totals.sum()) else 0.0


def conditional_fit(model: BinomialNormal) -> tuple[Evaluation, Floats]:
    """Logistic regression without random effect."""
    start = np.linalg.lstsq(
        model.design,
        np.log((model.events + 0.5) / (model.totals - model.events + 0.5)),
        rcond=None,
    )[0]
    separated = NoEstimateError("a group with 0 % or 100 % throughout has no finite estimate")
    try:
        beta, evaluation = _newton_beta(model.conditional, start[None], TOLERANCE)
    except np.linalg.LinAlgError:
        # Far out the information is 0 to the last digit.
        raise separated from None
    if np.max(np.abs(beta)) > LARGEST_LOGIT / 2:
        raise separated
    return evaluation, beta[0]


def _boundary_fit(beta: Floats, at_zero: Evaluation) -> GlmmFit:
    covariance = np.linalg.inv(-at_zero.hessian[0, :-1, :-1])
    return GlmmFit(beta, 0.0, covariance, float(at_zero.value[0]), LEAST_NODES)


def beta_given_tau(
    model: BinomialNormal, taus: Floats, start: Floats, nodes: int, tolerance: float
) -> tuple[Floats, Evaluation]:
    """Find the best β, shape (G, p), for each of G values of τ, from starting values."""
    return _newton_beta(lambda b: model.evaluate(b, taus, nodes=nodes), start, tolerance)


def _newton_beta(
    evaluate: Callable[[Floats], Evaluation], start: Floats, tolerance: float
) -> tuple[Floats, Evaluation]:
    """Maximise over β for each of G problems at once; each problem is concave."""
    beta = start
    evaluation = evaluate(beta)
    for _ in range(60):
        information = -evaluation.hessian[:, :-1, :-1]
        step = np.linalg.solve(information, evaluation.score[:, :-1, None])[..., 0]
        size = np.max(np.abs(step), axis=1, keepdims=True)
        if np.max(size) < tolerance:
            break
        step = step * np.minimum(1.0, LONGEST_STEP / np.maximum(size, LONGEST_STEP))
        proposal = beta + step
        after = evaluate(proposal)
        for _ in range(30):
            worse = after.value < evaluation.value - 1e-9 * (1 + np.abs(evaluation.value))
            if not worse.any():
                break
            step[worse] /= 2
            proposal = beta + step
            after = evaluate(proposal)
        beta, evaluation = proposal, after
    return beta, evaluation


def _refine(model: BinomialNormal, start: Floats, low: float, high: float) -> GlmmFit:
    """Find the maximum whose τ lies in (low, high), doubling the nodes until it stands still."""
    nodes = nodes_for(high)
    beta, tau, evaluation = _joint_maximum(model, start, low, high, nodes)
    while nodes < MOST_NODES:
        again = model.evaluate(beta[None], [tau], nodes=2 * nodes)
        shift = np.linalg.solve(-again.hessian[0], again.score[0])
        if np.max(np.abs(shift)) < 100 * TOLERANCE:
            beta, tau, evaluation = beta + shift[:-1], tau + float(shift[-1]), again
            break
        nodes *= 2
        beta, tau, evaluation = _joint_maximum(model, beta, low, high, nodes)
    covariance = np.linalg.inv(-evaluation.hessian[0])[:-1, :-1]
    return GlmmFit(beta, tau, covariance, float(evaluation.value[0]), nodes)


def _joint_maximum(
    model: BinomialNormal, start: Floats, low: float, high: float, nodes: int
) -> tuple[Floats, float, Evaluation]:
    """Newton steps in τ along the best β; the bounds close around the maximum of the profile.

    Steps in β and τ together come first: they take a third of the time where they settle.
    """
    tau = (low + high) / 2 if low == 0 else float(np.sqrt(low * high))
    direct = _together(model, start, tau, (low, high), nodes)
    if direct is not None:
        return direct
    betas = start[None]
    for _ in range(60):
        betas, evaluation = beta_given_tau(model, np.array([tau]), betas, nodes, TOLERANCE)
        information = -evaluation.hessian[0]
        slope = float(evaluation.score[0, -1])
        low, high = (tau, high) if slope > 0 else (low, tau)
        drift = np.linalg.solve(information[:-1, :-1], information[:-1, -1])
        curvature = float(information[-1, -1] - information[-1, :-1] @ drift)
        target = tau + slope / curvature if curvature > 0 else np.inf
        if abs(target - tau) < TOLERANCE:
            break
        if not low <= target <= high:
            target = (low + high) / 2
        betas = betas - drift * (target - tau)
        tau = target
    return betas[0], tau, evaluation


def _together(
    model: BinomialNormal, beta: Floats, tau: float, bounds: tuple[float, float], nodes: int
) -> tuple[Floats, float, Evaluation] | None:
    """Newton steps in β and τ; None as soon as one is long, leaves the bounds, or is no ascent."""
    for _ in range(TOGETHER_STEPS):
        evaluation = model.evaluate(beta[None], [tau], nodes=nodes)
        information = -evaluation.hessian[0]
        if np.linalg.eigvalsh(information)[0] <= 0:
            return None
        step = np.linalg.solve(information, evaluation.score[0])
        size = float(np.max(np.abs(step)))
        if size < TOLERANCE:
            return beta, tau, evaluation
        if size > 1:
            return None
        beta, tau = beta + step[:-1], tau + float(step[-1])
        if not bounds[0] <= tau <= bounds[1]:
            return None
    return None
