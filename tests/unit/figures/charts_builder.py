"""Add to the content of estimates.json what charts of single rows and of models show."""

from __future__ import annotations

from math import sin
from typing import Any

import estimates_builder as build

SIZES = (1, 2, 3, 8, 25, 60, 140)
PLACE = ("file", "row", "study_id", "study", "arm")
SCRIPTS = (
    "Very long name of a study group with many authors " * 5,
    "Иванов-Петровский и соавторы 2021",
    "山田太郎ほか多数の著者による研究 2022",
    "د. محمود وآخرون 2020",
    "Smith 🧪🩺 2023",
    "$x^2$ <b>&amp; \u202eneve\u202c",
    "W" * 80,
)


def diagnostics(row: dict[str, Any], i: int, **changes: Any) -> dict[str, Any]:
    far = sin(37.0 * (i + 1))
    numbers = {
        "rstudent": 2.4 * far, "dffits": 0.5 * far, "cook_d": 0.25 * far**2,
        "cov_r": 1.1 - 0.25 * far**2, "tau2_del": 0.43 - 0.13 * far**2,
        "q_del": 112.0 - 25.0 * far**2, "hat": 0.02 + 0.01 * far, "weight": None,
        "baujat_x": 5.0 * far**2, "baujat_y": 0.3 * abs(far) ** 3,
    }  # fmt: skip
    return {"model": "glmm"} | {key: row[key] for key in PLACE} | numbers | changes


def shrunken(row: dict[str, Any], pooled: float) -> dict[str, Any]:
    observed, weight = row["events"] / row["total"], row["total"] / (row["total"] + 10)
    estimate = weight * observed + (1 - weight) * pooled
    return {key: row[key] for key in (*PLACE, "events", "total")} | {
        "mu": 0.0, "sd": 0.3, "estimate": estimate,
        "low": 0.6 * estimate, "high": estimate + 0.5 * (1 - estimate) * (1 - weight),
    }  # fmt: skip


def strip(first: dict[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kinds: tuple[dict[str, Any], ...] = (
        {"id": "beta-binomial", "method": "beta-binomial", "measure": "PR", "interval": "t"},
        {"id": "plo-reml-z", "method": "inverse-variance", "tau2_method": "REML", "interval": "z"},
        {"id": "plo-reml-adhoc", "method": "inverse-variance", "tau2_method": "REML",
         "interval": "adhoc"},
        {"id": "common-effect", "tau2_method": "FE", "interval": "z", "pi_low": None,
         "pi_high": None, "tau2": 0.0},
        {"id": "bayes-half-normal", "method": "bayes", "tau2_method": "half-normal(0.5)",
         "interval": "credible", "df": None},
    )  # fmt: skip
    return [first, *(build.model(rows, **kind) for kind in kinds)]


def charted(whole: dict[str, Any]) -> dict[str, Any]:
    """Complete an analysis with several models, diagnostics and shrunken rates."""
    rows = [row for row in whole["rows_table"] if row["pooled"]]
    if len(rows) < 2:
        return whole | {"influence": [], "shrunken": []}
    first = whole["models"][0]
    return whole | {
        "models": strip(first, rows),
        "influence": [diagnostics(row, i) for i, row in enumerate(rows)] if len(rows) > 2 else [],
        "shrunken": [shrunken(row, first["estimate"]) for row in rows],
    }


def scripts() -> dict[str, Any]:
    """An analysis with names in many scripts, very long ones among them."""
    rows = [build.row(name, 2 + i, 20 + 9 * i) for i, name in enumerate(SCRIPTS)]
    rows += [build.row("Two arms 2020", 3, 30, arm=name) for name in SCRIPTS]
    return build.estimates(rows, build.model(rows), label=SCRIPTS[0], outcome=SCRIPTS[1])


CASES: dict[str, dict[str, Any]] = {
    **{f"{size} rows": charted(build.many(size)) for size in SIZES},
    "hostile": charted(build.hostile()),
    "scripts": charted(scripts()),
}
