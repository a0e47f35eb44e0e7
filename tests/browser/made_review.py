"""A small review with all that a report can show."""

from __future__ import annotations

from pathlib import Path

HEADER = "study,year,arm,cancer,setting,outcome,responders,total,source,doi,notes\n"
ROWS = {
    "alpha": ("Alpha,2017,a,melanoma,trial,orr,3,20,Table 2,10.1000/alpha,",
              "Alpha,2017,b,melanoma,trial,orr,0,11,Table 2,10.1000/alpha,no response"),
    "beta": ("Beta,2018,,melanoma,trial,orr,7,38,Table 1,10.1000/beta,",),
    "gamma": ("Gamma,2019,,melanoma,cohort,orr,13,36,Text,10.1000/gamma,",),
    "delta": ("Delta,2020,,melanoma,cohort,orr,2,40,Text,10.1000/delta,",),
    "zeta": ("Zeta,2021,,melanoma,cohort,orr,12,30,Text,10.1000/zeta,",),
    "eta": ("Eta,2022,,melanoma,trial,orr,9,9,Text,10.1000/eta,",),
    "theta": ("Theta,2019,,renal,cohort,orr,5,34,Text,10.1000/theta,",),
    "iota": ("Iota,2020,,renal,trial,orr,0,21,Text,10.1000/iota,",),
    "kappa": ("Kappa,2021,,renal,trial,orr,6,29,Text,10.1000/kappa,",),
    "lambda": ("Lambda,2021,,lung,trial,orr,31,29,Text,10.1000/lambda,",),
    "mu": ("Mu,2022,,lung,trial,orr,3,17,Text,10.1000/mu,",),
}  # fmt: skip
CONFIG = """\
review: {title: A small review, version: "2", last_search: 2026-10-01}
data: {studies: studies, prisma: prisma.csv}
analyses:
  melanoma:
    label: Objective response, melanoma
    outcome: orr
    where: {cancer: [melanoma]}
    subgroups: [setting]
    moderators: [year]
  renal: {label: "Objective response, renal cell carcinoma", outcome: orr, where: {cancer: [renal]}}
  lung: {label: "Objective response, lung", outcome: orr, where: {cancer: [lung]}}
"""
FLOW = {
    "database_results": 480, "register_results": 20, "duplicates": 90, "excluded_automatic": 5,
    "excluded_other": 5, "records_screened": 400, "records_excluded": 350,
    "dbr_sought_reports": 50, "dbr_notretrieved_reports": 2, "dbr_assessed": 48,
    "dbr_excluded": "Wrong outcome, 20; No counts, 8", "new_studies": 18, "new_reports": 20,
}  # fmt: skip


def write_review(folder: Path) -> None:
    """Write the files of the review; its analysis of lung cancer is stopped by 31 of 29."""
    (folder / "config").mkdir(parents=True)
    (folder / "config/config.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "studies").mkdir()
    for name, lines in ROWS.items():
        text = HEADER + "\n".join(lines) + "\n"
        (folder / f"studies/{name}.csv").write_text(text, encoding="utf-8")
    lines = [f'{key},NA,,,,NA,x.html,"{number}"' for key, number in FLOW.items()]
    head = "data,node,box,description,boxtext,tooltips,url,n"
    (folder / "prisma.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
