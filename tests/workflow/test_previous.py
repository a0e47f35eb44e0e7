"""The edition before: named in the configuration, compared with, and kept in the next release."""

import json
import sys
import zipfile

from reviews import FEW_FIGURES, started

EDITION = 'review: {title: Rates, version: "%s"%s}\n'


def bundle(made):
    command = [sys.executable, "-m", "rechallenge.release", "--out", "releases"]
    ended = started(command, made.folder)
    assert ended.code == 0, ended.text


def configure(made, version, previous=""):
    named = f", previous: {previous}" if previous else ""
    made.file("config/config.yaml").write_text(EDITION % (version, named) + FEW_FIGURES, "utf-8")


def test_two_editions_of_a_living_review(review, tmp_path):
    made = review()
    configure(made, "1")
    ended = made.run()
    assert ended.code == 0, ended.text
    bundle(made)

    configure(made, "2", "releases/rates-1.zip")
    made.file("studies/beta.csv").write_text(
        made.file("studies/beta.csv").read_text("utf-8").replace(",13,36", ",20,36"), "utf-8"
    )
    ended = made.run()
    assert ended.code == 0, ended.text
    assert "compared with releases/rates-1.zip: 1 of 2 pooled estimates moved" in ended.text
    changes = json.loads(made.file("results/changes.json").read_text("utf-8"))
    assert [entry["version"] for entry in changes["editions"]] == ["1", "2"]
    (corrected,) = changes["data"]["corrected"]
    assert (corrected["study"], corrected["old"], corrected["new"]) == ("Beta", "13", "20")
    page = made.file("results/report.html").read_text("utf-8")
    assert "Compared with version 1 (releases/rates-1.zip). 1 of 2 pooled estimates moved" in page
    manifest = json.loads(made.file("results/manifest.json").read_text("utf-8"))
    listed = {entry["file"] for entry in manifest["outputs"]}
    assert {"changes.html", "changes.md", "changes.json"} <= listed
    assert made.jobs() == []

    bundle(made)
    again = tmp_path / "again"
    with zipfile.ZipFile(made.file("releases/rates-2.zip")) as archive:
        archive.extractall(again)
    assert (again / "releases/rates-1.zip").stat().st_size < 100_000
    kept = {path: path.read_bytes() for path in (again / "results").rglob("*.*")}
    command = [sys.executable, "-m", "rechallenge", "run", "--cores", "2"]
    ended = started(command, again)
    assert ended.code == 0, ended.text
    differ = [str(path) for path, content in kept.items() if path.read_bytes() != content]
    assert differ == []

    configure(made, "2")
    assert made.run().code == 0
    assert not list(made.file("results").glob("changes.*"))
    assert "what_changed" not in made.file("results/report.html").read_text("utf-8")


def test_an_edition_that_is_not_there_is_told_before_anything_runs(review):
    made = review()
    configure(made, "2", "releases/rates-1.zip")
    for launcher in (True, False):
        ended = made.run(launcher=launcher)
        assert ended.code == 1
        assert "releases/rates-1.zip: there is no such folder or archive; give" in ended.text
        assert "Traceback" not in ended.text
    configure(made, "2", "./results")
    ended = made.run()
    assert ended.code == 1
    assert "review.previous" in ended.text
    assert "this is the folder of the results themselves; copy" in ended.text
