"""A file of judgements beside the studies, as robvis lays it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.errors import DataError
from rechallenge.studies import StudyData, read_studies
from rechallenge.studies.judgements import BiasSource

STUDIES = """\
study,arm,outcome,responders,total
Lee 2020,a,orr,3,20
Lee 2020,b,orr,4,31
Muñoz 2021,,orr,5,33
"""
FILE = "rob.csv"


def read(folder: Path, judgements: str, *, tool: str = "rob2", studies: str = STUDIES) -> StudyData:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/orr.csv").write_text(studies, encoding="utf-8")
    (folder / FILE).write_text(judgements, encoding="utf-8")
    return read_studies(folder / "data", root=folder, bias=BiasSource(tool, FILE))


def test_every_row_of_a_study_gets_its_judgements(tmp_path: Path) -> None:
    data = read(
        tmp_path,
        "Study,D1,D2,D3,D4,D5,Overall,Weight\n"
        "Lee 2020,Low,Low,Low,Low,Low,Low,33.3\n"
        "munoz 2021,Low,High,Low,Low,Low,High,1\n",
    )
    assert data.findings == tuple(f for f in data.findings if f.code == "N305")
    assert [row.cells.get("rob_d2") for row in data.rows] == ["Low", "Low", "High"]
    assert "rob_weight" not in data.rows[0].cells
    assert data.rows[0].cells["arm"] == "a"


def test_a_study_may_be_named_by_its_identifier(tmp_path: Path) -> None:
    data = read(tmp_path, "Study,Overall\nlee-2020,High\n")
    assert [row.cells.get("rob_overall") for row in data.rows] == ["High", "High", ""]


def test_studies_that_are_not_there_are_all_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, "Study,D1\nLee 2002,Low\nSomebody else,Low\nMuñoz 2021,Low\n")
    assert caught.value.messages == (
        "rob.csv, row 2 (study “Lee 2002”): no study file has a study of this name; did you mean "
        "“Lee 2020”? write it as in the study files, or delete the row.",
        "rob.csv, row 3 (study “Somebody else”): no study file has a study of this name; write it "
        "as in the study files, or delete the row.",
    )


def test_a_name_of_two_studies_is_not_guessed(tmp_path: Path) -> None:
    studies = "study_id,study,events,total\na,Lee 2020,3,20\nb,Lee 2020,4,31\n"
    with pytest.raises(DataError) as caught:
        read(tmp_path, "Study,D1\nLee 2020,Low\n", studies=studies)
    assert caught.value.messages == (
        "rob.csv, row 2 (study “Lee 2020”): the study may be “a” and “b”; write its study_id "
        "instead.",
    )


@pytest.mark.parametrize(
    ("judgements", "message"),
    [
        ("Study,D1\nLee 2020,Low\nLee 2020,Low\n", "rob.csv, row 3: “Lee 2020” stands in row 2"),
        ("Study,D1\n,Low\n", "rob.csv, row 2: the study has no name"),
        ("Study,Weight\nLee 2020,3\n", "rob.csv, row 1: there are no domains beside “Study”"),
        ("Author,D1\nLee 2020,Low\n", "rob.csv, row 1: no column “study”"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, judgements: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, judgements)
    assert caught.value.messages[0].startswith(message)


def test_words_are_checked_where_they_stand(tmp_path: Path) -> None:
    data = read(tmp_path, "Study,D1,D9\nLee 2020,Lwo,Low\n")
    found = [finding.message for finding in data.findings if finding.code.startswith("W")]
    assert found == [
        "rob.csv, column “d9”: this is no domain of RoB 2, so its judgements are not shown; rename "
        "the column, or name another tool in the configuration. [W124]",
        "rob.csv, row 2 (study “Lee 2020”), column “d1”: “Lwo” is no judgement of RoB 2 and counts "
        "as none; did you mean “Low”? It knows Low, Some concerns and High. [W123]",
    ]


def test_judgements_stand_in_one_place(tmp_path: Path) -> None:
    studies = STUDIES.replace("total\n", "total,rob_d1\n").replace("0\n", "0,Low\n")
    with pytest.raises(DataError, match="keep the judgements in one of the two places"):
        read(tmp_path, "Study,D1\nLee 2020,Low\n", studies=studies)


def test_a_part_of_the_files_needs_not_hold_every_study(tmp_path: Path) -> None:
    read(tmp_path, "Study,D1\nLee 2020,Low\nMuñoz 2021,Low\n")
    (tmp_path / "data/orr.csv").write_text(STUDIES[: STUDIES.index("Muñoz")], encoding="utf-8")
    (tmp_path / "data/more.csv").write_text("study,events,total\nMuñoz 2021,5,33\n", "utf-8")
    data = read_studies(
        tmp_path / "data", root=tmp_path, only=["data/more.csv"], bias=BiasSource("rob2", FILE)
    )
    assert [row.cells["rob_d1"] for row in data.rows] == ["Low"]
