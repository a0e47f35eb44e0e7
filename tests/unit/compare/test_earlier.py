"""The edition before: a folder, a folder with results in it, or the archive of a release."""

import json
import zipfile

import pytest
from compared_reviews import BASE, changed, edition

from rechallenge.compare.earlier import (
    earlier_digest,
    earlier_files,
    kept_in_release,
    read_earlier,
)
from rechallenge.errors import DataError
from rechallenge.files import write_json, write_text
from rechallenge.tables.data_snapshot import write_snapshot

WRITTEN = ["data.csv", "findings.csv", "manifest.json", "rate/estimates.json", "summary.csv"]


@pytest.fixture
def results(tmp_path):
    """Results of a small review, with files that a comparison does not read."""
    made = edition(tmp_path / "review")
    folder = tmp_path / "review/results"
    write_json(folder / "rate/estimates.json", made.analyses["rate"])
    write_text(folder / "rate/forest.svg", "<svg/>")
    write_snapshot(folder / "data.csv", made.rows)
    write_text(folder / "findings.csv", "code,level,study,column,message\n")
    write_text(folder / "summary.csv", "analysis,status\nrate,current\n")
    manifest = {"review": {"version": "1"}, "software": dict(made.software)}
    write_json(folder / "manifest.json", manifest)
    return folder


def archive(results, path, start="results/"):
    with zipfile.ZipFile(path, "w") as target:
        for file in sorted(results.rglob("*.*")):
            target.write(file, start + file.relative_to(results).as_posix())
    return path


def test_a_folder_a_review_and_an_archive_read_alike(results, tmp_path):
    packed = archive(results, tmp_path / "one.zip")
    editions = [read_earlier(path, name="one") for path in (results, results.parent, packed)]
    assert editions[0] == editions[1] == editions[2]
    assert [row.events for row in editions[0].rows] == [3, 6, 9, 5, 12]
    digests = {earlier_digest(path, name="one") for path in (results, results.parent, packed)}
    assert len(digests) == 1
    assert sorted(earlier_files(packed, name="one")) == WRITTEN


def test_only_what_is_compared_decides_over_the_digest(results):
    before = earlier_digest(results, name="one")
    write_text(results / "rate/forest.svg", "<svg>other</svg>")
    assert earlier_digest(results, name="one") == before
    write_text(results / "summary.csv", "analysis,status\nrate,stale\n")
    assert earlier_digest(results, name="one") != before


def test_an_analysis_that_was_taken_out_is_not_read(results):
    other = json.loads((results / "rate/estimates.json").read_text("utf-8"))
    write_json(results / "former/estimates.json", other | {"analysis": "former"})
    assert set(read_earlier(results, name="one").analyses) == {"rate"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, r"^one\.zip: there is no such folder or archive; give the results folder"),
        (b"PK\x03\x04 cut", r"^one\.zip: this is no whole zip archive; give"),
        (b"", r"^one\.zip: this is no whole zip archive; give"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, content, words):
    path = tmp_path / "one.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=words):
        earlier_files(path, name="one.zip")


def test_an_archive_that_was_cut_is_told(results, tmp_path):
    packed = archive(results, tmp_path / "one.zip")
    packed.write_bytes(packed.read_bytes()[:-40])
    with pytest.raises(DataError, match="no whole zip archive"):
        earlier_files(packed, name="one.zip")


def test_a_place_without_results_is_told(results, tmp_path):
    (tmp_path / "empty").mkdir()
    outside = archive(results, tmp_path / "out.zip", start="../results/")
    for path in (tmp_path / "empty", outside):
        with pytest.raises(DataError, match=r"^one: this holds no results; give"):
            earlier_digest(path, name="one")


def test_a_release_keeps_what_the_comparison_needs(results, tmp_path):
    packed = archive(results, tmp_path / "one.zip")
    kept = kept_in_release(packed, name="releases/one.zip")
    assert list(kept) == ["releases/one.zip"]
    smaller = tmp_path / "smaller.zip"
    smaller.write_bytes(kept["releases/one.zip"])
    assert earlier_digest(smaller, name="one") == earlier_digest(packed, name="one")
    folder = kept_in_release(results, name="releases/one")
    assert sorted(folder) == [f"releases/one/{name}" for name in WRITTEN]
    whole = kept_in_release(results.parent, name="releases/one")
    assert sorted(whole) == [f"releases/one/results/{name}" for name in WRITTEN]


def test_lines_differ_where_the_data_do(results, tmp_path):
    after = edition(tmp_path / "later", changed("9,25", "10,25", BASE))
    assert read_earlier(results, name="one").data_hash != after.data_hash
