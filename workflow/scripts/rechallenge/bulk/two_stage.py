"""Two-stage pooling of many sets of equal size at once."""

from __future__ import annotations

import numpy as np
from scipy import special

from rechallenge.bulk.tau2 import estimate_many, q_at_zero, q_roots, weighted_means
from rechallenge.effects import Floats, effect_sizes, marginal_proportions, to_proportion
from rechallenge.heterogeneity import typical_variances
from rechallenge.intervals import normal_quantile, t_quantile

LEAST_STUDIES = 3


def fit_two_stage(
    events: Floats,
    totals: Floats,
    studies: Floats,
    *,
    measure: str,
    tau2: str,
    test: str,
    level: float,
    zero_cell: float,
    profiles: bool,
) -> dict[str, Floats]:
    """Pool R sets of k rows, k >= 2; the options are those of `pool_two_stage`.

    Parameters
    ----------
    events, totals : ndarray, shape (R, k)
    studies : ndarray, shape (R,)
        Different studies in each set.

    Returns
    -------
    dict of str to ndarray, shape (R,)
        Fields of `PooledEstimate`, NaN where absent.
    """
    shape = events.shape
    k = shape[1]
    effects = effect_sizes(events.ravel(), totals.ravel(), measure=measure, zero_cell=zero_cell)
    y, v = effects.y.reshape(shape), effects.v.reshape(shape)
    harmonic = k / np.sum(1 / totals, axis=1)
    t2 = estimate_many(tau2, y, v)
    w, mu, r = weighted_means(y, v, t2)
    wald = 1 / np.sqrt(w.sum(axis=1))
    se = wald * _factor(np.vecdot(w * r, r) / (k - 1), test)
    quantile = normal_quantile(level) if test == "z" else t_quantile(level, k - 1)
    low, high = mu - quantile * se, mu + quantile * se

    def proportion(value: Floats) -> Floats:
        return to_proportion(value, measure, harmonic_n=harmonic)

    tau = np.sqrt(t2)
    common = tau2 == "FE"
    found = {"mu": mu, "se": se, "mu_low": low, "mu_high": high, "tau2": t2, "tau": tau}
    found |= {"estimate": proportion(mu), "ci_low": proportion(low), "ci_high": proportion(high)}
    for name, value in (("mean", mu), ("mean_low", low), ("mean_high", high)):
        found[name] = marginal_proportions(value, tau, measure, harmonic_n=harmonic)
    q = q_at_zero(y, v)
    found |= {"q": q, "q_df": np.full(q.size, k - 1.0)}
    found["q_p"] = np.where(q > 0, special.chdtrc(k - 1, q), 1.0)
    if test != "z":
        found["df"] = np.full(q.size, k - 1.0)
    if common:
        return found
    reach = t_quantile(level, k - 1) * np.sqrt(t2 + se * se)
    predicted = (se > 0) & (studies >= LEAST_STUDIES)
    found["pi_low"] = np.where(predicted, proportion(mu - reach), np.nan)
    found["pi_high"] = np.where(predicted, proportion(mu + reach), np.nan)
    typical = typical_variances(v)
    found |= {"i2": 100 * t2 / (t2 + typical), "h2": t2 / typical + 1}
    if profiles:
        found |= _limits(y, v, typical, level)
    return found


def _factor(q: Floats, test: str) -> Floats | float:
    """Factor of the Wald standard error; 0 for equal rows, as `tested_se` has it."""
    if test == "knha":
        root = np.sqrt(q)
        return np.where(root < 1e-9, 0.0, root)
    return np.sqrt(np.maximum(q, 1.0)) if test == "adhoc" else 1.0


def _limits(y: Floats, v: Floats, typical: Floats, level: float) -> dict[str, Floats]:
    """Q-profile limits of τ² and I²; NaN where the interval is empty."""
    df, alpha = y.shape[1] - 1, 1 - level
    least = float(special.chdtri(df, 1 - alpha / 2))
    known = q_at_zero(y, v) > least
    found: dict[str, Floats] = {}
    for side, target in (("high", least), ("low", float(special.chdtri(df, alpha / 2)))):
        limit = np.where(known, q_roots(y, v, target), np.nan)
        found |= {f"tau2_{side}": limit, f"i2_{side}": 100 * limit / (limit + typical)}
    return found
