"""Where R's own fits differ from ours by more than the accuracy that is promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.accuracy.catalogue import LIKELIHOOD
from benchmarks.accuracy.comparison import Comparison, log_relative_error
from benchmarks.accuracy.reference import reference, rows

Ours = dict[tuple[str, str, str], list[float]]

METAFOR_BRACKET = 100.0
SAME_MAXIMUM = 1e-6
GLMM_SETTINGS = {
    "default_control": "glmm-default",
    "nodes_7": "glmm-nodes-7",
    "nodes_25": "glmm-nodes-25",
    "nodes_50": "glmm-nodes-50",
}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A fit of R that differs; ``digits`` is None where R has no value to compare."""

    cause: str
    dataset: str
    digits: float | None


def disagreements(found: Iterable[Comparison]) -> list[Disagreement]:
    """Look for them in all reference files; ``found`` has our numbers."""
    ours: Ours = defaultdict(list)
    for item in found:
        ours[item.quantity, item.dataset, item.detail].append(item.ours)
    return [*_two_stage(ours), *_glmm(ours), *_lme4(ours), *_three_level(ours)]


def _two_stage(ours: Ours) -> Iterator[Disagreement]:
    for name, by_measure in reference("two_stage")["results"].items():
        for measure, part in by_measure.items():
            limits = part["q_profile"]
            if limits["empty"]:
                yield Disagreement("q-profile-empty", name, None)
            elif limits["high"] > METAFOR_BRACKET:
                high = ours["q-profile-high", name, measure][0]
                digits = log_relative_error(METAFOR_BRACKET, high)
                yield Disagreement("q-profile-bracket", name, digits)
            for method, fit in part["fits"].items():
                key = (f"tau2-{method.lower()}", name, f"{measure}, {method}")
                yield from _tau2(name, method, fit, ours, key)


def _tau2(
    name: str, method: str, fit: dict[str, Any], ours: Ours, key: tuple[str, str, str]
) -> Iterator[Disagreement]:
    if fit.get("local"):
        digits = log_relative_error(fit["metafor_tau2"], ours[key][0])
        yield Disagreement("other-maximum", name, digits)
    if "metafor_default_tau2" not in fit:
        return
    default = fit["metafor_default_tau2"]
    if isinstance(default, dict):
        yield Disagreement("reml-stops", name, None)
        return
    digits = log_relative_error(default, ours[key][0])
    if fit.get("local"):
        # The default control ends in the same lower maximum.
        return
    if method != "PM":
        yield Disagreement("scoring-tolerance", name, digits)
    else:
        yield Disagreement("pm-tolerance" if default > 0 else "pm-zero", name, digits)


def _glmm(ours: Ours) -> Iterator[Disagreement]:
    for name, told in reference("glmm")["results"].items():
        if "error" in told:
            continue
        for setting, cause in GLMM_SETTINGS.items():
            fit = told["metafor"][setting]
            if "error" in fit:
                if setting == "default_control":
                    equal = len({row["events"] / row["total"] for row in rows(name)}) == 1
                    why = "constant-response" if equal else "inner-iteration"
                    yield Disagreement(why, name, None)
                continue
            fewest = min(
                log_relative_error(fit[key], ours[f"glmm-{key}", name, ""][0])
                for key in ("mu", "se", "tau2")
            )
            if fewest < LIKELIHOOD:
                yield Disagreement(cause, name, fewest)


def _lme4(ours: Ours) -> Iterator[Disagreement]:
    fits = [("subgroup", "mu", told, told["column"]) for told in reference("glmm")["subgroups"]] + [
        ("glmm-regression", "beta", told, " + ".join(told["moderators"]))
        for told in reference("glmm_series")["meta_regression"]
    ]
    for kind, coefficients, told, detail in fits:
        fewest = min(
            log_relative_error(theirs, own)
            for key in (coefficients, "se", "tau2")
            for theirs, own in zip(
                np.atleast_1d(told["lme4"][key]),
                ours[f"{kind}-{key}", told["dataset"], detail],
                strict=True,
            )
        )
        if fewest < LIKELIHOOD:
            yield Disagreement("lme4-tolerance", told["dataset"], fewest)


def _three_level(ours: Ours) -> Iterator[Disagreement]:
    for name, by_measure in reference("three_level")["results"].items():
        for measure in ("PLO", "PAS"):
            fit = by_measure[measure]["metafor"]
            fewest = min(
                log_relative_error(
                    fit[f"sigma2_{level}"], ours[f"three-level-{level}", name, measure][0]
                )
                for level in ("study", "row")
            )
            if fit["log_likelihood_behind"] > SAME_MAXIMUM:
                yield Disagreement("rma-mv-maximum", name, fewest)
            elif fewest < LIKELIHOOD:
                yield Disagreement("rma-mv-tolerance", name, fewest)
