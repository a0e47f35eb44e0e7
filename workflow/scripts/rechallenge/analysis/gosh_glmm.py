"""The binomial-normal GLMM on many subsets of the rows of one analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.bulk.glmm import checked_fit, logit_typical_variances
from rechallenge.bulk.likelihood import Batch
from rechallenge.effects import Floats
from rechallenge.models.batch import Members
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import NoEstimateError, fit_glmm
from rechallenge.models.sample import Sample

TOGETHER = 4096


@dataclass(frozen=True, slots=True)
class GlmmSubsets:
    """Fits of S subsets, each of shape (S,).

    Attributes
    ----------
    mu, tau2, i2 : ndarray
        Logit scale; I² is 0-100. NaN where the likelihood has no maximum, and τ² and I² of exact
        subsets.
    exact : ndarray of bool
        Subsets without events, with events only, or of one patient a row: μ is the logit of their
        exact rate, infinite at 0 % and 100 %.
    """

    mu: Floats
    tau2: Floats
    i2: Floats
    exact: Members


def fit_glmm_subsets(sample: Sample, members: Members, *, zero_cell: float) -> GlmmSubsets:
    """Fit every subset by maximum likelihood, those of one size together.

    Parameters
    ----------
    sample : Sample
        Of k rows.
    members : ndarray of bool, shape (S, k)
        Two or more rows each.
    zero_cell : float
        Enters I² only.
    """
    count = members.shape[0]
    mu, tau2, i2 = (np.full(count, np.nan) for _ in range(3))
    events, totals = members @ sample.events, members @ sample.totals
    exact = (events == 0) | (events == totals) | ~(members @ (sample.totals > 1))
    with np.errstate(divide="ignore"):
        mu[exact] = np.log(events[exact] / (totals[exact] - events[exact]))
    sizes = members.sum(axis=1)
    for size in np.unique(sizes[~exact]):
        places = np.flatnonzero(~exact & (sizes == size))
        for first in range(0, places.size, TOGETHER):
            part = places[first : first + TOGETHER]
            rows = np.nonzero(members[part])[1].reshape(part.size, size)
            x, n = sample.events[rows], sample.totals[rows]
            settled, fit = checked_fit(Batch.of(x, n))
            for j in np.flatnonzero(~settled):
                fit.mu[j], fit.tau[j] = _alone(x[j], n[j])
            mu[part], tau2[part] = fit.mu, fit.tau**2
            i2[part] = 100 * tau2[part] / (tau2[part] + logit_typical_variances(x, n, zero_cell))
    return GlmmSubsets(mu, tau2, i2, exact)


def _alone(events: Floats, totals: Floats) -> tuple[float, float]:
    try:
        fit = fit_glmm(BinomialNormal.of(events, totals))
    except NoEstimateError:
        return np.nan, np.nan
    return float(fit.beta[0]), fit.tau
