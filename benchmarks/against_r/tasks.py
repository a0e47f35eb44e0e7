"""The tasks as the library does them, and the rows that both sides read."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rechallenge.analysis.analyse import analyse
from rechallenge.analysis.influence import two_stage_influence
from rechallenge.analysis.leave_one_out import leave_one_out
from rechallenge.analysis.rows_table import given_order
from rechallenge.config import load_config
from rechallenge.config.settings import AnalysisSettings
from rechallenge.models.sample import Sample
from rechallenge.plan import make_plan, selection_of, task_of
from rechallenge.pooling import pool, pool_sample
from rechallenge.studies.rows import Row
from rechallenge.studies.selection import Selection

ROOT = Path(__file__).resolve().parents[2]
ANALYSIS = "melanoma-orr"
FEW_ROWS = 10
COLUMNS = ("study", "year", "setting", "design", "events", "total")
INVERSE_VARIANCE: dict[str, Any] = {
    "method": "inverse-variance",
    "measure": "PLO",
    "tau2": "REML",
    "test": "z",
}


@dataclass(frozen=True, slots=True)
class Review:
    """The shipped analysis that is timed."""

    settings: AnalysisSettings
    selection: Selection
    rows: tuple[Row, ...]

    @property
    def sample(self) -> Sample:
        """The counts, each row a study of its own, as metafor takes them."""
        return Sample.of(
            [row.events or 0 for row in self.rows], [row.total or 0 for row in self.rows]
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the page.

    Attributes
    ----------
    r : str
        Name of the task in `time.R`.
    title, ours, theirs : str
        What is done, and how on either side.
    run : callable
        Returns numbers to hold against those of R.
    """

    r: str
    title: str
    ours: str
    theirs: str
    run: Callable[[Review], Sequence[float]]


def shipped() -> Review:
    """Read the analysis from the configuration and the data of the repository."""
    plan = make_plan(load_config(ROOT / "config" / "config.yaml"), root=ROOT)
    task = task_of(plan, ANALYSIS)
    selection = selection_of(task, root=ROOT)
    rows = tuple(sorted(selection.pooled, key=given_order))
    return Review(AnalysisSettings.from_dict(task["settings"]), selection, rows)


def write_rows(review: Review, path: Path) -> None:
    """Write the rows for R."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in review.rows:
            cells: Mapping[str, str] = row.cells
            year = "" if row.year is None else row.year
            place = (row.study_id, year, cells.get("setting", ""), cells.get("design", ""))
            writer.writerow((*place, row.events, row.total))


def _glmm_fit(review: Review) -> Sequence[float]:
    rows = review.sample.take(range(FEW_ROWS))
    return _mus([pool(rows.events, rows.totals)])


def _glmm_fit_wald(review: Review) -> Sequence[float]:
    rows = review.sample.take(range(FEW_ROWS))
    return _mus([pool_sample(rows, test="t", profiles=False)])


def _glmm_left_out(review: Review) -> Sequence[float]:
    return _mus([left.result for left in leave_one_out(review.sample, {})])


def _glmm_left_out_wald(review: Review) -> Sequence[float]:
    return _mus([left.result for left in leave_one_out(review.sample, {"test": "t"})])


def _reml_fit(review: Review) -> Sequence[float]:
    sample = review.sample
    return _mus([pool(sample.events, sample.totals, **INVERSE_VARIANCE)])


def _reml_left_out(review: Review) -> Sequence[float]:
    return _mus([left.result for left in leave_one_out(review.sample, INVERSE_VARIANCE)])


def _influence(review: Review) -> Sequence[float]:
    return [row.cook_d or 0.0 for row in two_stage_influence(review.sample)]


def _whole(review: Review) -> Sequence[float]:
    result = analyse(review.selection, review.settings)
    models = {model["id"]: model["mu"] for model in result["models"]}
    return [
        *(models[name] for name in ("glmm", "plo-reml-z", "pas-reml-adhoc", "glmm-combined")),
        *(left["mu"] for left in result["leave_one_out"]),
    ]


def _mus(results: Sequence[Any]) -> list[float]:
    return [result.mu for result in results]


TASKS = (
    Task(
        "glmm_fit",
        f"GLMM, {FEW_ROWS} rows",
        "`pool(events, totals)`: profile-likelihood limits of μ and τ²",
        '`rma.glmm(measure = "PLO", xi, ni, test = "t")`: Wald limits of μ, none of τ²',
        _glmm_fit,
    ),
    Task(
        "glmm_fit",
        "The same, both with Wald limits of μ only",
        '`pool_sample(sample, test="t", profiles=False)`',
        "as above",
        _glmm_fit_wald,
    ),
    Task(
        "glmm_left_out",
        "GLMM without each of 25 rows",
        "`leave_one_out(sample, {})`: profile-likelihood limits of μ",
        "a loop of `rma.glmm`, for which `leave1out` has no method: Wald limits of μ",
        _glmm_left_out,
    ),
    Task(
        "glmm_left_out",
        "The same, both with Wald limits of μ",
        '`leave_one_out(sample, {"test": "t"})`',
        "as above",
        _glmm_left_out_wald,
    ),
    Task(
        "reml_fit",
        "Logit, REML, 25 rows",
        '`pool(…, method="inverse-variance", test="z")`: fitted by PyMARE and again by our own '
        "core, with Q-profile limits of τ²",
        '`rma(measure = "PLO", xi, ni)`: without limits of τ²',
        _reml_fit,
    ),
    Task(
        "reml_fit_limits",
        "The same, both with limits of τ²",
        "as above",
        "`rma` and `confint`",
        _reml_fit,
    ),
    Task(
        "reml_left_out",
        "Logit, REML, without each of 25 rows",
        "`leave_one_out(sample, …)`, each fit as above",
        "`leave1out(fit)`",
        _reml_left_out,
    ),
    Task(
        "influence",
        "Influence of 25 rows, logit, REML",
        "`two_stage_influence(sample)`",
        "`influence(fit)`",
        _influence,
    ),
    Task(
        "whole",
        f"The whole analysis `{ANALYSIS}`",
        "`analyse(selection, settings)`",
        "the script's `whole_analysis()`",
        _whole,
    ),
)
