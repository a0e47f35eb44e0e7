"""A table of many sets through the workflow: chunks, bytes, what is done again, and bad rows."""

import csv
import hashlib
import json
import random

import pyarrow as pa
import pytest
from pyarrow import parquet
from reviews import CONFIG, Review

from rechallenge import pool

SETS = 230
CONFIG_OF_SETS = """\
bulk:
  table: library.csv
  chunk: 100
  methods:
    reml: {method: inverse-variance, tau2: REML}
    dl: {method: inverse-variance, measure: PAS, tau2: DL}
"""
HEADER = ("set", "study", "events", "total")
NAMES = ["=1+1", "../../out", 'a "quote",', "NA", "<b>&", "Ångström 二"]
CHECK, JOIN = "Checking the table of sets", "Joining the estimates of all sets"


def pooling(chunk: int, *methods: str) -> set[str]:
    return {f"Pooling chunk {chunk:04d} of the sets by {method}" for method in methods}


def rows():
    """Draw scattered rows of sets with hostile names, none of them bad."""
    draw = random.Random(5)
    made = []
    for number in range(SETS):
        name = NAMES[number] if number < len(NAMES) else f"set {number}"
        rate = draw.betavariate(1, 3)
        for study in range(draw.randint(1, 6)):
            total = draw.randint(1, 80)
            events = sum(draw.random() < rate for _ in range(total))
            made.append([name, f"study {study}", events, total])
    draw.shuffle(made)
    return made


def write_table(path, table):
    if path.suffix == ".parquet":
        columns = dict(zip(HEADER, map(list, zip(*table, strict=True)), strict=True))
        parquet.write_table(pa.table(columns), path, row_group_size=101)
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *table])


def folder_of_sets(folder, table, config=CONFIG_OF_SETS, name="library.csv") -> Review:
    (folder / "config").mkdir(parents=True)
    (folder / "config/config.yaml").write_text(config, encoding="utf-8")
    write_table(folder / name, table)
    return Review(folder)


def bytes_of(made: Review) -> dict[str, str]:
    return {
        name: hashlib.sha256(made.file(f"results/bulk/{name}").read_bytes()).hexdigest()
        for name in ("estimates.parquet", "summary.csv", "findings.csv")
    }


def planned(made: Review) -> set[str]:
    ended = made.run("--dry-run")
    assert ended.code == 0, ended.text
    return {line.strip() for line in ended.text.splitlines()} - {"nothing to do"}


def estimates(made: Review) -> list[dict]:
    return parquet.read_table(made.file("results/bulk/estimates.parquet")).to_pylist()


