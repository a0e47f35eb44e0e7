"""Tests of likelihood ratios for many sets at once."""

from __future__ import annotations

import numpy as np
from scipy import special

from rechallenge.effects import Floats


def likelihood_ratios(common: Floats, gain: Floats, *, rows: int) -> dict[str, Floats]:
    """Test homogeneity against the saturated model, and τ² = 0 against τ² > 0.

    Parameters
    ----------
    common : ndarray, shape (R,)
        Log-likelihoods under one rate, relative to the saturated model.
    gain : ndarray, shape (R,)
        Twice the gain of log-likelihood by a spread of the rates, not below 0.
    rows : int
        Rows of each set.

    Returns
    -------
    dict of str to ndarray, shape (R,)
        The fields ``q``, ``q_df``, ``q_p`` and ``tau2_lr_p`` of `PooledEstimate`.
    """
    q, df = np.maximum(0.0, -2 * common), rows - 1
    return {
        "q": q,
        "q_df": np.full(q.size, float(df)),
        "q_p": np.where(q > 0, special.chdtrc(df, q), 1.0),
        "tau2_lr_p": np.where(gain > 0, 0.5 * special.chdtrc(1, gain), 1.0),
    }
