"""How far the pooled numbers of an analysis moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rechallenge.compare.edition import Estimates
from rechallenge.report.quantities import primary_model
from rechallenge.withholding import HIDDEN_KEYS, withheld

TOLERANCE = 1e-8
"""Numbers that differ by less, or by less than this share of themselves, are the same."""
SHOWN = (
    "estimate", "ci_low", "ci_high", "pi_low", "pi_high", "mean", "tau2", "i2", "rows", "studies",
    "events", "total", "interval", "id", "level",
)  # fmt: skip
_NO_NUMBERS = frozenset({"settings", "rows_table", "benchmark", "level"})


def moved(old: Any, new: Any) -> bool:
    """Tell whether a value moved; absent values equal absent values only."""
    if isinstance(old, int | float) and isinstance(new, int | float):
        return abs(new - old) > TOLERANCE * max(1.0, abs(old))
    return bool(old != new)


def estimate_entry(old: Estimates, new: Estimates) -> dict[str, Any]:
    """Set the headline of an analysis before and after side by side.

    Returns
    -------
    dict
        ``old`` and ``new``: values under `SHOWN`, proportions 0-1; ``points``: the change of the
        estimate in points of per cent; ``of_width``: the same as a share of the width of the old
        interval; both None without two estimates. ``moved``: whether any of the values moved;
        ``parts``: other parts of ``estimates.json`` in which a number moved.
    """
    before, after = headline_values(old), headline_values(new)
    points = of_width = None
    if before["estimate"] is not None and after["estimate"] is not None:
        difference = after["estimate"] - before["estimate"]
        points = 100 * difference
        if before["ci_low"] is not None and before["ci_high"] != before["ci_low"]:
            of_width = difference / (before["ci_high"] - before["ci_low"])
    return {
        "label": new["label"],
        "old": before,
        "new": after,
        "points": points,
        "of_width": of_width,
        "moved": any(moved(before[key], after[key]) for key in SHOWN),
        "parts": _moved_parts(old, new),
    }


def headline_values(estimates: Estimates) -> dict[str, Any]:
    """Values of the primary model under `SHOWN`; those that must not be shown are None."""
    model = primary_model(estimates)
    if model is None:
        return dict.fromkeys(SHOWN) | {key: estimates[key] for key in ("rows", "studies", "level")}
    hidden = HIDDEN_KEYS if withheld(model) else ()
    return {key: None if key in hidden else model[key] for key in SHOWN}


def _moved_parts(old: Estimates, new: Estimates) -> list[str]:
    return [
        key
        for key in new
        if key in old and key not in _NO_NUMBERS and any(_differences(old[key], new[key]))
    ]


def _differences(old: Any, new: Any) -> Iterator[bool]:
    """Yield True for each number that moved; a list of another length is one."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in old.keys() & new.keys():
            yield from _differences(old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list):
        yield len(old) != len(new)
        for one, other in zip(old, new, strict=False):
            yield from _differences(one, other)
    elif isinstance(old, float) or isinstance(new, float):
        yield moved(old, new)
