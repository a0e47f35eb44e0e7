"""Add what the heterogeneity figures read to an analysis; numbers are invented but coherent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import erfc, sqrt
from typing import Any

import estimates_builder as build
import numpy as np
from charts_builder import SIZES, scripts

Z = 1.959964
CHOICES = {
    "model": ("Model", ("Random-effects logistic", "Beta-binomial", "Inverse variance")),
    "measure": ("Scale", ("Logit", "Log", "Arcsine", "Raw proportion")),
    "tau2": ("Estimator of τ²", ("REML", "DerSimonian–Laird", "Paule–Mandel", "Hedges")),
    "interval": ("Interval", ("Wald", "t", "Hartung–Knapp", "Profile likelihood")),
    "arms": ("Arms", ("Separate", "Summed")),
    "rows": ("Rows", ("All", "Without overlap", "Without derived counts")),
}


def expit(values: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(values, dtype=float)))


def logit(values: Any) -> Any:
    shares = np.asarray(values, dtype=float)
    return np.log(shares / (1 - shares))


def logits(rows: Sequence[dict[str, Any]]) -> tuple[Any, Any]:
    """Logits of pooled rows and their variances, half an event added everywhere."""
    events = np.array([row["events"] for row in rows]) + 0.5
    others = np.array([row["total"] for row in rows]) + 1 - events
    return np.log(events / others), 1 / events + 1 / others


def pooled_rows(whole: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in whole["rows_table"] if row["pooled"]]


def with_panels(whole: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An analysis with every key that the heterogeneity figures read."""
    several = len(pooled_rows(whole)) > 1
    panels = {
        "benchmark": 0.2,
        "gosh": gosh(whole) if len(pooled_rows(whole)) > 2 else {},
        "specification": specification() if several else {},
        "curves": curves(whole) if several else {},
        "meta_regression": {"year": regression(whole, "year")} if several else {},
    }
    return whole | panels | changes


def gosh(whole: dict[str, Any], *, subsets: int = 20_000, **changes: Any) -> dict[str, Any]:
    """Common-effect rates and I² of random subsets."""
    rows = pooled_rows(whole)
    y, v = logits(rows)
    chance = np.random.default_rng(1)
    held = chance.random((subsets, len(y))) < chance.random((subsets, 1))
    held = held[held.sum(axis=1) > 1]
    weight = held / v
    total = weight.sum(axis=1)
    mean = (weight * y).sum(axis=1) / total
    q = (weight * (y - mean[:, None]) ** 2).sum(axis=1)
    i2 = 100 * np.clip(1 - (held.sum(axis=1) - 1) / np.maximum(q, 1e-9), 0, 1)
    rate = expit(mean)
    x_edges = np.linspace(rate.min(), rate.max() + 1e-6, 61)
    y_edges = np.linspace(0, 100, 51)

    def counts(chosen: Any) -> list[list[int]]:
        table = np.histogram2d(i2[chosen], rate[chosen], bins=(y_edges, x_edges))[0]
        return table.astype(int).tolist()

    studies = [
        {
            "study_id": f"s{j}", "study": row["study"],
            "estimate_with": float(np.median(rate[held[:, j]])),
            "estimate_without": float(np.median(rate[~held[:, j]])),
            "i2_with": float(np.median(i2[held[:, j]])),
            "i2_without": float(np.median(i2[~held[:, j]])),
        }
        for j, row in enumerate(rows)
    ]  # fmt: skip
    most = max(
        range(len(rows)),
        key=lambda j: abs(studies[j]["estimate_with"] - studies[j]["estimate_without"]),
    )
    return {
        "model": {"measure": "PLO", "tau2_method": "FE"}, "rows": len(rows), "exhaustive": False,
        "subsets": len(held), "seed": 0, "failed": 0, "estimate_edges": x_edges.tolist(),
        "i2_edges": y_edges.tolist(), "counts": counts(slice(None)), "studies": studies,
        "modes": {"excess_mass": 0.0, "limit": 0.1, "driver": None},
        "highlight": {"study_id": f"s{most}", "study": rows[most]["study"],
                      "counts": counts(held[:, most])},
        "notes": [],
    } | changes  # fmt: skip


