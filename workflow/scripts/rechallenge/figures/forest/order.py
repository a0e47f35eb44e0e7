"""The order of the studies in a forest plot; the arms of a study stay together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]


def ordered(table: Sequence[Result], order: str) -> list[list[Result]]:
    """Put the rows of each study together and sort the studies.

    Parameters
    ----------
    table : sequence of mapping
        Entries of ``rows_table``, by year as the results have them.
    order : str
        ``year`` keeps that order, ``given`` is that of files and rows, ``estimate`` goes from the
        lowest rate of a study, over its pooled arms together, to the highest.

    Returns
    -------
    list of list of mapping
        The rows of each study; studies of which nothing was pooled come last.
    """
    studies: dict[str, list[Result]] = {}
    for row in table:
        studies.setdefault(row["study_id"], []).append(row)
    groups = list(studies.values())
    if order == "given":
        groups = [sorted(group, key=_place) for group in groups]
        groups.sort(key=lambda group: _place(group[0]))
    elif order == "estimate":
        groups.sort(key=_rate)
    return sorted(groups, key=lambda group: not any(row["pooled"] for row in group))


def _place(row: Result) -> tuple[str, int]:
    return row["file"], row["row"]


def _rate(group: Sequence[Result]) -> tuple[bool, float]:
    """Sort key: the rate of a study over its pooled arms; studies without a rate come last."""
    counted = [row for row in group if row["rate"] is not None]
    counted = [row for row in counted if row["pooled"]] or counted
    if not counted:
        return True, 0.0
    return False, sum(row["events"] for row in counted) / sum(row["total"] for row in counted)
