"""Rows of a Cochrane data package become a review that runs; what stays behind is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.cli import main
from rechallenge.config import load_config
from rechallenge.errors import DataError
from rechallenge.exchange.cochrane import write_data_rows
from rechallenge.imports.cochrane import read_data_rows
from rechallenge.plan import make_plan

HEADER = (
    "Analysis group,Analysis number,Analysis name,Subgroup,Study,Study year,GIV Mean,GIV SE,"
    "Experimental cases,Experimental N,Control cases,Control N,Weight\n"
)
BOTH = HEADER + (
    "1,1,Response: any,,Lee 2020,2020,,,7,38,3,40,50\n"
    "1,1,Response: any,,=Kim 2021,2021,,,12,30,4,31,50\n"
    "1,2,Toxicity,,Lee 2020,2020,,,2,38,1,40,100\n"
    "1,3,Survival,,Lee 2020,2020,-0.2,0.1,,,,,100\n"
)


def saved(tmp_path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = tmp_path / "data-rows.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_imported_review_can_be_planned(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path, folder = saved(tmp_path, BOTH), tmp_path / "review"
    assert main(["new", str(folder), "--from-cochrane", str(path), "--arm", "control"]) == 0
    told = capsys.readouterr().out
    assert "row 5: left out, because cases or N of the control arm are blank" in told
    assert "not carried over: “GIV Mean”, “GIV SE”, “Experimental cases”" in told
    plan = make_plan(load_config(folder / "config/config.yaml"), root=folder)
    assert plan.problems == ()
    (planned,) = plan.runnable
    assert planned.settings.outcome == "1.1 Response: any"
    assert "\n# One row only" in (folder / "config/config.yaml").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(folder / "data/studies")]) == 0
    table = (folder / "data/studies/imported.csv").read_text(encoding="utf-8")
    assert "\n'=Kim 2021,2021,,1.1 Response: any,4,31," in table
    rows = read_data_rows(path, arm="control").rows
    assert [(r["study"], r["events"], r["total"]) for r in rows[:2]] == [
        ("Lee 2020", "3", "40"),
        ("=Kim 2021", "4", "31"),
    ]


def test_semicolons_and_windows_letters_are_read(tmp_path: Path) -> None:
    text = BOTH.replace(",", ";").replace("Lee", "Muñoz")
    rows = read_data_rows(saved(tmp_path, text, "cp1252"), arm="experimental").rows
    assert (rows[0]["study"], rows[0]["events"], rows[0]["total"]) == ("Muñoz 2020", "7", "38")


@pytest.mark.parametrize(
    ("text", "arm", "message"),
    [
        (BOTH, None, "add --arm experimental or --arm control"),
        (HEADER + "1,3,S,,Lee,2020,-0.2,0.1,,,,,1\n", None, "generic inverse variance"),
        (HEADER + "1,1,R,,Lee,2020,,,9,7,,,1\n", None, "row 2, .*9 of 7 patients is impossible"),
        (HEADER + "1,1,R,,Lee,2020,,,9.5,20,,,1\n", None, "row 2, .*is not a whole number"),
        (HEADER + "1,1,R,,,2020,,,9,20,,,1\n", None, "row 2, .*the study has no name"),
        ("Study,D1\nLee,Low\n", None, "no column “experimental cases”"),
    ],
)
def test_what_cannot_be_read_says_where(
    tmp_path: Path, text: str, arm: str | None, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        read_data_rows(saved(tmp_path, text), arm=arm)


def test_a_wrong_path_leaves_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    missing, folder = tmp_path / "none.csv", tmp_path / "review"
    assert main(["new", str(folder), "--from-cochrane", str(missing)]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert not folder.exists()


def test_our_own_table_for_revman_comes_back_with_the_same_counts(tmp_path: Path) -> None:
    row = {
        "study": "Lee 2020", "arm": "", "year": 2020, "events": 7, "total": 38,
        "logit": -1.49, "logit_se": 0.42, "pooled": True,
    }  # fmt: skip
    path = tmp_path / "revman.csv"
    write_data_rows(path, [{"label": "Response", "rows_table": [row]}])
    (back,) = read_data_rows(path).rows
    assert (back["study"], back["year"], back["events"], back["total"]) == (
        "Lee 2020", "2020", "7", "38",
    )  # fmt: skip
