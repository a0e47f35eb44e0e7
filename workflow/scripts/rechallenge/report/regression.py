"""Rates against characteristics of the studies: the section of meta-regressions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import (
    ABSENT,
    fixed,
    interval,
    p_value,
    plural,
    significant,
)
from rechallenge.report.blocks import (
    Block,
    Bullets,
    Paragraph,
    Section,
    Table,
    TableRow,
    text_row,
)
from rechallenge.report.quantities import LONG_TABLE, estimate_cell, level_percent
from rechallenge.report.sentences import listed
from rechallenge.report.subgroups import readable

TITLE = "Meta-regression"
CAUTION = (
    "Meta-regression compares different studies. An association of a characteristic with the rate "
    "is observational: it may come from anything else in which the studies differ, it need not "
    "hold for single patients, and it is no comparison of treatments."
)
READING = (
    "Apart from the intercept, coefficients are differences in log odds. R² is the share of τ² "
    "that the moderators take up, cut at 0."
)
FITS = {"glmm": "GLMM", "plo-reml-knha": "Logit, REML, Hartung–Knapp"}
PERMUTED = "plo-reml-knha"
FAR_LOG_ODDS = math.log(1e6)


def regression_section(estimates: Mapping[str, Any]) -> Section:
    """Table every meta-regression of an analysis, with its caveats.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    """
    regressions: Mapping[str, Mapping[str, Any]] = estimates["meta_regression"]
    if not regressions:
        return Section(TITLE, (Paragraph("No moderators were asked for."),))
    blocks = [Paragraph(CAUTION, kind="caution"), Paragraph(READING)]
    fitted = sum(1 for result in regressions.values() if result["fits"])
    if fitted > 1:
        blocks.append(
            Paragraph(f"{fitted} regressions were fitted; the p-values are not adjusted for that.")
        )
    return Section(
        TITLE,
        tuple(blocks),
        tuple(_regression(result, estimates) for result in regressions.values()),
    )


def number_text(value: float) -> str:
    """Write a value of a moderator: whole numbers without decimals, ``2013``, ``2020.3``."""
    if float(value).is_integer():
        return fixed(value, decimals=0)
    return fixed(value) if abs(value) >= 100 else significant(value, digits=3)


def odds_ratio_cell(coefficient: Mapping[str, float]) -> str:
    """Odds ratio per unit with its interval, ``1.07 (0.97 to 1.18)``, from log odds."""
    value, low, high = (_odds(coefficient[key]) for key in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def _odds(log_odds: float) -> str:
    if abs(log_odds) > FAR_LOG_ODDS:
        return "over 10⁶" if log_odds > 0 else "under 10⁻⁶"
    return significant(math.exp(log_odds), digits=3)


def _regression(result: Mapping[str, Any], estimates: Mapping[str, Any]) -> Section:
    blocks: list[Block] = []
    if result["fits"]:
        names = _names(result, estimates["rows_table"])
        blocks = [
            _coefficients(result, names, level=estimates["level"]),
            Paragraph(_intercept(result["terms"])),
            _fits(result, level=estimates["level"]),
        ]
    if result["notes"]:
        blocks.append(Bullets(tuple(result["notes"])))
    return Section(f"On {listed([readable(name) for name in result['moderators']])}", tuple(blocks))


def _names(result: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, bool]]:
    """Name each coefficient, and tell whether it is a slope per unit of a number."""
    pooled = [row for row in rows if row["pooled"]]
    cells = [[_cell(row, term["column"]) for term in result["terms"]] for row in pooled]
    kept = [values for values in cells if all(values)]
    columns: list[Mapping[str, Any]] = []
    for position, term in enumerate(result["terms"]):
        size = 1 if term["numeric"] else len({values[position] for values in kept}) - 1
        columns += [term] * size
    labels = [c["label"] for c in next(iter(result["fits"].values()))["coefficients"][1:]]
    names = [("intercept", False)]
    if len(columns) != len(labels):
        return names + [(readable(label), False) for label in labels]
    for term, label in zip(columns, labels, strict=True):
        column = readable(term["column"])
        name = f"{column}, per unit" if term["numeric"] else f"{column}: {readable(label)}"
        names.append((name, term["numeric"]))
    return names


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row["cells"].get(column, row.get(column))
    return "" if value is None else str(value).strip()


def _coefficients(
    result: Mapping[str, Any], names: Sequence[tuple[str, bool]], *, level: float
) -> Table:
    slopes = any(numeric for _, numeric in names)
    headers = ["Coefficient", "Model", "Log odds (CI)", "p"]
    if slopes:
        headers.insert(3, "Odds ratio per unit (CI)")
    rows: list[TableRow] = []
    for position, (name, numeric) in enumerate(names):
        for fit_id, fit in result["fits"].items():
            coefficient = fit["coefficients"][position]
            limits = interval(coefficient["low"], coefficient["high"])
            cells = [
                name,
                _model(fit_id),
                f"{significant(coefficient['value'])} ({limits})",
                _bare_p(coefficient["p"]) if position else ABSENT,
            ]
            if slopes:
                cells.insert(3, odds_ratio_cell(coefficient) if numeric else ABSENT)
            rows.append(text_row(*cells))
    return Table(
        caption=(
            f"Coefficients in {plural(result['rows'], 'row')}, logit scale, with "
            f"{level_percent(level)} intervals"
        ),
        headers=tuple(headers),
        rows=tuple(rows),
        numeric=frozenset(range(2, len(headers))),
        folded=len(rows) > LONG_TABLE,
    )


def _bare_p(p: float) -> str:
    return p_value(p).removeprefix("= ")


def _intercept(terms: Sequence[Mapping[str, Any]]) -> str:
    parts = [
        f"the mean of {readable(term['column'])} ({number_text(term['centre'])})"
        if term["numeric"]
        else f"{readable(term['column'])} “{readable(term['reference'])}”"
        for term in terms
    ]
    text = f"The intercept stands for {listed(parts)}"
    if all(term["numeric"] for term in terms):
        return f"{text}."
    return f"{text}; the other levels are set against the one named."


def _fits(result: Mapping[str, Any], *, level: float) -> Table:
    fits: Mapping[str, Mapping[str, Any]] = result["fits"]
    rows = [
        ("Interval of coefficients", [_interval(fit) for fit in fits.values()]),
        ("Test of all moderators", [_test(fit["test"]) for fit in fits.values()]),
        ("Residual τ²", [significant(fit["tau2"]) for fit in fits.values()]),
        ("τ² without moderators", [significant(fit["tau2_without"]) for fit in fits.values()]),
        ("R²", [_r2(fit["r2"]) for fit in fits.values()]),
        *_predicted(result, level=level),
    ]
    if result["permutation_p"] is not None:
        permuted = [_bare_p(result["permutation_p"]) if f == PERMUTED else ABSENT for f in fits]
        rows.insert(2, ("Permutation p", permuted))
    return Table(
        caption="Test, remaining variation and predicted median rates",
        headers=("Quantity", *(_model(name) for name in fits)),
        rows=tuple(text_row(name, *cells) for name, cells in rows),
    )


def _model(name: str) -> str:
    return FITS.get(name, name)


def _interval(fit: Mapping[str, Any]) -> str:
    return "Wald" if fit["df"] is None else f"t ({fit['df']:g} df)"


def _test(test: Mapping[str, Any]) -> str:
    statistic = fixed(test["statistic"], decimals=2)
    df = " and ".join(f"{value:g}" for value in test["df"])
    kind = {"LR": "likelihood-ratio χ²", "F": "F", "Wald": "Wald χ²"}[test["type"]]
    return f"{kind} = {statistic}, df = {df}, p {p_value(test['p'])}"


def _r2(r2: float | None) -> str:
    return "not defined" if r2 is None else f"{fixed(r2, decimals=0)} %"


def _predicted(result: Mapping[str, Any], *, level: float) -> list[tuple[str, list[str]]]:
    """Predict at both ends of a number, or at each level; several moderators give none."""
    told = [fit["predictions"] for fit in result["fits"].values()]
    if not all(told):
        return []
    (term,) = result["terms"]
    column = readable(term["column"])
    size = level_percent(level)
    positions = (0, len(told[0]) - 1) if term["numeric"] else range(len(told[0]))
    rows = []
    for position in positions:
        at = told[0][position]["at"]
        place = f"{column} {number_text(at)}" if term["numeric"] else f"{column}: {readable(at)}"
        cells = [estimate_cell({**points[position], "notes": ()}) for points in told]
        rows.append((f"Rate, {place}, % ({size} CI)", cells))
    return rows
