"""The distribution of the true rate of a similar study, as the headline model predicts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from rechallenge.effects import Floats, expit, scale_slope, to_proportion, to_scale
from rechallenge.models.bayes import Posterior
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate


@dataclass(frozen=True, slots=True)
class TrueRate:
    """A distribution of proportions.

    Attributes
    ----------
    tails : callable
        Rates (G,) to the probabilities of a smaller and of a larger rate, both (G,).
    density : callable
        Rates (G,), 0 and 1 excluded, to the density per unit of proportion.
    quantiles : callable
        Probabilities (G,) to rates.
    """

    tails: Callable[[Floats], tuple[Floats, Floats]]
    density: Callable[[Floats], Floats]
    quantiles: Callable[[Floats], Floats]


def true_rate(
    result: PooledEstimate, sample: Sample, posterior: Posterior | None
) -> TrueRate | None:
    """Describe what a model predicts for the true rate of a similar study.

    It is the distribution whose quantiles are the model's prediction interval: t on the scale of
    the measure, with variance τ² + SE²; the beta distribution of the beta-binomial model; the
    posterior predictive distribution of the Bayesian model.

    Parameters
    ----------
    result : PooledEstimate
    sample : Sample
        The rows that were pooled.
    posterior : Posterior or None
        Of the Bayesian model.

    Returns
    -------
    TrueRate or None
        None where the model has no prediction interval.

    References
    ----------
    Higgins, Thompson & Spiegelhalter (2009), J R Stat Soc A 172:137.
    """
    if result.pi_low is None or result.mu is None:
        return None
    if result.method == "bayes" and posterior is not None:
        return _of_posterior(posterior)
    if result.method == "beta-binomial" and result.rho and result.estimate is not None:
        theta = result.rho / (1 - result.rho)
        return _beta(result.estimate / theta, (1 - result.estimate) / theta)
    if result.se is None:
        return None
    # Two-stage models keep R's degrees of freedom, rows - 1.
    df = (result.rows if result.method == "inverse-variance" else result.studies) - 1
    measure = "PLO" if result.method == "beta-binomial" else result.measure
    spread = float(np.hypot(result.se, result.tau or 0.0))
    harmonic_n = float(sample.totals.size / np.sum(1 / sample.totals))
    return _student(result.mu, spread, df, measure, harmonic_n)


def student_tails(z: Floats, df: float | None) -> tuple[Floats, Floats]:
    """Probabilities below and above of Student's t, normal without degrees of freedom."""
    if df is None:
        return special.ndtr(z), special.ndtr(-z)
    return special.stdtr(df, z), special.stdtr(df, -z)


def _student(mu: float, spread: float, df: int, measure: str, harmonic_n: float) -> TrueRate:
    # Density of t: Γ((df+1)/2) / (Γ(df/2) √(df π)) (1 + z²/df)^(-(df+1)/2).
    constant = np.exp(special.gammaln((df + 1) / 2) - special.gammaln(df / 2)) / np.sqrt(df * np.pi)

    def standardised(rates: Floats) -> Floats:
        return np.asarray((to_scale(rates, measure, harmonic_n=harmonic_n) - mu) / spread)

    def density(rates: Floats) -> Floats:
        z = standardised(rates)
        slope = scale_slope(rates, measure, harmonic_n=harmonic_n)
        return np.asarray(constant * (1 + z * z / df) ** (-(df + 1) / 2) * slope / spread)

    return TrueRate(
        tails=lambda rates: student_tails(standardised(rates), df),
        density=density,
        quantiles=lambda q: to_proportion(
            mu + spread * special.stdtrit(df, q), measure, harmonic_n=harmonic_n
        ),
    )


def _beta(alpha: float, beta: float) -> TrueRate:
    def density(rates: Floats) -> Floats:
        return np.asarray(
            np.exp(
                special.xlogy(alpha - 1, rates)
                + special.xlog1py(beta - 1, -rates)
                - special.betaln(alpha, beta)
            )
        )

    return TrueRate(
        tails=lambda rates: (
            special.betainc(alpha, beta, rates),
            special.betaincc(alpha, beta, rates),
        ),
        density=density,
        quantiles=lambda q: np.asarray(special.betaincinv(alpha, beta, q)),
    )


def _of_posterior(posterior: Posterior) -> TrueRate:
    def tails(rates: Floats) -> tuple[Floats, Floats]:
        below, _ = posterior.predictive(to_scale(rates, "PLO"))
        return below, 1 - below

    def density(rates: Floats) -> Floats:
        _, on_logit = posterior.predictive(to_scale(rates, "PLO"))
        return np.asarray(on_logit * scale_slope(rates, "PLO"))

    return TrueRate(
        tails=tails,
        density=density,
        quantiles=lambda q: expit(posterior.predictive_quantiles(q)),
    )
