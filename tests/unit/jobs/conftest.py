"""A small review folder in which jobs run in this process."""

from pathlib import Path

import pytest

HEADER = "study,cancer,outcome,responders,total,notes\n"
STUDIES = {
    "alpha": "Alpha,melanoma,orr,7,38,\n",
    "beta": "Beta,melanoma,orr,13,36,=1+1\n",
    "gamma": "Gamma,melanoma,orr,12,30,\n",
    "delta": "Delta,renal,orr,5,34,\n",
    "epsilon": "Epsilon,renal,orr,11,44,\n",
}
CONFIG = """\
data: {studies: studies}
analyses:
  melanoma: {outcome: orr, where: {cancer: [melanoma]}}
  renal: {outcome: orr, where: {cancer: [renal]}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "studies").mkdir()
    for name, row in STUDIES.items():
        (tmp_path / f"studies/{name}.csv").write_text(HEADER + row, encoding="utf-8")
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.yaml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
