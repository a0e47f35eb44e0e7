"""The front door: pool proportions with one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from numpy.typing import ArrayLike

from rechallenge.errors import InputError
from rechallenge.models.bayes import pool_bayes
from rechallenge.models.beta_binomial import pool_beta_binomial
from rechallenge.models.exact import exact_estimate, exact_reason
from rechallenge.models.multilevel import pool_three_level
from rechallenge.models.random_intercept import pool_common_effect, pool_glmm
from rechallenge.models.sample import Sample
from rechallenge.models.two_stage import pool_two_stage
from rechallenge.results import PooledEstimate

METHODS = ("glmm", "inverse-variance", "beta-binomial", "bayes")
LEAST_STUDIES_FOR_PROFILE_T = 6
ARMS = ("separate", "combine", "multilevel")


def pool(
    events: ArrayLike,
    totals: ArrayLike,
    *,
    method: str = "glmm",
    measure: str = "PLO",
    tau2: str = "auto",
    test: str = "auto",
    level: float = 0.95,
    studies: Sequence[str] | None = None,
    arms: str = "separate",
    zero_cell: float = 0.5,
) -> PooledEstimate:
    """Pool proportions.

    Parameters
    ----------
    events, totals : array_like, shape (k,)
        Patients with the outcome and patients assessed, one pair a row.
    method : {"glmm", "inverse-variance", "beta-binomial", "bayes"}
        Binomial-normal random-intercept model, two-stage pooling of transformed proportions, the
        beta-binomial model, whose estimate is the mean proportion, or the Bayesian
        binomial-normal model with half-normal(0.5) prior on τ.
    measure : {"PLO", "PR", "PLN", "PAS", "PFT"}
        Scale of the two-stage model; the GLMM has the logit (PLO) only.
    tau2 : str
        ``auto``: ML for the GLMM, REML for two-stage. ``FE`` is the common-effect model.
    test : str
        ``auto``: for the GLMM ``profile`` with two studies, ``t`` with three to five and
        ``profile-t`` with more; for the beta-binomial model ``t``, for two-stage ``adhoc``, for
        multilevel ``cr2``.
    level : float
        Confidence level, 0-1.
    studies : sequence of str, optional
        Study of each row; rows of one study count once in the degrees of freedom of the GLMM.
    arms : {"separate", "combine", "multilevel"}
        ``combine`` sums the counts of each study first; ``multilevel`` fits the three-level model
        (rows within studies, REML) on the measure, whatever the method.
    zero_cell : float
        Added to events and non-events of rows with 0 % or 100 % (two-stage PR, PLN, PLO).

    Returns
    -------
    PooledEstimate
        Where the GLMM has no estimate, that of the beta-binomial model, if it has one, with the
        reason in its notes. With one study, with no events at all, or with events throughout, the
        exact binomial interval under one rate (``method`` is then ``exact``).

    Raises
    ------
    InputError
        For impossible counts or options; each problem in one sentence.

    Examples
    --------
    >>> result = pool([5, 12], [20, 25])
    >>> f"{100 * result.estimate:.1f} [{100 * result.ci_low:.1f}; {100 * result.ci_high:.1f}]"
    '37.4 [13.5; 65.7]'
    """
    if not 0 < level < 1:
        raise InputError(f"level must lie between 0 and 1, such as 0.95; got {level}")
    for name, value, allowed in (("method", method, METHODS), ("arms", arms, ARMS)):
        if value not in allowed:
            raise InputError(f"unknown {name} {value!r}; choose one of {', '.join(allowed)}")
    sample = Sample.of(events, totals, studies)
    if arms == "combine":
        sample = sample.combined()
    return pool_sample(
        sample,
        method=method,
        measure=measure,
        tau2=tau2,
        test=test,
        level=level,
        zero_cell=zero_cell,
        multilevel=arms == "multilevel",
    )


def pool_sample(  # noqa: PLR0911 - one return for each model
    sample: Sample,
    *,
    method: str = "glmm",
    measure: str = "PLO",
    tau2: str = "auto",
    test: str = "auto",
    level: float = 0.95,
    zero_cell: float = 0.5,
    multilevel: bool = False,
    profiles: bool = True,
    engine: bool = True,
) -> PooledEstimate:
    """Pool rows that were already checked; `pool` says what the options mean.

    ``multilevel`` stands for ``arms="multilevel"``. ``profiles`` and ``engine`` turn off the
    limits of τ², the profile limits and PyMARE for series of many fits.
    """
    reason = exact_reason(sample)
    if reason is not None:
        return exact_estimate(sample, level=level, reason=reason)
    if multilevel:
        return pool_three_level(
            sample,
            measure=measure,
            test="cr2" if test == "auto" else test,
            level=level,
            zero_cell=zero_cell,
        )
    if method == "bayes":
        return pool_bayes(sample, level=level)
    if method == "inverse-variance":
        return pool_two_stage(
            sample,
            measure=measure,
            tau2="REML" if tau2 == "auto" else tau2,
            test="adhoc" if test == "auto" else test,
            level=level,
            zero_cell=zero_cell,
            profiles=profiles,
            engine=engine,
        )
    if method == "beta-binomial":
        return pool_beta_binomial(sample, test="t" if test == "auto" else test, level=level)
    if measure != "PLO":
        raise InputError(
            f"the GLMM has the logit scale (PLO) only, not {measure}; "
            "choose method inverse-variance for other measures"
        )
    if tau2 == "FE":
        return pool_common_effect(sample, level=level)
    if tau2 not in ("auto", "ML"):
        raise InputError(f"the GLMM estimates tau2 by ML, not {tau2}; leave tau2 out or choose FE")
    result = pool_glmm(
        sample,
        test=glmm_test(test, sample.study_count),
        level=level,
        zero_cell=zero_cell,
        profiles=profiles,
    )
    if result.converged:
        return result
    refuge = pool_beta_binomial(sample, level=level)
    if not refuge.converged:
        return result
    reason = f"{result.notes[0]} So the GLMM gave way to the beta-binomial model."
    return replace(refuge, notes=(reason, *refuge.notes))


def glmm_test(test: str, studies: int) -> str:
    """Resolve ``auto`` by the number of studies, from the coverage of the intervals in simulation.

    With two studies ``profile``: the t quantile is 12.7, and its interval would say nothing. With
    three to five ``t``. With six or more ``profile-t``, which keeps 95 % where ``t`` falls to 91 %,
    and which is far too wide with fewer.
    """
    if test != "auto":
        return test
    if studies == 2:
        return "profile"
    return "t" if studies < LEAST_STUDIES_FOR_PROFILE_T else "profile-t"
