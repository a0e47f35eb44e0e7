"""Names of rows in charts: the study, and the arm where it says something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rechallenge.figures.charts.chart import RowLabel
from rechallenge.figures.forest.rows import arm_name
from rechallenge.figures.text import clean

Row = Mapping[str, Any]


def row_name(row: Row) -> str:
    """Name a row: ``Lee 2020``, ``Lee 2020, high dose``."""
    arm = arm_name(row)
    return f"{clean(row['study'])}, {arm}" if arm else clean(row["study"])


def short_names(rows: Sequence[Row]) -> tuple[str, ...]:
    """Name rows by their study alone, and by their arm too where a study has several of them."""
    of_study = Counter(row["study_id"] for row in rows)
    return tuple(
        row_name(row) if of_study[row["study_id"]] > 1 else clean(row["study"]) for row in rows
    )


def telling(rows: Sequence[Row], size: Callable[[Row], float], *, most: int) -> tuple[Row, ...]:
    """Choose the rows with the largest sizes for a figure that has room for so many, in order."""
    ranked = sorted(range(len(rows)), key=lambda i: size(rows[i]), reverse=True)
    return tuple(rows[i] for i in sorted(ranked[:most]))


def row_labels(rows: Sequence[Row]) -> tuple[tuple[RowLabel, ...], tuple[int, ...]]:
    """Label rows: by their study alone, the arms of a study below its name.

    Parameters
    ----------
    rows : sequence of mapping
        With ``study_id``, ``study`` and ``arm``; those of a study follow each other.

    Returns
    -------
    tuple of RowLabel
    tuple of int
        Which label each row has; the names above arms belong to no row.
    """
    labels: list[RowLabel] = []
    places = []
    for _, members in groupby(rows, key=lambda row: row["study_id"]):
        arms = list(members)
        if len(arms) > 1:
            labels.append(RowLabel(clean(arms[0]["study"])))
        for row in arms:
            places.append(len(labels))
            if len(arms) == 1:
                labels.append(RowLabel(clean(row["study"])))
            else:
                labels.append(RowLabel(arm_name(row) or "arm not named", indent=1))
    return tuple(labels), tuple(places)
