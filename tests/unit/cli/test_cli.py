"""The verbs, their exit codes and what they print."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rechallenge.cli import main

REPOSITORY = Path(__file__).parents[3]
GOOD = "study,responders,total\nHaferkamp 2026,7,38\n"
BAD = "study,responders,total\nHaferkamp 2026,39,38\n"


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text):
        path = tmp_path / "study.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_check_says_that_all_is_well(study, capsys):
    assert main(["check", study(GOOD)]) == 0
    assert capsys.readouterr().out == "1 row in 1 file: 0 errors, 0 warnings.\n"


def test_check_names_what_is_wrong(study, capsys):
    assert main(["check", study(BAD)]) == 1
    out = capsys.readouterr().out
    assert "error: study.csv, row 2 (study “Haferkamp 2026”)" in out
    assert out.splitlines()[-1] == "1 row in 1 file: 1 error, 0 warnings."


def test_check_as_json(study, capsys):
    assert main(["check", study(BAD), "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert list(finding) == ["code", "level", "file", "row", "rows", "column", "message"]
    assert (finding["code"], finding["row"], finding["rows"]) == ("E203", 2, [2])


def test_a_finding_about_several_rows_has_the_last_as_its_row(study, capsys):
    assert main(["check", study(f"{GOOD}Haferkamp 2026,7,38\n"), "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["code"], finding["row"], finding["rows"]) == ("E301", 3, [2, 3])
    assert isinstance(finding["row"], int)


def test_check_of_a_folder_passes_over_what_lies_about(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "studies"
    (folder / "old").mkdir(parents=True)
    (folder / "a.csv").write_text(GOOD, "utf-8")
    for name in (".DS_Store", "~$a.xlsx", "._a.csv", "README", "README.md", "Thumbs.db", "a.docx"):
        (folder / name).write_bytes(b"\x00")
    (folder / "more.ods").write_bytes(b"PK")
    (folder / "old" / "b.csv").write_text(BAD, "utf-8")
    assert main(["check", "studies"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "warning: studies/more.ods: files ending in “.ods” are not read, so any studies in it are "
        "missing; save it as “CSV UTF-8” or XLSX, or move it out of this folder. [W120]",
        "note: studies/old: the study files in this folder within the folder are not read; nothing "
        "to do, or move those that belong to the review up. [N134]",
        "1 row in 1 file: 0 errors, 1 warning.",
    ]


def test_check_of_a_folder_above_the_studies_names_them(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data/studies").mkdir(parents=True)
    (tmp_path / "data/studies/a.csv").write_text(GOOD, "utf-8")
    assert main(["check", "."]) == 2
    assert capsys.readouterr().err == (
        ".: the folder holds no study files; “data/studies” within it does, so name that folder "
        "instead.\n"
    )


def test_check_of_the_shipped_studies_imports_nothing_heavy():
    code = (
        "import sys; from rechallenge.cli import main;"
        "assert main(['check', 'data/studies']) == 0;"
        "print([name for name in ('pandas', 'statsmodels', 'scipy', 'matplotlib', 'openpyxl') "
        "if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert run.stdout.splitlines()[-1] == "[]"


def test_check_of_nothing_is_misuse(study, capsys):
    assert main(["check", "nowhere"]) == 2
    assert "nowhere: there is no such file or folder" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["chek"])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--directory", "nowhere"], "there is no such folder"),
        ([], "one line is enough for a start"),
        (["--config", "mine.yaml"], "mine.yaml: there is no such file"),
    ],
)
def test_run_without_a_review_says_what_is_missing(study, capsys, arguments, words):
    assert main(["run", *arguments]) == 1
    assert words in capsys.readouterr().err


def test_check_reads_the_studies_of_the_review_as_it_is_configured(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text(
        "data:\n  studies: studies\n  columns: {events: CR+PR, total: N}\n"
        "  accept:\n    - {code: W112, reason: not reported}\n",
        encoding="utf-8",
    )
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies/a.csv").write_text("study,CR+PR,N\nLee,3,20\nKim,NR,30\n", "utf-8")
    assert main(["check", "studies"]) == 0
    assert capsys.readouterr().out == "2 rows in 1 file: 0 errors, 0 warnings, 1 accepted.\n"
    # Another folder is none of the review.
    (tmp_path / "other").mkdir()
    (tmp_path / "other/a.csv").write_text("study,CR+PR,N\nLee,3,20\n", "utf-8")
    assert main(["check", "other"]) == 1
    assert "E106" in capsys.readouterr().out


def test_check_looks_at_the_files_beside_the_studies_of_the_review(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text(
        "data: {studies: studies, prisma: prisma.csv, risk_of_bias: rob.csv}\n"
        "figures: {risk_of_bias: rob2}\n",
        encoding="utf-8",
    )
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies/a.csv").write_text("study,events,total\nLee,3,20\n", encoding="utf-8")
    (tmp_path / "rob.csv").write_text("Study,D1\nLee,Serious\n", encoding="utf-8")
    numbers = (
        "database_results,9", "records_screened,9", "records_excluded,5", "dbr_sought_reports,4",
        "dbr_notretrieved_reports,0", "dbr_assessed,4", "dbr_excluded,2", "new_studies,2",
    )  # fmt: skip
    (tmp_path / "prisma.csv").write_text("\n".join(["data,n", *numbers]) + "\n", encoding="utf-8")
    assert main(["check", "studies"]) == 0
    told = capsys.readouterr().out
    assert "prisma.csv, row 9, column “n”: the flow diagram has 2 studies included" in told
    assert "rob.csv, row 2 (study “Lee”), column “d1”: “Serious” is no judgement of RoB 2" in told
    assert told.splitlines()[-1] == "1 row in 1 file: 0 errors, 2 warnings."
    (tmp_path / "rob.csv").write_text("Study,D1\nKim,Low\n", encoding="utf-8")
    assert main(["check", "studies"]) == 2
    assert "rob.csv, row 2 (study “Kim”): no study file has a study" in capsys.readouterr().err