def specification(*, most: int | None = None, **changes: Any) -> dict[str, Any]:
    """Every combination of the choices, each with an estimate of its own."""
    entries = []
    for number, levels in enumerate(product(*(range(len(v[1])) for v in CHOICES.values()))):
        model, measure, tau2, interval, arms, rows = levels
        centre = (
            -1.15 + 0.08 * model - 0.11 * measure + 0.02 * tau2 - 0.16 * rows + 0.05 * arms
            + 0.004 * (number % 7)
        )  # fmt: skip
        half = 0.28 + 0.05 * interval + 0.03 * rows
        entries.append(
            {
                "estimate": float(expit(centre)), "ci_low": float(expit(centre - half)),
                "ci_high": float(expit(centre + half)), "rows": 25 - 2 * rows, "studies": 20,
                "choices": {
                    name: f"{name}-{level}" for name, level in zip(CHOICES, levels, strict=True)
                },
                "primary": number == 0,
            }
        )  # fmt: skip
    entries = entries[:most]
    entries.sort(key=lambda entry: entry["estimate"])
    rates = [entry["estimate"] for entry in entries]
    count = len(entries)
    below = sum(entry["ci_high"] < 0.2 for entry in entries) / count
    above = sum(entry["ci_low"] > 0.2 for entry in entries) / count
    return {
        "choices": [
            {"name": name, "label": label,
             "levels": [{"name": f"{name}-{i}", "label": text} for i, text in enumerate(levels)]}
            for name, (label, levels) in CHOICES.items()
        ],
        "specifications": entries, "failed": 3, "withheld": 2, "benchmark": 0.2,
        "share_below": below, "share_above": above, "share_open": 1 - below - above,
        "median": float(np.median(rates)), "lowest": rates[0], "highest": rates[-1],
        "variance_shares": [
            {"choice": name, "share": share}
            for name, share in zip(CHOICES, (0.2, 0.4, 0.02, 0.0, 0.03, 0.35), strict=True)
        ],
        "notes": [],
    } | changes  # fmt: skip


def curves(whole: dict[str, Any]) -> dict[str, Any]:
    return {
        "drapery": drapery(whole), "predictive": predictive(whole), "radial": radial(whole),
        "funnel": funnel(whole),
    }  # fmt: skip


def _centre(whole: dict[str, Any]) -> tuple[float, float, float]:
    """Pooled logit, its standard error and the spread of true logits."""
    y, v = logits(pooled_rows(whole))
    weight = 1 / (v + 0.4)
    return float((weight * y).sum() / weight.sum()), float(1 / sqrt(weight.sum())), sqrt(0.4)


def _p_values(at: Any, centre: float, spread: float) -> list[float]:
    return [erfc(abs(x - centre) / spread / sqrt(2)) for x in at]


def drapery(whole: dict[str, Any], **changes: Any) -> dict[str, Any]:
    rows = pooled_rows(whole)
    x = np.linspace(0.001, 0.8, 301)
    mu, se, tau = _centre(whole)
    y, v = logits(rows)
    return {
        "x": x.tolist(), "pooled": _p_values(logit(x), mu, se),
        "prediction": _p_values(logit(x), mu, sqrt(se**2 + tau**2)) if len(rows) > 2 else None,
        "rows": [
            {"study_id": row["study_id"], "study": row["study"], "arm": row["arm"],
             "p": _p_values(logit(x), y[i], sqrt(v[i]))}
            for i, row in enumerate(rows)
        ],
        "note": "",
    } | changes  # fmt: skip


def predictive(whole: dict[str, Any], **changes: Any) -> dict[str, Any]:
    mu, se, tau = _centre(whole)
    spread = sqrt(se**2 + tau**2)
    x = np.linspace(0.001, 0.999, 401)
    density = np.exp(-(((logit(x) - mu) / spread) ** 2) / 2) / (spread * sqrt(2 * np.pi))
    return {
        "x": x.tolist(), "density": (density / (x * (1 - x))).tolist(),
        "median": float(expit(mu)), "low": float(expit(mu - Z * spread)),
        "high": float(expit(mu + Z * spread)), "benchmark": 0.2,
        "probability_above": 0.5 * erfc((float(logit(0.2)) - mu) / spread / sqrt(2)),
    } | changes  # fmt: skip


