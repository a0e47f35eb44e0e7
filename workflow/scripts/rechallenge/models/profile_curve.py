"""The fall of the profile likelihood of the binomial-normal model over many intercepts at once."""

from __future__ import annotations

import numpy as np

from rechallenge.effects import Floats
from rechallenge.models.binomial_normal import BinomialNormal, nodes_for
from rechallenge.models.glmm import VAST_TAUS, GlmmFit, fine_taus
from rechallenge.models.glmm_profile import best_over_tau, highest_near

CLOSE = 1e-6
STEPS = 60
CHECKED = 7
TOGETHER = 24


def profile_fall(model: BinomialNormal, fit: GlmmFit, mu: Floats) -> Floats:
    """Twice the fall of the log-likelihood from its maximum, τ at its best for each intercept.

    Parameters
    ----------
    model : BinomialNormal
        With an intercept-only design.
    fit : GlmmFit
    mu : ndarray, shape (G,)
        Intercepts, finite logits.

    Returns
    -------
    ndarray, shape (G,)
        Not below 0.
    """
    if mu.size == 0:
        return np.zeros(0)
    value, tau = np.empty(mu.size), np.empty(mu.size)
    # Far intercepts have a large τ, which takes many nodes: the near ones must not pay for them.
    order = np.argsort(np.abs(mu - fit.beta[0]))
    for part in np.array_split(order, -(-mu.size // TOGETHER)):
        value[part], tau[part] = _climbed(model, fit, mu[part])
    # A maximum over τ need not be the highest: a few points tell whether to look at all.
    some = np.unique(np.linspace(0, mu.size - 1, min(CHECKED, mu.size)).astype(int))
    if not highest_near(model, mu[some], tau[some], value[some]):
        value = np.array([best_over_tau(model, float(at))[0] for at in mu])
    return np.maximum(2 * (fit.log_likelihood - value), 0.0)


def _climbed(model: BinomialNormal, fit: GlmmFit, mu: Floats) -> tuple[Floats, Floats]:
    """Newton steps in τ for all intercepts together; log-likelihood and τ, both (G,)."""
    at_zero = model.conditional(mu[:, None])
    value, tau = at_zero.value.copy(), np.zeros(mu.size)
    rising = np.flatnonzero(at_zero.score[:, -1] > 0)
    least = float(fine_taus(model)[0])
    # Of normal rows the best τ² at μ is that at the maximum, and the squared distance more.
    t = np.maximum(np.sqrt(fit.tau**2 + (mu[rising] - fit.beta[0]) ** 2), least)
    low, high = np.zeros(rising.size), np.full(rising.size, VAST_TAUS[-1])
    t = np.minimum(t, high)
    for _ in range(STEPS):
        if rising.size == 0:
            break
        at = model.evaluate(mu[rising, None], t, nodes=nodes_for(float(t.max())))
        slope, curvature = at.score[:, -1], -at.hessian[:, -1, -1]
        value[rising], tau[rising] = at.value, t
        low, high = np.where(slope > 0, t, low), np.where(slope > 0, high, t)
        bent = curvature > 0
        newton = t + slope / np.where(bent, curvature, 1.0)
        target = np.where(bent, newton, np.where(slope > 0, 2 * t, t / 2))
        outside = (target <= low) | (target >= high)
        target = np.where(outside, (low + high) / 2, target)
        moving = (np.abs(target - t) >= CLOSE * (1 + t)) & (high - low >= CLOSE**2)
        rising, t, low, high = rising[moving], target[moving], low[moving], high[moving]
    return value, tau
