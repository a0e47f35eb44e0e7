"""Data, flips, verdicts and files of a comparison."""

from __future__ import annotations

import copy
import json
import subprocess
from dataclasses import replace

import pytest
from compared_reviews import BASE, changed, edition, write_review

from rechallenge.cli import main
from rechallenge.compare.comparison import compare
from rechallenge.compare.flips import flips
from rechallenge.compare.matching import Match, match_studies
from rechallenge.compare.page import changes_markdown, changes_page
from rechallenge.files import read_json, write_csv, write_json
from rechallenge.tables.data_snapshot import read_snapshot, write_snapshot

SAME = Match(pairs={}, renamed=(), removed=(), added=())
HOSTILE = "<script>alert(1)</script> | [x](javascript:1)"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return edition(
        tmp_path_factory.mktemp("base"), benchmark=0.15, subgroups=["design"], moderators=["year"]
    )


def _kinds(old, new):
    return {flip["kind"] for flip in flips(old, new, SAME)}


def _with(estimates, **values):
    other = copy.deepcopy(estimates)
    other["models"][0].update(values)
    return other


def test_equal_editions_say_that_nothing_changed_with_hashes(base):
    changes = compare(base, base)
    assert (changes["verdict"], changes["same"]) == ("nothing", True)
    for text in (changes_page(changes), changes_markdown(changes)):
        assert "Nothing changed" in text
        assert base.data_hash in text
        assert base.numbers_hash in text


def test_a_corrected_cell_is_told_with_file_and_row(tmp_path):
    lines = changed("2016,,6,30", "2016,,7,30")
    changes = compare(edition(tmp_path / "old"), edition(tmp_path / "new", lines))
    assert changes["data"]["corrected"] == [
        {"study": "Birch 2016", "file": "studies/all.csv", "row": 3, "column": "events",
         "old": "6", "new": "7"}
    ]  # fmt: skip
    assert changes["verdict"] in ("numbers", "conclusion")


def test_a_study_renamed_by_its_doi_moves_no_number(tmp_path):
    lines = changed("Cedar 2017", "Zeder 2017")
    changes = compare(edition(tmp_path / "old"), edition(tmp_path / "new", lines))
    (renamed,) = changes["data"]["renamed"]
    assert renamed["by"] == "DOI"
    assert not changes["data"]["added"]
    assert not changes["data"]["removed"]
    assert not changes["analyses"][0]["moved"]


def test_a_study_renamed_without_doi_is_found_by_its_counts(base):
    rows = [replace(row, study_id="esche", study="Esche") if row.study == "Ash 2015" else row
            for row in base.rows]  # fmt: skip
    (renamed,) = match_studies(base.rows, rows).renamed
    assert renamed["by"] == "the same counts in the same file"


def test_a_row_that_only_moved_is_not_a_correction(tmp_path):
    changes = compare(edition(tmp_path / "old"), edition(tmp_path / "new", BASE[::-1]))
    assert not changes["data"]["corrected"]
    assert changes["verdict"] == "nothing"
    assert not changes["same"]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("benchmark-ci", {"ci_low": 0.1, "ci_high": 0.3}, {"ci_low": 0.16, "ci_high": 0.3}),
        ("benchmark-pi", {"pi_low": 0.1, "pi_high": 0.3}, {"pi_low": 0.01, "pi_high": 0.12}),
        ("outside-interval", {"ci_low": 0.1, "ci_high": 0.3}, {"estimate": 0.31}),
        ("no-estimate", {}, {"estimate": None}),
        ("tau2", {"tau2": 0.4}, {"tau2": 0.51}),
        ("prediction-interval", {"pi_low": 0.1, "pi_high": 0.5}, {"pi_low": 0.1, "pi_high": 0.61}),
    ],
)
def test_each_flip_of_the_pooled_numbers(base, kind, before, after):
    old = _with(base.analyses["rate"], **before)
    assert kind not in _kinds(old, old)
    assert kind in _kinds(old, _with(old, **after))


