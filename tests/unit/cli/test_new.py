"""``rechallenge new``: what it prints, and its exit codes."""

import shlex
import sys

import pytest

from rechallenge.cli import main


def test_new_tells_what_was_made_and_what_to_type_next(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["tools/.venv/bin/rechallenge", "new"])
    assert main(["new", "my review"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:5] == [
        "my review/README.md",
        "my review/config/config.yaml",
        "my review/data/prisma.csv",
        "my review/data/studies/example2020.csv",
        "my review/data/template.xlsx",
    ]
    assert lines[5] == "How to go on stands in my review/README.md. To try the example, type:"
    assert shlex.split(lines[-1]) == [
        "tools/.venv/bin/rechallenge",
        "run",
        "--directory",
        "my review",
    ]
    assert main(["check", "my review/data/studies"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "4 rows in 1 file: 0 errors, 0 warnings."


def test_new_started_as_a_module_names_the_module(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["rechallenge/__main__.py"])
    assert main(["new", str(tmp_path / "review")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("python -m rechallenge run ")


def test_new_refuses_a_folder_that_is_not_empty_in_one_sentence(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["new", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        f"{tmp_path}: the folder is not empty, and nothing in it is overwritten; give the name of "
        "a new folder.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_new_needs_a_folder(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["new"])
    assert ended.value.code == 2
