"""Folders and files, the shipped data, and the contract of what reading returns."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rechallenge.studies
from rechallenge.errors import DataError
from rechallenge.studies import CATALOGUE, StudyData, read_studies, select
from rechallenge.studies.files.sources import shown_path

Review = Callable[..., StudyData]
REPOSITORY = Path(__file__).parents[3]
LIBRARY = Path(rechallenge.studies.__file__).parent
ROW = "study,responders,total\nLee 2020,3,20\n"


def test_the_shipped_studies_are_sound() -> None:
    data = read_studies(REPOSITORY / "data" / "studies", root=REPOSITORY)
    assert len(data.files) == 40
    assert len(data.rows) == 87
    assert [finding.message for finding in data.findings if finding.level == "error"] == []
    assert data.unreadable == ()
    assert all(row.counted and row.sound for row in data.rows)
    assert [row.study for row in data.rows if not row.include] == ["Herbst 2020"]
    orr = [row for row in data.rows if row.outcome == "orr" and row.cells["cancer"] == "melanoma"]
    assert (len(orr), sum(row.events or 0 for row in orr), sum(row.total or 0 for row in orr)) == (
        25,
        290,
        1377,
    )


def test_a_folder_gives_its_study_files_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    (folder / "inner").mkdir(parents=True)
    for name in ("b.csv", "A.TSV", ".hidden.csv", "~$b.xlsx", "README.csv", "inner/c.csv", "x.R"):
        (folder / name).write_text(ROW if name != "A.TSV" else "responders\ttotal\n1\t9\n")
    data = read_studies(folder, root=tmp_path)
    assert data.files == ("data/A.TSV", "data/b.csv")
    assert [(row.file, row.line) for row in data.rows] == [("data/A.TSV", 2), ("data/b.csv", 2)]
    assert [(finding.code, finding.file) for finding in data.findings] == [("N134", "data/inner")]


@pytest.mark.parametrize("name", ["old.xls", "table.ods", "lee.txt"])
def test_data_of_another_kind_is_a_warning(review: Review, name: str) -> None:
    (finding,) = review({"lee.csv": ROW, name: "x"}).findings
    assert (finding.code, finding.file) == ("W120", f"data/{name}")
    assert "save it as “CSV UTF-8” or XLSX" in finding.remedy


def test_one_file_may_hold_many_studies(tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_text(ROW + "Kim 2021,4,30\n")
    data = read_studies(tmp_path / "all.csv", root=tmp_path)
    assert [row.study for row in data.rows] == ["Lee 2020", "Kim 2021"]
    assert data.files == ("all.csv",)


def test_files_outside_the_review_keep_their_path(tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_text(ROW)
    data = read_studies(tmp_path / "all.csv", root=tmp_path / "review")
    assert data.files == ((tmp_path / "all.csv").as_posix(),)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "data: there is no such file or folder; put the study files there"),
        (
            lambda path: path.mkdir(),
            "data: the folder holds no study files; put a CSV, TSV or XLSX",
        ),
    ],
    ids=["missing", "empty"],
)
def test_nothing_to_read_is_an_error(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    make(tmp_path / "data")
    with pytest.raises(DataError) as caught:
        read_studies(tmp_path / "data", root=tmp_path)
    assert caught.value.messages[0].startswith(said)


def test_a_folder_of_other_data_only_is_an_error_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"x")
    with pytest.raises(DataError) as caught:
        read_studies(tmp_path, root=tmp_path)
    assert "old.xls: files ending in “.xls” are not read" in caught.value.messages[1]


def test_one_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"x")
    with pytest.raises(DataError, match="save it as “CSV UTF-8” or XLSX"):
        read_studies(tmp_path / "old.xls", root=tmp_path)


def test_an_unreadable_file_leaves_the_others(review: Review) -> None:
    data = review({"a.csv": b"\x00\x01", "b.csv": ROW})
    assert data.unreadable == ("data/a.csv",)
    assert data.files == ("data/a.csv", "data/b.csv")
    assert data.headers == {"data/a.csv": (), "data/b.csv": ("study", "responders", "total")}
    assert [row.sound for row in data.rows] == [True]


def test_file_names_in_no_encoding_can_still_be_written() -> None:
    assert shown_path(Path("data/L\udce9e.csv"), root=Path()) == "data/L?e.csv"


def test_cells_are_kept_as_written_beside_their_values(review: Review) -> None:
    data = review("study,responders,total,percent,Mean age,notes\nLee 2020, 3 ,20,15.0,61.5,=1+1\n")
    (row,) = data.rows
    assert row.cells == {
        "study": "Lee 2020",
        "events": "3",
        "total": "20",
        "percent": "15.0",
        "Mean age": "61.5",
        "notes": "=1+1",
    }
    assert row.number("Mean age") == 61.5
    assert row.number("percent") == 15
    assert row.number("notes") is None


WORDS = [
    "study",
    "responders",
    "total",
    "percent",
    "outcome",
    "orr",
    "Lee 2020",
    "3",
    "NR",
    "12-Sep",
]
MARKS = [",", ",", ";", "\t", "\n", "\n", "\r", '"', " ", "\ufeff", "1,5"]
PIECES = st.sampled_from([*WORDS, *MARKS])


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.lists(PIECES, max_size=40).map("".join).map(str.encode), st.binary(max_size=60))
)
def test_no_file_makes_reading_fail(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orr.csv"
        path.write_bytes(content)
        data = read_studies(path, root=Path(folder))
    assert all(finding.message.startswith("orr.csv") for finding in data.findings)
    selection = select(data, outcome="orr", where={"year": {"min": 2000.0}})
    assert all(row.sound and row.counted for row in selection.pooled)
    assert {finding.code for finding in data.findings} <= set(CATALOGUE)


def test_reading_twice_gives_the_same(review: Review) -> None:
    files = {"a.csv": ROW + "Kim,x,1\n", "b.csv": "responders,total\n5,3\n"}
    assert review(files) == review(files)


def test_the_last_year_is_the_callers(review: Review) -> None:
    text = "study,year,responders,total\nLee 2020,2031,3,20\n"
    assert review(text).findings == ()
    (finding,) = review(text, latest_year=2027).findings
    assert (finding.code, finding.problem) == ("E308", "“2031” lies after 2027")


def test_every_code_that_is_emitted_is_in_the_catalogue() -> None:
    emitted = {
        node.value
        for path in LIBRARY.rglob("*.py")
        if path.name != "catalogue.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value) == 4
        and node.value[0] in "EWN"
        and node.value[1:].isdigit()
    }
    assert emitted == set(CATALOGUE)


def test_the_catalogue_gives_every_code_a_level_a_title_and_a_meaning() -> None:
    levels = {"E": "error", "W": "warning", "N": "note"}
    for code, check in CATALOGUE.items():
        assert check.level == levels[code[0]]
        assert check.title
        assert check.meaning.endswith(".")


def test_reading_imports_nothing_heavy() -> None:
    code = (
        "import sys; from pathlib import Path; import rechallenge.studies as s;"
        "s.read_studies(Path('data/studies'), root=Path('.'));"
        "print([name for name in ('numpy', 'scipy', 'pandas', 'statsmodels', 'openpyxl', 'pymare',"
        " 'matplotlib') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["a{b}.csv", "a\u202eb.csv", "a\nb.csv", "a\x1bb.csv"])
def test_names_of_files_that_would_mislead_are_refused(tmp_path, name):
    (tmp_path / name).write_text("study,events,total\nLee 2020,3,20\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_studies(tmp_path, root=tmp_path)
    (message,) = caught.value.messages
    assert message.isprintable()
    assert "rename it" in message


def test_named_files_are_read_without_a_look_at_the_others(tmp_path: Path, monkeypatch) -> None:
    header = "study,responders,total\n"
    for name in ("b.csv", "a.csv", "c.csv"):
        (tmp_path / name).write_text(f"{header}{name[0]} 2020,1,9\n", encoding="utf-8")
    whole = read_studies(tmp_path, root=tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "iterdir", None)
        some = read_studies(tmp_path, root=tmp_path, only=["c.csv", "a.csv"])
    assert some.files == ("a.csv", "c.csv")
    assert [row.study for row in some.rows] == [whole.rows[0].study, whole.rows[2].study]
    gone = read_studies(tmp_path, root=tmp_path, only=["a.csv", "gone.csv"])
    assert gone.files == ("a.csv",)
