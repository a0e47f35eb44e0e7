"""A small review, run once, and its report in a browser that reaches nothing but the disk."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hostile_labels import write_hostile_review
from made_review import write_review
from opened import Opened
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def lacking(what: str) -> None:
    """Skip a test whose tool is absent; where tests are required to run, fail it."""
    if os.environ.get("BROWSER_TESTS") == "required":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        lacking("Chromium is needed for this test: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core; pages run it as the console of a browser would."""
    if not AXE.is_file():
        lacking("axe-core is needed for this test: npm ci --prefix tests/browser")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def pdf_text() -> str:
    program = shutil.which("pdftotext")
    if program is None:
        lacking("pdftotext is needed for this test: apt-get install poppler-utils")
    return program


def made_once(
    factory: pytest.TempPathFactory, name: str, write: Callable[[Path], None], *, code: int
) -> Path:
    """Run a review that ends with this code; processes that test side by side share one run."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            write(folder)
            ended = subprocess.run(
                [sys.executable, "-m", "rechallenge", "run", "--cores", "2"],
                cwd=folder, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert ended.returncode == code, ended.stdout + ended.stderr
            (folder / "done").touch()
    return folder / "results"


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a small review, of which one analysis is stopped by its data."""
    return made_once(tmp_path_factory, "review", write_review, code=1)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a review of texts that were made to do harm."""
    return made_once(tmp_path_factory, "hostile", write_hostile_review, code=0)


@pytest.fixture
def opened(browser: Browser, results: Path) -> Iterator[object]:
    """Open a page, with what it asked for and complained of."""
    made: list[Opened] = []

    def open_page(path: Path | None = None, **options: object) -> Opened:
        made.append(Opened(browser, path or results / "report.html", **options))
        return made[-1]

    yield open_page
    for one in made:
        one.close()
