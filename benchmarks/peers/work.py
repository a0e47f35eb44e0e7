"""What both sides do, by size."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.against_r.tasks import shipped
from benchmarks.bulk.sets import Table, draw
from rechallenge import gosh, pool_many
from rechallenge.analysis.analyse import analyse
from rechallenge.analysis.influence import two_stage_influence
from rechallenge.analysis.leave_one_out import leave_one_out
from rechallenge.config.settings import FigureSettings
from rechallenge.effects import effect_sizes
from rechallenge.figures.catalogue import drawn_figures
from rechallenge.models.many_designs import knapp_hartung_fs
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample

PERMUTATIONS = 1000
SUBSETS_IN_R = 3000
GLMM_SUBSETS = 100_000
SETS_IN_R = 300

Run = Callable[[Sample, list[int]], float]


@dataclass(frozen=True, slots=True)
class Work:
    """One line of the table.

    Attributes
    ----------
    title : str
    task : str
        Its name in `time.R`; empty where R has nothing for it.
    rows : int
        Rows that are drawn; 0 where the task brings its own.
    run : callable
        Returns a number to hold against that of R, or NaN.
    ours, theirs : int
        Fits of one call on either side, by which its time is divided.
    """

    title: str
    task: str
    rows: int
    run: Run
    ours: int = 1
    theirs: int = 1


def _two_stage(tau2: str) -> Run:
    def run(sample: Sample, _: list[int]) -> float:
        options: dict[str, Any] = {"method": "inverse-variance", "measure": "PLO", "test": "z"}
        return float(pool_sample(sample, tau2=tau2, engine=False, **options).mu or 0)

    return run


def _glmm(sample: Sample, _: list[int]) -> float:
    return float(pool_sample(sample, test="t", profiles=False).mu or 0)


def _left_out(sample: Sample, _: list[int]) -> float:
    options = {"method": "inverse-variance", "measure": "PLO", "tau2": "REML", "test": "z"}
    return float(leave_one_out(sample, options)[0].result.mu or 0)


def _influence(sample: Sample, _: list[int]) -> float:
    return float(two_stage_influence(sample)[0].cook_d or 0)


def _permutations(sample: Sample, years: list[int]) -> float:
    effects = effect_sizes(sample.events, sample.totals)
    design = np.column_stack([np.ones(len(years)), np.array(years) - 2019.0])
    generator = np.random.default_rng(1)
    orders = [generator.permutation(len(years)) for _ in range(PERMUTATIONS)]
    found = knapp_hartung_fs(effects.y, effects.v, np.stack([design, *(design[o] for o in orders)]))
    return float(found[0])


def _subsets(sample: Sample, options: dict[str, Any]) -> float:
    return float(np.nanmean(gosh(sample.events, sample.totals, **options).mu))


def _sets(options: dict[str, Any]) -> Run:
    def run(_: Sample, __: list[int]) -> float:
        table = sets()
        pool_many(table.events, table.totals, table.groups, profiles=False, **options)
        return float("nan")

    return run


@cache
def sets() -> Table:
    """All made-up sets."""
    return draw()


@cache
def _estimates() -> dict[str, Any]:
    review = shipped()
    return dict(analyse(review.selection, review.settings))


def _forest(_: Sample, __: list[int]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for stem, drawn in drawn_figures(_estimates(), FigureSettings(), ["forest"]):
            for page in drawn.pages:
                page.savefig(Path(folder) / f"{stem}.pdf")
    return float("nan")


def works(set_count: int) -> Sequence[Work]:
    """Every line of the table."""
    single = [
        Work(f"{name}, {rows:,} rows", task, rows, run)
        for task, name, run in (
            ("DL", "Fit by DL", _two_stage("DL")),
            ("REML", "Fit by REML", _two_stage("REML")),
            ("GLMM", "Fit by the GLMM", _glmm),
        )
        for rows in (10, 100, 1000)
    ]
    series = [
        Work(f"{name} of {rows} rows, REML", task, rows, run)
        for task, name, run in (
            ("left_out", "Leave-one-out", _left_out),
            ("influence", "Influence", _influence),
        )
        for rows in (20, 100)
    ]
    every = 2**20 - 21
    return [
        *single,
        *series,
        Work("Permutation test, 20 rows, 1,000 shuffles", "permutations", 20, _permutations),
        *(
            Work(
                f"GOSH, a subset of 20 rows, {tau2}",
                f"gosh_{tau2}",
                20,
                lambda sample, _, tau2=tau2: _subsets(sample, {"tau2": tau2}),  # type: ignore[misc]
                every,
                SUBSETS_IN_R,
            )
            for tau2 in ("DL", "REML")
        ),
        Work(
            "GOSH, a subset of 20 rows, GLMM",
            "",
            20,
            lambda sample, _: _subsets(sample, {"method": "glmm", "subsets": GLMM_SUBSETS}),
            GLMM_SUBSETS,
        ),
        *(
            Work(
                f"One of {set_count:,} sets, {name}", task, 0, _sets(options), set_count, SETS_IN_R
            )
            for task, name, options in (
                ("sets_DL", "DL", {"tau2": "DL"}),
                ("sets_REML", "REML", {"tau2": "REML"}),
                ("sets_GLMM", "GLMM", {"method": "glmm", "test": "t"}),
            )
        ),
        Work("Forest plot of `melanoma-orr` to PDF", "forest", 0, _forest),
    ]
