"""Every job of the workflow, called as its adapter calls it."""

import csv
import json

import pytest
from docx import Document

from rechallenge.config import load_config
from rechallenge.contract import FAMILIES, FIGURES, FORMATS, MOST_ROWS
from rechallenge.errors import DataError
from rechallenge.files import sha256
from rechallenge.jobs.check_studies import check_studies
from rechallenge.jobs.pool_analysis import pool_analysis
from rechallenge.jobs.present_analysis import present_analysis
from rechallenge.jobs.write_report import write_report
from rechallenge.jobs.write_supplement import IN_PRINT, write_supplement
from rechallenge.plan import check_task, figure_task, make_plan, report_task, task_of


def plan_of(folder):
    return make_plan(load_config(folder / "config/config.yaml"), root=folder)


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def draw(folder, names):
    """Draw these figures alone: all of them take most of the time of a run."""
    config = folder / "config/config.yaml"
    config.write_text(config.read_text("utf-8") + f"figures: {{draw: {names}}}\n", encoding="utf-8")


def run_all(folder, plan):
    results = folder / "results"
    check_studies(
        check_task(plan),
        output=str(results / "findings.csv"),
        snapshot=str(results / "data.csv"),
    )
    for planned in plan.runnable:
        slug = planned.settings.slug
        pool_analysis(
            task_of(plan, slug),
            estimates=str(results / slug / "estimates.json"),
            table=str(results / slug / "estimates.csv"),
            rows=str(results / slug / "rows.csv"),
        )
        present_analysis(figure_task(plan, slug), estimates=results / slug / "estimates.json")
    write_report(
        report_task(plan),
        findings=str(results / "findings.csv"),
        page=str(results / "report.html"),
        summary=str(results / "summary.csv"),
        manifest=str(results / "manifest.json"),
    )
    return results


def test_from_studies_to_report(folder):
    draw(folder, "[forest]")
    results = run_all(folder, plan_of(folder))
    estimates = json.loads((results / "melanoma/estimates.json").read_text("utf-8"))
    assert estimates["schema"] == "rechallenge/estimates/1"
    assert (estimates["rows"], estimates["studies"]) == (3, 3)
    primary = next(m for m in estimates["models"] if m["id"] == estimates["primary"])
    assert primary["method"] == "glmm"
    models = read(results / "melanoma/estimates.csv")
    assert [m["id"] for m in models if m["primary"] == "1"] == ["glmm"]
    assert float(models[0]["mu"]) == primary["mu"]
    rows = read(results / "melanoma/rows.csv")
    assert [row["study"] for row in rows] == ["Alpha", "Beta", "Gamma"]
    assert rows[1]["notes"] == "'=1+1"
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(100)
    summary = {row["analysis"]: row for row in read(results / "summary.csv")}
    assert set(summary) == {"melanoma", "renal"}
    assert summary["renal"]["interval"] == "profile"
    manifest = json.loads((results / "manifest.json").read_text("utf-8"))
    told = {entry["file"]: entry["sha256"] for entry in manifest["outputs"]}
    assert told["melanoma/forest.svg"] == sha256(results / "melanoma/forest.svg")
    assert manifest["inputs"][0]["file"] == "studies/alpha.csv"
    assert str(folder) not in (results / "manifest.json").read_text("utf-8")


def test_a_withheld_estimate_is_neither_drawn_nor_summed_up(folder):
    config = folder / "config/config.yaml"
    config.write_text(
        "data: {studies: studies}\nanalyses:\n"
        "  all: {method: inverse-variance, measure: PFT, outcome: orr}\n",
        encoding="utf-8",
    )
    draw(folder, "[forest]")
    big = folder / "studies/delta.csv"
    big.write_text(big.read_text("utf-8").replace("5,34", "500,9000"), encoding="utf-8")
    results = run_all(folder, plan_of(folder))
    estimates = json.loads((results / "all/estimates.json").read_text("utf-8"))
    assert estimates["models"][0]["estimate"] is not None
    (summary,) = read(results / "summary.csv")
    assert (summary["estimate"], summary["ci_low"], summary["pi_high"]) == ("", "", "")
    assert "Not to be shown as an estimate" in summary["notes"]
    drawn = (results / "all/forest.svg").read_text("utf-8")
    assert "-diamond" not in drawn


