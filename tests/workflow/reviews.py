"""Small reviews, and Snakemake as a user starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

STUDIES = {
    "alpha": "study,year,cancer,outcome,responders,total\nAlpha,2019,melanoma,orr,7,38\n",
    "beta": "study,year,cancer,outcome,responders,total\nBeta,2020,melanoma,orr,13,36\n",
    "gamma": "study,year,cancer,outcome,responders,total\nGamma,2021,melanoma,orr,12,30\n",
    "delta": "study,year,cancer,outcome,responders,total\nDelta,2021,renal,orr,5,34\n",
    "epsilon": "study,year,cancer,outcome,responders,total\nEpsilon,2022,renal,orr,11,44\n",
    "zeta": "study,year,cancer,outcome,responders,total\nZeta,2023,renal,orr,2,8\n",
}
CONFIG = """\
data: {studies: studies}
analyses:
  melanoma: {outcome: orr, where: {cancer: [melanoma]}}
  renal: {outcome: orr, where: {cancer: [renal]}}
"""
FEW_FIGURES = CONFIG + "figures: {draw: [forest, gosh]}\n"
"""For tests that are not about figures, which take most of the time of a run."""
FLOW = """\
data,node,box,description,boxtext,tooltips,url,n
database_results,node7,box2,,Databases,NA,NA,60
duplicates,node8,box3,,Duplicate records,NA,NA,10
records_screened,node9,box4,,"<script>alert(1)</script>",NA,NA,50
records_excluded,node10,box5,,Records excluded,NA,NA,40
dbr_sought_reports,node11,box6,,Reports sought,NA,NA,10
dbr_notretrieved_reports,node12,box7,,Reports not retrieved,NA,NA,1
dbr_assessed,node13,box8,,Reports assessed,NA,NA,9
dbr_excluded,node14,box9,,Reports excluded,NA,NA,"=1+1, 2; No counts, 1"
new_studies,node15,box10,,New studies included in review,NA,NA,6
"""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    text: str


@dataclass(frozen=True)
class Review:
    """A review folder."""

    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / name

    def run(self, *arguments: str, launcher: bool = True) -> Ended:
        """Run the launcher, or plain Snakemake, in the folder."""
        command = [sys.executable, "-m", "rechallenge", "run", "--cores", "2"]
        if not launcher:
            command = [
                *(sys.executable, "-m", "snakemake", "--cores", "2"),
                *("--snakefile", str(ROOT / "Snakefile")),
            ]
        return started([*command, *arguments], self.folder)

    def jobs(self) -> list[str]:
        """What plain Snakemake would do now."""
        ended = self.run("-n", launcher=False)
        assert ended.code == 0, ended.text
        return planned_jobs(ended.text)


def planned_jobs(text: str) -> list[str]:
    """Read the messages of the jobs in a dry run."""
    return sorted(set(re.findall(r"^\s*Job \d+: (.+)$", text, re.MULTILINE)))


def started(command: Sequence[str], folder: Path, **variables: str) -> Ended:
    environment = {**os.environ, **variables}
    ended = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=environment,
    )
    return Ended(ended.returncode, ended.stdout)
