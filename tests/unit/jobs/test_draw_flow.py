"""The job that draws the flow diagram."""

import json

import pytest

from rechallenge.config import load_config
from rechallenge.errors import DataError
from rechallenge.jobs.draw_flow import draw_flow
from rechallenge.plan import check_task, flow_task, make_plan

FLOW = """\
data,boxtext,n
database_results,,30
records_screened,Titles <b>read</b>,30
records_excluded,,20
dbr_sought_reports,,10
dbr_notretrieved_reports,,0
dbr_assessed,,10
dbr_excluded,,"No counts, 5"
new_studies,,5
"""


def plan_of(folder, flow=FLOW):
    config = folder / "config/config.yaml"
    config.write_text(
        config.read_text("utf-8").replace("studies}", "studies, prisma: prisma.csv}"),
        encoding="utf-8",
    )
    (folder / "prisma.csv").write_text(flow, encoding="utf-8")
    return make_plan(load_config(config), root=folder)


def test_the_diagram_and_its_words(folder):
    plan = plan_of(folder)
    assert plan.findings == ()
    words = folder / "results/prisma.json"
    draw_flow(flow_task(plan), words=words)
    told = json.loads(words.read_text("utf-8"))
    assert told["figure"] == "prisma"
    assert "5 studies included" in told["caption"]
    svg = (folder / "results/prisma.svg").read_text("utf-8")
    assert "<b>" not in svg
    assert "Titles &lt;b&gt;read&lt;/b&gt;" in svg
    assert {path.suffix for path in (folder / "results").iterdir()} == {
        ".svg", ".pdf", ".png", ".json",
    }  # fmt: skip


def test_findings_about_the_flow_reach_the_job_of_the_checks(folder):
    plan = plan_of(folder, FLOW.replace("new_studies,,5", "new_studies,,4"))
    (entry,) = check_task(plan)["about_flow"]
    assert entry["code"] == "W402"
    assert "has 4 studies included, but the review pools 5 of the 5" in entry["problem"]
    assert plan.digest != plan_of(folder).digest


def test_a_table_that_cannot_be_used_stops_the_plan(folder):
    with pytest.raises(DataError, match="row 3, column “n”"):
        plan_of(folder, FLOW.replace("read</b>,30", "read</b>,some"))
