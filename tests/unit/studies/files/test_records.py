"""Side tables: what is read, and how problems are told."""

from pathlib import Path

import pytest

from rechallenge.errors import DataError
from rechallenge.studies.files.records import PUBLISHED_COLUMNS, UNRESOLVED_COLUMNS, read_records

DATA = Path(__file__).parents[4] / "data"


def written(tmp_path, text, name="side.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def problems(path, required=("review", "outcome")):
    with pytest.raises(DataError) as caught:
        read_records(path, required=required, file="data/side.csv")
    return list(caught.value.messages)


def test_shipped_tables():
    published = read_records(DATA / "published_pooled.csv", required=PUBLISHED_COLUMNS)
    assert len(published) == 29
    assert published[8]["review"] == "Papathanassiou"
    assert published[8]["pooled_percent"] == "19"
    (unresolved,) = read_records(DATA / "unresolved.csv", required=UNRESOLVED_COLUMNS)
    assert (unresolved["percent"], unresolved["totals"]) == ("10", "38;53")


def test_rows_as_text(tmp_path):
    path = written(tmp_path, "\ufeffReview;outcome;note\nCao;orr;10,0\n\nXu;dcr;\n")
    assert read_records(path, required=("review", "outcome")) == (
        {"review": "Cao", "outcome": "orr", "note": "10,0"},
        {"review": "Xu", "outcome": "dcr", "note": ""},
    )


def test_a_file_that_is_not_there(tmp_path):
    (message,) = problems(tmp_path / "no.csv")
    assert message.startswith("data/side.csv: cannot be read (No such file")
    assert message.endswith("correct its path in the configuration.")


def test_an_empty_file(tmp_path):
    assert problems(written(tmp_path, "")) == [
        "data/side.csv: the file is empty; give it the columns “review”, “outcome”."
    ]


def test_a_workbook(tmp_path):
    path = tmp_path / "side.csv"
    path.write_bytes(b"PK\x03\x04rest")
    (message,) = problems(path)
    assert "is a workbook" in message


def test_every_problem_is_located(tmp_path):
    text = 'review,year,year\nCao,2024,1,surplus\nXu,2022\n"Cai,2022,1\n'
    place = "data/side.csv, row"
    fitting = "put quotes around text that holds a separator."
    told = problems(written(tmp_path, text))
    assert told[:4] == [
        f"{place} 1: no column “outcome”; add it, or rename the column that holds it.",
        f"{place} 1: two columns are called “year”; rename one.",
        f"{place} 2: 4 cells where the header has 3; {fitting}",
        f"{place} 3: 2 cells where the header has 3; {fitting}",
    ]
    assert told[4] == f"{place} 4: a quotation mark is not closed; close it or remove it."