def radial(whole: dict[str, Any], **changes: Any) -> dict[str, Any]:
    rows = pooled_rows(whole)
    y, v = logits(rows)
    mu, se, _ = _centre(whole)
    return {
        "measure": "PLO",
        "points": [
            {"study_id": row["study_id"], "study": row["study"], "arm": row["arm"],
             "x": float(1 / sqrt(v[i])), "y": float(y[i] / sqrt(v[i]))}
            for i, row in enumerate(rows)
        ],
        "slope": mu, "slope_low": mu - Z * se, "slope_high": mu + Z * se,
        "arc": [{"rate": rate, "logit": float(logit(rate))}
                for rate in (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)],
    } | changes  # fmt: skip


def funnel(whole: dict[str, Any], **changes: Any) -> dict[str, Any]:
    rows = pooled_rows(whole)
    reference = float(expit(_centre(whole)[0]))
    largest = max(row["total"] for row in rows)
    totals = sorted({round(n) for n in np.geomspace(1, 1.2 * largest + 1, 80)})
    half = [Z * sqrt(reference * (1 - reference) / n) for n in totals]
    return {
        "reference": reference, "totals": totals,
        "low": [max(reference - one, 0.0) for one in half],
        "high": [min(reference + one, 1.0) for one in half],
    } | changes  # fmt: skip


def regression(whole: dict[str, Any], name: str, **changes: Any) -> dict[str, Any]:
    found = [row["cells"].get(name) or row.get(name) for row in pooled_rows(whole)]
    values = [float(value) for value in found if value] or [0.0]
    at = np.linspace(min(values), max(values) + (min(values) == max(values)), 41)
    mu, se, tau = _centre(whole)
    line = mu + 0.03 * (at - at.mean())
    spread = se * np.sqrt(1 + ((at - at.mean()) / max(float(np.std(at)), 1e-9)) ** 2)
    wide = np.sqrt(spread**2 + tau**2)
    band = {
        "estimate": line, "ci_low": line - Z * spread, "ci_high": line + Z * spread,
        "pi_low": line - Z * wide, "pi_high": line + Z * wide,
    }  # fmt: skip
    coefficients = [
        {"label": "intercept", "value": mu, "se": se, "low": mu - 1, "high": mu + 1, "p": 0.01},
        {"label": name, "value": 0.03, "se": 0.04, "low": -0.05, "high": 0.11, "p": 0.46},
    ]
    return {
        "moderators": [name],
        "terms": [{"column": name, "numeric": True, "reference": "", "centre": float(at.mean())}],
        "rows": len(values), "dropped": len(found) - len(values),
        "fits": {
            "glmm": {
                "coefficients": coefficients, "df": 17, "tau2": 0.42, "tau2_without": 0.43,
                "r2": 1.2, "test": {"type": "LR", "statistic": 0.5, "df": [1], "p": 0.46},
                "predictions": [],
                "band": {"at": at.tolist()} | {key: expit(v).tolist() for key, v in band.items()},
            }
        },
        "permutation_p": 0.5, "notes": ["1 row without a value is left out here."],
    } | changes  # fmt: skip


def hostile() -> dict[str, Any]:
    """An analysis whose every text tries to break the figures."""
    whole = build.hostile()
    for i, row in enumerate(whole["rows_table"]):
        row["year"] = 2010 + i
        row["cells"] = row["cells"] | {build.HOSTILE: str(0.5 * i)}
    whole = with_panels(whole)
    whole["gosh"]["highlight"]["study"] = build.HOSTILE
    whole["gosh"]["notes"] = [build.HOSTILE]
    for choice in whole["specification"]["choices"]:
        choice["label"] = build.HOSTILE
        for level in choice["levels"]:
            level["label"] = build.HOSTILE[::-1]
    whole["meta_regression"][build.HOSTILE] = regression(whole, build.HOSTILE)
    return whole


def dated(whole: dict[str, Any]) -> dict[str, Any]:
    """The analysis with a year of its own in each row."""
    for i, row in enumerate(whole["rows_table"]):
        row["year"] = 1990 + (7 * i) % 31
    return whole


CASES: dict[str, dict[str, Any]] = {
    **{f"{size} rows": with_panels(dated(build.many(size))) for size in SIZES},
    "hostile": hostile(),
    "scripts": with_panels(dated(scripts())),
}
