"""Judgements as robvis reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rechallenge.analysis.risk_of_bias import bias_entry
from rechallenge.studies.judgements import BiasSource, read_judgements
from rechallenge.studies.reading import read_studies
from rechallenge.tables.bias_table import write_bias_table

NAMES = ("confounding", "selection", "classification", "deviations", "missing", "measurement",
         "reporting", "overall")  # fmt: skip


def written(folder: Path, studies: str, tool: str = "auto", file: str | None = None) -> str:
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/orr.csv").write_text(studies, encoding="utf-8")
    data = read_studies(folder / "data", root=folder, bias=BiasSource(tool, file))
    write_bias_table(
        folder / "risk-of-bias.csv", {"risk_of_bias": bias_entry(data.rows, [], tool=tool)}
    )
    return (folder / "risk-of-bias.csv").read_text(encoding="utf-8")


def test_a_tool_of_robvis_has_all_its_domains_by_number(tmp_path: Path) -> None:
    header = "study,arm,events,total," + ",".join(f"rob_{name}" for name in NAMES)
    text = written(
        tmp_path,
        f"{header}\nLee 2020,a,3,20,Low,Low,ni,Low,Serious,Low,Low,Serious\n"
        "Lee 2020,b,3,20,Low,Low,ni,Low,Serious,Low,Low,Serious\n"
        "=Roe 2021,,3,21,Low,,Low,Low,Low,Low,Low,Low\n",
    )
    assert text.splitlines() == [
        "Study,D1,D2,D3,D4,D5,D6,D7,Overall,Weight",
        "Lee 2020,Low,Low,No information,Low,Serious,Low,Low,Serious,40",
        "'=Roe 2021,Low,,Low,Low,Low,Low,Low,Low,21",
    ]


@pytest.mark.parametrize("tool", ["jbi-prevalence", "generic"])
def test_what_is_written_can_be_read_again(tmp_path: Path, tool: str) -> None:
    studies = "study,events,total\nLee 2020,3,20\nRoe 2021,3,21\n"
    judgements = "Study,Q1,Q2,Q9,Overall\nLee 2020,Yes,No,NA,Include\nRoe 2021,No,Yes,Unclear,\n"
    (tmp_path / "rob.csv").write_text(judgements, encoding="utf-8")
    first = written(tmp_path, studies, tool, "rob.csv")
    again = written(tmp_path, studies, tool, "risk-of-bias.csv")
    assert first == again
    assert first.splitlines()[0].startswith(
        "Study,Sample frame appropriate" if tool == "jbi-prevalence" else "Study,q1,q2,q9,Overall"
    )
    (lee, _) = read_judgements("risk-of-bias.csv", root=tmp_path)
    assert list(lee.cells.values())[-1] == "Include"


def test_an_analysis_without_judgements_has_an_empty_table(tmp_path: Path) -> None:
    assert written(tmp_path, "study,events,total\nLee 2020,3,20\n") == "Study,Overall,Weight\n"
