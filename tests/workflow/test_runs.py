"""The workflow as a user meets it: first run, nothing to do, one change, bad data, mended data."""

import csv
import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from reviews import CONFIG, FEW_FIGURES, ROOT, STUDIES, planned_jobs, started

ANALYSIS_FILES = (
    "estimates.json",
    "estimates.csv",
    "rows.csv",
    "jasp.csv",
    "forest.svg",
    "forest.pdf",
    "forest.png",
    "heterogeneity.html",
    "heterogeneity.md",
)
TOP_FILES = (
    *("summary.csv", "findings.csv", "data.csv", "report.html", "manifest.json", "supplement.docx"),
    *("supplement.xlsx", "reproduce.R", "revman.csv", "manuscript.tex", "references.bib"),
    "references.ris",
)


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "logs" not in path.parts
    }


def summary(review) -> dict[str, dict[str, str]]:
    with review.file("results/summary.csv").open(encoding="utf-8", newline="") as stream:
        return {row["analysis"]: row for row in csv.DictReader(stream)}


def age(path: Path) -> None:
    """Make a file older than everything, as unzip and cloud folders do."""
    os.utime(path, (1_000_000_000, 1_000_000_000))


def test_plain_snakemake_in_the_checkout_plans_all_jobs():
    ended = started([sys.executable, "-m", "snakemake", "-n", "--forceall"], ROOT)
    assert ended.code == 0, ended.text
    jobs = planned_jobs(ended.text)
    assert sum(job.startswith("Pooling ") for job in jobs) == 8
    assert sum(job.startswith("Drawing and describing ") for job in jobs) == 8
    assert {"Checking the study files", "Writing the supplement", "Writing the report"} <= set(jobs)
    assert len(jobs) == 19


def test_a_review_from_nothing_to_results_and_back_to_nothing_to_do(review):
    made = review(CONFIG + "figures: {draw: [forest, leave-one-out]}\n")
    ended = made.run()
    assert ended.code == 0, ended.text
    assert ended.text.strip().splitlines()[-1].endswith("results/report.html")
    for analysis in ("melanoma", "renal"):
        for name in ANALYSIS_FILES:
            assert made.file(f"results/{analysis}/{name}").stat().st_size > 0, name
    for name in TOP_FILES:
        assert made.file(f"results/{name}").stat().st_size > 0, name
    estimates = json.loads(made.file("results/melanoma/estimates.json").read_text("utf-8"))
    assert (estimates["studies"], estimates["events"], estimates["total"]) == (3, 32, 104)
    manifest = json.loads(made.file("results/manifest.json").read_text("utf-8"))
    told = {entry["file"]: entry["sha256"] for entry in manifest["outputs"]}
    found = hashes(made.file("results"))
    found.pop("manifest.json")
    assert told == found
    first = hashes(made.file("results"))
    assert made.jobs() == []
    assert made.run().code == 0
    assert hashes(made.file("results")) == first
    made.file("results/melanoma/leave-one-out.pdf").unlink()
    assert made.run().code == 0
    assert hashes(made.file("results")) == first


def test_the_same_data_give_the_same_bytes_in_another_folder(review):
    made = review(FEW_FIGURES)
    assert made.run().code == 0
    config = made.file("config/config.yaml")
    config.write_text("results: elsewhere\n" + FEW_FIGURES, encoding="utf-8")
    assert made.run().code == 0
    assert hashes(made.file("results")) == hashes(made.file("elsewhere"))


def test_an_edited_study_reruns_its_own_analysis_even_when_its_file_is_older(review):
    made = review(FEW_FIGURES)
    assert made.run().code == 0
    study = made.file("studies/beta.csv")
    study.write_text(STUDIES["beta"].replace(",13,", ",14,"), encoding="utf-8")
    age(study)
    assert made.jobs() == [
        "Checking the study files",
        "Drawing and describing melanoma",
        "Pooling melanoma",
        "Writing the report",
        "Writing the supplement",
    ]
    other = hashes(made.file("results/renal"))
    assert made.run().code == 0
    assert hashes(made.file("results/renal")) == other
    assert summary(made)["melanoma"]["events"] == "33"
    for path in made.file("studies").iterdir():
        path.touch()
    assert made.jobs() == []


