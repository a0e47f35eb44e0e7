"""Conditions looked up in an index choose the rows that a look at every row chooses."""

import csv
from pathlib import Path

import pytest

from rechallenge.studies import read_studies, select
from rechallenge.studies.row_index import RowIndex

HEADER = ("study", "outcome", "cancer", "year", "events", "total", "percent")
ROWS = (
    ("Alpha", "orr", "melanoma", "2019", "7", "38", ""),
    ("Alpha", "dcr", "melanoma", "2019", "17", "38", ""),
    ("Beta", "orr", "Melanoma", "2020", "", "40", "32.5"),
    ("Gamma", "", "melanoma", "2021", "3", "20", ""),
    ("Delta", "orr", "renal", "x", "5", "34", ""),
    ("Epsilon", "orr", "melanoma", "2022", "50", "44", ""),
    ("Zeta", "orr", "melanoma, uveal", "2022", "4", "44", "", "too many"),
    ("Eta", "orr", "2019", "2023", "4", "44", ""),
)


class Unnarrowed(RowIndex):
    """Every row is a candidate."""

    def candidates(self, outcome, filters):
        return range(len(self.data.rows))


@pytest.fixture
def data(tmp_path: Path):
    for number, rows in enumerate((ROWS, ROWS[:2]), 1):
        with (tmp_path / f"table{number}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEADER, *rows])
    (tmp_path / "other.csv").write_text("author,responders\nTheta,5\n", encoding="utf-8")
    return read_studies(tmp_path, root=tmp_path, outcomes=["orr", "dcr"])


@pytest.mark.parametrize("outcome", [None, "orr", " orr ", "dcr", "cr"])
@pytest.mark.parametrize(
    "where",
    [
        {},
        {"cancer": ("melanoma",)},
        {"cancer": ("melanoma", "renal"), "study": ("Alpha", "Epsilon")},
        {"cancer": ("melanoma, uveal",)},
        {"cancer": ("2019",)},
        {"year": ("2019", "2019.0")},
        {"year": {"min": 2020}},
        {"study_id": ("beta",), "include": ("1", "0")},
        {"Cancer": ("melanoma",)},
        {"tumour": ("melanoma",)},
    ],
)
def test_the_index_leaves_out_no_row_that_fits(data, outcome, where):
    indexed = select(RowIndex(data), outcome=outcome, where=where)
    assert indexed == select(Unnarrowed(data), outcome=outcome, where=where)
    assert indexed == select(data, outcome=outcome, where=where)


def test_the_index_looks_at_few_rows(data):
    index = RowIndex(data)
    found = {data.rows[at].study for at in index.candidates("dcr", {"study": ("Alpha",)})}
    assert "Alpha" in found
    assert found.isdisjoint({"Beta", "Delta", "Eta"} - {row.study for row in _unreliable(data)})


def _unreliable(data):
    return [row for row in data.rows if row.loose or row.unusable]
