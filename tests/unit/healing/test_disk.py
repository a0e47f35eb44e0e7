"""Errors of the disk in words."""

import errno
import os
import resource
import subprocess
import sys

import pytest

from rechallenge.errors import ConfigError
from rechallenge.healing.disk import check_writable, in_words, is_full


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "a.csv: the disk is full; free some space and run again."),
        (errno.EDQUOT, "a.csv: your share of the disk is used up; delete something and run again."),
        (errno.EROFS, "a.csv: nothing can be written there; copy the review to a folder of your"),
    ],
)
def test_errors_of_the_disk_are_told_in_a_sentence(code, words):
    assert in_words(OSError(code, os.strerror(code), "a.csv")).startswith(words)


def test_other_errors_are_left_to_others():
    assert in_words(FileNotFoundError(errno.ENOENT, "no such file", "a.csv")) is None
    assert in_words(OSError("without a number")) is None


def test_a_folder_is_made_and_left_empty(tmp_path):
    check_writable(tmp_path / "results", "free it")
    assert list((tmp_path / "results").iterdir()) == []
    assert not is_full(tmp_path)


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "results").touch()
    with pytest.raises(
        ConfigError, match=r"results: nothing can be written there \(File exists\); free it\."
    ):
        check_writable(tmp_path / "results", "free it")


def test_a_disk_on_which_nothing_fits(tmp_path):
    code = (
        "import pathlib, rechallenge.healing.disk as d, rechallenge.errors as e\n"
        "try: d.check_writable(pathlib.Path('results'), '')\n"
        "except e.ReviewError as error: print(*error.messages)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )  # fmt: skip
    assert "results: no file of this size is allowed here; lift the limit" in ended.stdout
    assert list((tmp_path / "results").iterdir()) == []
