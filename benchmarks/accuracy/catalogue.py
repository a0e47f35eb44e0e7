"""What is compared: every quantity with its name on the page and the digits that are promised."""

from __future__ import annotations

from dataclasses import dataclass

CLOSED = 10.0
ROOT = 8.0
ENGINE = 6.0
LIKELIHOOD = 6.0
INTEGRAL = 9.0
BAYES = 4.0


@dataclass(frozen=True, slots=True)
class Quantity:
    """One row of the page; ``promised`` is the least log relative error."""

    key: str
    name: str
    promised: float


@dataclass(frozen=True, slots=True)
class Group:
    """One table of the page."""

    title: str
    text: str
    quantities: tuple[Quantity, ...]


def _quantities(promised: float, names: dict[str, str]) -> tuple[Quantity, ...]:
    return tuple(Quantity(key, name, promised) for key, name in names.items())


HIGH_PRECISION = Group(
    "Against 50-digit arithmetic",
    "Computed anew from the counts with mpmath: the formulas as they are printed, roots bracketed "
    "by a dense scan, integrals by Gauss–Legendre panels.",
    (
        *_quantities(
            CLOSED,
            {
                "exact-y": "effect sizes y (PR, PLN, PLO, PAS, PFT)",
                "exact-v": "sampling variances v",
                "exact-q": "Cochran's Q",
                "exact-closed-tau2": "τ², closed forms (DL, HE, HS, SJ)",
                "exact-closed-mu": "μ, closed forms (and FE)",
                "exact-closed-se": "standard error, closed forms (and FE)",
                "exact-closed-estimate": "pooled rate, closed forms (and FE)",
                "exact-closed-i2": "I², closed forms",
                "exact-closed-h2": "H², closed forms",
                "exact-inverse": "Miller's inverse of the double arcsine",
                "exact-clopper-pearson": "Clopper–Pearson limits",
                "exact-wilson": "Wilson limits",
            },
        ),
        *_quantities(
            ROOT,
            {
                "exact-roots-tau2": "τ², roots (REML, ML, PM; PLO, PAS)",
                "exact-roots-mu": "μ, roots",
                "exact-roots-se": "standard error, roots",
                "exact-roots-estimate": "pooled rate, roots",
                "exact-roots-i2": "I², roots",
                "exact-roots-h2": "H², roots",
                "exact-q-profile": "Q-profile limits of τ² (PLO, PAS)",
            },
        ),
        Quantity("exact-glmm", "GLMM log-likelihood at fixed μ and τ", INTEGRAL),
    ),
)

TWO_STAGE = Group(
    "Two-stage models, against metafor",
    "Five measures, nine estimators and four tests on every data set, by our own core. Where "
    "metafor's iterations stop early or end in a lower maximum, metafor is evaluated at the best "
    "root; its own values are [below](#where-r-says-something-else). The last three rows are fits "
    "by PyMARE, the engine of DL, HE, ML and REML, whose numbers are reported by default.",
    (
        *_quantities(
            CLOSED,
            {
                "y": "effect sizes y",
                "v": "sampling variances v",
                "q": "Cochran's Q",
                "q-p": "p-value of Q",
                "tau2-dl": "τ², DerSimonian–Laird (DL)",
                "tau2-he": "τ², Hedges (HE)",
                "tau2-hs": "τ², Hunter–Schmidt (HS)",
                "tau2-sj": "τ², Sidik–Jonkman (SJ)",
            },
        ),
        *_quantities(
            ROOT,
            {
                "tau2-pm": "τ², Paule–Mandel (PM)",
                "tau2-eb": "τ², empirical Bayes (EB)",
                "tau2-reml": "τ², REML",
                "tau2-ml": "τ², ML",
                "q-profile-low": "Q-profile, lower limit",
                "q-profile-high": "Q-profile, upper limit",
                "q-profile-i2": "limits of I² from these",
                "i2": "I²",
                "h2": "H²",
                "mu": "μ",
                "rate": "pooled rate",
                "se-z": "standard error, z test",
                "se-t": "standard error, t test",
                "se-knha": "standard error, Hartung–Knapp",
                "se-adhoc": "standard error, ad hoc Hartung–Knapp",
                "mu-limits": "confidence limits of μ",
                "ci": "confidence limits of the rate",
                "pi": "prediction limits of the rate",
            },
        ),
        *_quantities(
            ENGINE,
            {
                "engine-tau2": "τ² by PyMARE",
                "engine-mu": "μ by PyMARE",
                "engine-se": "standard error by PyMARE",
            },
        ),
    ),
)

