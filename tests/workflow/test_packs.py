"""Reviews of many analyses: a job for some of them at a time, and nothing done twice."""

import json
import re
import zipfile

from rechallenge.contract import UNPACKED
from rechallenge.plan import PACK

NAMES = [f"outcome-{number:02d}" for number in range(1, UNPACKED + 2)]
CONFIG = "data: {studies: studies}\nfigures: {draw: none}\nanalyses:\n" + "".join(
    f"  {name}: {{outcome: {name}}}\n" for name in NAMES
)
HEADER = "study,year,outcome,events,total\n"


def studies(events: int = 7) -> dict[str, str]:
    """Write one study with all outcomes, of which the last has other events, or none."""
    rows = [f"Alpha,2020,{name},7,38\n" for name in NAMES[:-1]]
    return {"alpha": HEADER + "".join(rows) + f"Alpha,2020,{NAMES[-1]},{events},38\n"}


def started_at(made) -> dict[str, int]:
    return {
        name: made.file(f"results/logs/pool_analysis/{name}.log").stat().st_mtime_ns
        for name in NAMES
    }


def test_one_changed_row_does_one_analysis_of_its_pack_again(review):
    made = review(CONFIG, studies())
    ended = made.run()
    assert ended.code == 0, ended.text
    assert re.findall(r"pooled (\d+) anal", ended.text).count(str(PACK)) == UNPACKED // PACK
    assert made.jobs() == []
    page = made.file("results/report.html").read_text("utf-8")
    for name in NAMES:
        assert f'href="{name}/heterogeneity.html"' in page
        assert made.file(f"results/{name}/jasp.csv").is_file()
    # All inputs of a job are hashed for each of its outputs: those of the review must be few.
    records = [json.loads(f.read_bytes()) for f in made.file(".snakemake/metadata").iterdir()]
    most = max(len(r["input"]) for r in records)
    assert sum(len(r["input"]) == most for r in records) < PACK
    before = started_at(made)
    made.file("studies/alpha.csv").write_text(studies(events=9)["alpha"], encoding="utf-8")
    ended = made.run()
    assert ended.code == 0, ended.text
    after = started_at(made)
    assert [name for name in NAMES if before[name] != after[name]] == NAMES[-1:]
    estimates = json.loads(made.file(f"results/{NAMES[-1]}/estimates.json").read_text("utf-8"))
    assert estimates["events"] == 9

    made.file(f"results/{NAMES[0]}/rows.csv").unlink()
    ended = made.run()
    assert ended.code == 0, ended.text
    again = started_at(made)
    assert [name for name in NAMES if again[name] != after[name]] == NAMES[:1]
    assert f"pooled 1 analysis, {PACK - 1} current already" in ended.text

    kept = made.file(f"results/{NAMES[-1]}/estimates.json").read_bytes()
    made.file("studies/alpha.csv").write_text(studies(events=39)["alpha"], encoding="utf-8")
    ended = made.run()
    assert ended.code == 1
    assert made.file(f"results/{NAMES[-1]}/estimates.json").read_bytes() == kept
    assert started_at(made) == again
    last = made.file("results/summary.csv").read_text("utf-8").splitlines()[-1]
    assert NAMES[-1] in last
    assert "stale" in last
    with zipfile.ZipFile(made.file("results/supplement.docx")) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
    assert "stand in the workbook" in text


def test_an_analysis_that_fails_costs_no_other_of_its_pack(review):
    made = review(CONFIG, studies())
    failing = made.file(f"results/logs/pool_analysis/{NAMES[1]}.json")
    failing.mkdir(parents=True)
    ended = made.run()
    assert ended.code == 1
    assert f"pooled {PACK - 1} analyses, 1 failed" in ended.text
    before = started_at(made)
    assert "Pooling outcome-01 to outcome-25" in made.jobs()
    failing.rmdir()
    ended = made.run()
    assert ended.code == 0, ended.text
    assert f"pooled 1 analysis, {PACK - 1} current already" in ended.text
    after = started_at(made)
    assert [name for name in NAMES if before[name] != after[name]] == [NAMES[1]]
    assert made.jobs() == []
