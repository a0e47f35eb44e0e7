"""Whether small studies tend to other rates than large ones: a test with its own error rate."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from rechallenge.effects import Floats, expit
from rechallenge.errors import InputError
from rechallenge.formatting import plural
from rechallenge.intervals import t_quantile
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import NoEstimateError, fit_glmm
from rechallenge.models.sample import Sample

SMALL_STUDY_TESTS = ("peters", "arcsine")
FEWEST_ROWS = 10
REPLICATES = 2000
ZERO_CELL = 0.5
ROUNDING = 1e-24


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallStudy:
    """A test of the relation between the size of rows and their rates.

    Attributes
    ----------
    test : str
        ``peters`` or ``arcsine``.
    k : int
        Rows.
    alpha : float
        Threshold that the false-positive rate belongs to, 0-1.
    slope, se, statistic : float or None
        Slope with its standard error, and their ratio; positive where smaller rows have higher
        rates. Like all numbers below, None where nothing was tested.
    df : int or None
        Degrees of freedom, k - 2.
    p : float or None
        Two-sided.
    false_positive_rate, mc_se : float or None
        Share of simulated data sets without any relation in which p is below ``alpha``, 0-1, and
        its Monte Carlo standard error.
    replicates : int or None
        Simulated data sets behind that share.
    notes : tuple of str
        Why nothing was tested; simulated data sets left out.
    """

    test: str
    k: int
    alpha: float
    slope: float | None = None
    se: float | None = None
    statistic: float | None = None
    df: int | None = None
    p: float | None = None
    false_positive_rate: float | None = None
    mc_se: float | None = None
    replicates: int | None = None
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as the results file holds them."""
        return asdict(self) | {"notes": list(self.notes)}


