"""What a job wrote that has been taken out of the review goes; all else stays."""

import json

from rechallenge.files import write_text
from rechallenge.healing.ledger import entered, entry_of
from rechallenge.healing.retired import remove_retired


def done(results, job, *names):
    log = results / f"logs/{job}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("done\n")
    with entered(log, "k"):
        for name in names:
            write_text(results / name, name)
    return log


def test_only_what_nobody_changed_of_a_job_that_is_gone(tmp_path):
    done(tmp_path, "draw_flow", "prisma.svg", "prisma.json")
    done(tmp_path, "write_report", "report.html")
    done(tmp_path, "pool_analysis/renal", "renal/estimates.json")
    (tmp_path / "prisma.svg").write_text("drawn anew by hand")
    remove_retired(tmp_path, {"write_report": "k"})
    left = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*"))
    assert left == [
        *("logs/pool_analysis/renal.json", "logs/pool_analysis/renal.log"),
        *("logs/write_report.json", "logs/write_report.log"),
        *("prisma.svg", "renal/estimates.json", "report.html"),
    ]
    remove_retired(tmp_path / "nowhere", {})


def test_an_entry_that_names_other_folders_removes_nothing_there(tmp_path):
    results = tmp_path / "results"
    log = done(results, "draw_flow", "prisma.svg")
    outside = tmp_path / "thesis.txt"
    outside.write_text("mine")
    digest = json.loads(entry_of(log).read_text())["files"]["../prisma.svg"]
    outside.write_text("prisma.svg")
    content = {"version": 1, "key": "k", "files": {"../../thesis.txt": digest}}
    entry_of(log).write_text(json.dumps(content))
    remove_retired(results, {})
    assert outside.is_file()


def test_a_damaged_entry_removes_no_result(tmp_path):
    log = done(tmp_path, "draw_flow", "prisma.svg")
    entry_of(log).write_text("{")
    remove_retired(tmp_path, {})
    assert (tmp_path / "prisma.svg").is_file()
