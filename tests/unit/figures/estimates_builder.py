"""Build the content of estimates.json for tests of figures; numbers are invented but coherent."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from rechallenge.analysis.analyse import analyse
from rechallenge.config.settings import AnalysisSettings
from rechallenge.results import PooledEstimate
from rechallenge.studies import Row, Selection

HOSTILE = (
    "<script>alert('x')</script> & \"friends\" $\\frac{1}{2}$ =cmd|' /C calc'!A0 "
    "\u202egnirts desrever\u202c \u200f" + "Very long name of a study group " * 5
)[:200]


def interval(events: int, total: int) -> tuple[float, float]:
    """Wilson limits: close enough to any other interval for the purposes of drawing."""
    z2 = 1.96**2
    centre = (events + z2 / 2) / (total + z2)
    half = sqrt(z2) / (total + z2) * sqrt(events * (total - events) / total + z2 / 4)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def row(
    study: str,
    events: int | None,
    total: int | None,
    *,
    arm: str = "",
    reason: str = "",
    recovered: str = "",
    **cells: str,
) -> dict[str, Any]:
    rate = low = high = None
    if events is not None and total is not None:
        low, high = interval(events, total)
        rate = events / total
    return {
        "file": "data/studies/a.csv", "row": 2, "study_id": study.lower()[:40], "study": study,
        "arm": arm, "year": 2020, "outcome": "orr", "events": events, "total": total,
        "rate": rate, "ci_low": low, "ci_high": high, "weight": None if reason else 4.2,
        "pooled": not reason, "reason": reason, "recovered": recovered, "cells": cells,
    }  # fmt: skip


def model(rows: Sequence[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    pooled = [entry for entry in rows if entry["pooled"]]
    events = sum(entry["events"] for entry in pooled)
    total = sum(entry["total"] for entry in pooled)
    low, high = interval(events, total)
    fields: dict[str, Any] = {
        "id": "glmm", "method": "glmm", "measure": "PLO", "tau2_method": "ML", "test": "t",
        "rows": len(pooled), "studies": len({entry["study_id"] for entry in pooled}),
        "events": events, "total": total, "level": 0.95, "estimate": events / total,
        "ci_low": low, "ci_high": high, "interval": "t", "df": max(len(pooled) - 1, 1),
        "pi_low": low / 2, "pi_high": min(1.4 * high, 1.0), "mean": events / total + 0.012,
        "mean_low": low, "mean_high": high, "tau2": 0.404, "tau2_low": 0.178, "tau2_high": 0.918,
        "tau": 0.636, "i2": 76.47, "i2_low": 58.9, "i2_high": 88.1, "i2_definition": "tau2",
        "q": 112.4, "q_df": len(pooled) - 1, "q_p": 2e-13, "q_type": "LR",
    }  # fmt: skip
    return PooledEstimate(**(fields | changes)).as_dict()


def exact(rows: Sequence[dict[str, Any]], note: str, **changes: Any) -> dict[str, Any]:
    absent = dict.fromkeys(
        ("pi_low", "pi_high", "mean", "mean_low", "mean_high", "tau2", "tau2_low", "tau2_high",
         "tau", "i2", "i2_low", "i2_high", "i2_definition", "q", "q_df", "q_p", "q_type", "df")
    )  # fmt: skip
    kind = {"id": "exact", "method": "exact", "measure": "PR", "tau2_method": "none",
            "test": "exact", "interval": "exact", "notes": (note,)}  # fmt: skip
    return model(rows, **(absent | kind | changes))


def estimates(
    rows: Sequence[dict[str, Any]], fitted: dict[str, Any] | None, **changes: Any
) -> dict[str, Any]:
    pooled = [entry for entry in rows if entry["pooled"]]
    return {
        "schema": "rechallenge/estimates/1", "analysis": "melanoma-orr", "outcome": "orr",
        "label": "Objective response, melanoma",
        "rows": len(pooled), "studies": len({entry["study_id"] for entry in pooled}),
        "events": sum(entry["events"] for entry in pooled),
        "total": sum(entry["total"] for entry in pooled), "level": 0.95,
        "primary": None if fitted is None else fitted["id"], "notes": [],
        "models": [] if fitted is None else [fitted], "rows_table": list(rows),
        "leave_one_out": [], "cumulative": [], "subgroups": {},
    } | changes  # fmt: skip


def many(count: int) -> dict[str, Any]:
    """An analysis with so many rows: some of 0 %, some recovered, some studies of two arms."""
    rows = []
    for i in range(count):
        total = 4 + 37 * i % 351
        study = f"Author {i // 2 if i % 7 == 1 else i} 20{i % 30:02d}" if i % 7 else "Two arms 2019"
        rows.append(
            row(
                study, total * (i % 6) // 9, total,
                arm=f"arm {i}, {'combination of two' if i % 3 else 'one'} drugs" if i % 4 else "",
                recovered="from 23 %" if i % 5 == 0 else "",
                setting=("second_course", "switch", "escalation")[i % 3],
            )
        )  # fmt: skip
    fitted = exact(rows, "One study: its own exact interval; nothing is pooled.") if (
        count == 1
    ) else model(rows)  # fmt: skip
    result = estimates(rows, fitted)
    if count > 2:
        result["leave_one_out"] = leave_one_out(result)
        result["cumulative"] = cumulative(result)
        result["subgroups"] = {"setting": subgroups(result, "setting")}
    return result


def analysed(counts: Sequence[tuple[int, int]], **settings: Any) -> dict[str, Any]:
    """What `analyse` computes for rows with these events and totals; every third has two arms."""
    rows = [
        Row(
            file="data/studies/a.csv", line=2 + i, study_id=f"s{i // 3 * 3 if i % 3 == 1 else i}",
            study=f"Author {i // 3 * 3 if i % 3 == 1 else i} 2020", arm=f"arm {i}",
            outcome="orr", year=2000 + i // 3, events=events, total=total,
            cells={"design": ("trial", "cohort")[i % 2], "setting": ("new", "old")[i // 2 % 2]},
            recovered="from 23 %" if i % 5 == 0 else "",
        )
        for i, (events, total) in enumerate(counts)
    ]  # fmt: skip
    named = {"slug": "a", "label": "Objective response", "outcome": "orr"}
    return analyse(Selection(pooled=tuple(rows)), AnalysisSettings(**(named | settings)))


def leave_one_out(whole: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    fitted = whole["models"][0]
    names = dict.fromkeys(entry["study"] for entry in whole["rows_table"] if entry["pooled"])
    keys = ("rows", "studies", "estimate", "ci_low", "ci_high", "interval", "df", "tau2", "i2",
            "converged", "notes")  # fmt: skip
    return [
        {"study_id": name.lower(), "omitted": name} | {key: fitted[key] for key in keys} | changes
        for name in names
    ]


def cumulative(whole: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    entries = leave_one_out(whole, **changes)
    return [
        {"added": entry.pop("omitted")} | entry | {"studies": i, "rows": i}
        for i, entry in enumerate(entries, start=1)
    ]


def subgroups(whole: dict[str, Any], variable: str) -> dict[str, Any]:
    pooled = [entry for entry in whole["rows_table"] if entry["pooled"]]
    levels = sorted({entry["cells"].get(variable, "") for entry in pooled} - {""})
    groups = []
    for level in levels:
        part = [entry for entry in pooled if entry["cells"].get(variable) == level]
        events = sum(entry["events"] for entry in part)
        total = sum(entry["total"] for entry in part)
        low, high = interval(events, total)
        several = len(part) > 1
        groups.append(
            {
                "level": level, "rows": len(part),
                "studies": len({entry["study_id"] for entry in part}),
                "events": events, "total": total, "pooled": several, "mu": None, "se": None,
                "estimate": events / total, "ci_low": low, "ci_high": high,
                "interval": "t" if several else "exact",
                "note": "" if several else "one row, not pooled",
            }
        )  # fmt: skip
    return {
        "variable": variable, "groups": groups, "tau2": 0.33, "df": 15, "blank_rows": 0,
        "notes": [], "tau2_mode": "common",
        "test": {"type": "LR", "statistic": 3.787, "df": 3, "df_residual": None, "p": 0.2853},
    }  # fmt: skip


def hostile() -> dict[str, Any]:
    """An analysis whose every text tries to break the figure."""
    piled = "Z" + "\u0301\u0334\u0489" * 30 + " 2020"
    rows = [
        row(HOSTILE, 3, 20, arm=HOSTILE[::-1], setting=HOSTILE),
        row("W" * 120, 5, 30, arm="x", setting=HOSTILE),
        row("$x^2$ and $\\alpha 2020", 0, 12, setting="$\\beta$"),
        row(piled, 4, 33, setting="$\\beta$"),
        row("山田 2020 \x00\x07\ud800 د. محمود", 9, 18, setting=""),
        row("line\nbreak\ttab\u2028end", 7, 19, reason=HOSTILE, setting="only grey"),
        row("No counts 2021", None, None, reason="no count given", setting="$\\beta$"),
    ]
    fitted = model(rows, notes=(HOSTILE, "Note with $ sign and <b>."))
    whole = estimates(rows, fitted, label=HOSTILE, outcome=HOSTILE)
    whole["leave_one_out"] = leave_one_out(whole)
    whole["cumulative"] = cumulative(whole)
    whole["subgroups"] = {"setting": subgroups(whole, "setting")}
    return whole
