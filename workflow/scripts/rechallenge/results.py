"""The frozen result of a model; its fields are the keys of the results files."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledEstimate:
    """One fitted model of one set of proportions.

    Proportions (``estimate``, ``ci_*``, ``profile_*``, ``pi_*``, ``mean*``) lie in 0-1; ``mu``,
    ``se``, ``mu_*``, ``tau`` and ``tau2*`` are on the scale of ``measure``; ``i2*`` is 0-100. A
    value that does not exist is None, and ``notes`` says why.

    Attributes
    ----------
    id : str
        Name of the model within an analysis, such as ``glmm`` or ``plo-reml-adhoc``.
    method, measure, tau2_method, test : str
        The settings that were used, with ``auto`` resolved.
    rows, studies, events, total : int
        Rows pooled, the studies they come from, and their summed counts.
    level : float
        Confidence level, 0-1.
    mu, se, mu_low, mu_high : float or None
        Pooled value on the scale of the measure, its standard error and its interval.
    estimate, ci_low, ci_high : float or None
        The same as proportions; with random effects on a transformed scale, the median proportion.
    interval : str
        Kind of the interval: ``z``, ``t``, ``knha``, ``adhoc``, ``profile``,
        ``profile-t``, ``exact``, ``none``.
    df : int, float or None
        Degrees of freedom of the interval.
    profile_low, profile_high : float or None
        Profile-likelihood interval of the estimate; 0 or 1 where the limit is not reached.
    pi_low, pi_high : float or None
        Prediction interval for the true rate of a similar study.
    mean, mean_low, mean_high : float or None
        Marginal (population-averaged) proportion.
    tau2, tau2_low, tau2_high, tau : float or None
        Between-study variance, its interval, and its square root.
    i2, i2_low, i2_high, i2_definition, h2 : float, str or None
        Share of variation between studies, its interval and its definition (``tau2`` or ``Q``).
    rho : float or None
        Correlation of rows of one study (multilevel models).
    q, q_df, q_p, q_type : float, int, str or None
        Test of homogeneity; ``q_type`` is ``Wald`` or ``LR``.
    tau2_lr_p : float or None
        p-value of the likelihood-ratio test of no between-study variance (50:50 mixture).
    log_likelihood : float or None
        Of the binomial data, relative to the saturated model (GLMM only).
    second_implementation : float or None
        Largest absolute difference to a second implementation.
    converged : bool
        False where no estimate was reached.
    notes : tuple of str
        What was done and why, in plain sentences.
    """

    id: str
    method: str
    measure: str
    tau2_method: str
    test: str
    rows: int
    studies: int
    events: int
    total: int
    level: float
    mu: float | None = None
    se: float | None = None
    mu_low: float | None = None
    mu_high: float | None = None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    interval: str = "none"
    df: float | None = None
    profile_low: float | None = None
    profile_high: float | None = None
    pi_low: float | None = None
    pi_high: float | None = None
    mean: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    tau2: float | None = None
    tau2_low: float | None = None
    tau2_high: float | None = None
    i2: float | None = None
    i2_low: float | None = None
    i2_high: float | None = None
    i2_definition: str | None = None
    h2: float | None = None
    tau: float | None = None
    rho: float | None = None
    q: float | None = None
    q_df: int | None = None
    q_p: float | None = None
    q_type: str | None = None
    tau2_lr_p: float | None = None
    log_likelihood: float | None = None
    second_implementation: float | None = None
    converged: bool = True
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a plain dictionary, in their order."""
        return asdict(self) | {"notes": list(self.notes)}


MODEL_KEYS = tuple(field.name for field in fields(PooledEstimate))
