"""A job of several analyses: what is current is left out, and one failure stops no other."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.io import expand

from rechallenge.errors import DataError
from rechallenge.files import write_text
from rechallenge.jobs.pack import Pack

NAMES = ("one", "two")


def pack(folder: Path, keys=("a", "b")) -> Pack:
    return Pack.of(
        SimpleNamespace(
            log=[str(folder / "logs/pack.log")],
            params=SimpleNamespace(
                logs=[str(folder / f"logs/{name}.log") for name in NAMES],
                hashes=list(keys),
                tasks=[{"name": name} for name in NAMES],
            ),
            output={
                "table": expand(f"{folder}/{{name}}/table.csv", name=NAMES),
                "figures": expand(
                    [f"{folder}/{{name}}/forest.svg", f"{folder}/{{name}}/forest.pdf"], name=NAMES
                ),
                "bias": [],
            },
        )
    )


def write(task, outputs):
    for path in map(Path, outputs.values()):
        assert path.parent.name == task["name"]
        write_text(path, task["name"])


def test_each_analysis_has_its_own_outputs(tmp_path):
    for name, outputs in zip(NAMES, pack(tmp_path).outputs, strict=True):
        assert outputs == {
            "table": f"{tmp_path}/{name}/table.csv",
            "figures": f"{tmp_path}/{name}/forest.svg",
            "figures_1": f"{tmp_path}/{name}/forest.pdf",
        }


def test_only_what_is_not_current_is_done(tmp_path):
    done = []

    def work(task, outputs):
        done.append(task["name"])
        write(task, outputs)

    pack(tmp_path).work(work, doing="did")
    pack(tmp_path).work(work, doing="did")
    assert done == ["one", "two"]
    pack(tmp_path, keys=("a", "changed")).work(work, doing="did")
    assert done == ["one", "two", "two"]
    (tmp_path / "one/forest.pdf").write_text("damaged", encoding="utf-8")
    pack(tmp_path, keys=("a", "changed")).work(work, doing="did")
    assert done == ["one", "two", "two", "one"]
    said = (tmp_path / "logs/pack.log").read_text("utf-8")
    assert said == "did 1 analysis, 1 current already\n"


def test_an_analysis_that_fails_stops_no_other_and_is_done_again(tmp_path, capsys):
    def fail(task, outputs):
        if task["name"] == "one":
            raise DataError(["studies/alpha.csv, row 2: is wrong."])
        write(task, outputs)

    with pytest.raises(SystemExit):
        pack(tmp_path).work(fail, doing="did")
    assert "row 2: is wrong." in capsys.readouterr().err
    assert (tmp_path / "two/table.csv").is_file()
    done = []
    pack(tmp_path).work(
        lambda task, outputs: (done.append(task["name"]), write(task, outputs)), doing="did"
    )
    assert done == ["one"]
