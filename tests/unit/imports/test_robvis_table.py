"""Judgements laid out for robvis go to the studies of an imported review."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.cli import main
from rechallenge.config import load_config
from rechallenge.errors import DataError
from rechallenge.imports.robvis import read_robvis
from rechallenge.plan import make_plan

ROB_2 = "Study,D1,D2,D3,D4,D5,Overall,Weight\n"
STUDIES = ("Lee 2020", "Kim 2021")


def saved(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rob.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        (ROB_2 + "Lee 2020,Low,High,Low,Low,Low,High,1\n", "rob2"),
        (
            "Study,D1,D2,D3,D4,D5,D6,D7,Overall\nLee 2020" + ",Moderate" * 7 + ",Serious\n",
            "robins-i-2016",
        ),
        ("Study,D1,D2,D3,D4,D5,D6,D7,Overall\nLee 2020" + ",High" * 8 + "\n", "auto"),
    ],
)
def test_the_tool_has_the_domains_and_knows_the_words(tmp_path: Path, text: str, tool: str) -> None:
    assert read_robvis(saved(tmp_path, text), studies=STUDIES).tool == tool


def test_unmatched_names_are_told_with_the_nearest(tmp_path: Path) -> None:
    text = ROB_2 + "lee  2020" + ",Low" * 6 + ",1\n" + "Kin 2021" + ",Low" * 6 + ",1\n"
    read = read_robvis(saved(tmp_path, text), studies=STUDIES)
    assert [row["Study"] for row in read.rows] == ["Lee 2020"]
    weights, told = read.told
    assert "not carried over: “Weight”" in weights
    assert "row 3 (study “Kin 2021”): left out" in told
    assert told.endswith("did you mean “Kim 2021”?")


def test_a_study_judged_twice_is_an_error(tmp_path: Path) -> None:
    text = ROB_2 + "Lee 2020" + ",Low" * 6 + ",1\n" + "lee  2020" + ",High" * 6 + ",1\n"
    with pytest.raises(DataError, match=r"row 3 .*judged in an earlier row"):
        read_robvis(saved(tmp_path, text), studies=STUDIES)


def test_rows_and_judgements_make_one_review(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "Analysis name,Study,Experimental cases,Experimental N,Control cases,Control N\n"
        "Response,Lee 2020,7,38,,\nResponse,Kim 2021,12,30,,\n"
    )
    bias, folder = saved(tmp_path, ROB_2 + "Lee 2020" + ",Low" * 6 + ",1\n"), tmp_path / "review"
    asked = ["new", str(folder), "--from-cochrane", str(rows), "--from-robvis", str(bias)]
    assert main(asked) == 0
    plan = make_plan(load_config(folder / "config/config.yaml"), root=folder)
    assert plan.problems == ()
    (planned,) = plan.runnable
    assert planned.settings.outcome == "Response"


def test_judgements_alone_make_no_review(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bias, folder = saved(tmp_path, ROB_2), tmp_path / "review"
    assert main(["new", str(folder), "--from-robvis", str(bias)]) == 2
    assert "judgements need studies" in capsys.readouterr().err
    assert not folder.exists()
