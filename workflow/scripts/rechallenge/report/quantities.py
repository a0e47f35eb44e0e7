"""Estimates, variances and tests of one model as short phrases, the same in every table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.contract import INTERVAL_NAMES, MEASURES
from rechallenge.formatting import (
    ABSENT,
    MINUS,
    fixed,
    interval,
    p_value,
    percent,
    percent_interval,
    significant,
)
from rechallenge.withholding import withheld

Model = Mapping[str, Any]

LONG_TABLE = 12
MEAN_DIFFERS = 0.005
I2_DEFINITIONS = {
    "tau2": "from τ² and the typical sampling variance",
    "Q": "from Q and its degrees of freedom",
}
_ROUNDING = 1e-12


def primary_model(estimates: Mapping[str, Any]) -> Model | None:
    """Return the model that makes the headline; None where nothing could be pooled."""
    return next((m for m in estimates["models"] if m["id"] == estimates["primary"]), None)


def is_common_effect(model: Model) -> bool:
    """Tell whether a model assumes one rate, so that its τ² of 0 is no finding."""
    return bool(model["tau2_method"] == "FE")


def has_estimate(model: Model) -> bool:
    """Tell whether a model has an estimate that may be shown."""
    return model["estimate"] is not None and not withheld(model)


def interval_size(level: float) -> str:
    """Name an interval by its level: ``95 % CI``."""
    return f"{100 * level:g} % CI"


def level_percent(level: float) -> str:
    """Write a confidence level in per cent: ``95 %``."""
    return f"{100 * level:g} %"


def estimate_cell(model: Model) -> str:
    """Estimate and interval in per cent without the sign, ``24.3 (18.8 to 30.7)``."""
    if withheld(model):
        return "not shown"
    if model["estimate"] is None:
        return "no estimate"
    return f"{percent(model['estimate'])} ({percent_interval(model['ci_low'], model['ci_high'])})"


def change_cell(estimate: float | None, whole: float | None) -> str:
    """Write by how many points of per cent an estimate differs from another, with its sign."""
    if estimate is None or whole is None:
        return ABSENT
    text = fixed(100 * (estimate - whole))
    return text if text.startswith(MINUS) or float(text) == 0 else f"+{text}"


def mean_cell(model: Model) -> str:
    """Marginal mean in per cent without the sign."""
    return percent(model["mean"]) if has_estimate(model) else ABSENT


def prediction_cell(model: Model) -> str:
    """Prediction interval in per cent without the sign."""
    if not has_prediction(model):
        return ABSENT
    return percent_interval(model["pi_low"], model["pi_high"])


def has_prediction(model: Model) -> bool:
    """Tell whether a model has a prediction interval; a common-effect model has none."""
    return model["pi_low"] is not None and has_estimate(model) and not is_common_effect(model)


def mean_differs(model: Model) -> bool:
    """Tell whether the marginal mean lies half a point or more from the median."""
    if model["mean"] is None or model["estimate"] is None or is_common_effect(model):
        return False
    return bool(abs(model["mean"] - model["estimate"]) >= MEAN_DIFFERS - _ROUNDING)


def tau2_cell(model: Model, *, level: float | None = None) -> str:
    """τ² with its interval, ``0.40 (95 % CI 0.18 to 0.92)``; its size only with the level."""
    if model.get("tau2") is None:
        return ABSENT
    if is_common_effect(model):
        return "assumed 0"
    if model.get("tau2_low") is None:
        return significant(model["tau2"])
    limits = interval(model["tau2_low"], model["tau2_high"])
    size = "" if level is None else f"{interval_size(level)} "
    return f"{significant(model['tau2'])} ({size}{limits})"


def i2_cell(model: Model, *, level: float | None = None) -> str:
    """I² in per cent, with its interval when the level is given: ``76 % (95 % CI 59 to 88)``."""
    if model.get("i2") is None:
        return ABSENT
    text = f"{fixed(model['i2'], decimals=0)} %"
    if level is None or model["i2_low"] is None:
        return text
    high = "not reached" if model["i2_high"] is None else fixed(model["i2_high"], decimals=0)
    return f"{text} ({interval_size(level)} {fixed(model['i2_low'], decimals=0)} to {high})"


def q_cell(model: Model) -> str:
    """Test of homogeneity, ``likelihood-ratio Q = 112.4, df = 24, p < 0.001``."""
    if model["q"] is None:
        return ABSENT
    kind = "likelihood-ratio" if model["q_type"] == "LR" else "Wald"
    return f"{kind} Q = {fixed(model['q'])}, df = {model['q_df']}, p {p_value(model['q_p'])}"


def scale_name(model: Model) -> str:
    """Name the scale on which μ and τ² are measured."""
    return MEASURES[model["measure"]]


def short_name(  # noqa: PLR0911 - one return for each model
    model: Model,
) -> str:
    """Name a model without its interval: ``GLMM``, ``Logit, REML``, ``Common effect``."""
    if model["method"] == "exact":
        return "Summed counts, exact"
    if model["method"] == "beta-binomial":
        return "Beta-binomial"
    if model["method"] == "bayes":
        return f"Bayes, {model['tau2_method']}"
    if model["method"] == "multilevel":
        return f"Three-level, {scale_name(model)}"
    if model["method"] == "glmm" and is_common_effect(model):
        return "Common effect"
    if model["method"] == "glmm":
        return "GLMM, arms summed" if model["id"].endswith("-combined") else "GLMM"
    scale = scale_name(model)
    estimator = "common effect" if is_common_effect(model) else model["tau2_method"]
    return f"{scale[0].upper()}{scale[1:]}, {estimator}"


def distinct_names(models: Sequence[Model]) -> tuple[str, ...]:
    """Name models without their interval, and with it where several have the same name."""
    names = [short_name(model) for model in models]
    often = Counter(names)
    return tuple(
        f"{name}, {INTERVAL_NAMES[model['interval']].removesuffix(' interval')}"
        if often[name] > 1 and model["interval"] != "none"
        else name
        for name, model in zip(names, models, strict=True)
    )
