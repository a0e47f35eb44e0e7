"""Two-stage (inverse-variance) random-effects pooling of transformed proportions."""

from __future__ import annotations

import numpy as np

from rechallenge.contract import MEASURES, TAU2_METHODS, WITHHELD
from rechallenge.effects import (
    EffectSizes,
    Floats,
    effect_sizes,
    marginal_proportion,
    to_proportion,
)
from rechallenge.errors import InputError
from rechallenge.heterogeneity import cochran_q, h_squared, i_squared, typical_variance
from rechallenge.intervals import normal_quantile, t_quantile
from rechallenge.models.least_squares import weighted_fit
from rechallenge.models.pymare_adapter import ENGINE_METHODS, engine_fit
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2, log_likelihood, q_profile
from rechallenge.results import PooledEstimate

TWO_STAGE_TESTS = ("z", "t", "knha", "adhoc")
LARGEST_DIFFERENCE = 1e-5
PFT_SPREAD = 5.0
PFT_DISAGREEMENT = 0.01


def pool_two_stage(
    sample: Sample,
    *,
    measure: str = "PLO",
    tau2: str = "REML",
    test: str = "adhoc",
    level: float = 0.95,
    zero_cell: float = 0.5,
    profiles: bool = True,
    engine: bool = True,
) -> PooledEstimate:
    """Pool by inverse variance.

    Parameters
    ----------
    sample : Sample
        At least two rows.
    measure : {"PR", "PLN", "PLO", "PAS", "PFT"}
    tau2 : {"DL", "PM", "REML", "ML", "EB", "HE", "SJ", "HS", "FE"}
    test : {"z", "t", "knha", "adhoc"}
        ``knha`` scales the standard error by √q, q = Σ w (y - μ)²/(k - 1) (Hartung & Knapp 2001,
        Stat Med 20:3875); ``adhoc`` by √max(1, q) (Knapp & Hartung 2003).
    level : float
        Confidence level, 0-1.
    zero_cell : float
        See `effect_sizes`.
    profiles : bool
        Compute the limits of τ² (Q-profile).
    engine : bool
        Fit with PyMARE where it offers the estimator, and with our own core as the second
        implementation; False fits with our own core only (bulk work).

    Returns
    -------
    PooledEstimate
        ``df`` is rows - 1, as R's metafor has it.

    Raises
    ------
    InputError
        For an unknown measure, estimator or test, or fewer than two rows.
    """
    _check(sample, measure, tau2, test)
    effects = effect_sizes(sample.events, sample.totals, measure=measure, zero_cell=zero_cell)
    y, v = effects.y, effects.v
    k = y.size
    notes = _correction_notes(sample, effects, zero_cell)
    t2, difference, engine_notes = _between_variance(tau2, y, v, engine=engine)
    notes += engine_notes
    fit = weighted_fit(y, v, np.ones((k, 1)), t2)
    mu, wald_se = float(fit.coefficients[0, 0]), float(np.sqrt(fit.covariance[0, 0, 0]))
    se, test_notes = tested_se(wald_se, float(fit.q[0]) / (k - 1), test)
    notes += test_notes
    df = None if test == "z" else k - 1
    quantile = normal_quantile(level) if df is None else t_quantile(level, df)

    def proportion(value: float) -> float:
        return float(to_proportion(value, measure, harmonic_n=effects.harmonic_n))

    def marginal(value: float) -> float:
        return marginal_proportion(value, t2**0.5, measure, harmonic_n=effects.harmonic_n)

    low, high = mu - quantile * se, mu + quantile * se
    pi_low = pi_high = None
    common = tau2 == "FE"
    if common:
        notes += ("One common effect is assumed, so there is no prediction interval.",)
    elif se == 0:
        notes += ("No prediction interval: it would have no width.",)
    elif sample.study_count > 2:
        reach = t_quantile(level, k - 1) * float(np.sqrt(t2 + se * se))
        pi_low, pi_high = proportion(mu - reach), proportion(mu + reach)
    else:
        notes += ("No prediction interval: it needs at least three studies.",)
    between = None if common or not profiles else q_profile(y, v, level=level)
    if between is not None and between.empty:
        notes += ("Interval of τ² empty: less variation than chance alone would give.",)
    known = between is not None and not between.empty
    limits = (between.low, between.high) if known and between is not None else (None, None)
    typical = typical_variance(v)
    q = cochran_q(y, v)
    if measure == "PFT":
        notes += freeman_tukey_notes(sample, effects, mu)
    return sample.estimate(
        id=f"{measure.lower()}-{tau2.lower()}-{test}",
        method="inverse-variance",
        measure=measure,
        tau2_method=tau2,
        test=test,
        level=level,
        mu=mu,
        se=se,
        mu_low=low,
        mu_high=high,
        estimate=proportion(mu),
        ci_low=proportion(low),
        ci_high=proportion(high),
        interval=test,
        df=df,
        pi_low=pi_low,
        pi_high=pi_high,
        mean=marginal(mu),
        mean_low=marginal(low),
        mean_high=marginal(high),
        tau2=t2,
        tau2_low=limits[0],
        tau2_high=limits[1],
        tau=t2**0.5,
        i2=None if common else i_squared(t2, typical),
        i2_low=None if limits[0] is None else i_squared(limits[0], typical),
        i2_high=None if limits[1] is None else i_squared(limits[1], typical),
        i2_definition=None if common else "tau2",
        h2=None if common else h_squared(t2, typical),
        q=q.statistic,
        q_df=q.df,
        q_p=q.p,
        q_type="Wald",
        second_implementation=difference,
        notes=notes,
    )


