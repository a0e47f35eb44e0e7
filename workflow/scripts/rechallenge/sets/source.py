"""The table as it stands in its file: batches of rows, read one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rechallenge.config.bulk import COLUMNS
from rechallenge.contract import ALIASES
from rechallenge.errors import DataError
from rechallenge.studies.files.headers import look_alike, normalised
from rechallenge.studies.findings import quoted

OPTIONAL = "study"
PARQUET = ".parquet"
TEXTS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Table:
    """A file and what its columns are called.

    Attributes
    ----------
    path : Path
    name : str
        The file as the reviewer knows it.
    columns : mapping of str to str
        Headers by our names, as the configuration maps them.
    """

    path: Path
    name: str
    columns: Mapping[str, str]

    @property
    def first_row(self) -> int:
        """Number of the first row in messages: in a CSV the header is row 1."""
        return 1 if self.is_parquet else 2

    @property
    def is_parquet(self) -> bool:
        """Whether the ending of the file says so."""
        return self.path.suffix.lower() == PARQUET

    def batches(self) -> Iterator[Mapping[str, Any]]:
        """Give the columns of one batch of rows after the other as Arrow arrays, by our names.

        The study is absent where the file has no such column. Cells of a CSV are text.

        Raises
        ------
        DataError
            When the file cannot be read, or a column is missing.
        """
        if not self.path.is_file():
            raise DataError(
                f"{self.name}: there is no such file; check the path under “bulk: table:”."
            )
        if self.is_parquet:
            from rechallenge.sets.parquet_source import parquet_batches  # noqa: PLC0415

            return parquet_batches(self)
        if self.path.suffix.lower() in TEXTS:
            from rechallenge.sets.csv_source import csv_batches  # noqa: PLC0415

            return csv_batches(self)
        raise DataError(
            f"{self.name}: this is no CSV and no Parquet file by its ending; save the table as "
            "“CSV UTF-8” or as Parquet."
        )

    def found(self, headers: list[str]) -> dict[str, str]:
        """Say in which of the headers each of our columns stands.

        Raises
        ------
        DataError
            For each column that is missing or stands there twice.
        """
        wanted = {normalised(self.columns.get(name, name)): name for name in COLUMNS}
        aliases = {alias: name for alias, name in ALIASES.items() if name not in self.columns}
        wanted = {alias: name for alias, name in aliases.items() if name in COLUMNS} | wanted
        found: dict[str, str] = {}
        problems: list[str] = []
        for header in headers:
            name = wanted.get(normalised(header))
            if name in found:
                problems.append(
                    f"{self.name}, row 1, column {quoted(header)}: this column and "
                    f"{quoted(found[name])} both mean {name}; rename or delete one of them."
                )
            elif name is not None:
                found[name] = header
        problems += [
            self._missing(name, headers)
            for name in COLUMNS
            if name not in found and (name != OPTIONAL or name in self.columns)
        ]
        if problems:
            raise DataError(problems)
        return found

    def _missing(self, name: str, headers: list[str]) -> str:
        header = self.columns.get(name, name)
        close = look_alike(name, headers)
        listed = ", ".join(quoted(other) for other in headers[:20]) or "none"
        remedy = (
            f"write “columns: {{{name}: {close}}}” under “bulk” if {quoted(close)} is meant"
            if close
            else (f"name its header under “bulk: columns: {name}:”")
        )
        return (
            f"{self.name}, row 1: there is no column {quoted(header)} (there are {listed}); "
            f"{remedy}."
        )


def table_of(task: Mapping[str, Any], root: Path) -> Table:
    """Name the file of a task; see `rechallenge.sets.bulk_plan`."""
    return Table(root / task["table"], task["table"], task["columns"])
