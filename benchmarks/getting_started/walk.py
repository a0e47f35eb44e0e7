"""Follow docs/getting-started.md in a folder, with a set-up that is there already."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from benchmarks.getting_started.page import Configuration, Filled, Step, Typed

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = shutil.ignore_patterns(
    *(".git", ".venv", ".snakemake", "results", "build", "__pycache__", ".*_cache", ".hypothesis")
)
WORKBOOK = Path("data/studies/my-studies.xlsx")
CONFIGURATION = Path("config/config.yaml")
PROGRAM = "import sys\nfrom rechallenge.cli import main\nsys.exit(main())\n"
# What a test run or “make” of its own would tell the program that is started.
NOT_PASSED_ON = ("PYTHONPATH", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONHOME")


class Walk:
    """A reader at work.

    Parameters
    ----------
    folder : Path
        An empty folder; the project and the review will be side by side in it.
    """

    def __init__(self, folder: Path) -> None:
        self.project = folder / "rechallenge"
        self.review = folder / "my-review"
        shutil.copytree(ROOT, self.project, ignore=LEFT_BEHIND)
        self._set_up()

    def _set_up(self) -> None:
        """Make ``.venv`` with the packages of this environment, in place of the installation."""
        environment = self.project / ".venv"
        venv.create(environment, with_pip=False, symlinks=os.name != "nt")
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        packages = environment / "lib" / version / "site-packages"
        places = [str(self.project / "workflow/scripts")]
        places += [p for p in sys.path if Path(p).name in ("site-packages", "dist-packages")]
        (packages / "shared.pth").write_text("\n".join(places) + "\n", encoding="utf-8")
        program = environment / "bin/rechallenge"
        program.write_text(f"#!{environment}/bin/python\n{PROGRAM}", encoding="utf-8")
        program.chmod(0o755)
        (environment / "ready").touch()

    def follow(self, step: Step) -> Iterator[tuple[str, int, list[str]]]:
        """Do what a step says; yields what was typed, its exit code and the lines it answered."""
        if isinstance(step, Filled):
            self._fill(step)
        elif isinstance(step, Configuration):
            (self.review / CONFIGURATION).write_text(step.text, encoding="utf-8")
        elif isinstance(step, Typed):
            for line in step.lines:
                code, answer = self._type(line)
                yield line, code, answer

    def _type(self, line: str) -> tuple[int, list[str]]:
        kept = {key: value for key, value in os.environ.items() if key not in NOT_PASSED_ON}
        ended = subprocess.run(
            line,
            shell=True,
            cwd=self.project,
            env=kept,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return ended.returncode, ended.stdout.splitlines()

    def _fill(self, step: Filled) -> None:
        """Write rows into the workbook; a row of the same study and arm is written over."""
        path = self.review / WORKBOOK
        book = openpyxl.load_workbook(path)
        sheet = book["studies"]
        column = {cell.value: cell.column for cell in sheet[1]}
        for row in step.rows:
            number = 2
            while (name := sheet.cell(number, column["study"]).value) is not None and (
                name != row["study"] or sheet.cell(number, column["arm"]).value != row.get("arm")
            ):
                number += 1
            for key, text in row.items():
                typed = int(text) if key in ("year", "events", "total") else text
                sheet.cell(number, column[key]).value = typed
        book.save(path)
