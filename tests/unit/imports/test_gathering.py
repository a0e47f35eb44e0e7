"""Files of several programs are recognised, joined and made into one review that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.cli import main
from rechallenge.config import load_config
from rechallenge.errors import DataError
from rechallenge.imports.gathering import Source, gather
from rechallenge.plan import make_plan

COCHRANE = (
    "Analysis name,Study,Study year,Experimental cases,Experimental N,Control cases,Control N\n"
    "Response,Lee 2020,2020,7,38,,\nResponse,Kim 2021,2021,12,30,,\n"
)
COVIDENCE = (
    "Covidence #,Study ID,Reviewer Name,Outcome,Country,Events,Total\n"
    "#1,lee 2020,Consensus,Response,Japan,7,38\n#3,Ito 2022,Consensus,Response,Japan,3,20\n"
)
ROBVIS = "Study,D1,D2,D3,D4,D5,Overall,Weight\nIto 2022,Low,Low,Low,Low,Low,Low,1\n"


def saved(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    texts = {"a.csv": COCHRANE, "b.csv": COVIDENCE, "c.csv": ROBVIS}
    return [saved(tmp_path, name, text) for name, text in texts.items()]


def test_all_kinds_make_one_review(
    tmp_path: Path, files: list[Path], capsys: pytest.CaptureFixture
) -> None:
    folder = tmp_path / "review"
    asked = [word for file in files for word in ("--from", str(file))]
    assert main(["new", str(folder), *asked]) == 0
    told = capsys.readouterr().out
    assert "b.csv, row 2 (study “lee 2020”): the same counts as in a.csv, row 2" in told
    assert "“Weight”" in told
    table = (folder / "data/studies/imported.csv").read_text(encoding="utf-8").splitlines()
    assert table == [
        "study,year,arm,outcome,events,total,locator,country",
        'Lee 2020,2020,,Response,7,38,"a.csv, row 2 (experimental arm)",',
        'Kim 2021,2021,,Response,12,30,"a.csv, row 3 (experimental arm)",',
        'Ito 2022,,,Response,3,20,"b.csv, row 3",Japan',
    ]
    for name in ("README.md", "data/template.xlsx", "data/prisma.csv", "data/risk_of_bias.csv"):
        assert (folder / name).is_file()
    plan = make_plan(load_config(folder / "config/config.yaml"), root=folder)
    assert plan.problems == ()
    assert len(plan.runnable) == 1
    assert main(["check", str(folder / "data/studies")]) == 0


def test_another_spelling_is_the_same_study(tmp_path: Path) -> None:
    first = saved(tmp_path, "a.csv", COCHRANE)
    second = saved(
        tmp_path, "b.csv", COVIDENCE.replace("lee 2020,Consensus,Response", "LEE 2020,Consensus,cr")
    )
    gathered = gather([Source(first), Source(second)])
    lee = [row for row in gathered.rows if row["study"] == "Lee 2020"]
    assert [(row["outcome"], row["year"], row["country"]) for row in lee] == [
        ("Response", "2020", "Japan"), ("cr", "2020", "Japan"),
    ]  # fmt: skip
    assert any("taken for “Lee 2020”" in sentence for sentence in gathered.told)


def test_files_that_contradict_each_other_are_an_error(tmp_path: Path) -> None:
    first = saved(tmp_path, "a.csv", COCHRANE)
    second = saved(tmp_path, "b.csv", COVIDENCE.replace("7,38", "8,38"))
    with pytest.raises(DataError, match=r"b.csv, row 2 .*8 of 38 .*but 7 of 38 in a.csv, row 2"):
        gather([Source(first), Source(second)])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "patient,dose\nx,1\n",
            "no program that is known; write --from-cochrane, --from-covidence",
        ),
        ("Study,D1,Study ID,Covidence #\nx,Low,x,1\n", "more than one program; write --from-cov"),
        ("", "the file is empty"),
        (ROBVIS, "judgements need studies to belong to"),
    ],
)
def test_what_is_not_recognised_says_what_to_type(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        gather([Source(saved(tmp_path, "a.csv", text))])


def test_two_files_of_judgements_are_refused(tmp_path: Path, files: list[Path]) -> None:
    with pytest.raises(DataError, match="a second file of judgements"):
        gather([Source(file) for file in (*files, files[2])])


@pytest.mark.parametrize(
    "name",
    ["=cmd|' calc'!A1.csv", "two\nlines\x1b[31m.csv", "Überblick \u202ex.csv", "é" * 100 + ".csv"],
)
def test_hostile_names_of_files_stay_text(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture
) -> None:
    path, folder = saved(tmp_path, name, COCHRANE), tmp_path / "review"
    assert main(["new", str(folder), "--from", str(path)]) == 0
    lines = (folder / "data/studies/imported.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert all("\x1b" not in line and "\u202e" not in line for line in lines)
    assert not any(
        cell.startswith("=") for line in lines for cell in line.replace('"', "").split(",")
    )
    path.write_text("patient,dose\nx,1\n")
    capsys.readouterr()
    assert main(["new", str(tmp_path / "other"), "--from", str(path)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "\x1b" not in told
    assert "\u202e" not in told


@pytest.mark.parametrize("name", ["x" * 5000, "none.csv", "nul\0.csv"])
def test_a_path_that_cannot_be_is_told(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture
) -> None:
    folder = tmp_path / "review"
    assert main(["new", str(folder), "--from", str(tmp_path / name)]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.parametrize("option", [["--arm", "control"], ["--column", "events=Responders"]])
def test_options_of_an_import_need_a_file(
    tmp_path: Path, option: list[str], capsys: pytest.CaptureFixture
) -> None:
    assert main(["new", str(tmp_path / "review"), *option]) == 2
    assert "belong to --from" in capsys.readouterr().err


def test_a_workbook_is_told_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="this is a workbook; export CSV"):
        gather([Source(saved(tmp_path, "a.xlsx", "PK"))])
