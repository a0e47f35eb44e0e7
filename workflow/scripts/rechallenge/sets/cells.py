"""Cells of the table, a column at a time: names as text, counts as whole numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rechallenge.studies.cells import read_count
from rechallenge.studies.findings import quoted

Integers = NDArray[np.int64]
DIGITS = r"^[0-9]{1,9}$"
NONE = -1
"""Stands for a cell without a count."""
LARGEST = 10**9
OWN_REMEDY = re.compile(r"write \d+( alone)?")
REMEDY = "write a whole number, or delete the row"
Fault = tuple[str, str]
"""What is wrong with a cell, and how to mend it."""


def names(column: Any) -> Any:
    """Return names without blanks at their ends and in composed form; a null is empty.

    Returns
    -------
    pyarrow.DictionaryArray
        Of text; the dictionary may hold a name twice.
    """
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    values = pc.cast(encoded.dictionary, pa.string())
    values = pc.utf8_normalize(pc.utf8_trim_whitespace(values), form="NFC")
    indices = encoded.indices
    if column.null_count or values.null_count:
        values = pa.concat_arrays([pc.fill_null(values, ""), pa.array([""], pa.string())])
        indices = pc.fill_null(indices.cast(pa.int64()), len(values) - 1)
    return pa.DictionaryArray.from_arrays(indices.cast(pa.int32()), values)


def counts(column: Any) -> tuple[Integers, dict[int, Fault]]:
    """Read a column of counts.

    Returns
    -------
    values : ndarray of int, shape (R,)
        -1 where a cell holds no count.
    faults : dict of int to Fault
        By the position of the cell; also for blank cells.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_integer(column.type):
        return _whole(pc.cast(column, pa.float64(), safe=False), column)
    if pa.types.is_floating(column.type):
        return _whole(pc.cast(column, pa.float64()), column)
    text = pc.utf8_trim_whitespace(pc.fill_null(pc.cast(column, pa.string()), ""))
    plain = pc.match_substring_regex(text, DIGITS)
    values = pc.if_else(plain, text, str(NONE)).cast(pa.int64()).to_numpy().copy()
    return _rest(values, np.flatnonzero(~plain.to_numpy(zero_copy_only=False)), text)


def _whole(numbers: Any, column: Any) -> tuple[Integers, dict[int, Fault]]:
    found = pc.fill_null(numbers, np.nan).to_numpy(zero_copy_only=False)
    good = (found >= 0) & (found <= LARGEST) & (found == np.floor(found))
    values = np.where(good, found, NONE).astype(np.int64)
    return _rest(values, np.flatnonzero(~good), column)


def _rest(
    values: Integers, positions: NDArray[np.intp], column: Any
) -> tuple[Integers, dict[int, Fault]]:
    """Read the cells that are no plain digits one by one, each spelling once."""
    faults: dict[int, Fault] = {}
    known: dict[str, tuple[int, Fault | None]] = {}
    for position, cell in zip(positions.tolist(), column.take(positions).to_pylist(), strict=True):
        text = "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124 - NaN
        if text not in known:
            known[text] = _read(text)
        values[position], fault = known[text]
        if fault is not None:
            faults[position] = fault
    return values, faults


def _read(text: str) -> tuple[int, Fault | None]:
    reading = read_count(text)
    if isinstance(reading.value, int):
        return reading.value, None
    if not reading.problem:
        return NONE, (f"{quoted(text)} is no count" if text else "the cell is blank", REMEDY)
    own = OWN_REMEDY.fullmatch(reading.remedy)
    return NONE, (reading.problem, reading.remedy if own else REMEDY)
