"""The job that draws the flow diagram of the review."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.contract import FLOW_FIGURE
from rechallenge.errors import DataError
from rechallenge.figures.flow.diagram import flow_figure
from rechallenge.figures.saving import save_figure
from rechallenge.files import write_json
from rechallenge.prisma.reading import read_flow


def draw_flow(task: Mapping[str, Any], *, words: Path) -> None:
    """Draw the diagram; everything stands beside its words.

    Parameters
    ----------
    task : mapping
        See `rechallenge.plan.flow_task`.
    words : Path
        ``prisma.json``: title, caption and description.

    Raises
    ------
    DataError
        When the table of the diagram cannot be used.
    """
    flow = read_flow(task["file"], root=Path.cwd())
    if flow is None:
        raise DataError("no table of a flow diagram is named; write it under “data: prisma:”.")
    drawn = flow_figure(flow, review=task["title"], width_mm=task["width"])
    save_figure(
        drawn.figure,
        words.parent,
        FLOW_FIGURE,
        title=drawn.title,
        description=drawn.description,
    )
    write_json(
        words,
        {
            "figure": FLOW_FIGURE,
            "title": drawn.title,
            "caption": drawn.caption,
            "description": drawn.description,
        },
    )
    print("drew the flow diagram of the review")
