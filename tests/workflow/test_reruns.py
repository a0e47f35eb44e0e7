"""What is done again after each kind of edit: all that must be, and nothing else."""

import shutil
import sys

from edits import CONFIG, EDITS, Place, table
from reviews import FLOW, ROOT, STUDIES, started


def run(place, *arguments):
    library = place.program / "workflow/scripts"
    return started(
        [sys.executable, "-m", "rechallenge", "run", "--cores", "2", *arguments],
        place.review,
        PYTHONPATH=f"{library}:{place.beside}",
    )


def copied(place, folder):
    """Copy the results with the program, which each edit may change."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(place.review.parent, folder)
    return Place(folder / "review", folder / "program", folder / "beside")


def test_every_edit_reruns_what_depends_on_it_and_nothing_else(review, tmp_path):
    base = Place(*(tmp_path / "base" / name for name in ("review", "program", "beside")))
    made = review(CONFIG, STUDIES)
    base.review.mkdir(parents=True)
    for name in ("config", "studies"):
        made.file(name).rename(base.review / name)
    (base.review / "prisma.csv").write_text(FLOW, "utf-8")
    base.beside.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "workflow", base.program / "workflow", ignore=ignored)
    shutil.copy(ROOT / "Snakefile", base.program / "Snakefile")
    ended = run(base)
    assert ended.code == 0, ended.text
    wrong = []
    for edit in EDITS:
        place = copied(base, tmp_path / "edited")
        edit.act(place)
        if not place.review.exists():
            place = Place(place.review.with_name("moved"), place.program, place.beside)
        ended = run(place, "--dry-run")
        jobs = {line.strip() for line in ended.text.splitlines()} - {"nothing to do"}
        if ended.code or jobs != edit.jobs:
            missed, needless = sorted(edit.jobs - jobs), sorted(jobs - edit.jobs)
            wrong.append(f"{edit.words}: missed {missed}, needless {needless}")
    assert not wrong, "\n".join(wrong)


def test_the_manual_has_the_same_table():
    page = (ROOT / "docs/reruns.md").read_text("utf-8")
    assert f"\n{table()}\n" in page, table()
    assert len(EDITS) >= 20
