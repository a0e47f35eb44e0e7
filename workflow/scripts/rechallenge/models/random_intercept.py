"""Pooling by the binomial-normal GLMM, and by its common-effect limit."""

from __future__ import annotations

import numpy as np
from scipy import special

from rechallenge.effects import effect_sizes, expit, marginal_proportion
from rechallenge.errors import InputError
from rechallenge.heterogeneity import h_squared, i_squared, typical_variance
from rechallenge.intervals import chi2_tail, normal_quantile, t_quantile
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import GlmmFit, NoEstimateError, fit_glmm
from rechallenge.models.glmm_profile import profile_mu, profile_tau
from rechallenge.models.sample import Sample
from rechallenge.results import PooledEstimate

GLMM_TESTS = ("z", "t", "profile", "profile-t")


def pool_glmm(
    sample: Sample,
    *,
    test: str = "t",
    level: float = 0.95,
    zero_cell: float = 0.5,
    profiles: bool = True,
) -> PooledEstimate:
    """Pool by the random-intercept logistic model, maximum likelihood.

    Parameters
    ----------
    sample : Sample
        At least two studies, at least one event and one non-event.
    test : {"t", "z", "profile", "profile-t"}
        Which interval is the result's ``ci``; ``t`` has studies - 1 degrees of freedom, and
        ``profile-t`` bounds the fall of the profile likelihood by the square of that t quantile
        where ``profile`` takes χ²₁.
    level : float
        Confidence level, 0-1.
    zero_cell : float
        Enters the typical sampling variance of I² only, never the fit.
    profiles : bool
        Compute profile-likelihood limits of the estimate and of τ² too.

    Raises
    ------
    InputError
        For an unknown test.

    References
    ----------
    Stijnen, Hamza & Özdemir (2010), Stat Med 29:3046. Profile limits: Venzon & Moolgavkar (1988),
    Appl Stat 37:87. Test of τ² = 0 against the 50:50 mixture of χ²₀ and χ²₁: Self & Liang (1987),
    JASA 82:605.
    """
    if test not in GLMM_TESTS:
        raise InputError(f"unknown test {test!r}; choose one of {', '.join(GLMM_TESTS)}")
    model = BinomialNormal.of(sample.events, sample.totals)
    try:
        fit = fit_glmm(model)
    except NoEstimateError as reason:
        return sample.estimate(
            id="glmm",
            method="glmm",
            measure="PLO",
            tau2_method="ML",
            test=test,
            level=level,
            converged=False,
            notes=(f"No estimate: {reason}.",),
        )
    notes: tuple[str, ...] = ()
    df = sample.study_count - 1
    mu, se = float(fit.beta[0]), float(np.sqrt(fit.covariance[0, 0]))
    profile = profile_mu(model, fit, level=level) if profiles or test == "profile" else None
    tau_limits = profile_tau(model, fit, level=level) if profiles else None
    if tau_limits is not None and tau_limits[1] is None:
        notes += ("The upper limit of τ² is not reached.",)
    if test == "profile" and profile is not None:
        low, high = profile
    elif test == "profile-t":
        low, high = profile_mu(model, fit, level=level, df=df)
    else:
        quantile = normal_quantile(level) if test == "z" else t_quantile(level, df)
        low, high = mu - quantile * se, mu + quantile * se
    if not (np.isfinite(low) and np.isfinite(high)):
        notes += ("A limit that the profile likelihood does not reach is given as 0 % or 100 %.",)
    pi_low = pi_high = None
    if sample.study_count > 2:
        reach = t_quantile(level, df) * float(np.sqrt(fit.tau**2 + se * se))
        pi_low, pi_high = float(expit(mu - reach)), float(expit(mu + reach))
        if sample.study_count < 5:
            notes += ("With fewer than five studies the prediction interval is very uncertain.",)
    else:
        notes += ("No prediction interval: it needs at least three studies.",)
    tau2 = fit.tau**2
    typical = typical_variance(
        effect_sizes(sample.events, sample.totals, measure="PLO", zero_cell=zero_cell).v
    )
    tau2_low = None if tau_limits is None else tau_limits[0] ** 2
    tau2_high = None if tau_limits is None or tau_limits[1] is None else tau_limits[1] ** 2
    q, q_df, q_p, tau2_p = _likelihood_ratios(model, fit)
    return sample.estimate(
        id="glmm",
        method="glmm",
        measure="PLO",
        tau2_method="ML",
        test=test,
        level=level,
        mu=mu,
        se=se,
        mu_low=_finite(low),
        mu_high=_finite(high),
        estimate=float(expit(mu)),
        ci_low=float(expit(low)),
        ci_high=float(expit(high)),
        interval=test,
        df=df if test in ("t", "profile-t") else None,
        profile_low=None if profile is None else float(expit(profile[0])),
        profile_high=None if profile is None else float(expit(profile[1])),
        pi_low=pi_low,
        pi_high=pi_high,
        mean=marginal_proportion(mu, fit.tau, "PLO"),
        mean_low=marginal_proportion(low, fit.tau, "PLO"),
        mean_high=marginal_proportion(high, fit.tau, "PLO"),
        tau2=tau2,
        tau2_low=tau2_low,
        tau2_high=tau2_high,
        tau=fit.tau,
        i2=i_squared(tau2, typical),
        i2_low=None if tau2_low is None else i_squared(tau2_low, typical),
        i2_high=None if tau2_high is None else i_squared(tau2_high, typical),
        i2_definition="tau2",
        h2=h_squared(tau2, typical),
        q=q,
        q_df=q_df,
        q_p=q_p,
        q_type="LR",
        tau2_lr_p=tau2_p,
        log_likelihood=fit.log_likelihood,
        notes=notes,
    )


def pool_common_effect(sample: Sample, *, level: float = 0.95) -> PooledEstimate:
    """Pool under one common rate: Σ events / Σ totals, Wald interval on the logit scale.

    Parameters
    ----------
    sample : Sample
        At least one event and one non-event.
    level : float
        Confidence level, 0-1.
    """
    fit = fit_glmm(BinomialNormal.of(sample.events, sample.totals), common_effect=True)
    mu, se = float(fit.beta[0]), float(np.sqrt(fit.covariance[0, 0]))
    reach = normal_quantile(level) * se
    q = max(0.0, -2 * fit.log_likelihood)
    df = sample.events.size - 1
    return sample.estimate(
        id="common-effect",
        method="glmm",
        measure="PLO",
        tau2_method="FE",
        test="z",
        level=level,
        mu=mu,
        se=se,
        mu_low=mu - reach,
        mu_high=mu + reach,
        estimate=float(expit(mu)),
        ci_low=float(expit(mu - reach)),
        ci_high=float(expit(mu + reach)),
        interval="z",
        tau2=0.0,
        tau=0.0,
        q=q,
        q_df=df,
        q_p=chi2_tail(q, df),
        q_type="LR",
        log_likelihood=fit.log_likelihood,
        notes=("One common rate is assumed; no allowance for differences between studies.",),
    )


def _likelihood_ratios(model: BinomialNormal, fit: GlmmFit) -> tuple[float, int, float, float]:
    """Homogeneity against the saturated model, and τ² = 0 against τ² > 0."""
    common = fit_glmm(model, common_effect=True).log_likelihood
    q = max(0.0, -2 * common)
    df = model.events.size - 1
    gain = max(0.0, 2 * (fit.log_likelihood - common))
    p_tau2 = 0.5 * float(special.chdtrc(1, gain)) if gain > 0 else 1.0
    return q, df, chi2_tail(q, df), p_tau2


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
