"""Whether what is shown of an analysis is current."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.contract import Status


def status_of(results: Path, analysis: Mapping[str, Any]) -> Status:
    """Tell the status of an analysis, by what stops it and what an earlier run left.

    Parameters
    ----------
    results : Path
        The results folder.
    analysis : mapping
        An entry of ``analyses`` in `rechallenge.plan.report_task`.
    """
    if not analysis["messages"]:
        return "current"
    earlier = results / analysis["settings"]["slug"] / "estimates.json"
    return "stale" if earlier.is_file() else "blocked"
