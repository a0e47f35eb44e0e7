"""The release of a review: whole, true to its manifest, and readable by other programs."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from rocrate.rocrate import ROCrate

from rechallenge.config import load_config
from rechallenge.errors import ConfigError, DataError
from rechallenge.files import write_json
from rechallenge.plan import make_plan, report_task
from rechallenge.release.bundle import write_bundle
from rechallenge.report.manifest import make_manifest

CONFIG = """\
review:
  title: Responses <b>again</b>
  version: "2.1"
  last_search: 2026-10-01
  authors: ["Doe, Jane", The Example Group]
  doi: 10.5281/zenodo.1234
  licence: CC-BY-4.0
  living: {mode: living, next_search: 2027-01-01, schedule: every three months}
data: {studies: studies}
analyses: {all: {outcome: orr}}
"""


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """Make a review folder with two studies and results whose manifest is right."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "studies").mkdir()
    for name, counts in (("a2020", "3,20"), ("b2021", "5,25")):
        text = f"outcome,responders,total\norr,{counts}\n"
        (tmp_path / f"studies/{name}.csv").write_text(text, encoding="utf-8")
    results = tmp_path / "results"
    (results / "all").mkdir(parents=True)
    (results / "report.html").write_text("<!doctype html>", encoding="utf-8")
    (results / "all/estimates.json").write_text("{}", encoding="utf-8")
    plan = make_plan(load_config(tmp_path / "config/config.yaml"), root=tmp_path)
    outputs = [results / "report.html", results / "all/estimates.json"]
    manifest = make_manifest(report_task(plan), root=tmp_path, outputs=outputs)
    write_json(results / "manifest.json", manifest)
    return tmp_path


def bundle(root: Path, folder: Path | None = None) -> Path:
    """Bundle the review of a folder."""
    config = root / "config/config.yaml"
    return write_bundle(
        load_config(config), root=root, config=config, folder=folder or root / "out"
    )


def test_every_file_is_in_it_with_the_hash_that_it_states(review: Path) -> None:
    path = bundle(review)
    assert path.name == "responses-b-again-b-2-1.zip"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        crate = json.loads(archive.read("ro-crate-metadata.json"))
        entities = {entity["@id"]: entity for entity in crate["@graph"]}
        listed = {part["@id"] for part in entities["./"]["hasPart"]}
        assert listed == set(names) - {"ro-crate-metadata.json"}
        hashed = [entity for entity in entities.values() if "sha256" in entity]
        assert {e["@id"] for e in hashed} == {
            *("studies/a2020.csv", "studies/b2021.csv"),
            *("results/report.html", "results/all/estimates.json"),
        }
        for entity in hashed:
            content = archive.read(entity["@id"])
            assert hashlib.sha256(content).hexdigest() == entity["sha256"]
        assert archive.read("config/config.yaml").decode() == CONFIG


def test_rocrate_reads_it(review: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(bundle(review)) as archive:
        archive.extractall(folder)
    crate = ROCrate(folder)
    assert crate.name == "Responses <b>again</b>"
    assert crate.root_dataset["version"] == "2.1"
    assert str(crate.root_dataset["datePublished"]).startswith("2026-10-01")
    assert [author["name"] for author in crate.root_dataset["author"]] == [
        "Doe, Jane",
        "The Example Group",
    ]
    missing = [e.id for e in crate.data_entities if not (folder / e.id).exists()]
    assert missing == []
    run = crate.dereference("#run")
    assert {part.id for part in run["object"]} == {
        *("studies/a2020.csv", "studies/b2021.csv", "config/config.yaml"),
    }


def test_citation_and_status_say_what_the_configuration_says(review: Path) -> None:
    with zipfile.ZipFile(bundle(review)) as archive:
        citation = yaml.safe_load(archive.read("CITATION.cff"))
        status = archive.read("STATUS.md").decode()
        readme = archive.read("README.md").decode()
    assert citation["cff-version"] == "1.2.0"
    assert citation["authors"] == [{"name": "Doe, Jane"}, {"name": "The Example Group"}]
    assert (citation["version"], citation["doi"]) == ("2.1", "10.5281/zenodo.1234")
    assert citation["license"] == "CC-BY-4.0"
    assert "2026-10-01" in citation["abstract"]
    assert "| Next search | 2027-01-01 |" in status
    assert "| Schedule of searches | every three months |" in status
    assert "| Plan for retirement | \\[when" in status
    assert "1 analysis of 2 data files" in status
    assert "<b>" not in readme
    assert "&lt;b&gt;again&lt;/b&gt;" in readme


def test_a_table_of_sets_is_told_to_be_elsewhere(review: Path) -> None:
    def readme() -> str:
        with zipfile.ZipFile(bundle(review)) as archive:
            assert "library.csv" not in archive.namelist()
            return archive.read("README.md").decode()

    assert "table of sets" not in readme()
    config = review / "config/config.yaml"
    config.write_text(config.read_text("utf-8") + "bulk: {table: library.csv}\n", "utf-8")
    (review / "library.csv").write_text("set,events,total\na,1,9\n", "utf-8")
    assert "The table of sets “library.csv” and its estimates are not part of" in readme()


def test_equal_reviews_give_equal_bytes(review: Path, tmp_path: Path) -> None:
    first, second = bundle(review, tmp_path / "one"), bundle(review, tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()


def test_a_review_that_says_nothing_of_itself_is_bundled_with_gaps(review: Path) -> None:
    config = review / "config/config.yaml"
    config.write_text(
        "data: {studies: studies}\nreview: {title: 再投与}\nanalyses: {all: {outcome: orr}}\n",
        encoding="utf-8",
    )
    path = bundle(review)
    assert path.name == "review.zip"
    with zipfile.ZipFile(path) as archive:
        citation = yaml.safe_load(archive.read("CITATION.cff"))
        assert "| Mode | \\[living" in archive.read("STATUS.md").decode()
    assert citation["title"] == "再投与"
    assert citation["authors"] == [{"name": "[the authors of the review]"}]
    assert "version" not in citation


def test_results_of_other_data_are_refused(review: Path) -> None:
    (review / "studies/a2020.csv").write_text("responders,total\n4,20\n", encoding="utf-8")
    (review / "studies/c2022.csv").write_text(
        "outcome,responders,total\norr,1,9\n", encoding="utf-8"
    )
    (review / "results/report.html").unlink()
    with pytest.raises(DataError) as error:
        bundle(review)
    told = "\n".join(error.value.messages)
    assert "studies/c2022.csv: the results know nothing of this file" in told
    assert "a2020.csv: not the file that the results were made of" in told
    assert "report.html: the file that the run wrote is gone" in told
    assert not (review / "out").exists()


@pytest.mark.parametrize(
    ("content", "what"),
    [(None, "there is no such file"), ("{", "not whole"), ('{"schema": "x/9"}', "another version")],
)
def test_without_a_manifest_of_this_version_it_says_what_to_do(
    review: Path, content: str | None, what: str
) -> None:
    manifest = review / "results/manifest.json"
    manifest.unlink()
    if content is not None:
        manifest.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=what) as error:
        bundle(review)
    assert "make results" in error.value.messages[0]


def test_the_command_says_where_the_release_is(review: Path) -> None:
    command = [sys.executable, "-m", "rechallenge.release", "--directory", str(review)]
    done = subprocess.run(
        [*command, "--out", str(review / "out")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"The release is {review / 'out/responses-b-again-b-2-1.zip'}\n"
    (review / "results/manifest.json").unlink()
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr
