"""The script for R runs, and metafor finds the numbers of the results."""

import json
import re
import shutil
import subprocess

import pytest

from rechallenge.analysis.analyse import analyse
from rechallenge.config import load_config
from rechallenge.config.settings import AnalysisSettings
from rechallenge.contract import UNPACKED
from rechallenge.exchange.r_script import r_script
from rechallenge.plan import make_plan, selection_of, task_of

STUDIES = """\
study,arm,year,outcome,responders,total
"A ""quoted"" (Ünal) 2015",one,2015,orr,0,8
"A ""quoted"" (Ünal) 2015",two,2015,orr,4,21
Beta 2017,,2017,orr,7,38
Gamma 2018,,2018,orr,13,36
Delta 2019,,2019,orr,2,40
Epsilon 2020,,2020,orr,12,30
"""
CONFIG = """\
data: {studies: studies}
analyses:
  default: {outcome: orr}
  raw-dl: {outcome: orr, method: inverse-variance, measure: PR, tau2: DL, test: z}
  log-pm: {outcome: orr, method: inverse-variance, measure: PLN, tau2: PM, test: t}
  arcsine-eb: {outcome: orr, method: inverse-variance, measure: PAS, tau2: EB, test: knha}
  freeman-he: {outcome: orr, method: inverse-variance, measure: PFT, tau2: HE}
  logit-sj: {outcome: orr, method: inverse-variance, tau2: SJ, level: 0.9, zero_cell: 0.25}
  logit-hs: {outcome: orr, method: inverse-variance, tau2: HS}
  logit-ml: {outcome: orr, method: inverse-variance, tau2: ML}
  logit-fe: {outcome: orr, method: inverse-variance, tau2: FE, test: z}
  summed: {outcome: orr, arms: combine}
  nested: {outcome: orr, arms: multilevel}
"""


@pytest.fixture(scope="module")
def analyses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    (folder / "studies").mkdir()
    (folder / "studies/all.csv").write_text(STUDIES, encoding="utf-8")
    (folder / "c.yaml").write_text(CONFIG, encoding="utf-8")
    plan = make_plan(load_config(folder / "c.yaml"), root=folder)
    results = []
    for planned in plan.runnable:
        task = task_of(plan, planned.settings.slug)
        settings = AnalysisSettings.from_dict(task["settings"])
        results.append(json.loads(json.dumps(analyse(selection_of(task, root=folder), settings))))
    assert len(results) == CONFIG.count("outcome: orr")
    return results


def run(script, folder):
    assert shutil.which("Rscript"), "R is needed for this test: install r-cran-metafor"
    path = folder / "reproduce.R"
    path.write_text(script, encoding="ascii")
    return subprocess.run(
        ["Rscript", str(path)], capture_output=True, text=True, cwd=folder, check=False
    )


def test_metafor_finds_every_number(analyses, tmp_path):
    ended = run(r_script(analyses, title="A “test”"), tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    compared, wrong = re.search(r"(\d+) numbers compared, (\d+) disagree", ended.stdout).groups()
    fitted = [
        model
        for estimates in analyses
        for model in estimates["models"]
        if model["method"] in ("inverse-variance", "glmm", "multilevel")
    ]
    assert int(wrong) == 0
    assert int(compared) >= 3 * len(fitted)
    assert "rma.glmm found no fit" not in ended.stdout
    assert "rma.mv found no fit" not in ended.stdout


def test_a_number_that_is_off_is_noticed(analyses, tmp_path):
    changed = json.loads(json.dumps(analyses[:1]))
    model = next(m for m in changed[0]["models"] if m["id"] == "plo-reml-knha")
    model["se"] *= 1.0001
    ended = run(r_script(changed, title="x"), tmp_path)
    assert ended.returncode == 1
    assert "1 disagree" in ended.stdout


def test_one_row_leaves_nothing_to_pool(analyses):
    single = dict(analyses[0], rows_table=analyses[0]["rows_table"][:1])
    assert "data.frame(\n" not in r_script([single], title="x").split("verdict <- function")[1]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_numbers_of_very_many_analyses_are_gathered_by_analysis(analyses, tmp_path):
    whole = r_script(analyses, title="A library")
    assert "settle" not in whole
    made = analyses[1]
    script = r_script([made] * (UNPACKED + 1), title="A library")
    assert script.count("\nsettle()") == UNPACKED + 1
    # One analysis is fitted; the others take its numbers, so that the gathering alone is tested.
    first = script[: script.index("\nsettle()")]
    again = (
        f"for (i in 1:{UNPACKED}) {{ comparison <- settled[[1]]; "
        'comparison$analysis <- paste0("copy", i); settle() }'
    )
    ending = script[script.rindex("\ncomparison <- do.call") :]
    (tmp_path / "reproduce.R").write_text(f"{first}\nsettle()\n{again}{ending}", encoding="utf-8")
    ended = subprocess.run(
        ["Rscript", "reproduce.R"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    compared = int(re.search(r"(\d+) numbers compared, 0 disagree", ended.stdout)[1])
    assert compared % (UNPACKED + 1) == 0
    assert compared > UNPACKED
