"""Meta-regression: how the rate changes with moderators, two-stage and by the GLMM."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from rechallenge.effects import Floats, effect_sizes
from rechallenge.errors import InputError
from rechallenge.intervals import chi2_tail, normal_quantile, t_quantile
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import fit_glmm
from rechallenge.models.least_squares import weighted_fit
from rechallenge.models.pymare_adapter import ENGINE_METHODS, engine_fit
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2

LARGEST_DIFFERENCE = 1e-5
NO_RESIDUAL = 1e-18
"""A residual sum of squares in units of its variance that only rounding has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """A fitted meta-regression.

    Attributes
    ----------
    coefficients, standard_errors : ndarray, shape (p,)
        On the scale of the measure; the first is the intercept.
    covariance : ndarray, shape (p, p)
        Scaled as the test asks.
    df : int or None
        Degrees of freedom of the intervals; None for normal quantiles.
    tau2, tau2_without : float
        Residual between-study variance, and that without moderators on the same rows.
    r2 : float or None
        Share of the between-study variance that the moderators explain, 0-100, never below 0;
        None where there was none to explain.
    test : str
        Kind of the omnibus test: ``LR``, ``Wald`` or ``F``.
    statistic, p : float
        Of the omnibus test of all moderators.
    test_df : tuple of int
        Its degrees of freedom: one number, or two for ``F``.
    second_implementation : float or None
        Largest difference to the second implementation.
    """

    coefficients: Floats
    standard_errors: Floats
    covariance: Floats
    df: int | None
    tau2: float
    tau2_without: float
    r2: float | None
    test: str
    statistic: float
    p: float
    test_df: tuple[int, ...]
    second_implementation: float | None = None

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Confidence limits of the coefficients."""
        reach = self._quantile(level) * self.standard_errors
        return self.coefficients - reach, self.coefficients + reach

    def p_values(self) -> Floats:
        """Two-sided p-values of the coefficients, from survival functions."""
        ratio = np.abs(self.coefficients / self.standard_errors)
        if self.df is None:
            return np.asarray(2 * special.ndtr(-ratio))
        return np.asarray(2 * special.stdtr(self.df, -ratio))

    def predict(self, design: Floats, *, level: float) -> dict[str, Floats]:
        """Predict at rows of a design, on the scale of the measure.

        Returns
        -------
        dict
            ``mu``, ``se``, confidence limits ``low`` and ``high``, and prediction limits
            ``pi_low`` and ``pi_high`` for the true value of a similar study.
        """
        mu = design @ self.coefficients
        variance = np.einsum("gi,ij,gj->g", design, self.covariance, design)
        quantile = self._quantile(level)
        reach = quantile * np.sqrt(variance)
        wide = quantile * np.sqrt(variance + self.tau2)
        return {
            "mu": mu,
            "se": np.sqrt(variance),
            "low": mu - reach,
            "high": mu + reach,
            "pi_low": mu - wide,
            "pi_high": mu + wide,
        }

    def _quantile(self, level: float) -> float:
        return normal_quantile(level) if self.df is None else t_quantile(level, self.df)


def regress_two_stage(
    sample: Sample,
    design: Floats,
    *,
    measure: str = "PLO",
    tau2: str = "REML",
    test: str = "knha",
    zero_cell: float = 0.5,
    engine: bool = True,
) -> Regression:
    """Regress transformed proportions on moderators, with the Hartung-Knapp test by default.

    Parameters
    ----------
    sample : Sample
    design : ndarray, shape (k, p)
        Intercept and moderators, of full rank, k > p.
    measure, tau2, test, zero_cell, engine
        As in `rechallenge.models.two_stage.pool_two_stage`; ``test`` is ``z``, ``knha`` or
        ``adhoc``.

    Raises
    ------
    InputError
        When the design is not of full rank or has as many columns as rows, or when the
        Hartung-Knapp standard errors are 0 because every row lies on the fitted line.

    References
    ----------
    Knapp & Hartung (2003), Stat Med 22:2693.
    """
    check_design(design)
    effects = effect_sizes(sample.events, sample.totals, measure=measure, zero_cell=zero_cell)
    y, v = effects.y, effects.v
    k, p = design.shape
    own = estimate_tau2(tau2, y, v, design)
    residual, difference = own, None
    if engine and tau2 in ENGINE_METHODS:
        fitted = engine_fit(tau2, y, v, design)
        ours = weighted_fit(y, v, design, own)
        difference = max(
            abs(fitted.tau2 - own),
            float(np.max(np.abs(fitted.coefficients - ours.coefficients[0]))),
        )
        residual = fitted.tau2 if difference <= LARGEST_DIFFERENCE else own
    fit = weighted_fit(y, v, design, residual)
    scale = float(fit.q[0]) / (k - p)
    if test == "knha" and scale <= NO_RESIDUAL:
        raise InputError(
            "every row lies on the fitted line, so the Hartung–Knapp standard errors are 0"
        )
    factor = {"z": 1.0, "knha": scale, "adhoc": max(1.0, scale)}[test]
    covariance = fit.covariance[0] * factor
    beta = fit.coefficients[0]
    wald = _wald(beta, fit.covariance[0]) / factor
    m = p - 1
    without = estimate_tau2(tau2, y, v)
    wald_test = test == "z"
    statistic = wald if wald_test else wald / m
    return Regression(
        coefficients=beta,
        standard_errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        df=None if test == "z" else k - p,
        tau2=residual,
        tau2_without=without,
        r2=_explained(residual, without),
        test="Wald" if wald_test else "F",
        statistic=statistic,
        p=chi2_tail(wald, m) if wald_test else float(special.fdtrc(m, k - p, statistic)),
        test_df=(m,) if wald_test else (m, k - p),
        second_implementation=difference,
    )


def knapp_hartung_f(y: Floats, v: Floats, design: Floats, *, tau2: str = "REML") -> float:
    """Compute the F statistic of all moderators alone, for tests that shuffle them."""
    k, p = design.shape
    fit = weighted_fit(y, v, design, estimate_tau2(tau2, y, v, design))
    wald = _wald(fit.coefficients[0], fit.covariance[0])
    scale = float(fit.q[0]) / (k - p)
    return wald / (p - 1) / scale if scale > NO_RESIDUAL else float("inf")


def regress_glmm(sample: Sample, design: Floats) -> Regression:
    """Regress by the binomial-normal model; likelihood-ratio test, t with studies - p df.

    Parameters
    ----------
    sample : Sample
    design : ndarray, shape (k, p)
        Intercept and moderators, of full rank, k > p.

    Raises
    ------
    InputError
        When the design is not of full rank or has as many columns as rows.
    NoEstimateError
        When a coefficient or τ has no finite estimate.
    """
    check_design(design)
    fit = fit_glmm(BinomialNormal.of(sample.events, sample.totals, design))
    null = fit_glmm(BinomialNormal.of(sample.events, sample.totals))
    m = design.shape[1] - 1
    statistic = max(0.0, 2 * (fit.log_likelihood - null.log_likelihood))
    df = max(sample.study_count - design.shape[1], 1)
    return Regression(
        coefficients=fit.beta,
        standard_errors=np.sqrt(np.diag(fit.covariance)),
        covariance=fit.covariance,
        df=df,
        tau2=fit.tau**2,
        tau2_without=null.tau**2,
        r2=_explained(fit.tau**2, null.tau**2),
        test="LR",
        statistic=statistic,
        p=chi2_tail(statistic, m),
        test_df=(m,),
    )


def check_design(design: Floats) -> None:
    """Refuse a design that cannot be fitted.

    Raises
    ------
    InputError
    """
    k, p = design.shape
    if k <= p:
        raise InputError(f"{k} rows are too few for {p} coefficients; use fewer moderators")
    if np.linalg.matrix_rank(design) < p:
        raise InputError(
            "the moderators say the same in these rows (one is constant or follows from the "
            "others); leave one out"
        )


def _wald(beta: Floats, covariance: Floats) -> float:
    """Squared distance of all coefficients but the intercept from 0, in units of covariance."""
    return float(beta[1:] @ np.linalg.solve(covariance[1:, 1:], beta[1:]))


def _explained(residual: float, without: float) -> float | None:
    return None if without == 0 else 100 * max(0.0, 1 - residual / without)
