"""Results of many analyses, read for what covers the whole review."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rechallenge.files import read_json

DRAWN_ALONE = ("curves", "gosh", "specification")
"""Parts of ``estimates.json`` that figures alone show, and that are two thirds of it."""


def read_estimates(path: Path) -> dict[str, Any]:
    """Read ``estimates.json`` without the parts that figures alone show.

    A thousand analyses are held in memory at the same time.
    """
    content: dict[str, Any] = read_json(path)
    return {key: part for key, part in content.items() if key not in DRAWN_ALONE}
