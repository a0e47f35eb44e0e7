"""Names and short sentences for models, intervals and outcomes, shared by figures and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.contract import INTERVAL_NAMES, MEASURES, OUTCOME_NAMES, TAU2_NAMES
from rechallenge.formatting import PER_CENT, RateScale, fixed, interval, p_value, significant

COLUMN_TITLES = {
    "study_id": "Short name",
    "ci_low": "Printed lower limit, %",
    "ci_high": "Printed upper limit, %",
    "ci_level": "Printed level, %",
    "percent": "Printed rate, %",
    "doi": "DOI",
    "count_source": "Count",
    "initial_regimen": "First course",
    "rechallenge_regimen": "Second course",
    "reason_stopped": "First course ended",
    "median_followup_months": "Median follow-up, months",
    "overlap_group": "Shared patients",
    "total_max": "Patients treated",
    "include": "Pooled",
}
"""Titles for columns of the study files whose names do not read as a title."""


def column_title(column: str) -> str:
    """Look up the title of a column; another name is written with spaces and a capital."""
    if column in COLUMN_TITLES:
        return COLUMN_TITLES[column]
    text = " ".join(column.replace("_", " ").split())
    return text[:1].upper() + text[1:]


def outcome_name(outcome: str) -> str:
    """Look up the title of an outcome code; an unknown code stays as written."""
    return OUTCOME_NAMES.get(outcome, outcome or "Events")


def model_name(  # noqa: PLR0911 - one return for each model
    model: Mapping[str, Any],
) -> str:
    """Name a fitted model in a few words: model, estimator of τ², interval."""
    if model["method"] == "exact":
        return "Summed counts, exact (Clopper–Pearson) interval"
    ending = interval_name(model)
    if model["tau2_method"] == "FE" and model["method"] == "glmm":
        return f"Common-effect binomial model, {ending}"
    if model["method"] == "bayes":
        return f"Bayesian logistic model, {model['tau2_method']} prior on τ, {ending}"
    if model["method"] == "multilevel":
        return f"Three-level model, {MEASURES[model['measure']]}, REML, {ending}"
    if model["method"] == "beta-binomial":
        return f"Beta-binomial model (mean rate), {ending}"
    if model["method"] == "glmm":
        arms = ", arms summed" if model["id"].endswith("-combined") else ""
        return f"Random-effects logistic model (GLMM, maximum likelihood){arms}, {ending}"
    estimator = (
        "common effect" if model["tau2_method"] == "FE" else TAU2_NAMES[model["tau2_method"]]
    )
    return f"Inverse variance, {MEASURES[model['measure']]}, {estimator}, {ending}"


def interval_name(model: Mapping[str, Any]) -> str:
    """Name the interval of a model, with its degrees of freedom."""
    name = INTERVAL_NAMES[model["interval"]]
    if model["df"] is None:
        return name
    whole = float(model["df"]).is_integer()
    return f"{name} ({model['df']:.0f} df)" if whole else f"{name} ({model['df']:.1f} df)"


def subgroup_test(test: Mapping[str, Any]) -> str:
    """Name a test between subgroups, with its statistic, degrees of freedom and p-value."""
    kind = {"LR": "likelihood ratio", "Wald": "Wald test", "F": "F test"}[test["type"]]
    symbol, df = "χ²", str(test["df"])
    if test["type"] == "F":
        symbol, df = "F", f"{df} and {test['df_residual']}"
    statistic = fixed(test["statistic"], decimals=2)
    return f"{kind}: {symbol} = {statistic}, df = {df}, p {p_value(test['p'])}"


def heterogeneity_line(model: Mapping[str, Any], *, level: float) -> str:
    """Give τ², I² and Q with their intervals, in one line; no adjectives."""
    if model["tau2"] is None:
        return "Heterogeneity: not estimated"
    size = f"{100 * level:g} % CI"
    parts = [f"τ² = {significant(model['tau2'])}"]
    if model["tau2_low"] is not None:
        parts[0] += f" ({size} {interval(model['tau2_low'], model['tau2_high'])})"
    if model["i2"] is not None:
        parts.append(f"I² = {model['i2']:.0f} %")
        if model["i2_low"] is not None and model["i2_high"] is not None:
            parts[-1] += f" ({size} {model['i2_low']:.0f} to {model['i2_high']:.0f})"
    if model["q"] is not None and model["studies"] > 2:
        kind = "likelihood-ratio " if model["q_type"] == "LR" else ""
        parts.append(f"{kind}Q = {model['q']:.1f}, df = {model['q_df']}, p {p_value(model['q_p'])}")
    return "Heterogeneity: " + "; ".join(parts)


def estimate_phrase(model: Mapping[str, Any], *, level: float, scale: RateScale = PER_CENT) -> str:
    """Give the estimate with its interval: ``24.3 % (95 % CI 18.8 to 30.7)``."""
    if model["estimate"] is None:
        return "no estimate"
    limits = scale.interval(model["ci_low"], model["ci_high"])
    kind = "CrI" if model.get("interval") == "credible" else "CI"
    return f"{scale.phrase(model['estimate'])} ({100 * level:g} % {kind} {limits})"


def prediction_sentence(
    model: Mapping[str, Any], *, level: float, scale: RateScale = PER_CENT
) -> str:
    """Say what the prediction interval means, in one or two sentences; empty without one."""
    if model["pi_low"] is None:
        return ""
    sentence = (
        "The true rate of a similar study is expected between "
        f"{scale.range(model['pi_low'], model['pi_high'])} ({100 * level:g} % prediction "
        "interval); an observed rate varies more, the more so the fewer the patients."
    )
    if model["tau2"] == 0 and model["tau2_method"] != "FE":
        sentence += (
            " Between-study variance was estimated as 0, so this interval reflects only the "
            "uncertainty of the pooled rate."
        )
    return sentence
