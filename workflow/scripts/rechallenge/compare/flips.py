"""Conclusions that moved: what a reader of the earlier edition would now read otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from rechallenge.compare.edition import Estimates
from rechallenge.compare.matching import Match
from rechallenge.compare.moves import headline_values, moved
from rechallenge.formatting import p_value, percent, percent_interval, significant
from rechallenge.report.influence import row_name, stands_out
from rechallenge.report.quantities import level_percent
from rechallenge.report.subgroups import readable

LEAST_SHARE = 0.25
THRESHOLD = 0.05

Flip = dict[str, str]


def flips(old: Estimates, new: Estimates, match: Match) -> list[Flip]:
    """List the conclusions of an analysis that moved, each with its ``kind`` and one sentence."""
    before, after = headline_values(old), headline_values(new)
    found = [
        *_benchmark(before, after, new.get("benchmark")),
        *_outside(before, after),
        *_spread(before, after),
        *_fallback(old, new),
        *_subgroup_order(old, new),
        *_tests(old, new),
        *_influential(old, new, match),
        *_zero_events(old, new),
    ]
    return [{"kind": kind, "text": text} for kind, text in found]


def _benchmark(
    old: Mapping[str, Any], new: Mapping[str, Any], benchmark: float | None
) -> list[tuple[str, str]]:
    found = []
    for kind, name in (("ci", "confidence interval"), ("pi", "prediction interval")):
        sides = [_side(model, kind, benchmark) for model in (old, new)]
        if all(sides) and sides[0] != sides[1]:
            found.append(
                (
                    f"benchmark-{kind}",
                    f"The {name} {sides[0]} the benchmark of {percent(benchmark)} % and now "
                    f"{sides[1]} it: {_limits(old, kind)} became {_limits(new, kind)}.",
                )
            )
    return found


def _side(model: Mapping[str, Any], kind: str, benchmark: float | None) -> str:
    low, high = model[f"{kind}_low"], model[f"{kind}_high"]
    if benchmark is None or low is None or high is None:
        return ""
    if high < benchmark:
        return "lies below"
    return "lies above" if low > benchmark else "holds"


def _limits(model: Mapping[str, Any], kind: str) -> str:
    return f"{percent_interval(model[f'{kind}_low'], model[f'{kind}_high'])} %"


def _outside(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str]]:
    if old["estimate"] is not None and new["estimate"] is None:
        return [("no-estimate", f"There was an estimate, {percent(old['estimate'])} %; now there "
                 "is none.")]  # fmt: skip
    if new["estimate"] is None or old["ci_low"] is None:
        return []
    if old["ci_low"] <= new["estimate"] <= old["ci_high"]:
        return []
    return [
        (
            "outside-interval",
            f"The new estimate of {percent(new['estimate'])} % lies outside the earlier "
            f"{level_percent(old['level'])} interval of {_limits(old, 'ci')}.",
        )
    ]


def _spread(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    scales = old["id"] == new["id"]
    if scales and _far(old["tau2"], new["tau2"]):
        found.append(
            (
                "tau2",
                f"τ² moved by more than {100 * LEAST_SHARE:g} %: {significant(old['tau2'])} became "
                f"{significant(new['tau2'])}.",
            )
        )
    widths = [
        None if model["pi_low"] is None else model["pi_high"] - model["pi_low"]
        for model in (old, new)
    ]
    if _far(*widths):
        found.append(
            (
                "prediction-interval",
                f"The width of the prediction interval moved by more than {100 * LEAST_SHARE:g} %: "
                f"{_limits(old, 'pi')} became {_limits(new, 'pi')}.",
            )
        )
    return found


def _far(old: float | None, new: float | None) -> bool:
    if old is None or new is None or not moved(old, new):
        return False
    return bool(abs(new - old) > LEAST_SHARE * abs(old))


def _fallback(old: Estimates, new: Estimates) -> list[tuple[str, str]]:
    def gave_way(estimates: Estimates) -> bool:
        chosen = estimates["settings"]["model"]["method"]
        return bool(chosen == "glmm" and estimates["primary"] == "beta-binomial")

    if gave_way(new) and not gave_way(old):
        return [("fallback", "The GLMM reached no estimate, and the beta-binomial model stands in "
                 "for it.")]  # fmt: skip
    return []


def _subgroup_order(old: Estimates, new: Estimates) -> list[tuple[str, str]]:
    found = []
    for variable, entry in new["subgroups"].items():
        before = _levels(old["subgroups"].get(variable, {}))
        after = _levels(entry)
        for one, other in combinations([level for level in after if level in before], 2):
            first, second = before[one] - before[other], after[one] - after[other]
            if moved(first, 0.0) and moved(second, 0.0) and first * second < 0:
                found.append(
                    (
                        "subgroup-order",
                        f"Subgroups by {readable(variable)} changed their order: "
                        f"{readable(one)} {percent(before[one])} % and {readable(other)} "
                        f"{percent(before[other])} % became "
                        f"{percent(after[one])} % and {percent(after[other])} %. Differences "
                        "between subgroups are observational.",
                    )
                )
    return found


def _levels(entry: Mapping[str, Any]) -> dict[str, float]:
    return {
        group["level"]: group["estimate"]
        for group in entry.get("groups", ())
        if group["pooled"] and group["estimate"] is not None
    }


def _tests(old: Estimates, new: Estimates) -> list[tuple[str, str]]:
    before, after = _p_values(old), _p_values(new)
    return [
        (
            "moderator",
            f"The p-value of {name} crossed {THRESHOLD:g}: it was p {p_value(before[name])} and "
            f"is now p {p_value(p)}.",
        )
        for name, p in after.items()
        if name in before and (before[name] < THRESHOLD) != (p < THRESHOLD)
    ]


def _p_values(estimates: Estimates) -> dict[str, float]:
    found = {}
    for variable, entry in estimates["subgroups"].items():
        if entry.get("test") and entry["test"]["p"] is not None:
            found[f"the test between subgroups by {readable(variable)}"] = entry["test"]["p"]
    for variable, entry in estimates["meta_regression"].items():
        fit = next(iter(entry["fits"].values()), None)
        if fit and fit["test"]["p"] is not None:
            found[f"the moderator {readable(variable)}"] = fit["test"]["p"]
    return found


def _influential(old: Estimates, new: Estimates, match: Match) -> list[tuple[str, str]]:
    known = {match.pairs.get(study, study) for study, _ in _standing_out(old)}
    names = dict.fromkeys(name for study, name in _standing_out(new) if study not in known)
    return [
        ("influential", f"{name} now stands out among the rows by its residual or its Cook’s "
         "distance.")
        for name in names
    ]  # fmt: skip


def _standing_out(estimates: Estimates) -> list[tuple[str, str]]:
    entries = estimates["influence"]
    return [
        (entry["study_id"], row_name(entry))
        for entry in entries
        if entry["model"] == entries[0]["model"] and stands_out(entry)
    ]


def _zero_events(old: Estimates, new: Estimates) -> list[tuple[str, str]]:
    zeros = [
        [row for row in estimates["rows_table"] if row["pooled"] and row["events"] == 0]
        for estimates in (old, new)
    ]
    if zeros[0] or not zeros[1]:
        return []
    row = zeros[1][0]
    return [("zero-events", f"{row_name(row)} is the first pooled row without events "
             f"(0 of {row['total']}).")]  # fmt: skip