def test_a_stopped_analysis_keeps_its_earlier_results_and_is_marked(folder):
    draw(folder, "[forest]")
    run_all(folder, plan_of(folder))
    bad = folder / "studies/beta.csv"
    bad.write_text(bad.read_text("utf-8").replace("13,36", "39,36"), encoding="utf-8")
    plan = plan_of(folder)
    assert [p.settings.slug for p in plan.blocked] == ["melanoma"]
    assert len(plan.problems) == 1
    assert plan.problems[0].startswith("studies/beta.csv, row 2 (study “Beta”)")
    results = run_all(folder, plan)
    summary = {row["analysis"]: row for row in read(results / "summary.csv")}
    assert summary["melanoma"]["status"] == "stale"
    assert summary["melanoma"]["events"] == "32"
    assert read(results / "findings.csv")[0]["code"] == "E203"
    manifest = json.loads((results / "manifest.json").read_text("utf-8"))
    assert not any(e["file"].startswith("melanoma/") for e in manifest["outputs"])


def test_a_stopped_analysis_without_earlier_results_is_blocked(folder):
    draw(folder, "[forest]")
    bad = folder / "studies/delta.csv"
    bad.write_text(bad.read_text("utf-8").replace("5,34", "5,0"), encoding="utf-8")
    results = run_all(folder, plan_of(folder))
    summary = {row["analysis"]: row for row in read(results / "summary.csv")}
    assert (summary["renal"]["status"], summary["renal"]["estimate"]) == ("blocked", "")


def test_files_that_change_under_way_stop_the_job(folder):
    task = task_of(plan_of(folder), "melanoma")
    study = folder / "studies/alpha.csv"
    study.write_text(study.read_text("utf-8").replace("7,38", "8,38"), encoding="utf-8")
    with pytest.raises(DataError, match="changed while the run was under way"):
        pool_analysis(task, estimates="a.json", table="a.csv", rows="r.csv")
    assert not (folder / "a.json").exists()


def test_an_analysis_of_nothing_says_what_there_is(folder):
    config = folder / "config/config.yaml"
    config.write_text(
        "data: {studies: studies}\nanalyses: {lung: {outcome: orr, where: {cancer: [lung]}}}\n",
        encoding="utf-8",
    )
    plan = plan_of(folder)
    (message,) = plan.problems
    assert "analysis “lung”" in message
    assert "melanoma" in message


def test_figures_are_listed_with_their_captions_and_those_not_wished_for_go(folder):
    config = folder / "config/config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text[: text.index("  renal:")], encoding="utf-8")
    results = run_all(folder, plan_of(folder))
    listed = json.loads((results / "melanoma/figures.json").read_text("utf-8"))
    assert [entry["figure"] for entry in listed] == [
        name for name in FIGURES if name not in (*FAMILIES, "risk-of-bias")
    ]
    assert all(entry["pages"] == [entry["figure"]] for entry in listed)
    assert listed[0]["caption"].startswith("Forest plot: ")
    keep = results / "melanoma/my own drawing.png"
    keep.write_bytes(b"mine")
    draw(folder, "[forest]")
    run_all(folder, plan_of(folder))
    assert not list((results / "melanoma").glob("leave-one-out.*"))
    assert len(list((results / "melanoma").glob("forest.*"))) == len(FORMATS)
    assert keep.read_bytes() == b"mine"


def test_a_review_without_figures_still_has_its_report(folder):
    draw(folder, "none")
    results = run_all(folder, plan_of(folder))
    assert not list(results.rglob("*.svg"))
    assert "melanoma" in (results / "report.html").read_text("utf-8")


