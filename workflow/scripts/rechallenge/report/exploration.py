"""What the page needs to pool an analysis again: rows, settings, and quantiles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from rechallenge.intervals import normal_quantile, t_quantile
from rechallenge.report.quantities import primary_model
from rechallenge.withholding import withheld

SCRIPTS = Path(__file__).resolve().parents[3] / "report" / "explore"
PARTS = (
    "quantiles", "effects", "tau2", "two_stage", "likelihood", "glmm", "profile", "pool",
    "elements", "choices", "plot", "panel", "page",
)  # fmt: skip
MOST_LEVELS = 12


def page_script() -> str:
    """Return the one script of the page; its parts share no name with the world outside."""
    parts = [(SCRIPTS / f"{name}.js").read_text(encoding="utf-8") for name in PARTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def exploration_data(estimates: Mapping[str, Any]) -> Markup | None:
    """Return the data of an analysis for the script, as JSON that cannot end its element.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.

    Returns
    -------
    Markup or None
        None where fewer than two studies were pooled: there is nothing to leave out.
    """
    rows = [row for row in estimates["rows_table"] if row["pooled"]]
    model = primary_model(estimates)
    if model is None or estimates["studies"] < 2:
        return None
    level = estimates["level"]
    settings = estimates["settings"]
    shown = not withheld(model)
    content = {
        "slug": estimates["analysis"],
        "label": estimates["label"],
        "outcome": estimates["outcome"],
        "where": settings["where"],
        "level": level,
        "zeroCell": settings["model"]["zero_cell"],
        "quantiles": {
            "z": normal_quantile(level),
            "t": [t_quantile(level, df) for df in range(1, len(rows) + 1)],
        },
        "model": {key: settings["model"][key] for key in ("method", "measure", "tau2", "arms")}
        | {"test": _test(settings["model"])},
        "published": {
            "estimate": model["estimate"] if shown else None,
            "low": model["ci_low"] if shown else None,
            "high": model["ci_high"] if shown else None,
        },
        "filters": _filters(rows, [*settings["subgroups"], "cancer", "design", "setting"]),
        "rows": [_row(row, settings["subgroups"]) for row in rows],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # No text of a study can end the element or begin another, and no line end ends a line.
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _test(model: Mapping[str, Any]) -> str:
    if model["test"] == "auto" and model["method"] == "inverse-variance":
        return "adhoc"
    return str(model["test"])


def _row(row: Mapping[str, Any], columns: list[str]) -> dict[str, Any]:
    names = dict.fromkeys([*columns, "cancer", "design", "setting"])
    return {
        "study": row["study_id"],
        "name": row["study"],
        "arm": row["arm"],
        "events": row["events"],
        "total": row["total"],
        "low": row["ci_low"],
        "high": row["ci_high"],
        "cells": {name: row["cells"].get(name, "") for name in names},
    }


def _filters(rows: list[Mapping[str, Any]], columns: list[str]) -> dict[str, list[str]]:
    """Levels of the columns that tell studies apart and have few enough levels to pick from."""
    found = {}
    for column in dict.fromkeys(columns):
        levels = sorted({row["cells"].get(column, "") for row in rows})
        if 2 <= len(levels) <= MOST_LEVELS:
            found[column] = levels
    return found