def small_study_pattern(
    sample: Sample,
    *,
    test: str,
    level: float = 0.95,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> SmallStudy:
    """Regress the rates on a measure of the size of the rows, and simulate how often that errs.

    Both tests fit y = a + b z + e by least squares with weights w and a residual variance of
    φ/w, φ estimated (multiplicative dispersion), and set b against t with k - 2 degrees of freedom.

    ``peters``
        y is the log odds (half an event added to events and non-events of rows with 0 % or 100 %),
        z = 1/n. Peters et al. weight by (1/events + 1/non-events)⁻¹ over both arms of a trial
        together, so that the weight hardly depends on the effect. A single proportion has no
        second arm, and weights from its own counts depend on y: in simulations without any
        relation, p was below 0.05 in 44 % of data sets with them (40 rows, rate 5 %, τ = 0), in
        4 % with the weights used here. So the weight is evaluated
        at one proportion p̄ for all rows, (1/(n p̄) + 1/(n (1 - p̄)))⁻¹ = n p̄ (1 - p̄), and as a
        common factor has no effect, w = n.
    ``arcsine``
        y = arcsin √(events/n), z its standard error 1/(2√n), w = 4n.

    Neither is free of error: at rare events, and with heterogeneity, p falls below 0.05 too often
    or too seldom. The share is simulated for the sample at hand: counts with the same totals from
    the binomial-normal model fitted to it, in which rates and totals are independent.

    Parameters
    ----------
    sample : Sample
        Rows are taken as independent.
    test : {"peters", "arcsine"}
    level : float
        1 minus the threshold of p whose false-positive rate is simulated, 0-1.
    replicates : int
        Simulated data sets.
    seed : int

    Returns
    -------
    SmallStudy
        Without numbers, and with the reason in its notes, where there are fewer than ten rows or
        nothing to regress. There is no estimate corrected for such a relation.

    Raises
    ------
    InputError
        For an unknown test or impossible options.

    References
    ----------
    Peters et al. (2006), JAMA 295:676; Rücker, Schwarzer & Carpenter (2008), Stat Med 27:746.
    """
    if test not in SMALL_STUDY_TESTS:
        raise InputError(f"unknown test {test!r}; choose one of {', '.join(SMALL_STUDY_TESTS)}")
    if not 0 < level < 1:
        raise InputError(f"level must lie between 0 and 1, such as 0.95; got {level}")
    if replicates < 1:
        raise InputError(f"replicates must be at least 1, such as {REPLICATES}; got {replicates}")
    events, totals = sample.events, sample.totals
    k = int(events.size)
    # 1 - 0.95 is not 0.05 to the last digit.
    alpha = round(1 - level, 12)
    slopes = simulated = None
    reason = _obstacle(events, totals)
    if not reason:
        slopes = _slopes(test, events[None], totals)
        if not slopes.usable[0]:
            reason = "the rows do not vary around the fitted line"
    if not reason:
        try:
            simulated = _simulated_statistics(sample, test, replicates, seed)
        except NoEstimateError as problem:
            reason = f"no model to simulate the false-positive rate from ({problem})"
    if slopes is None or simulated is None or not simulated.size:
        reason = reason or "none of the simulated data sets could be tested"
        return SmallStudy(test=test, k=k, alpha=alpha, notes=(f"Not tested: {reason}.",))
    rate = float(np.mean(np.abs(simulated) > t_quantile(level, k - 2)))
    statistic = float(slopes.statistics[0])
    left_out = replicates - int(simulated.size)
    notes = (
        f"{plural(left_out, 'simulated data set')} of {replicates} could not be tested, most often "
        "for want of events, and do not count.",
    )
    return SmallStudy(
        test=test,
        k=k,
        alpha=alpha,
        slope=float(slopes.slopes[0]),
        se=float(slopes.standard_errors[0]),
        statistic=statistic,
        df=k - 2,
        p=float(2 * special.stdtr(k - 2, -abs(statistic))),
        false_positive_rate=rate,
        mc_se=float(np.sqrt(rate * (1 - rate) / simulated.size)),
        replicates=int(simulated.size),
        notes=notes if left_out else (),
    )


@dataclass(frozen=True, slots=True)
class _Slopes:
    """Slopes of R data sets; ``usable`` where residuals are left to set the slope against."""

    slopes: Floats
    standard_errors: Floats
    usable: NDArray[np.bool_]

    @property
    def statistics(self) -> Floats:
        return np.asarray(self.slopes / self.standard_errors)


def _obstacle(events: Floats, totals: Floats) -> str:
    """Say why a sample cannot be tested; empty when it can."""
    k = events.size
    if k < FEWEST_ROWS:
        return f"{plural(k, 'row')}, and with fewer than ten such a test says too little"
    if np.all(totals == totals[0]):
        return "all rows have the same total, so there is no size to set the rates against"
    if not events.any():
        return "no row has an event"
    if np.all(events == totals):
        return "all rows have events throughout"
    return ""


def _slopes(test: str, events: Floats, totals: Floats) -> _Slopes:
    """Fit the line to R data sets at once: events (R, k), totals (k,)."""
    if test == "peters":
        extreme = (events == 0) | (events == totals)
        added = np.where(extreme, ZERO_CELL, 0.0)
        y = np.log((events + added) / (totals - events + added))
        z, w = 1 / totals, totals
    else:
        y = np.arcsin(np.sqrt(events / totals))
        z, w = 1 / (2 * np.sqrt(totals)), 4 * totals
    centred = z - w @ z / w.sum()
    spread = float(w @ (centred * centred))
    slopes = y @ (w * centred) / spread
    residuals = y - (y @ w / w.sum())[:, None] - slopes[:, None] * centred
    left = (residuals * residuals) @ w
    usable = left > ROUNDING * ((1 + y * y) @ w)
    errors = np.sqrt(left / (totals.size - 2) / spread)
    return _Slopes(slopes, np.where(usable, errors, np.nan), usable)


def _simulated_statistics(sample: Sample, test: str, replicates: int, seed: int) -> Floats:
    """Draw test statistics where the size of a row has no bearing on its rate.

    Raises
    ------
    NoEstimateError
        When the binomial-normal model has no estimate.
    """
    fit = fit_glmm(BinomialNormal.of(sample.events, sample.totals))
    generator = np.random.default_rng(seed)
    logits = fit.beta[0] + fit.tau * generator.standard_normal((replicates, sample.totals.size))
    events = generator.binomial(sample.totals.astype(np.int64), expit(logits)).astype(float)
    one_sided = ~events.any(axis=1) | np.all(events == sample.totals, axis=1)
    slopes = _slopes(test, events[~one_sided], sample.totals)
    return slopes.statistics[slopes.usable]
