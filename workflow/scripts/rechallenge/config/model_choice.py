"""Which model an analysis uses: defaults, overrides, and what cannot go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from rechallenge.config.settings import ModelSettings

MODEL_KEYS = tuple(field.name for field in fields(ModelSettings))
_OF_METHOD = ("measure", "tau2", "test")


def overridden(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay an analysis's own model keys over those of the review.

    An analysis that names another method starts from that method's defaults for the measure, the
    estimator of tau2 and the test: those of the review were chosen for its own method.
    """
    default = ModelSettings().method
    another = own.get("method", base.get("method", default)) != base.get("method", default)
    dropped = _OF_METHOD if another else ()
    return {key: value for key, value in base.items() if key not in dropped} | dict(own)


def completed(given: Mapping[str, Any]) -> ModelSettings:
    """Fill in defaults and resolve ``tau2``.

    ``auto`` becomes ML for glmm and REML for inverse-variance. The glmm and the beta-binomial
    model have no other estimator than ML, so any named one (but FE for the glmm) stands for ML
    there: a review-wide ``tau2: REML`` is meant for its two-stage models.
    """
    default = ModelSettings()
    method = given.get("method", default.method)
    tau2 = given.get("tau2", "auto")
    if method in ("beta-binomial", "bayes") or (method == "glmm" and tau2 != "FE"):
        tau2 = "ML"
    elif tau2 == "auto":
        tau2 = "REML"
    return ModelSettings(
        method=method,
        measure=given.get("measure", default.measure),
        tau2=tau2,
        test=given.get("test", default.test),
        level=float(given.get("level", default.level)),
        arms=given.get("arms", default.arms),
        zero_cell=float(given.get("zero_cell", default.zero_cell)),
        subgroup_tau2=given.get("subgroup_tau2", default.subgroup_tau2),
    )


def impossible(model: ModelSettings) -> tuple[tuple[str, str, str], ...]:
    """Return each setting that its method does not offer: key, what is wrong, how to mend it."""
    found = []
    if model.arms == "multilevel":
        if model.test not in ("auto", "cr2", "z"):
            what = f"the three-level model has no {model.test} interval"
            found.append(("test", what, "write “test: cr2”, “test: z” or “test: auto”"))
        return tuple(found)
    if model.test == "cr2":
        what = "cr2 is the interval of the three-level model"
        found.append(("test", what, "write “arms: multilevel” or “test: auto”"))
        return tuple(found)
    if model.method == "glmm":
        two_stage = "or “method: inverse-variance”"
        if model.measure != "PLO":
            what = f"the glmm works on the logit scale (PLO) only, not on {model.measure}"
            found.append(("measure", what, f"write “measure: PLO” {two_stage}"))
        if model.test in ("knha", "adhoc"):
            what = f"{model.test} is an interval of the two-stage model, not of the glmm"
            found.append(("test", what, f"write “test: t” or “test: auto” {two_stage}"))
    elif model.method == "bayes":
        if model.test != "auto":
            what = "the Bayesian model has a credible interval and no other"
            found.append(("test", what, "write “test: auto”"))
    elif model.method == "beta-binomial":
        if model.test not in ("auto", "t", "z"):
            what = f"the beta-binomial model has no {model.test} interval"
            found.append(("test", what, "write “test: t”, “test: z” or “test: auto”"))
    elif model.test in ("profile", "profile-t"):
        what = "the profile-likelihood interval belongs to the glmm, not to inverse-variance"
        found.append(("test", what, "write “test: adhoc” or “test: auto”, or “method: glmm”"))
    return tuple(found)