GLMM = Group(
    "Binomial–normal model (GLMM), against quadrature in R",
    "The default model. The reference is the maximum of the likelihood by a trapezoidal rule in R "
    "that is independent of ours; `rma.glmm` and `glmer` themselves are further from it, "
    "see [below](#where-r-says-something-else).",
    _quantities(
        LIKELIHOOD,
        {
            "glmm-mu": "μ",
            "glmm-se": "standard error",
            "glmm-tau2": "τ²",
            "glmm-ci": "t limits of the rate",
            "glmm-mean": "mean rate",
            "glmm-log-likelihood": "log-likelihood",
            "glmm-q": "Q (likelihood ratio)",
            "glmm-tau2-p": "p-value of τ² = 0",
            "glmm-profile": "profile limits of the rate",
            "glmm-tau2-profile": "profile limits of τ²",
            "subgroup-mu": "μ of subgroups",
            "subgroup-se": "standard error of subgroups",
            "subgroup-tau2": "τ² within subgroups",
            "subgroup-lr": "likelihood ratio between subgroups",
            "subgroup-p": "p-value between subgroups",
            "glmm-leave-one-out-mu": "leave-one-out, μ",
            "glmm-leave-one-out-se": "leave-one-out, standard error",
            "glmm-leave-one-out-tau2": "leave-one-out, τ²",
            "glmm-cumulative-mu": "cumulative, μ",
            "glmm-cumulative-se": "cumulative, standard error",
            "glmm-cumulative-tau2": "cumulative, τ²",
            "glmm-regression-beta": "meta-regression, coefficients",
            "glmm-regression-se": "meta-regression, standard errors",
            "glmm-regression-tau2": "meta-regression, τ²",
            "glmm-regression-lr": "meta-regression, likelihood ratio",
            "glmm-regression-p": "meta-regression, p-value",
            "glmm-specification-rate": "specifications, pooled rate",
            "glmm-specification-limits": "specifications, z and t limits",
        },
    ),
)

OTHER_MODELS = Group(
    "Beta-binomial, three-level and Bayesian models",
    "Beta-binomial: exact sums over the counts in R. Three-level: metafor's `rma.mv` evaluated at "
    "the highest of all maxima, with clubSandwich for CR2. Bayes: the posterior by panels of "
    "Gauss–Legendre nodes in R, under half-normal and half-Cauchy priors of τ.",
    (
        *_quantities(
            LIKELIHOOD,
            {
                "beta-binomial-mean": "beta-binomial, mean rate",
                "beta-binomial-rho": "beta-binomial, ρ",
                "beta-binomial-se": "beta-binomial, standard error",
                "beta-binomial-ci": "beta-binomial, z limits of the rate",
                "beta-binomial-log-likelihood": "beta-binomial, log-likelihood",
                "beta-binomial-p": "beta-binomial, p-value of ρ = 0",
                "beta-binomial-specification-rate": "beta-binomial, specifications, mean rate",
                "beta-binomial-specification-limits": "beta-binomial, specifications, limits",
                "three-level-mu": "three-level, μ",
                "three-level-se": "three-level, standard error",
                "three-level-study": "three-level, variance between studies",
                "three-level-row": "three-level, variance between rows",
                "three-level-log-likelihood": "three-level, restricted log-likelihood",
                "cr2-se": "CR2 standard error",
                "cr2-df": "CR2, Satterthwaite's degrees of freedom",
                "cr2-limits": "CR2 limits of μ",
            },
        ),
        *_quantities(
            BAYES,
            {
                "bayes-mu": "Bayes, median and 95 % limits of μ",
                "bayes-tau": "Bayes, median and 95 % limits of τ",
                "bayes-mu-mean": "Bayes, mean of μ",
            },
        ),
    ),
)

