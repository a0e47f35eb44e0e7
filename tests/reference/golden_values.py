"""Golden values made by R, as fixtures and parameters."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def golden(family: str) -> Any:
    """Read one file of golden values."""
    return json.loads((HERE / f"{family}.json").read_text(encoding="utf-8"))


@cache
def counts(name: str) -> tuple[list[int], list[int]]:
    """Events and totals of a data set."""
    rows = next(d for d in golden("datasets")["datasets"] if d["name"] == name)["rows"]
    return [row["events"] for row in rows], [row["total"] for row in rows]


NAMES = [d["name"] for d in golden("datasets")["datasets"]]
