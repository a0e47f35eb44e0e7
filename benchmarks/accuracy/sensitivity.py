"""Leave-one-out, cumulative, influence and Baujat values of two-stage models against metafor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.accuracy.comparison import Found, Omission, compared
from benchmarks.accuracy.reference import Names, results, sample
from rechallenge.analysis.cumulative import cumulative
from rechallenge.analysis.influence import two_stage_influence
from rechallenge.analysis.leave_one_out import leave_one_out
from rechallenge.results import PooledEstimate

INFLUENCE = ("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "q_del", "hat", "weight")


def sensitivity(names: Names = None) -> Iterator[Found]:
    """Compare both measures of every data set."""
    for name, by_measure in results("sensitivity", names):
        data = sample(name)
        for measure, told in by_measure.items():
            options = {
                "method": "inverse-variance",
                "measure": measure,
                "test": "z",
                "engine": False,
            }
            left = [member.result for member in leave_one_out(data, options)]
            yield from _series("leave-one-out", name, measure, left, told["leave_one_out"])
            accrued = [member.result for member in cumulative(data, data.studies, options)]
            yield from _series("cumulative", name, measure, accrued, told["cumulative"])
            found = two_stage_influence(data, measure=measure)
            for key in INFLUENCE:
                own = [getattr(row, key) for row in found]
                quantity = f"influence-{key.replace('_', '-')}"
                yield from compared(quantity, name, measure, own, told["influence"][key])
            for axis in ("x", "y"):
                own = [getattr(row, f"baujat_{axis}") for row in found]
                yield from compared(f"baujat-{axis}", name, measure, own, told["baujat"][axis])


def _series(
    kind: str, name: str, measure: str, ours: Sequence[PooledEstimate], told: dict[str, Any]
) -> Iterator[Found]:
    for i, own in enumerate(ours):
        detail = f"{measure}, row {i + 1}"
        if own.method == "exact":
            cause = "one-row" if own.studies == 1 else "exact"
            yield Omission(cause, name, detail)
            continue
        for key in ("mu", "se", "tau2", "q"):
            yield from compared(f"{kind}-{key}", name, detail, getattr(own, key), told[key][i])