def tested_se(wald_se: float, q: float, test: str) -> tuple[float, tuple[str, ...]]:
    """Scale a Wald standard error as the test asks; ``q`` is Σ w (y - μ)²/(k - 1).

    Returns
    -------
    float, tuple of str
        The standard error, and what to say of it.
    """
    if test not in ("knha", "adhoc"):
        return wald_se, ()
    if test == "adhoc":
        return wald_se * max(1.0, q) ** 0.5, ()
    se = wald_se * q**0.5
    if se < 1e-9 * wald_se:
        return 0.0, ("The rows are equal, so the Hartung–Knapp standard error is 0.",)
    if se < wald_se * (1 - 1e-9):
        share = 100 * (1 - se / wald_se)
        less = "less than 1 %" if share < 1 else f"{share:.0f} %"
        return se, (f"The Hartung–Knapp standard error is {less} below the Wald one.",)
    return se, ()


def freeman_tukey_notes(sample: Sample, effects: EffectSizes, mu: float) -> tuple[str, ...]:
    """Reasons not to show a Freeman-Tukey estimate; empty when its guard is satisfied.

    References
    ----------
    Schwarzer et al. (2019), Res Synth Methods 10:476, on misleading back-transformations.
    """
    n = sample.totals
    reasons = []
    if n.max() / effects.harmonic_n > PFT_SPREAD:
        reasons.append(
            f"the largest total is {n.max() / effects.harmonic_n:.1f} times the harmonic mean"
        )
    harmonic = effects.harmonic_n
    lowest = np.arcsin(np.sqrt(1 / (harmonic + 1))) / 2
    highest = (np.arcsin(np.sqrt(harmonic / (harmonic + 1))) + np.pi / 2) / 2
    if not lowest <= mu <= highest:
        reasons.append("the pooled value lies outside the range that the inverse can reach")
    inverses = [
        float(to_proportion(mu, "PFT", harmonic_n=harmonic)),
        float(np.sin(mu) ** 2),
        float(to_proportion(mu, "PFT", harmonic_n=float(np.sum(1 / effects.v)))),
    ]
    spread = max(inverses) - min(inverses)
    if spread > PFT_DISAGREEMENT:
        reasons.append(f"its inverses differ by {100 * spread:.1f} points")
    if not reasons:
        return ()
    return (f"{WITHHELD}: {'; '.join(reasons)}.",)


def _check(sample: Sample, measure: str, tau2: str, test: str) -> None:
    for name, value, allowed in (
        ("measure", measure, tuple(MEASURES)),
        ("tau2", tau2, TAU2_METHODS),
        ("test", test, TWO_STAGE_TESTS),
    ):
        if value not in allowed:
            raise InputError(f"unknown {name} {value!r}; choose one of {', '.join(allowed)}")
    if sample.events.size < 2:
        raise InputError("a two-stage model needs at least two rows")


def _correction_notes(sample: Sample, effects: EffectSizes, zero_cell: float) -> tuple[str, ...]:
    count = int(effects.corrected.sum())
    if not count:
        return ()
    added = (
        f"{zero_cell:g} was added to events and non-events in {count} of {effects.y.size} rows "
        "with 0 % or 100 %."
    )
    rarer = min(sample.events.sum(), (sample.totals - sample.events).sum())
    if zero_cell * count <= 0.05 * rarer:
        return (added,)
    return (added, "Unreliable here: the added counts are more than 5 % of all events.")


def _between_variance(
    method: str, y: Floats, v: Floats, *, engine: bool
) -> tuple[float, float | None, tuple[str, ...]]:
    """τ², the difference to the second implementation, and what to say of it."""
    own = estimate_tau2(method, y, v)
    if not engine or method not in ENGINE_METHODS:
        return own, None, ()
    design = np.ones((y.size, 1))
    fitted = engine_fit(method, y, v, design)
    ours = weighted_fit(y, v, design, own)
    difference = max(
        abs(fitted.tau2 - own), abs(float(fitted.coefficients[0] - ours.coefficients[0, 0]))
    )
    if difference <= LARGEST_DIFFERENCE:
        return fitted.tau2, difference, ()
    note = f"Two implementations differ: τ² {fitted.tau2:.6g} and {own:.6g}"
    if method in ("ML", "REML"):
        heights = log_likelihood(
            y, v, design, np.array([fitted.tau2, own]), restricted=method == "REML"
        )
        kept = fitted.tau2 if heights[0] > heights[1] else own
        return kept, difference, (f"{note}; the one with the higher likelihood is reported.",)
    return own, difference, (f"{note}; the second is reported.",)