def test_tau2_that_moves_by_less_than_a_quarter_is_no_flip(base):
    old = _with(base.analyses["rate"], tau2=0.4)
    assert "tau2" not in _kinds(old, _with(old, tau2=0.49))


def test_subgroups_that_change_their_order(base):
    old = base.analyses["rate"]
    new = copy.deepcopy(old)
    first, second = new["subgroups"]["design"]["groups"]
    first["estimate"], second["estimate"] = second["estimate"], first["estimate"]
    assert "subgroup-order" in _kinds(old, new)
    assert "subgroup-order" not in _kinds(old, old)


@pytest.mark.parametrize("p", [0.01, 0.9])
def test_a_p_value_that_crosses(base, p):
    old = copy.deepcopy(base.analyses["rate"])
    next(iter(old["meta_regression"]["year"]["fits"].values()))["test"]["p"] = 0.2
    new = copy.deepcopy(old)
    next(iter(new["meta_regression"]["year"]["fits"].values()))["test"]["p"] = p
    assert ("moderator" in _kinds(old, new)) == (p < 0.05)


def test_a_study_that_becomes_influential(base):
    old = copy.deepcopy(base.analyses["rate"])
    for row in old["influence"]:
        row.update(rstudent=0.1, cook_d=0.1)
    new = copy.deepcopy(old)
    new["influence"][1]["cook_d"] = 0.6
    assert "influential" in _kinds(old, new)


def test_the_first_study_without_events(tmp_path, base):
    new = edition(tmp_path, [*BASE, "Gum 2020,2020,,0,20,trial,,1"])
    assert "zero-events" in _kinds(base.analyses["rate"], new.analyses["rate"])
    assert "zero-events" not in _kinds(new.analyses["rate"], new.analyses["rate"])


def test_a_model_that_gave_way(base):
    old = base.analyses["rate"]
    new = copy.deepcopy(old)
    new["primary"] = "beta-binomial"
    assert "fallback" in _kinds(old, new)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [("stale", "conclusion"), ("blocked", "conclusion"), (None, "conclusion")],
)
def test_an_analysis_that_stops_is_told(base, status, verdict):
    analyses = {} if status in ("blocked", None) else base.analyses
    statuses = {} if status is None else {"rate": status}
    new = replace(base, analyses=analyses, statuses=statuses)
    changes = compare(base, new)
    assert changes["verdict"] == "conclusion"
    assert changes["events"][0]["kind"] == (status or "disappeared")
    assert compare(new, base)["verdict"] == "numbers"


def test_hostile_labels_are_text_in_page_and_markdown(tmp_path):
    old = edition(tmp_path / "old", label=HOSTILE)
    new = edition(tmp_path / "new", [*BASE, f"{HOSTILE},2020,,2,50,trial,,1"], label=HOSTILE)
    changes = compare(old, new)
    page, markdown = changes_page(changes), changes_markdown(changes)
    assert "<script" not in page
    assert "default-src 'none'; style-src 'sha256-" in page.replace("&#39;", "'")
    assert "<script" not in markdown
    assert "[x](" not in markdown
    assert "&lt;script&gt;" in markdown


def test_the_markdown_keeps_to_sixty_lines_with_a_hundred_changes(tmp_path):
    many = [f"Study {i},20{10 + i % 10},,{i % 9 + 1},40,trial,,1" for i in range(100)]
    more = [line.replace(",40,", ",41,") for line in many]
    old = edition(tmp_path / "old", [*BASE, *many[:30]])
    new = edition(tmp_path / "new", [*BASE, *more[:30]])
    changes = compare(old, new)
    changes["data"]["corrected"] *= 4
    changes["analyses"] *= 20
    assert len(changes["data"]["corrected"]) >= 100
    text = changes_markdown(changes)
    assert text.count("\n") <= 60
    assert "more" in text


