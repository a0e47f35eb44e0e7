"""Settings that remember which of them a figure read."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from rechallenge.config.settings import FigureSettings

_NAMES = frozenset(one.name for one in fields(FigureSettings))


@dataclass(frozen=True)
class Read(FigureSettings):
    """The settings of figures, with a list of those that were asked for."""

    asked: set[str] = field(default_factory=set)

    def __getattribute__(self, name: str) -> Any:
        if name in _NAMES:
            object.__getattribute__(self, "asked").add(name)
        return object.__getattribute__(self, name)

    def read(self) -> frozenset[str]:
        """Return the names of the settings that were asked for so far."""
        return frozenset(self.asked)
