"""The models of a specification curve on one data set, each fitted once for all its intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from rechallenge.config.settings import ModelSettings
from rechallenge.effects import effect_sizes, expit, to_proportion
from rechallenge.intervals import normal_quantile, t_quantile
from rechallenge.models.beta_binomial import fit_beta_binomial
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import NoEstimateError, fit_glmm
from rechallenge.models.glmm_profile import profile_mu
from rechallenge.models.least_squares import weighted_fit
from rechallenge.models.multilevel import pool_three_level
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2
from rechallenge.models.two_stage import freeman_tukey_notes, tested_se
from rechallenge.pooling import LEAST_STUDIES_FOR_PROFILE_T

MEASURES = ("PLO", "PAS", "PFT")
TAU2_METHODS = ("REML", "DL", "PM")
TWO_STAGE_TESTS = ("z", "knha", "adhoc")
WALD_TESTS = ("z", "t")


@dataclass(frozen=True, slots=True)
class Menu:
    """What is tried: measures, estimators and tests of the two-stage model, tests of the others.

    The settings of an analysis are always among them.
    """

    measures: tuple[str, ...] = MEASURES
    tau2: tuple[str, ...] = TAU2_METHODS
    two_stage_tests: tuple[str, ...] = TWO_STAGE_TESTS
    glmm_tests: tuple[str, ...] = WALD_TESTS
    nested_measure: str = "PLO"
    nested_tests: tuple[str, ...] = ("cr2",)

    @classmethod
    def of(cls, model: ModelSettings) -> Menu:
        """Add to the usual menu what an analysis asks for."""
        if model.arms == "multilevel":
            own = () if model.test == "auto" else (model.test,)
            return cls(nested_measure=model.measure, nested_tests=_with(("cr2",), *own))
        if model.method == "glmm":
            own = (model.test,) if model.test in ("profile", "profile-t") else ()
            return cls(glmm_tests=_with(WALD_TESTS, *own))
        if model.method != "inverse-variance" or model.tau2 == "FE":
            return cls()
        return cls(
            measures=_with(MEASURES, model.measure),
            tau2=_with(TAU2_METHODS, *(() if model.tau2 == "auto" else (model.tau2,))),
            two_stage_tests=_with(
                TWO_STAGE_TESTS, *(() if model.test == "auto" else (model.test,))
            ),
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """One model with one interval.

    Attributes
    ----------
    model, tau2, interval : str
        Levels of the choices: ``glmm``, ``beta-binomial``, ``multilevel`` or a measure in lower
        case; the estimator of τ²; the kind of interval.
    estimate, low, high : float or None
        Proportions; None without an estimate.
    withheld : bool
        An estimate that must not be shown (Freeman-Tukey).
    """

    model: str
    tau2: str
    interval: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    withheld: bool = False


def fitted_models(
    sample: Sample, menu: Menu, *, level: float = 0.95, zero_cell: float = 0.5
) -> Iterator[Fitted]:
    """Fit every model of the menu to a data set that a model can pool."""
    yield from _glmm(sample, menu, level)
    yield from _beta_binomial(sample, level)
    for measure in menu.measures:
        yield from _two_stage(sample, measure, menu, level, zero_cell)


def nested_models(
    sample: Sample, menu: Menu, *, level: float = 0.95, zero_cell: float = 0.5
) -> Iterator[Fitted]:
    """Fit the three-level models of the menu to a data set with several arms in some study."""
    for test in menu.nested_tests:
        told = pool_three_level(
            sample, measure=menu.nested_measure, test=test, level=level, zero_cell=zero_cell
        )
        yield Fitted("multilevel", "REML", test, told.estimate, told.ci_low, told.ci_high)


def _glmm(sample: Sample, menu: Menu, level: float) -> Iterator[Fitted]:
    df = sample.study_count - 1
    enough = sample.study_count >= LEAST_STUDIES_FOR_PROFILE_T
    tests = _with(menu.glmm_tests, *(["profile-t"] if enough else []))
    model = BinomialNormal.of(sample.events, sample.totals)
    try:
        fit = fit_glmm(model)
    except NoEstimateError:
        yield from (Fitted("glmm", "ML", test) for test in tests)
        return
    mu, se = float(fit.beta[0]), float(np.sqrt(fit.covariance[0, 0]))
    for test in tests:
        if test in WALD_TESTS:
            limits = _wald(mu, se, level, None if test == "z" else df)
        else:
            limits = profile_mu(model, fit, level=level, df=df if test == "profile-t" else None)
        low, high = (float(expit(limit)) for limit in limits)
        yield Fitted("glmm", "ML", test, float(expit(mu)), low, high)


def _beta_binomial(sample: Sample, level: float) -> Iterator[Fitted]:
    fit = fit_beta_binomial(sample.events, sample.totals)
    for test in WALD_TESTS:
        if fit is None:
            yield Fitted("beta-binomial", "ML", test)
            continue
        df = None if test == "z" else sample.study_count - 1
        limits = _wald(float(special.logit(fit.mean)), fit.logit_variance**0.5, level, df)
        low, high = (float(expit(limit)) for limit in limits)
        yield Fitted("beta-binomial", "ML", test, fit.mean, low, high)


def _two_stage(
    sample: Sample, measure: str, menu: Menu, level: float, zero_cell: float
) -> Iterator[Fitted]:
    effects = effect_sizes(sample.events, sample.totals, measure=measure, zero_cell=zero_cell)
    y, v = effects.y, effects.v
    k = y.size
    for method in menu.tau2:
        fit = weighted_fit(y, v, np.ones((k, 1)), estimate_tau2(method, y, v))
        mu, wald_se = float(fit.coefficients[0, 0]), float(np.sqrt(fit.covariance[0, 0, 0]))
        withheld = measure == "PFT" and bool(freeman_tukey_notes(sample, effects, mu))
        for test in menu.two_stage_tests:
            se, _ = tested_se(wald_se, float(fit.q[0]) / (k - 1), test)
            limits = _wald(mu, se, level, None if test == "z" else k - 1)
            estimate, low, high = (
                float(rate)
                for rate in to_proportion([mu, *limits], measure, harmonic_n=effects.harmonic_n)
            )
            yield Fitted(measure.lower(), method, test, estimate, low, high, withheld)


def _wald(mu: float, se: float, level: float, df: float | None) -> tuple[float, float]:
    quantile = normal_quantile(level) if df is None else t_quantile(level, df)
    return mu - quantile * se, mu + quantile * se


def _with(usual: Sequence[str], *own: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*usual, *own)))
