"""The flow of a review: how many records and reports passed each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rechallenge.prisma.items import FIRST_TIME, ITEMS, TITLES, Arm

Parts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Numbers and words of a flow diagram.

    Attributes
    ----------
    file : str
        As messages name it.
    numbers : mapping of str to int
        By the names of `ITEMS`; a list of reasons has their sum here. What the file leaves blank
        is absent.
    parts : mapping of str to tuple of (str, int)
        The texts and numbers of those that are lists.
    texts : mapping of str to str
        Words of the file for items and titles, where it has any.
    lines : mapping of str to int
        The row of every item, as a spreadsheet numbers it.
    unknown : tuple of (int, str)
        Rows with a name that is none of `ITEMS`.
    """

    file: str
    numbers: Mapping[str, int]
    parts: Mapping[str, Parts] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[tuple[int, str], ...] = ()

    @property
    def updates(self) -> bool:
        """Whether the review has a previous version."""
        return self._has("previous")

    @property
    def other_methods(self) -> bool:
        """Whether studies were sought by other methods than databases and registers."""
        return self._has("other")

    @property
    def included(self) -> tuple[str, int]:
        """Name of the item that says how many studies the review includes, and its number."""
        new = self.numbers["new_studies"]
        if not self.updates:
            return "new_studies", new
        total = self.numbers.get("total_studies")
        return "total_studies", self.sum("previous_studies") + new if total is None else total

    def sum(self, *keys: str) -> int:
        """Add numbers up; what the file leaves blank counts as 0."""
        return sum(self.numbers.get(key, 0) for key in keys)

    def has(self, *keys: str) -> bool:
        """Tell whether the file gives all of some numbers."""
        return all(key in self.numbers for key in keys)

    def text(self, key: str) -> str:
        """Return what the diagram says of an item or a title."""
        usual = ITEMS[key].text if key in ITEMS else TITLES[key]
        own = self.texts.get(key, "")
        if own in ("", usual):
            return usual if self.updates else FIRST_TIME.get(key, usual)
        return own

    def _has(self, arm: Arm) -> bool:
        return any(self.numbers.get(item.key) for item in ITEMS.values() if item.arm == arm)