def test_one_file_with_many_studies_reruns_only_what_changed(review):
    header = STUDIES["alpha"].splitlines()[0]
    text = "\n".join([header, *(t.splitlines()[1] for t in STUDIES.values())]) + "\n"
    made = review(
        FEW_FIGURES.replace("studies: studies", "studies: studies/all.csv"), {"all": text}
    )
    assert made.run().code == 0
    made.file("studies/all.csv").write_text(text.replace(",5,34", ",6,34"), encoding="utf-8")
    assert [job for job in made.jobs() if "Pooling" in job] == ["Pooling renal"]


def test_a_bad_study_stops_its_own_analysis_and_keeps_the_earlier_results(review):
    made = review(FEW_FIGURES)
    assert made.run().code == 0
    before = hashes(made.file("results/melanoma"))
    made.file("studies/beta.csv").write_text(
        STUDIES["beta"].replace(",13,36", ",37,36"), encoding="utf-8"
    )
    made.file("studies/zeta.csv").write_text(
        STUDIES["zeta"].replace(",2,8", ",3,8"), encoding="utf-8"
    )
    for launcher in (True, False):
        ended = made.run(launcher=launcher)
        assert ended.code == 1, ended.text
        assert "studies/beta.csv, row 2 (study “Beta”)" in ended.text
        assert "E203" in ended.text
        assert "Traceback" not in ended.text
    assert hashes(made.file("results/melanoma")) == before
    rows = summary(made)
    assert (rows["melanoma"]["status"], rows["renal"]["status"]) == ("stale", "current")
    assert rows["renal"]["events"] == "19"
    page = made.file("results/report.html").read_text("utf-8")
    assert "E203" in page
    assert "stale" in page.lower() or "earlier" in page.lower()
    made.file("studies/beta.csv").write_text(STUDIES["beta"], encoding="utf-8")
    assert made.run().code == 0
    assert {row["status"] for row in summary(made).values()} == {"current"}
    assert hashes(made.file("results/melanoma")) == before


def test_a_file_that_cannot_be_read_blocks_every_analysis(review):
    made = review()
    made.file("studies/beta.csv").write_bytes(b"\x00\x01\x02\xff\xfe study")
    ended = made.run()
    assert ended.code == 1
    assert "studies/beta.csv" in ended.text
    assert "Traceback" not in ended.text
    assert {row["status"] for row in summary(made).values()} == {"blocked"}


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("data: {studies: nowhere}\n", "nowhere: there is no such file or folder"),
        ("analysis: {}\n", "did you mean “analyses”"),
        ("analyses: {../../evil: {}}\n", "evil"),
    ],
)
def test_a_config_that_cannot_be_used_is_told_in_a_sentence(review, config, words):
    made = review(config)
    for launcher in (True, False):
        ended = made.run(launcher=launcher)
        assert ended.code == 1
        assert words in ended.text
        assert "Traceback" not in ended.text
    assert not made.file("results").exists()


def test_a_config_that_is_no_yaml_is_told_with_its_line(review):
    made = review("data: [1\n")
    ended = made.run()
    assert ended.code == 1
    assert "config/config.yaml, line 2" in ended.text
    assert "Traceback" not in ended.text


def test_a_config_of_one_line_and_the_smallest_study_files(review):
    made = review(
        "data: {studies: studies}\n",
        {"a": "responders,total\n7,38\n", "b": "responders,total\n13,36\n"},
    )
    ended = made.run()
    assert ended.code == 0, ended.text
    assert list(summary(made)) == ["all-studies"]
    assert summary(made)["all-studies"]["interval"] == "profile"


def test_a_run_that_was_killed_is_taken_up_again(review):
    made = review(FEW_FIGURES)
    assert made.run().code == 0
    locks = made.file(".snakemake/locks")
    locks.mkdir(exist_ok=True)
    (locks / "0.output.lock").write_text("results/report.html\n", encoding="utf-8")
    (locks / "0.input.lock").write_text("studies/alpha.csv\n", encoding="utf-8")
    made.file("results/renal/estimates.json").unlink()
    assert made.run().code == 0
    assert made.file("results/renal/estimates.json").is_file()
