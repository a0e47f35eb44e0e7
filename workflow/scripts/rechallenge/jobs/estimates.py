"""Results of many analyses, read for what covers the whole review."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rechallenge.files import read_json

DRAWN_ALONE = ("curves", "gosh")
"""Parts of ``estimates.json`` that figures alone show."""


def read_estimates(path: Path, *, short: bool) -> dict[str, Any]:
    """Read ``estimates.json`` without the parts that figures alone show.

    Parameters
    ----------
    path : Path
    short : bool
        Leave out all specifications too, which are half of the rest: a thousand analyses are held
        in memory at the same time.
    """
    content: dict[str, Any] = read_json(path)
    kept = {key: part for key, part in content.items() if key not in DRAWN_ALONE}
    return kept | {"specification": None} if short else kept
