"""From single outcomes to the figures that have a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.planted.measure import Clean, Outcome
from benchmarks.planted.plants import Level

ROWS_PER_ALARM = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its target.

    Attributes
    ----------
    name : str
    value : str
        As printed.
    target : str
        As printed; empty where there is none.
    met : bool
    """

    name: str
    value: str
    target: str
    met: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that was measured.

    Attributes
    ----------
    outcomes : tuple of Outcome
    synthetic, shipped : Clean
    """

    outcomes: tuple[Outcome, ...]
    synthetic: Clean
    shipped: Clean

    def figures(self) -> tuple[Figure, ...]:
        """Return the figures in the order of the table."""
        caught = [outcome for outcome in self.outcomes if outcome.caught]
        harmless = [outcome for outcome in self.outcomes if outcome.kind.intact]
        right = [outcome for outcome in caught if outcome.row_right]
        changed = [outcome for outcome in harmless if outcome.changed]
        return (
            self._caught("error", 99.0),
            self._caught("warning", 90.0),
            self._caught("note", None),
            _share("Findings with the right rows", len(right), len(caught), 100.0),
            _share(
                "Harmless changes that leave every count as it was",
                len(harmless) - len(changed),
                len(harmless),
                100.0,
            ),
            _alarms("False alarms, made-up reviews", [self.synthetic]),
            _alarms("False alarms, shipped data", [self.shipped]),
            _alarms(
                "False alarms beside a planted error",
                [Clean(1, o.rows, o.false_alarms) for o in self.outcomes],
            ),
        )

    def _caught(self, level: Level, target: float | None) -> Figure:
        planted = [outcome for outcome in self.outcomes if outcome.kind.level == level]
        return _share(
            f"Planted {level}s reported", sum(o.caught for o in planted), len(planted), target
        )


def _share(name: str, part: int, whole: int, target: float | None) -> Figure:
    # Cut off, not rounded, so that 100.0 % means all of them.
    tenths = 1000 * part // whole if whole else 1000
    met = target is None or tenths >= 10 * target
    shown = f"{part:,} of {whole:,} ({tenths / 10:.1f} %)"
    wanted = "" if target is None else "all" if target == 100 else f"≥ {target:g} %"
    return Figure(name, shown, wanted, met)


def _alarms(name: str, reviews: Sequence[Clean]) -> Figure:
    alarms = sum(len(review.false_alarms) for review in reviews)
    rows = sum(review.rows for review in reviews)
    rate = ROWS_PER_ALARM * alarms / rows
    shown = f"{alarms:,} in {rows:,} rows ({rate:.2f} per {ROWS_PER_ALARM})"
    return Figure(name, shown, f"≤ 1 per {ROWS_PER_ALARM}", rate <= 1)
