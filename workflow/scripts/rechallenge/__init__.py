"""Pooled proportions for studies of re-treatment, with everything a review needs around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rechallenge.analysis.gosh import gosh
    from rechallenge.analysis.gosh_modes import second_mode
    from rechallenge.bulk.pool_many import pool_many
    from rechallenge.pooling import pool

__version__ = "0.1.0"
__all__ = ["__version__", "gosh", "pool", "pool_many", "second_mode"]


def __getattr__(name: str) -> Any:
    # Checking files and parsing the workflow must not pay for SciPy.
    if name == "pool":
        from rechallenge.pooling import pool  # noqa: PLC0415

        return pool
    if name == "gosh":
        from rechallenge.analysis.gosh import gosh  # noqa: PLC0415

        return gosh
    if name == "second_mode":
        from rechallenge.analysis.gosh_modes import second_mode  # noqa: PLC0415

        return second_mode
    if name == "pool_many":
        from rechallenge.bulk.pool_many import pool_many  # noqa: PLC0415

        return pool_many
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