def test_the_snapshot_holds_every_row_as_it_was_read(tmp_path, base):
    odd = [replace(base.rows[0], cells={**base.rows[0].cells, "file": "=1+1", "Ü, x": "12,5"})]
    rows = [*odd, *base.rows[1:]]
    write_snapshot(tmp_path / "data.csv", rows)
    back = read_snapshot(tmp_path / "data.csv")
    assert replace(base, rows=back).data_hash == replace(base, rows=tuple(rows)).data_hash
    assert [row.include for row in back] == [row.include for row in rows]


def _write_results(folder, edition):
    for slug, estimates in edition.analyses.items():
        write_json(folder / slug / "estimates.json", estimates)
    write_snapshot(folder / "data.csv", edition.rows)
    write_csv(folder / "summary.csv", ("analysis", "status"),
              [{"analysis": s, "status": v} for s, v in edition.statuses.items()])  # fmt: skip
    write_json(folder / "manifest.json", {"software": dict(edition.software), "inputs": []})


def test_the_verb_on_folders(tmp_path, base, capsys):
    _write_results(tmp_path / "one", base)
    _write_results(tmp_path / "two", edition(tmp_path / "r", changed("2016,,6,30", "2016,,7,30"),
                   benchmark=0.15, subgroups=["design"], moderators=["year"]))  # fmt: skip
    out = ["--out", str(tmp_path / "out")]
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    assert main(["compare", one, one, *out]) == 0
    assert "Nothing changed" in capsys.readouterr().out
    assert main(["compare", one, two, *out]) in (10, 20)
    assert read_json(tmp_path / "out" / "changes.json")["schema"] == "rechallenge/changes/1"
    assert main(["compare", one, str(tmp_path / "r" / "studies"), *out]) == 2


def test_results_of_an_older_version_are_compared_as_far_as_possible(tmp_path, base, capsys):
    _write_results(tmp_path / "one", base)
    (tmp_path / "one" / "data.csv").unlink()
    (tmp_path / "one" / "manifest.json").unlink()
    estimates = tmp_path / "one" / "rate" / "estimates.json"
    content = read_json(estimates) | {"schema": "rechallenge/estimates/0"}
    write_json(estimates, content)
    one = str(tmp_path / "one")
    assert main(["compare", one, one, "--out", str(tmp_path)]) == 0
    remarks = " ".join(read_json(tmp_path / "changes.json")["editions"][0]["remarks"])
    assert "no data.csv" in remarks
    assert "estimates/0" in remarks
    assert "no manifest.json" in remarks


def _git(folder, *arguments):
    named = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(folder), *named, *arguments], check=True, capture_output=True)


def test_two_git_revisions_are_pooled_where_they_keep_no_results(tmp_path, capsys):
    review = tmp_path / "review"
    write_review(review)
    (review / "config").mkdir()
    (review / "config" / "config.yaml").write_text("data: {studies: studies}\n", "utf-8")
    _git(tmp_path, "init", "-q", str(review))
    _git(review, "add", ".")
    _git(review, "commit", "-qm", "one")
    write_review(review, [*BASE, "Gum 2020,2020,,2,50,trial,,1"])
    _git(review, "commit", "-qam", "two")
    place = ["--directory", str(review), "--out", str(tmp_path)]
    assert main(["compare", "HEAD", "HEAD", *place]) == 0
    assert main(["compare", "HEAD~1", "HEAD", *place]) in (10, 20)
    changes = json.loads((tmp_path / "changes.json").read_text("utf-8"))
    assert [study["study"] for study in changes["data"]["added"]] == ["Gum 2020"]
    assert "pooled by this version" in changes["editions"][0]["remarks"][0]
    assert main(["compare", "--out", str(tmp_path), "no-such-revision", "HEAD"]) == 2
    assert "neither a results folder nor a git revision" in capsys.readouterr().err
