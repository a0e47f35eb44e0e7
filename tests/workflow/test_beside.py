"""Files beside the studies: the flow diagram and judgements of the risk of bias."""

import csv
import json
import re

from reviews import CONFIG, FLOW

DATA = "data: {studies: studies, prisma: prisma.csv, risk_of_bias: rob.csv}\n"
JUDGED = (
    "Study,D1,D2,D3,D4,D5,Overall\nAlpha,Low,Low,High,Low,Low,High\nDelta,Low,Low,Low,Low,Low,Low\n"
)


def made_review(review, flow=FLOW, draw="[forest, risk-of-bias]"):
    figures = f"figures: {{risk_of_bias: rob2, draw: {draw}}}\n"
    config = DATA + figures + CONFIG.split("\n", 1)[1]
    made = review(config)
    made.file("prisma.csv").write_text(flow, encoding="utf-8")
    made.file("rob.csv").write_text(JUDGED, encoding="utf-8")
    return made


def test_a_flow_diagram_and_judgements_from_nothing_to_nothing_to_do(review):
    made = made_review(review)
    ended = made.run()
    assert ended.code == 0, ended.text
    words = json.loads(made.file("results/prisma.json").read_text("utf-8"))
    assert "60 records from databases and registers; 50 records screened" in words["caption"]
    page = made.file("results/report.html").read_text("utf-8")
    assert 'id="selection_of_studies"' in page
    assert re.findall(r"<script>.{12}", page) == ['<script>"use strict"']
    assert "alert(1)" in page
    assert not re.search(r"<script[^>]*>alert", page)
    svg = made.file("results/prisma.svg").read_text("utf-8")
    assert "<script>" not in svg
    assert not re.search(r"\W(on\w+|href)=.{0,3}javascript", svg)
    manifest = json.loads(made.file("results/manifest.json").read_text("utf-8"))
    outputs = {entry["file"] for entry in manifest["outputs"]}
    assert {"prisma.svg", "prisma.pdf", "prisma.png", "prisma.json"} <= outputs
    assert {"prisma.csv", "rob.csv"} <= {entry["file"] for entry in manifest["inputs"]}
    with made.file("results/melanoma/risk-of-bias.csv").open(encoding="utf-8") as stream:
        (alpha,) = csv.DictReader(stream)
    assert (alpha["Study"], alpha["D3"], alpha["Overall"], alpha["Weight"]) == (
        "Alpha", "High", "High", "38",
    )  # fmt: skip
    assert made.file("results/findings.csv").read_text("utf-8").count("\n") == 1
    assert made.jobs() == []
    made.file("rob.csv").write_text(JUDGED.replace("Alpha,Low", "Alpha,High"), encoding="utf-8")
    assert "Pooling melanoma" in made.jobs()
    assert "Pooling renal" not in made.jobs()


def test_what_the_flow_diagram_says_is_compared_with_the_studies_pooled(review):
    made = made_review(review, FLOW.replace(",6\n", ",7\n"), draw="none")
    assert made.run().code == 0
    findings = made.file("results/findings.csv").read_text("utf-8")
    assert "the flow diagram has 7 studies included, but the review pools 6" in findings
    assert "W402" in findings
    assert made.file("results/report.html").read_text("utf-8").count("W402") > 0


def test_tables_that_cannot_be_used_end_the_run_in_a_sentence(review):
    made = made_review(review, FLOW.replace("50\n", "fifty\n"))
    for launcher in (True, False):
        ended = made.run(launcher=launcher)
        assert ended.code == 1
        assert "prisma.csv, row 4, column “n”: “fifty” is no whole number" in ended.text
        assert "Traceback" not in ended.text
    made.file("prisma.csv").write_text(FLOW, encoding="utf-8")
    made.file("rob.csv").write_text(JUDGED.replace("Alpha", "Alhpa"), encoding="utf-8")
    ended = made.run()
    assert ended.code == 1
    assert "rob.csv, row 2 (study “Alhpa”): no study file has a study of this name" in ended.text
