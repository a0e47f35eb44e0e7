"""The reference values under tests/reference."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from rechallenge.models.sample import Sample

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "reference"
FAMILIES = (
    "two_stage",
    "glmm",
    "glmm_series",
    "beta_binomial",
    "three_level",
    "sensitivity",
    "meta_regression",
    "bayes",
    "small_study",
    "gosh",
    "specification",
    "intervals",
    "high_precision",
)
Names = Collection[str] | None


@cache
def reference(family: str) -> Any:
    """Read one file of reference values."""
    return json.loads((FOLDER / f"{family}.json").read_text(encoding="utf-8"))


@cache
def rows(name: str) -> Any:
    """Rows of a data set."""
    return next(d for d in reference("datasets")["datasets"] if d["name"] == name)["rows"]


def sample(name: str) -> Sample:
    """Counts of a data set; each row is a study of its own, as in R."""
    return Sample.of([row["events"] for row in rows(name)], [row["total"] for row in rows(name)])


def results(family: str, names: Names = None) -> Iterator[tuple[str, Any]]:
    """Data sets of a file with their values; ``names`` keeps some of them."""
    for name, told in reference(family)["results"].items():
        if names is None or name in names:
            yield name, told


def listed(family: str, key: str, names: Names = None) -> Iterator[tuple[str, Any]]:
    """Entries of a list in a file, each with its data set."""
    for told in reference(family)[key]:
        if names is None or told["dataset"] in names:
            yield told["dataset"], told
