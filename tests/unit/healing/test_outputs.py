"""Results are trusted when their job was done with its key and nothing happened to them since."""

import json

import pytest

from rechallenge.files import write_text
from rechallenge.healing.ledger import entered, entry_of, is_current
from rechallenge.healing.outputs import FIRST, outdated


def done(results, job="pool_analysis/renal", key="k"):
    log = results / f"logs/{job}.log"
    with entered(log, key):
        write_text(results / "renal/estimates.json", "{}\n")
        write_text(results / "renal/forest-page-2.png", "picture")
    return log


def test_what_a_job_wrote_is_trusted_with_its_key_alone(tmp_path):
    log = done(tmp_path)
    assert is_current(log, "k")
    assert not is_current(log, "l")
    assert not is_current(tmp_path / "logs/other.log", "k")


def test_results_can_be_moved(tmp_path):
    done(tmp_path / "results")
    (tmp_path / "results").rename(tmp_path / "elsewhere")
    assert is_current(tmp_path / "elsewhere/logs/pool_analysis/renal.log", "k")


@pytest.mark.parametrize("content", [b"", b"pict", b"pictur\0", None])
def test_damaged_and_missing_files_are_noticed(tmp_path, content):
    log = done(tmp_path)
    picture = tmp_path / "renal/forest-page-2.png"
    picture.unlink()
    if content is not None:
        picture.write_bytes(content)
    assert not is_current(log, "k")


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "{", '{"version": 0, "key": "k", "files": {"a": "b"}}', "\0\0"]
)
def test_an_entry_that_cannot_be_relied_on(tmp_path, text):
    log = done(tmp_path)
    entry_of(log).write_text(text)
    assert not is_current(log, "k")


def test_an_entry_without_files_proves_nothing(tmp_path):
    log = done(tmp_path)
    content = json.loads(entry_of(log).read_text()) | {"files": {}}
    entry_of(log).write_text(json.dumps(content))
    assert not is_current(log, "k")


def test_a_job_that_failed_leaves_no_entry(tmp_path):
    log = done(tmp_path)
    with pytest.raises(KeyError), entered(log, "k"):
        raise KeyError
    assert not entry_of(log).exists()


def test_what_must_be_made_again_is_named_by_an_output(tmp_path):
    done(tmp_path)
    keys = {"check_studies": "c", "pool_analysis/renal": "k", "present_analysis/renal": "p"}
    assert outdated(tmp_path, keys) == ["findings.csv", "renal/figures.json"]
    assert outdated(tmp_path / "nowhere", {"write_report": "r"}) == [FIRST["write_report"]]
