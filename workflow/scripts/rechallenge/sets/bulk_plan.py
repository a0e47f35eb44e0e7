"""What a run does with the table of many sets: its chunks, and what each job must know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rechallenge.config.settings import BulkMethod, BulkSettings


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """The table and its chunks.

    Attributes
    ----------
    settings : BulkSettings
    chunks : mapping of str to str
        By number (``0001``) a digest of the rows; empty when nothing can be pooled.
    sets : int
    messages : tuple of str
        What is wrong with the table.
    """

    settings: BulkSettings
    chunks: Mapping[str, str]
    sets: int = 0
    messages: tuple[str, ...] = ()

    @property
    def methods(self) -> tuple[str, ...]:
        """Short names of the methods."""
        return tuple(method.slug for method in self.settings.methods)

    def method(self, slug: str) -> BulkMethod:
        """Look up a method."""
        return next(method for method in self.settings.methods if method.slug == slug)


def check_sets_task(plan: BulkPlan) -> dict[str, Any]:
    """Everything that the job that lists bad rows must know, as plain values."""
    settings = plan.settings
    return {"table": settings.table, "columns": dict(settings.columns)}


def part_task(plan: BulkPlan, method: str, chunk: str) -> dict[str, Any]:
    """Everything that the job of one chunk and method must know, as plain values."""
    return check_sets_task(plan) | {
        "number": int(chunk),
        "size": plan.settings.chunk,
        "digest": plan.chunks[chunk],
        "method": method,
        "options": plan.method(method).options,
    }


def gather_task(plan: BulkPlan) -> dict[str, Any]:
    """Everything that the job that joins the estimates must know, as plain values."""
    return {
        "methods": {method.slug: method.options for method in plan.settings.methods},
        "chunks": list(plan.chunks),
        "sets": plan.sets,
    }
