"""Tables of numbers for the workbook, one sheet each, before they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rechallenge.contract import COLUMNS
from rechallenge.wording import model_name

Result = Mapping[str, Any]
Kind = Literal["text", "count", "percent", "number", "i2", "p"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet; ``percent`` values are proportions 0-1, ``i2`` values 0-100."""

    header: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook.

    Attributes
    ----------
    name : str
        On its tab, at most 31 characters.
    about : str
        What it holds, for the sheet in front.
    columns : tuple of SheetColumn
    rows : tuple of tuple
        A value for each column: text, a number, or None.
    """

    name: str
    about: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Any, ...], ...]


_ESTIMATE = (
    SheetColumn("Estimate", "percent"),
    SheetColumn("CI, lower", "percent"),
    SheetColumn("CI, upper", "percent"),
)
_PREDICTION = (
    SheetColumn("Prediction interval, lower", "percent"),
    SheetColumn("Prediction interval, upper", "percent"),
)
_SIZE = (
    SheetColumn("Rows", "count"),
    SheetColumn("Studies", "count"),
    SheetColumn("Events", "count"),
    SheetColumn("Patients", "count"),
)
_ANALYSIS = SheetColumn("Analysis")
_CHARACTERISTICS = tuple(
    column.name
    for column in COLUMNS
    if column.name
    in {
        "cancer", "design", "country", "setting", "initial_regimen", "rechallenge_regimen",
        "reason_stopped", "line", "median_followup_months", "population", "overlap_group",
        "source", "doi",
    }
)  # fmt: skip


def sheets(analyses: Sequence[Result], findings: Sequence[Mapping[str, str]]) -> tuple[Sheet, ...]:
    """Make every sheet of a review; sheets without rows are left out.

    Parameters
    ----------
    analyses : sequence of mapping
        Contents of ``estimates.json``, as they may be shown.
    findings : sequence of mapping
        Rows of ``findings.csv``.
    """
    choices = _choices(analyses)
    made = (
        _characteristics(analyses),
        _sheet(
            "Study results",
            "Every row of every analysis with its exact interval; rows that were not pooled say "
            "why.",
            (
                _ANALYSIS, SheetColumn("Study"), SheetColumn("Arm"), SheetColumn("Year", "count"),
                SheetColumn("Events", "count"), SheetColumn("Patients", "count"), *_ESTIMATE,
                SheetColumn("Pooled"), SheetColumn("Reason"), SheetColumn("Recovered"),
                SheetColumn("File"), SheetColumn("Row", "count"),
            ),
            analyses,
            _study_results,
        ),
        _sheet(
            "Models",
            "Every model of every analysis; the first of an analysis is that of the headline. τ² "
            "is on the scale of the model.",
            (
                _ANALYSIS, SheetColumn("Model"), *_SIZE, *_ESTIMATE, *_PREDICTION,
                SheetColumn("Mean", "percent"), SheetColumn("τ²", "number"),
                SheetColumn("τ², lower", "number"), SheetColumn("τ², upper", "number"),
                SheetColumn("I², %", "i2"), SheetColumn("Q", "number"),
                SheetColumn("Q, df", "count"), SheetColumn("Q, p", "p"), SheetColumn("Notes"),
            ),
            analyses,
            _models,
        ),
        _sheet(
            "Subgroups",
            "Pooled proportions of subgroups, and the test between them.",
            (
                _ANALYSIS, SheetColumn("Variable"), SheetColumn("Subgroup"), *_SIZE, *_ESTIMATE,
                SheetColumn("Test, p", "p"), SheetColumn("Note"),
            ),
            analyses,
            _subgroups,
        ),
        _sheet(
            "Meta-regression",
            "Coefficients on the logit scale; numbers are centred at the value given.",
            (
                _ANALYSIS, SheetColumn("Moderators"), SheetColumn("Model"),
                SheetColumn("Coefficient"), SheetColumn("Value", "number"),
                SheetColumn("Standard error", "number"), SheetColumn("CI, lower", "number"),
                SheetColumn("CI, upper", "number"), SheetColumn("p", "p"),
                SheetColumn("Rows", "count"), SheetColumn("Centred at", "number"),
            ),
            analyses,
            _regressions,
        ),
        _sheet(
            "Leave-one-out",
            "The pooled proportion without each study.",
            (_ANALYSIS, SheetColumn("Without"), *_SIZE, *_ESTIMATE, *_PREDICTION,
             SheetColumn("τ²", "number"), SheetColumn("I², %", "i2")),
            analyses,
            lambda estimates: _series(estimates, "leave_one_out", "omitted"),
        ),
        _sheet(
            "Cumulative",
            "The pooled proportion as studies are added by year.",
            (_ANALYSIS, SheetColumn("Added"), *_SIZE, *_ESTIMATE, *_PREDICTION,
             SheetColumn("τ²", "number"), SheetColumn("I², %", "i2")),
            analyses,
            lambda estimates: _series(estimates, "cumulative", "added"),
        ),
        _sheet(
            "Influence",
            "Influence of each row on the headline model.",
            (
                _ANALYSIS, SheetColumn("Study"), SheetColumn("Arm"),
                SheetColumn("Studentised residual", "number"), SheetColumn("DFFITS", "number"),
                SheetColumn("Cook’s distance", "number"), SheetColumn("Covariance ratio", "number"),
                SheetColumn("τ² without", "number"), SheetColumn("Q without", "number"),
                SheetColumn("Hat", "number"),
            ),
            analyses,
            _influence,
        ),
        _sheet(
            "Specifications",
            "The pooled proportion under every sensible combination of choices.",
            (
                _ANALYSIS, *(SheetColumn(label) for label in choices.values()),
                SheetColumn("Rows (k)", "count"), SheetColumn("Studies", "count"), *_ESTIMATE,
                SheetColumn("Headline"),
            ),
            analyses,
            lambda estimates: _specifications(estimates, choices),
        ),
        Sheet(
            "Data findings",
            "What the data checks found.",
            tuple(SheetColumn(name) for name in ("Code", "Level", "File", "Message", "Accepted")),
            tuple(
                tuple(row[key] for key in ("code", "level", "file", "message", "accepted"))
                for row in findings
            ),
        ),
    )  # fmt: skip
    return tuple(sheet for sheet in made if sheet.rows)


def _sheet(
    name: str,
    about: str,
    columns: tuple[SheetColumn, ...],
    analyses: Sequence[Result],
    rows: Callable[[Result], Iterator[tuple[Any, ...]]],
) -> Sheet:
    filled = tuple((estimates["label"], *row) for estimates in analyses for row in rows(estimates))
    return Sheet(name, about, columns, filled)


def _characteristics(analyses: Sequence[Result]) -> Sheet:
    """One line for each study and arm, whatever the number of analyses that use it."""
    lines: dict[tuple[str, str], tuple[Any, ...]] = {}
    for estimates in analyses:
        for row in estimates["rows_table"]:
            cells = row["cells"]
            values = (cells.get(name) or None for name in _CHARACTERISTICS)
            lines.setdefault(
                (row["study_id"], row["arm"]), (row["study"], row["arm"], row["year"], *values)
            )
    columns = (SheetColumn("Study"), SheetColumn("Arm"), SheetColumn("Year", "count"))
    names = tuple(SheetColumn(_title(name)) for name in _CHARACTERISTICS)
    rows = tuple(lines[key] for key in sorted(lines))
    kept = [i for i in range(3 + len(names)) if i < 2 or any(row[i] for row in rows)]
    return Sheet(
        "Studies",
        "Characteristics of the studies and their arms.",
        tuple((*columns, *names)[i] for i in kept),
        tuple(tuple(row[i] for i in kept) for row in rows),
    )


def _title(name: str) -> str:
    text = name.replace("_", " ")
    return "DOI" if name == "doi" else f"{text[0].upper()}{text[1:]}"


def _study_results(estimates: Result) -> Iterator[tuple[Any, ...]]:
    for row in estimates["rows_table"]:
        yield (
            row["study"], row["arm"], row["year"], row["events"], row["total"], row["rate"],
            row["ci_low"], row["ci_high"], "yes" if row["pooled"] else "no", row["reason"],
            row["recovered"], row["file"], row["row"],
        )  # fmt: skip


def _sizes(part: Result) -> tuple[Any, ...]:
    return part["rows"], part["studies"], part["events"], part["total"]


def _estimate(part: Result) -> tuple[Any, ...]:
    return part["estimate"], part["ci_low"], part["ci_high"]


def _choices(analyses: Sequence[Result]) -> dict[str, str]:
    """Name every choice that any analysis varies, with its label."""
    curves = (estimates["specification"] for estimates in analyses)
    return {
        choice["name"]: choice["label"]
        for curve in curves
        for choice in (curve["choices"] if curve else ())
    }


def _specifications(estimates: Result, choices: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    curve = estimates["specification"]
    if not curve:
        return
    labels = {
        (choice["name"], level["name"]): level["label"]
        for choice in curve["choices"]
        for level in choice["levels"]
    }
    for one in curve["specifications"]:
        chosen = (labels.get((name, one["choices"].get(name, ""))) for name in choices)
        yield (
            *chosen, one["rows"], one["studies"], *_estimate(one),
            "yes" if one["primary"] else "no",
        )  # fmt: skip


def _models(estimates: Result) -> Iterator[tuple[Any, ...]]:
    for model in estimates["models"]:
        yield (
            model_name(model), *_sizes(model), *_estimate(model), model["pi_low"],
            model["pi_high"], model["mean"], model["tau2"], model["tau2_low"],
            model["tau2_high"], model["i2"], model["q"], model["q_df"], model["q_p"],
            " ".join(model["notes"]),
        )  # fmt: skip


def _subgroups(estimates: Result) -> Iterator[tuple[Any, ...]]:
    for variable, result in estimates["subgroups"].items():
        for group in result["groups"]:
            yield (
                _title(variable), group["level"], *_sizes(group), *_estimate(group),
                result["test"]["p"], group["note"],
            )  # fmt: skip


def _regressions(estimates: Result) -> Iterator[tuple[Any, ...]]:
    for regression in estimates["meta_regression"].values():
        centres = {
            term["column"]: term["centre"] for term in regression["terms"] if term["numeric"]
        }
        for name, fit in regression["fits"].items():
            for coefficient in fit["coefficients"]:
                label = coefficient["label"]
                yield (
                    ", ".join(map(_title, regression["moderators"])), name, label,
                    coefficient["value"], coefficient["se"], coefficient["low"],
                    coefficient["high"], coefficient["p"], regression["rows"], centres.get(label),
                )  # fmt: skip


def _series(estimates: Result, key: str, name: str) -> Iterator[tuple[Any, ...]]:
    for entry in estimates[key]:
        yield (
            entry[name], *_sizes(entry), *_estimate(entry), entry["pi_low"], entry["pi_high"],
            entry["tau2"], entry["i2"],
        )  # fmt: skip


def _influence(estimates: Result) -> Iterator[tuple[Any, ...]]:
    for entry in estimates["influence"]:
        if entry["model"] == estimates["primary"]:
            yield (
                entry["study"], entry["arm"], entry["rstudent"], entry["dffits"], entry["cook_d"],
                entry["cov_r"], entry["tau2_del"], entry["q_del"], entry["hat"],
            )  # fmt: skip
