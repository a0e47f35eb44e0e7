"""Edits of a review and of the program, and what each makes necessary: the table of the manual."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CONFIG = """\
# A comment.
review: {title: Responses}
data: {studies: studies, prisma: prisma.csv}
analyses:
  melanoma: {outcome: orr, where: {cancer: [melanoma]}}
  renal: {outcome: orr, where: {cancer: [renal]}}
"""
LAST = ("Writing the supplement", "Writing the report")
FLOW_JOB = "Drawing the flow diagram"
COMPARISON = "Comparing with the edition before"
CHECK = "Checking the study files"


def figures(*analyses: str) -> frozenset[str]:
    """Jobs that follow where the figures of analyses are drawn."""
    return frozenset({*(f"Drawing and describing {name}" for name in analyses), *LAST})


def pooled(*analyses: str) -> frozenset[str]:
    """Jobs that follow where analyses are pooled."""
    return figures(*analyses) | {f"Pooling {name}" for name in analyses}


BOTH = ("melanoma", "renal")
ALL = pooled(*BOTH) | {CHECK, FLOW_JOB}


@dataclass(frozen=True)
class Place:
    """A finished review and the copy of the program that made it."""

    review: Path
    program: Path
    beside: Path
    """A folder of packages that Python looks at first."""

    def swap(self, name: str, old: str, new: str) -> None:
        path = self.review / name
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), "utf-8")

    def comment(self, name: str) -> None:
        path = self.program / "workflow" / name
        mark = {".py": "#", ".js": "//", ".R": "#", ".smk": "#"}.get(path.suffix, "")
        path.write_text(path.read_text("utf-8") + f"{mark} \n", "utf-8")

    def install(self, name: str, version: str) -> None:
        folder = self.beside / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n"
        (folder / "METADATA").write_text(head, "utf-8")


def _touch(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.touch()


def _older(place: Place) -> None:
    place.swap("studies/beta.csv", ",13,36", ",14,36")
    os.utime(place.review / "studies/beta.csv", (1_000_000_000, 1_000_000_000))


def _saved_otherwise(place: Place) -> None:
    path = place.review / "studies/beta.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _added(place: Place) -> None:
    text = (place.review / "studies/beta.csv").read_text("utf-8")
    (place.review / "studies/eta.csv").write_text(text.replace("Beta", "Eta"), "utf-8")


def _unused_row(place: Place) -> None:
    path = place.review / "studies/beta.csv"
    path.write_text(path.read_text("utf-8") + "Beta,2020,melanoma,dcr,20,36\n", "utf-8")


def _named_before(place: Place) -> None:
    shutil.copytree(place.review / "results", place.review / "earlier")
    place.swap("config/config.yaml", "{title: Responses}", "{title: Responses, previous: earlier}")


def _newer_python(place: Place) -> None:
    text = "import platform\nplatform.python_version = lambda: '3.99.0'\n"
    (place.beside / "sitecustomize.py").write_text(text, "utf-8")


def _cut(name: str, size: int) -> Callable[[Place], None]:
    return lambda place: os.truncate(place.review / name, size)


@dataclass(frozen=True)
class Edit:
    """What is done, how, and the jobs that it makes necessary."""

    words: str
    act: Callable[[Place], None]
    jobs: frozenset[str] = frozenset()


EDITS = (
    Edit("Nothing", lambda p: None),
    Edit("`touch` of all study files, tables and the configuration", lambda p: (
        _touch(p.review / "studies"), _touch(p.review / "config"),
        (p.review / "prisma.csv").touch(),
    )),
    Edit("`touch` of all results", lambda p: _touch(p.review / "results")),
    Edit("`touch` of the whole program", lambda p: _touch(p.program)),
    Edit("The review folder is moved or renamed", lambda p: p.review.rename(
        p.review.with_name("moved"))),
    Edit("The folder `.snakemake` is lost", lambda p: shutil.rmtree(p.review / ".snakemake")),
    Edit("A comment or other order of lines in the configuration", lambda p: (
        p.swap("config/config.yaml", "# A comment.\n", "# Another.\n"),
        p.swap("config/config.yaml", "{studies: studies, prisma: prisma.csv}",
               "{prisma: prisma.csv, studies: studies}"),
    )),
    Edit("A study file is saved with other line ends (its hash is in the manifest)",
         _saved_otherwise, frozenset({"Writing the report"})),
    Edit("A count is corrected", lambda p: p.swap("studies/beta.csv", ",13,36", ",14,36"),
         pooled("melanoma") | {CHECK}),
    Edit("The same, and the file has an older date than before", _older,
         pooled("melanoma") | {CHECK}),
    Edit("A study is added", _added, pooled("melanoma") | {CHECK}),
    Edit("The file of a study is deleted", lambda p: (p.review / "studies/zeta.csv").unlink(),
         pooled("renal") | {CHECK}),
    Edit("A row is added that no analysis uses", _unused_row,
         frozenset({CHECK, *LAST})),
    Edit("The title of the review", lambda p: p.swap("config/config.yaml", "Responses", "Rates"),
         frozenset({FLOW_JOB, *LAST})),
    Edit("The edition before is named", _named_before,
         frozenset({COMPARISON, "Writing the report"})),
    Edit("The flow diagram is taken out", lambda p: p.swap(
        "config/config.yaml", ", prisma: prisma.csv", ""), frozenset({"Writing the report"})),
    Edit("The label of one analysis", lambda p: p.swap(
        "config/config.yaml", "renal: {", "renal: {label: Kidney, "), pooled("renal")),
    Edit("The level of one analysis", lambda p: p.swap(
        "config/config.yaml", "renal: {", "renal: {level: 0.9, "), pooled("renal")),
    Edit("The model of the review", lambda p: p.swap(
        "config/config.yaml", "analyses:", "model: {method: inverse-variance}\nanalyses:"),
        pooled(*BOTH)),
    Edit("The width of the figures of one analysis", lambda p: p.swap(
        "config/config.yaml", "renal: {", "renal: {figures: {width: 84}, "), figures("renal")),
    Edit("An analysis is renamed", lambda p: p.swap("config/config.yaml", "renal:", "kidney:"),
         pooled("kidney")),
    Edit("A text of the flow diagram", lambda p: p.swap(
        "prisma.csv", "Records excluded", "Records left out"),
        frozenset({FLOW_JOB, "Writing the report"})),
    Edit("Code of a model", lambda p: p.comment("scripts/rechallenge/models/glmm.py"),
         pooled(*BOTH)),
    Edit("Code of the flow diagram", lambda p: p.comment(
        "scripts/rechallenge/figures/flow/words.py"), frozenset({FLOW_JOB, "Writing the report"})),
    Edit("Code of the Word document", lambda p: p.comment("scripts/rechallenge/supplement/word.py"),
         frozenset(LAST)),
    Edit("Code of the command line", lambda p: p.comment("scripts/rechallenge/cli/new.py")),
    Edit("The template of the heterogeneity reports", lambda p: p.comment(
        "report/heterogeneity.html.j2"), figures(*BOTH)),
    Edit("The template or a script of the report", lambda p: (
        p.comment("report/page.html.j2"), p.comment("report/explore/plot.js")),
        frozenset({"Writing the report"})),
    Edit("The functions of the script for R", lambda p: p.comment(
        "scripts/rechallenge/exchange/r_functions.R"), frozenset(LAST)),
    Edit("Another version of python-docx", lambda p: p.install("python-docx", "99.0"),
         frozenset(LAST)),
    Edit("Another version of Jinja", lambda p: p.install("Jinja2", "99.0"), figures(*BOTH)),
    Edit("Another version of Pillow, which matplotlib needs (the checks ask it for fonts)",
         lambda p: p.install("pillow", "99.0"), ALL),
    Edit("Another version of Python", _newer_python, ALL),
    Edit("A figure is emptied, by a crash for instance", _cut("results/renal/forest.png", 0),
         figures("renal")),
    Edit("A figure is deleted", lambda p: (p.review / "results/renal/gosh.svg").unlink(),
         figures("renal")),
    Edit("Half of the estimates of an analysis are lost", _cut(
        "results/melanoma/estimates.json", 5000), pooled("melanoma")),
    Edit("The workbook is edited by hand", _cut("results/supplement.xlsx", 900), frozenset(LAST)),
)  # fmt: skip


def _done(jobs: frozenset[str]) -> str:
    """Say in words which jobs are done again, in the review with two analyses."""
    if not jobs:
        return "nothing"
    if jobs == ALL:
        return "everything"
    parts = ["checks"] if CHECK in jobs else []
    for words, start in (("numbers", "Pooling "), ("figures", "Drawing and describing ")):
        names = {job.removeprefix(start) for job in jobs if job.startswith(start)}
        if names:
            parts.append(f"{words} of {'both analyses' if len(names) > 1 else 'that analysis'}")
    parts += ["comparison"] if COMPARISON in jobs else []
    parts += ["flow diagram"] if FLOW_JOB in jobs else []
    parts += [job.removeprefix("Writing the ") for job in LAST if job in jobs]
    return ", ".join(parts)


def table() -> str:
    """The table of the manual."""
    lines = [f"| {edit.words} | {_done(edit.jobs)} |" for edit in EDITS]
    return "\n".join(["| Since the last run | Done again |", "|---|---|", *lines])
