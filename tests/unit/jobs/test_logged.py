"""Logs of jobs and how they end."""

import errno
import sys

import pytest

from rechallenge.errors import DataError
from rechallenge.files import write_text
from rechallenge.healing.ledger import is_current
from rechallenge.jobs.logged import PROGRESS, logged


def test_what_a_job_prints_goes_to_its_log(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv(PROGRESS, raising=False)
    log = tmp_path / "logs/job.log"
    with logged(str(log), "k"):
        print("pooled")
        print("warned", file=sys.stderr)
    assert log.read_text("utf-8") == "pooled\nwarned\n"
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_when_asked_for(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(PROGRESS, "1")
    with logged(str(tmp_path / "job.log"), "k"):
        print("pooled melanoma")
    assert capsys.readouterr().err == "  pooled melanoma\n"


def test_a_mendable_error_is_its_sentence(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended, logged(str(tmp_path / "job.log"), "k"):
        raise DataError(["a.csv, row 2: wrong.", "a.csv, row 3: wrong."])
    assert ended.value.code == 1
    assert capsys.readouterr().err == "a.csv, row 2: wrong.\na.csv, row 3: wrong.\n"


def test_any_other_error_keeps_its_traceback_in_the_log(tmp_path, capsys):
    log = tmp_path / "job.log"
    with pytest.raises(SystemExit), logged(str(log), "k"):
        _ = 1 / 0
    shown = capsys.readouterr().err
    assert "ZeroDivisionError" in shown
    assert str(log) in shown
    assert "Traceback" not in shown
    assert "Traceback" in log.read_text("utf-8")


def test_a_full_disk_is_told_in_a_sentence(tmp_path, capsys):
    with pytest.raises(SystemExit), logged(str(tmp_path / "job.log"), "k"):
        raise OSError(errno.ENOSPC, "No space left on device", "results/report.html")
    shown = capsys.readouterr().err
    assert shown == "results/report.html: the disk is full; free some space and run again.\n"


def test_what_a_job_wrote_is_entered_when_it_ended_well(tmp_path):
    log = tmp_path / "logs/job.log"
    with logged(str(log), "k"):
        write_text(tmp_path / "a.csv", "")
    assert is_current(log, "k")
    with pytest.raises(SystemExit), logged(str(log), "k"):
        raise DataError(["a.csv, row 2: wrong."])
    assert not is_current(log, "k")