def test_judgements_are_drawn_where_there_are_any(folder):
    assert "risk-of-bias" not in plan_of(folder).drawn
    (folder / "studies/alpha.csv").write_text(
        "study,cancer,outcome,responders,total,rob_overall\nAlpha,melanoma,orr,7,38,Low\n",
        encoding="utf-8",
    )
    assert plan_of(folder).drawn == FIGURES
    draw(folder, "[risk-of-bias]")
    results = run_all(folder, plan_of(folder))
    captions = {
        slug: json.loads((results / slug / "figures.json").read_text("utf-8"))[0]["caption"]
        for slug in ("melanoma", "renal")
    }
    assert "1 study of equal weight" in captions["melanoma"]
    assert "No judgements of the risk of bias" in captions["renal"]


def test_a_figure_of_judgements_that_is_wished_for_by_name_is_drawn_anyway(folder):
    draw(folder, "[risk-of-bias]")
    assert plan_of(folder).drawn == ("risk-of-bias",)


def test_no_judgements_are_shown_where_the_review_wants_none(folder):
    (folder / "studies/alpha.csv").write_text(
        "study,cancer,outcome,responders,total,rob_overall\nAlpha,melanoma,orr,7,38,Low\n",
        encoding="utf-8",
    )
    config = folder / "config/config.yaml"
    config.write_text(
        config.read_text("utf-8") + "figures: {risk_of_bias: none}\n", encoding="utf-8"
    )
    plan = plan_of(folder)
    assert not plan.judged
    assert "risk-of-bias" not in plan.drawn
    assert plan.findings == ()


def test_an_analysis_of_too_many_rows_is_refused_and_the_others_run(folder):
    rows = "".join(f"S{i},melanoma,orr,{i % 9},20,\n" for i in range(MOST_ROWS - 2))
    header = (folder / "studies/alpha.csv").read_text("utf-8").splitlines()[0]
    (folder / "studies/many.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    plan = plan_of(folder)
    assert plan.problems == (
        f"analysis “melanoma”: {MOST_ROWS + 1} rows fit, and an analysis pools {MOST_ROWS} at "
        "most; narrow “where:”, or make several analyses of them.",
    )
    assert [planned.settings.slug for planned in plan.runnable] == ["renal"]


def test_the_supplement_and_its_words_come_from_the_results(folder):
    draw(folder, f"[{', '.join(IN_PRINT)}, gosh]")
    plan = plan_of(folder)
    results = run_all(folder, plan)
    slugs = [planned.settings.slug for planned in plan.runnable]
    output = {
        "document": str(results / "supplement.docx"),
        "workbook": str(results / "supplement.xlsx"),
        "script": str(results / "reproduce.R"),
        "revman": str(results / "revman.csv"),
        "latex": str(results / "manuscript.tex"),
        "bibtex": str(results / "references.bib"),
        "ris": str(results / "references.ris"),
    }
    write_supplement(
        report_task(plan),
        findings=str(results / "findings.csv"),
        analyses=[str(results / slug / "estimates.json") for slug in slugs],
        output=output,
    )
    tex = (results / "manuscript.tex").read_text("utf-8")
    assert "We included 3 studies with 104 patients, of whom 32 had the outcome." in tex
    assert "@article{stijnen2010," in (results / "references.bib").read_text("utf-8")
    assert 'analysis <- "melanoma"' in (results / "reproduce.R").read_text("ascii")
    assert [row["events"] for row in read(results / "melanoma/jasp.csv")] == ["7", "13", "12"]
    assert len(read(results / "revman.csv")) == 5
    captions = [
        paragraph.text
        for paragraph in Document(results / "supplement.docx").paragraphs
        if paragraph.style.name == "Caption" and paragraph.text.startswith("Figure")
    ]
    assert len(captions) == len(slugs) * len(IN_PRINT)
