"""Small reviews that are pooled for real, so that editions can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rechallenge.compare.edition import Edition
from rechallenge.compare.revisions import pooled_edition
from rechallenge.config import read_settings
from rechallenge.plan import make_plan

HEADER = "study,year,arm,events,total,design,doi,include"
BASE = (
    "Ash 2015,2015,,3,20,trial,,1",
    "Birch 2016,2016,,6,30,trial,,1",
    "Cedar 2017,2017,,9,25,cohort,10.1/cedar,1",
    "Elm 2018,2018,,5,40,cohort,,1",
    "Fir 2019,2019,,12,35,trial,,1",
)


def write_review(folder: Path, lines: Sequence[str] = BASE) -> None:
    """Write one file with all studies."""
    (folder / "studies").mkdir(parents=True, exist_ok=True)
    (folder / "studies" / "all.csv").write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")


def edition(
    folder: Path,
    lines: Sequence[str] = BASE,
    *,
    model: Mapping[str, Any] | None = None,
    **analysis: Any,
) -> Edition:
    """Pool a review of one analysis, ``rate``."""
    write_review(folder, lines)
    config = {
        "data": {"studies": "studies"},
        "model": dict(model or {}),
        "analyses": {"rate": {"label": "Rate", **analysis}},
    }
    plan = make_plan(read_settings(config, name="config"), root=folder)
    return pooled_edition(plan, folder, folder.name, {})


def changed(old: str, new: str, lines: Sequence[str] = BASE) -> list[str]:
    """Return the lines with a text replaced in the one that holds it."""
    assert sum(old in line for line in lines) == 1
    return [line.replace(old, new) for line in lines]