def edited(made: Review, old: str, new: str, name: str = "config/config.yaml") -> None:
    text = made.file(name).read_text("utf-8")
    assert old in text
    made.file(name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def table():
    return rows()


@pytest.fixture(scope="module")
def done(table, tmp_path_factory):
    made = folder_of_sets(tmp_path_factory.mktemp("sets"), table)
    ended = made.run()
    assert ended.code == 0, ended.text
    assert "pooled chunk 3 of 3 by dl: 30 sets" in ended.text
    assert "results/bulk/estimates.parquet, summed up in results/bulk/summary.csv" in ended.text
    return made


def test_every_set_has_the_numbers_of_pool(done, table):
    found = estimates(done)
    names = list(dict.fromkeys(row[0] for row in table))
    assert [(row["set"], row["method"]) for row in found] == [
        (name, method) for name in names for method in ("reml", "dl")
    ]
    options = {"reml": {"tau2": "REML"}, "dl": {"tau2": "DL", "measure": "PAS"}}
    for row in found[:60]:
        own = [other for other in table if other[0] == row["set"]]
        one = pool(
            [other[2] for other in own], [other[3] for other in own],
            studies=[other[1] for other in own], method="inverse-variance",
            **options[row["method"]],
        )  # fmt: skip
        assert row["status"] == ("exact" if one.interval == "exact" else "ok")
        assert (row["rows"], row["total"]) == (len(own), sum(other[3] for other in own))
        for name in ("estimate", "ci_low", "ci_high", "tau2"):
            expected = getattr(one, name)
            if expected is None:
                assert row[name] is None
            else:
                assert row[name] == pytest.approx(expected, abs=1e-6)


def test_parquet_and_one_chunk_on_one_processor_give_the_same_bytes(done, table, tmp_path):
    config = CONFIG_OF_SETS.replace("chunk: 100", "chunk: 5000").replace(".csv", ".parquet")
    other = folder_of_sets(tmp_path / "ß", table, config, "library.parquet")
    ended = other.run("--cores", "1")
    assert ended.code == 0, ended.text
    assert bytes_of(other) == bytes_of(done)


def test_only_what_follows_from_an_edit_is_done_again(done, table):
    before = bytes_of(done)
    assert planned(done) == set()
    assert done.jobs() == []
    for path in (done.file("library.csv"), *done.file("results").rglob("*")):
        path.touch()
    assert planned(done) == set()
    names = list(dict.fromkeys(row[0] for row in table))
    at = next(i for i, row in enumerate(table) if row[0] == names[150])
    changed = [*table[at][:2], 0, table[at][3] + 1]
    write_table(done.file("library.csv"), [*table[:at], changed, *table[at + 1 :]])
    again = {CHECK, JOIN} | pooling(2, "reml", "dl")
    assert planned(done) == again
    assert set(done.jobs()) == again
    write_table(done.file("library.csv"), [*table, ["new", "study", 1, 9]])
    assert planned(done) == {CHECK, JOIN} | pooling(3, "reml", "dl")
    write_table(done.file("library.csv"), table)
    edited(done, "tau2: DL", "tau2: PM")
    assert planned(done) == {JOIN}.union(*(pooling(chunk, "dl") for chunk in (1, 2, 3)))
    edited(done, "tau2: PM", "tau2: DL")
    edited(done, "    dl:", "    # A comment.\n    dl:")
    assert planned(done) == set()

    done.file("results/bulk/parts/dl/0002.parquet").write_bytes(b"PAR1")
    done.file("results/bulk/chunks/0002.parquet").write_bytes(b"PAR1")
    leftover = done.file("results/bulk/parts/dl/.0002.parquet.123.tmp")
    leftover.write_bytes(b"PAR1")
    assert planned(done) == {JOIN} | pooling(2, "dl")
    ended = done.run()
    assert ended.code == 0, ended.text
    assert bytes_of(done) == before
    assert not leftover.exists()
    assert planned(done) == set()


def test_a_bad_row_stops_its_set_alone_and_the_analyses_run(review, table):
    made = review(CONFIG + CONFIG_OF_SETS + "figures: {draw: none}\n")
    bad = [table[0][0], "study 9", 8, 7]
    write_table(made.file("library.csv"), [*table[:20], bad, *table[20:]])
    message = f"library.csv, row 22 (set “{bad[0]}”), column “events”: 8 events among 7 patients"
    for launcher in (True, False):
        ended = made.run(launcher=launcher)
        assert ended.code == 1, ended.text
        assert message in ended.text
        assert "Traceback" not in ended.text
    assert "1 problem: mend and run again. 2 analyses up to date, 0 stopped." in made.run().text
    found = estimates(made)
    assert [row["status"] for row in found if row["set"] == bad[0]] == ["bad data"] * 2
    assert len(found) == 2 * SETS
    assert sum(row["estimate"] is None for row in found) == 2
    with made.file("results/bulk/findings.csv").open(encoding="utf-8", newline="") as stream:
        (listed,) = csv.DictReader(stream)
    assert (listed["row"], listed["column"]) == ("22", "events")
    assert json.loads(made.file("results/renal/estimates.json").read_text("utf-8"))["rows"] == 3

    before = bytes_of(made)
    edited(made, "set,study", "sets,study", "library.csv")
    ended = made.run()
    assert ended.code == 1
    assert "library.csv, row 1: there is no column “set”" in ended.text
    assert "The table of sets was not pooled" in ended.text
    assert bytes_of(made) == before
