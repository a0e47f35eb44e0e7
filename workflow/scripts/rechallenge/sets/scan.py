"""One look at the whole table: how many sets, what is wrong, and a digest of each chunk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rechallenge.errors import DataError
from rechallenge.formatting import plural
from rechallenge.sets.blocks import BadRow, SetNames, blocks, by_chunk
from rechallenge.sets.rows import RowsDigest, rows_of
from rechallenge.sets.source import Table

SHOWN = 10
"""Messages about single rows at most."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a table holds.

    Attributes
    ----------
    sets, rows : int
    chunks : tuple of str
        For each chunk a digest that changes exactly when a row of its sets does.
    messages : tuple of str
        About rows that cannot be pooled, with the sets that they belong to.
    """

    sets: int
    rows: int
    chunks: tuple[str, ...]
    messages: tuple[str, ...]


def scan(table: Table, *, size: int) -> Scan:
    """Read and check the table, a block of rows at a time.

    Parameters
    ----------
    table : Table
    size : int
        Sets in a chunk.

    Raises
    ------
    DataError
        When the file cannot be read, holds no row, or has rows that belong to no set, which may
        be missing anywhere.
    """
    known = SetNames()
    digests: list[RowsDigest] = []
    rows = found = 0
    shown: list[BadRow] = []
    lost: list[BadRow] = []
    for block in blocks(table, known):
        rows += block.sets.size
        found += len(block.bad)
        for position in sorted(block.bad):
            bad = block.bad[position]
            (shown if bad.set else lost).append(bad)
        del shown[SHOWN:], lost[SHOWN:]
        for chunk, positions in by_chunk(block, size):
            while len(digests) <= chunk:
                digests.append(RowsDigest())
            digests[chunk].add(rows_of(block, positions, known.names))
    if lost:
        raise DataError([bad.message(table) for bad in lost])
    if rows == 0:
        raise DataError(
            f"{table.name}: there is no row below the header; add the rows of the sets."
        )
    messages = [bad.message(table) for bad in shown]
    if found > len(shown):
        more = plural(found - len(shown), "more row")
        messages.append(f"{table.name}: {more} cannot be pooled; bulk/findings.csv lists them all.")
    chunks = tuple(digest.hexdigest() for digest in digests)
    return Scan(len(known.names), rows, chunks, tuple(messages))


def bad_rows(table: Table) -> Iterator[BadRow]:
    """Give every row that cannot be pooled, in the order of the table."""
    for block in blocks(table, SetNames()):
        yield from (block.bad[position] for position in sorted(block.bad))