SENSITIVITY = Group(
    "Sensitivity of two-stage models, against metafor",
    "PLO and PAS, REML with z limits where nothing else is said.",
    _quantities(
        ROOT,
        {
            "leave-one-out-mu": "leave-one-out, μ",
            "leave-one-out-se": "leave-one-out, standard error",
            "leave-one-out-tau2": "leave-one-out, τ²",
            "leave-one-out-q": "leave-one-out, Q",
            "cumulative-mu": "cumulative, μ",
            "cumulative-se": "cumulative, standard error",
            "cumulative-tau2": "cumulative, τ²",
            "cumulative-q": "cumulative, Q",
            "influence-rstudent": "influence, studentised deleted residual",
            "influence-dffits": "influence, DFFITS",
            "influence-cook-d": "influence, Cook's distance",
            "influence-cov-r": "influence, covariance ratio",
            "influence-tau2-del": "influence, τ² without the row",
            "influence-q-del": "influence, Q without the row",
            "influence-hat": "influence, hat value",
            "influence-weight": "influence, weight",
            "baujat-x": "Baujat plot, horizontal",
            "baujat-y": "Baujat plot, vertical",
            "gosh-mu": "all subsets of rows, μ",
            "gosh-tau2": "all subsets of rows, τ² (REML, DL)",
            "gosh-i2": "all subsets of rows, I²",
            "specification-rate": "specifications, pooled rate (REML, DL, PM)",
            "specification-limits": "specifications, limits of the rate",
        },
    ),
)

REGRESSION = Group(
    "Two-stage meta-regression, against metafor",
    "REML, DL, ML and PM with z, Hartung–Knapp and ad hoc tests on PLO and PAS; numbers, groups "
    "and both as moderators.",
    _quantities(
        ROOT,
        {
            "regression-beta": "coefficients",
            "regression-se": "standard errors",
            "regression-limits": "confidence limits",
            "regression-p": "p-values of coefficients",
            "regression-tau2": "residual τ²",
            "regression-r2": "R²",
            "regression-omnibus": "omnibus test",
            "regression-omnibus-p": "p-value of the omnibus test",
            "regression-prediction": "predicted values with all limits",
        },
    ),
)

SMALL_STUDY = Group(
    "Small-study regressions, against R's lm",
    "The Peters-type and the arcsine regression on every data set of ten rows or more.",
    _quantities(
        ROOT,
        {
            "small-study-slope": "slopes",
            "small-study-se": "standard errors",
            "small-study-statistic": "t statistics",
            "small-study-p": "p-values",
        },
    ),
)

INTERVALS = Group(
    "Intervals of one proportion, against R",
    "`binom.test`, `prop.test` without correction, `qbeta`, and the formula of Agresti and Coull, "
    "at four levels; totals up to a million.",
    _quantities(
        CLOSED,
        {
            "interval-clopper-pearson": "Clopper–Pearson",
            "interval-wilson": "Wilson",
            "interval-jeffreys": "Jeffreys",
            "interval-agresti-coull": "Agresti–Coull",
        },
    ),
)

GROUPS = (
    HIGH_PRECISION,
    TWO_STAGE,
    GLMM,
    OTHER_MODELS,
    SENSITIVITY,
    REGRESSION,
    SMALL_STUDY,
    INTERVALS,
)
QUANTITIES = {quantity.key: quantity for group in GROUPS for quantity in group.quantities}
