"""A summary of many estimates, taken column by column, so that no more than that is in memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from rechallenge.bulk.pooled_sets import NO_ESTIMATE, WITHHELD_STATUS
from rechallenge.effects import Floats
from rechallenge.files import write_csv
from rechallenge.sets.parquet_files import read_rows
from rechallenge.tables.bulk_estimates import BAD_DATA, COUNTS

COLUMNS = ("method", "part", "name", "value")
QUANTILES = (
    ("lowest", 0.0), ("5 %", 0.05), ("25 %", 0.25), ("median", 0.5), ("75 %", 0.75),
    ("95 %", 0.95), ("highest", 1.0),
)  # fmt: skip
MEASURED = ("estimate", "width", "tau2", "i2", "width of prediction")
_WIDTHS = {"width": ("ci_low", "ci_high"), "width of prediction": ("pi_low", "pi_high")}
UNSHOWN = (WITHHELD_STATUS, NO_ESTIMATE, BAD_DATA)
BAD_ROW = "A row cannot be pooled; findings.csv says why."
REASONS = 20
"""Reasons at most that are listed for one status."""

Parts = Mapping[str, Sequence[Path]]
"""Files of the estimates of each method, in the order of the chunks."""


def write_bulk_summary(path: Path, parts: Parts, settings: Mapping[str, Mapping[str, Any]]) -> None:
    """Count and describe the estimates of each method, and compare each two methods.

    Parameters
    ----------
    path : Path
        Of a CSV with the columns `COLUMNS`.
    parts : mapping
    settings : mapping of str to mapping
        Options of each method.
    """
    rows = [
        dict(zip(COLUMNS, (method, *row), strict=True))
        for method, files in parts.items()
        for row in _of_method(files, settings[method])
    ]
    rows += [
        dict(zip(COLUMNS, (f"{one} and {other}", *row), strict=True))
        for one, other in combinations(parts, 2)
        for row in _of_pair(parts[one], parts[other])
    ]
    write_csv(path, COLUMNS, rows)


def _of_method(
    files: Sequence[Path], settings: Mapping[str, Any]
) -> Iterator[tuple[str, str, Any]]:
    yield from (("settings", name, value) for name, value in settings.items())
    statuses: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    sums = dict.fromkeys(COUNTS, 0)
    for file in files:
        part = read_rows(file, ["status", "reason", *COUNTS])
        for status, reason in zip(
            part.column("status").to_pylist(), part.column("reason").to_pylist(), strict=True
        ):
            statuses[status] += 1
            if reason:
                reasons[status, _kind(reason) if status != BAD_DATA else BAD_ROW] += 1
        for name in COUNTS:
            sums[name] += pc.sum(part.column(name)).as_py() or 0
    yield ("counts", "sets", statuses.total())
    yield from (("counts", "patients" if name == "total" else name, sums[name]) for name in COUNTS)
    yield from (("status", status, statuses[status]) for status in sorted(statuses))
    for status in sorted(statuses):
        own = [(reason, number) for (of, reason), number in reasons.items() if of == status]
        own.sort(key=lambda entry: (-entry[1], entry[0]))
        yield from ((f"reason of {status}", reason, number) for reason, number in own[:REASONS])
        if own[REASONS:]:
            yield (f"reason of {status}", "others", sum(number for _, number in own[REASONS:]))
    for name in MEASURED:
        values = _values(files, name)
        values = values[~np.isnan(values)]
        yield (name, "sets", values.size)
        if values.size:
            levels = np.quantile(values, [level for _, level in QUANTILES])
            yield from (
                (name, label, float(level))
                for (label, _), level in zip(QUANTILES, levels, strict=True)
            )


def _kind(reason: str) -> str:
    """Write … for the numbers of one set, so that the same reason is counted as the same."""
    return re.sub(r"\d+(?:[.,]\d+)*", "…", reason)


def _of_pair(one: Sequence[Path], other: Sequence[Path]) -> Iterator[tuple[str, str, Any]]:
    ours, theirs = _values(one, "estimate"), _values(other, "estimate")
    inside = np.ones(ours.size, dtype=bool)
    for files, values in ((one, theirs), (other, ours)):
        inside &= (_values(files, "ci_low") <= values) & (values <= _values(files, "ci_high"))
    both = ~(np.isnan(ours) | np.isnan(theirs))
    yield ("agreement", "sets with both estimates", int(both.sum()))
    if not both.any():
        return
    apart = np.abs(ours - theirs)[both]
    yield ("agreement", "median difference", float(np.median(apart)))
    yield ("agreement", "95 % of the differences up to", float(np.quantile(apart, 0.95)))
    yield ("agreement", "largest difference", float(apart.max()))
    yield ("agreement", "differences above 0.01", int(np.count_nonzero(apart > 0.01)))
    yield ("agreement", "each estimate in the interval of the other", int(inside[both].sum()))


def _values(files: Sequence[Path], name: str) -> Floats:
    """Read one column, or the width of an interval; NaN where it is absent or not to be shown."""
    wanted = list(_WIDTHS.get(name, (name,)))
    found = []
    for file in files:
        part = read_rows(file, ["status", *wanted])
        low, *high = (part.column(column).to_numpy() for column in wanted)
        values = high[0] - low if high else low.copy()
        values[np.isin(part.column("status").to_numpy(), UNSHOWN)] = np.nan
        found.append(values)
    return np.concatenate(found)
