"""The tables by which the data checks are timed hold what they are said to hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.million_rows.tables import HEADER, SHAPES, write_table

from rechallenge.studies import StudyData, read_studies


def read(folder: Path, shape: str, rows: int) -> StudyData:
    path = folder / "table.csv"
    write_table(path, shape=shape, rows=rows)
    return read_studies(path, root=folder)


@pytest.mark.parametrize(
    ("shape", "studies"), [("20 rows a study", 5), ("every row its own study", 90)]
)
def test_tables_have_the_promised_number_of_rows_and_studies(
    tmp_path: Path, shape: str, studies: int
) -> None:
    data = read(tmp_path, shape, rows=90)
    assert len(data.rows) == 90
    assert len({row.study for row in data.rows}) == studies
    assert data.headers == {"table.csv": HEADER}
    assert data.outcomes == ("any_ae", "dcr", "grade3_ae", "orr")


@pytest.mark.parametrize("shape", SHAPES)
def test_errors_and_warnings_stand_in_known_rows(tmp_path: Path, shape: str) -> None:
    data = read(tmp_path, shape, rows=20)
    found = {(finding.code[0], finding.row) for finding in data.findings}
    assert {("W", 3), ("W", 4), ("N", 5), ("E", 6)} <= found
    assert {row.line for row in data.rows if row.cells["country"] == "Austrlia"} == {7}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other, third = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    for path, seed in ((one, 1), (other, 1), (third, 2)):
        write_table(path, shape="20 rows a study", rows=30, seed=seed)
    assert one.read_bytes() == other.read_bytes() != third.read_bytes()
