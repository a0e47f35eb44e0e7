"""The jobs of a table of sets: what is no longer asked for goes, and all else stays."""

import csv

import pytest

from rechallenge.config import load_config
from rechallenge.jobs.check_sets import check_sets
from rechallenge.jobs.gather_sets import gather_sets
from rechallenge.jobs.pool_sets import pool_sets
from rechallenge.sets.bulk_plan import check_sets_task, gather_task, part_task
from rechallenge.sets.planning import plan_bulk

ROWS = [(f"set {i // 2}", i % 7, 9) for i in range(500)]
METHODS = {"reml": "{method: inverse-variance}", "dl": "{method: inverse-variance, tau2: DL}"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(results, rows, methods):
    """Do all jobs; return the files below the folder of the results with their bytes."""
    folder = results.parent
    with (folder / "library.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("set", "events", "total"), *rows])
    lines = "".join(f"    {name}: {METHODS[name]}\n" for name in methods)
    config = folder / "c.yaml"
    config.write_text(f"bulk:\n  table: library.csv\n  chunk: 100\n  methods:\n{lines}", "utf-8")
    plan = plan_bulk(load_config(config).bulk, root=folder)
    check_sets(check_sets_task(plan), findings=str(results / "findings.csv"))
    for method in plan.methods:
        for chunk in plan.chunks:
            part = results / f"parts/{method}/{chunk}.parquet"
            pool_sets(
                part_task(plan, method, chunk), chunks=str(results / "chunks"), part=str(part)
            )
    gather_sets(
        gather_task(plan),
        chunks=str(results / "chunks"),
        parts=str(results / "parts"),
        estimates=str(results / "estimates.parquet"),
        summary=str(results / "summary.csv"),
    )
    return {
        path.relative_to(results).as_posix(): path.read_bytes()
        for path in sorted(results.rglob("*.*"))
    }


def test_methods_and_chunks_that_are_no_more_leave_what_a_run_from_nothing_has(folder):
    first = run(folder / "results", ROWS, ["reml", "dl"])
    assert sum(name.startswith("parts/") for name in first) == 2 * 3
    assert sum(name.startswith("chunks/") for name in first) == 3
    fewer = run(folder / "results", ROWS, ["reml"])
    assert sorted(name for name in first.keys() - fewer.keys()) == [
        f"parts/dl/000{chunk}.parquet" for chunk in (1, 2, 3)
    ]
    shorter = run(folder / "results", ROWS[:300], ["reml"])
    assert shorter == run(folder / "anew", ROWS[:300], ["reml"])
    assert "chunks/0003.parquet" not in shorter


def test_every_bad_row_is_listed(folder, capsys):
    bad = [(f"set {i}", 8, 7) for i in range(40)]
    found = run(folder / "results", [*ROWS, *bad], ["dl"])["findings.csv"].decode("utf-8")
    assert "40 rows cannot be pooled" in capsys.readouterr().out
    rows = list(csv.DictReader(found.splitlines()))
    assert [row["row"] for row in rows] == [str(502 + i) for i in range(40)]
    assert {row["problem"] for row in rows} == {"8 events among 7 patients are impossible"}
