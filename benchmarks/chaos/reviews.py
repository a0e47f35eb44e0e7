"""The reviews whose runs are killed."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("config", "data")
HEADER = "study,year,cancer,outcome,responders,total\n"
STUDIES = {
    "alpha": ("Alpha", 2019, "melanoma", 7, 38),
    "beta": ("Beta", 2020, "melanoma", 13, 36),
    "gamma": ("Gamma", 2021, "melanoma", 12, 30),
    "delta": ("Delta", 2021, "renal", 5, 34),
    "epsilon": ("Epsilon", 2022, "renal", 11, 44),
    "zeta": ("Zeta", 2023, "renal", 2, 8),
}
CONFIG = """\
data: {studies: studies}
analyses:
  melanoma: {outcome: orr, where: {cancer: [melanoma]}}
  renal: {outcome: orr, where: {cancer: [renal]}}
"""


def write_small(folder: Path, *, responders: int = 13) -> None:
    """Write a review with two analyses; one of its counts can be another."""
    (folder / "config").mkdir(parents=True, exist_ok=True)
    (folder / "config/config.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "studies").mkdir(exist_ok=True)
    for name, (study, year, cancer, events, total) in STUDIES.items():
        count = responders if name == "beta" else events
        line = f"{study},{year},{cancer},orr,{count},{total}\n"
        (folder / f"studies/{name}.csv").write_text(HEADER + line, encoding="utf-8")


def write_shipped(folder: Path) -> None:
    """Copy the shipped review, without results."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED:
        shutil.copytree(ROOT / name, folder / name)
