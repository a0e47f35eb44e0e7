"""The same review gives the same bytes wherever, whenever and however it is run."""

import hashlib
import locale
import os
import shutil
import sys

import pytest
from edits import CONFIG
from reviews import FLOW, STUDIES, started


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".log"
    }


def installed(*names):
    """The first of these locales that this machine has."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in names:
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_ALL, before)
    return "C"


def run(folder, *, cores, mask=0o022, **variables):
    command = [sys.executable, "-m", "rechallenge", "run", "--cores", cores]
    earlier = os.umask(mask)
    try:
        ended = started(command, folder, **variables)
    finally:
        os.umask(earlier)
    assert ended.code == 0, ended.text
    return hashes(folder / "results")


@pytest.fixture
def made(review):
    accented = STUDIES | {"beta": STUDIES["beta"].replace("Beta", "Bêta Ğİ 二")}
    made = review(CONFIG, accented)
    made.file("prisma.csv").write_text(FLOW, encoding="utf-8")
    return made


def test_other_surroundings_give_the_same_bytes(made, tmp_path):
    first = run(
        made.folder, cores="1", TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="0",
        OMP_NUM_THREADS="1",
    )  # fmt: skip
    other = tmp_path / "another place" / "ß"
    for name in ("config", "studies"):
        shutil.copytree(made.file(name), other / name)
    shutil.copy(made.file("prisma.csv"), other)
    home = tmp_path / "home"
    home.mkdir()
    second = run(
        other, cores="2", mask=0o077, TZ="Pacific/Chatham", PYTHONHASHSEED="4711",
        LC_ALL=installed("tr_TR.UTF-8", "de_DE.UTF-8", "tr_TR.utf8", "de_DE.utf8"),
        OMP_NUM_THREADS="8", OPENBLAS_NUM_THREADS="8", HOME=str(home), COLUMNS="40",
        SOURCE_DATE_EPOCH="1", MPLBACKEND="svg", USER="somebody",
    )  # fmt: skip
    assert second == first
    assert len(first) > 100
