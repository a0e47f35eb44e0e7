"""Values that R wrote, and the data sets they belong to."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "reference"


@cache
def golden(family: str) -> Any:
    """Read one file of reference values."""
    return json.loads((FOLDER / f"{family}.json").read_text(encoding="utf-8"))


@cache
def counts(name: str) -> tuple[list[int], list[int]]:
    """Events and totals of a data set."""
    rows = next(d for d in golden("datasets")["datasets"] if d["name"] == name)["rows"]
    return [row["events"] for row in rows], [row["total"] for row in rows]


def close(told: float | None, *, rel: float = 1e-7, absolute: float = 1e-9) -> Any:
    """Compare with a reference value; None, where R has no value, only equals None."""
    return None if told is None else pytest.approx(told, rel=rel, abs=absolute)


def clipped(value: float | None) -> float | None:
    """R leaves raw and log limits outside 0-1 as they are."""
    return None if value is None else min(max(value, 0), 1)
