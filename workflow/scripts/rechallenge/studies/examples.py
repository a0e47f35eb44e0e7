"""For every code of the data checks: files in which it is found, and the same files put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from rechallenge.studies.judgements import BiasSource

Cells = Sequence[Sequence[str | int | float | None]]
Content = str | bytes | Cells
Files = Mapping[str, Content]
"""Text or bytes of a file by its name; for a workbook the cells of its first sheet."""


@dataclass(frozen=True, slots=True)
class Example:
    """Files in which a check finds something, and files in which it does not.

    Attributes
    ----------
    wrong, right : mapping
        Content of files by name.
    options : mapping
        Keyword options of `rechallenge.studies.read_studies`.
    row : int or None
        Row that the finding must name; None for the whole file.
    """

    wrong: Files
    right: Files
    row: int | None = 2
    options: Mapping[str, Any] = field(default_factory=dict)


def _pair(wrong: str, right: str, *, row: int | None = 2, **options: Any) -> Example:
    return Example({"orr.csv": wrong}, {"orr.csv": right}, row, options)


def _rows(header: str, wrong: str, right: str, *, row: int | None = 2, **options: Any) -> Example:
    return _pair(f"{header}\n{wrong}\n", f"{header}\n{right}\n", row=row, **options)


COUNTS = "study,events,total"
ARMS = "study,arm,outcome,events,total"
PERCENT = "study,percent,total"
PRINTED = "study,events,total,percent"
ROB_2 = ",".join(
    f"rob_{domain}"
    for domain in ("randomisation", "deviations", "missing", "measurement", "reporting", "overall")
)
MINORS_8 = ",".join(
    f"rob_{item}"
    for item in ("aim", "consecutive", "prospective", "endpoints", "assessment", "followup",
                 "loss", "study_size", "overall")
)  # fmt: skip

_EXAMPLES: dict[str, Example] = {
    "E101": Example(
        {"orr.csv": b"PK\x03\x04 no workbook"}, {"orr.csv": f"{COUNTS}\nLee 2020,3,20\n"}, None
    ),
    "N101": Example(
        {"orr.csv": f"{COUNTS}\nMuñoz 2020,3,20\n".encode("cp1252")},
        {"orr.csv": f"{COUNTS}\nMuñoz 2020,3,20\n"},
        None,
    ),
    "N102": _pair(f"{COUNTS}\nLee 2020,3,20\n,,\n,,\n", f"{COUNTS}\nLee 2020,3,20\n", row=None),
    "E103": _pair("study;arm,total\nLee;A,20\n", f"{COUNTS}\nLee 2020,3,20\n", row=1),
    "N103": _pair(
        "study;events;total;percent\nLee 2020;3;20;15,0\n",
        "study;events;total;percent\nLee 2020;3;20;15.0\n",
        row=None,
    ),
    "E104": _rows(COUNTS, "Smith, 2021,3,20", '"Smith, 2021",3,20'),
    "E105": _pair(
        f"Responses by study,,\n{COUNTS}\nLee 2020,3,20\n", f"{COUNTS}\nLee 2020,3,20\n", row=1
    ),
    "E106": _pair("study,events,N pts\nLee 2020,3,20\n", f"{COUNTS}\nLee 2020,3,20\n", row=1),
    "E107": Example(
        {"orr.xlsx": [["study", "events", "total"], ["Lee 2020", "=B9*C9", 20]]},
        {"orr.xlsx": [["study", "events", "total"], ["Lee 2020", 3, 20]]},
    ),
    "E108": _rows(COUNTS, "Lee 2020,May-34,34", "Lee 2020,5,34"),
    "E109": _rows(COUNTS, "Lee 2020,12-Sep,12", "Lee 2020,9,12"),
    "N110": _rows(COUNTS, "Lee 2020,12,1 234", "Lee 2020,12,1234"),
    "E111": _rows(COUNTS, "Lee 2020,12,1.234", "Lee 2020,12,1234"),
    "W112": _rows(COUNTS, "Lee 2020,NR,34", "Lee 2020,5,34"),
    "E113": _rows(f"{COUNTS},include", "Lee 2020,3,20,perhaps", "Lee 2020,3,20,1"),
    "E114": _rows(PRINTED, "Lee 2020,3,20,150", "Lee 2020,3,20,15"),
    "W115": _pair(f"{COUNTS}\n", f"{COUNTS}\nLee 2020,3,20\n", row=None),
    "N116": _rows(COUNTS, "Lee\u200b 2020,3,20", "Lee 2020,3,20"),
    "E117": _pair(
        f"{COUNTS}\nLee 2020,3,20\n,4,21\n", f"{COUNTS}\nLee 2020,3,20\nKim 2021,4,21\n", row=3
    ),
    "E118": Example(
        {"orr.xlsx": [["study", "events", "total"], ["Lee 2020", 3, 20]]},
        {"orr.csv": f"{COUNTS}\nLee 2020,3,20\n"},
        None,
        {"sheet": "Extraction"},
    ),
    "W120": Example(
        {"orr.csv": f"{COUNTS}\nLee 2020,3,20\n", "more.xls": b"old"},
        {"orr.csv": f"{COUNTS}\nLee 2020,3,20\n"},
        None,
    ),
    "W121": _rows(
        f"{COUNTS},median_followup_months", "Lee 2020,3,20,about a year", "Lee 2020,3,20,12"
    ),
    "W123": _rows(
        f"{COUNTS},{ROB_2}",
        "Lee 2020,3,20,Low,Low,Low,Moderate,Low,Some concerns",
        "Lee 2020,3,20,Low,Low,Low,Some concerns,Low,Some concerns",
    ),
    "W124": _pair(
        f"{COUNTS},rob_confuonding\nLee 2020,3,20,Serious\n",
        f"{COUNTS},rob_confounding\nLee 2020,3,20,Serious\n",
        row=None,
        bias=BiasSource("robins-i-2016"),
    ),
    "N124": _pair(
        f"{COUNTS},rob_randomisation,rob_missing,rob_measurement,rob_reporting\n"
        "Lee 2020,3,20,Low,Low,Low,High\n",
        f"{COUNTS},rob_randomisation,rob_deviations,rob_missing,rob_measurement,rob_reporting\n"
        "Lee 2020,3,20,Low,Low,Low,Low,High\n",
        row=None,
    ),
    "W125": _rows(
        f"{COUNTS},{MINORS_8}", "Lee 2020,3,20,2,2,0,2,0,1,1,0,9", "Lee 2020,3,20,2,2,0,2,0,1,1,0,8"
    ),
    "W126": _rows(
        f"{COUNTS},{ROB_2}",
        "Lee 2020,3,20,Low,Low,High,Low,Low,Some concerns",
        "Lee 2020,3,20,Low,Low,High,Low,Low,High",
    ),
    "W127": _rows(COUNTS, "Lee\uf8fa 2020,3,20", "Lee 2020,3,20"),
    "N128": _rows(COUNTS, "Lee 2020 👍🏽,3,20", "Lee 2020 (agreed),3,20"),
    "E201": _rows(COUNTS, "Lee 2020,34.2,58", "Lee 2020,34,58"),
    "E202": _rows(COUNTS, "Lee 2020,0,0", "Lee 2020,0,20"),
    "E203": _rows(COUNTS, "Lee 2020,19,17", "Lee 2020,17,19"),
    "E204": _pair(
        f"{COUNTS}\nLee 2020,20,3\nKim 2021,30,4\nRoe 2022,25,5\n",
        f"{COUNTS}\nLee 2020,3,20\nKim 2021,4,30\nRoe 2022,5,25\n",
        row=None,
    ),
    "W205": _rows(PRINTED, "Lee 2020,43,58,43", "Lee 2020,25,58,43"),
    "E206": _rows(PRINTED, "Lee 2020,20,58,0.34", "Lee 2020,20,58,34"),
    "W207": _rows(PRINTED, "Lee 2020,14,34,41.3", "Lee 2020,14,34,41.2"),
    "W208": _rows(PRINTED, "Lee 2020,12,40,32.5", "Lee 2020,13,40,32.5"),
    "W209": _rows(
        f"{COUNTS},ci_low,ci_high", "Lee 2020,12,40,18.0,49.8", "Lee 2020,12,37,18.0,49.8"
    ),
    "W210": _pair(
        f"{COUNTS},population\nLee 2020,3,20,itt\nKim 2021,4,21,evaluable\nRoe 2022,5,30,itt\n",
        f"{COUNTS},population\nLee 2020,3,20,itt\nKim 2021,4,21,itt\nRoe 2022,5,30,itt\n",
        row=None,
    ),
    "E211": _pair(
        f"{ARMS}\nLee 2020,A,orr,7,40\nLee 2020,A,cr,9,40\n",
        f"{ARMS}\nLee 2020,A,orr,9,40\nLee 2020,A,cr,7,40\n",
        row=3,
    ),
    "W211": _pair(
        f"{ARMS}\nLee 2020,A,orr,7,38\nLee 2020,A,cr,9,40\n",
        f"{ARMS}\nLee 2020,A,orr,9,38\nLee 2020,A,cr,7,40\n",
        row=3,
    ),
    "N212": _rows(PERCENT, "Lee 2020,18,38", "Lee 2020,,38"),
    "E213": _rows(PERCENT, "Lee 2020,23,111", "Lee 2020,23.4,111"),
    "E214": _rows(PERCENT, "Haferkamp 2026,10,38", "Haferkamp 2026,18,38"),
    "N215": _rows(PRINTED, "Lee 2020,8,12,66.6", "Lee 2020,8,12,66.7"),
    "E301": _pair(
        f"{ARMS}\nLee 2020,A,orr,5,20\nLee 2020,A,orr,5,20\n",
        f"{ARMS}\nLee 2020,A,orr,5,20\nLee 2020,B,orr,5,20\n",
        row=3,
    ),
    "W302": _pair(
        f"{COUNTS},doi\nLee 2020,3,20,10.1000/xyz\nKim 2021,4,21,https://doi.org/10.1000/XYZ\n",
        f"{COUNTS},doi\nLee 2020,3,20,10.1000/xyz\nKim 2021,4,21,10.1000/abc\n",
        row=3,
    ),
    "W303": _pair(
        f"{COUNTS},year,country,cancer,design,rechallenge_regimen,doi\n"
        "Lee 2020,3,20,2020,Korea,melanoma,retrospective,anti-PD-1,10.1000/a\n"
        "Lee 2022,4,31,2022,Korea,melanoma,retrospective,anti-PD-1,10.1000/b\n",
        f"{COUNTS},year,country,cancer,design,rechallenge_regimen,doi\n"
        "Lee 2020,3,20,2020,Korea,melanoma,retrospective,anti-PD-1,10.1000/a\n"
        "Lee 2022,4,31,2022,Japan,melanoma,retrospective,anti-PD-1,10.1000/b\n",
        row=3,
    ),
    "E304": _pair(
        f"{ARMS}\nLee 2020,A,orr,5,20\nLee 2020,B,orr,7,25\nLee 2020,all,orr,12,45\n",
        f"{ARMS}\nLee 2020,A,orr,5,20\nLee 2020,B,orr,7,25\n",
        row=4,
    ),
    "W304": _pair(
        f"{ARMS}\nLee 2020,A,orr,5,20\nLee 2020,B,orr,7,25\nLee 2020,overall,orr,13,47\n",
        f"{ARMS}\nLee 2020,A,orr,5,20\nLee 2020,B,orr,7,25\nLee 2020,C,orr,13,47\n",
        row=4,
    ),
    "N305": _pair(
        f"{ARMS}\nLee 2020,A,orr,5,20\nLee 2020,B,orr,7,25\n",
        f"{ARMS}\nLee 2020,A,orr,5,20\nKim 2021,B,orr,7,25\n",
        row=3,
    ),
    "W306": _pair(
        f"{COUNTS}\nLee 2020,3,20\nKim 2021,1,1\nRoe 2022,5,30\n",
        f"{COUNTS}\nLee 2020,3,20\nKim 2021,1,11\nRoe 2022,5,30\n",
        row=3,
    ),
    "W307": _pair(
        f"{COUNTS},cancer\n"
        + "".join(f"Study {i},{2 + i % 3},{18 + i},NSCLC\n" for i in range(8))
        + "Last 2020,3,20,NSLC\n",
        f"{COUNTS},cancer\n"
        + "".join(f"Study {i},{2 + i % 3},{18 + i},NSCLC\n" for i in range(8))
        + "Last 2020,3,20,NSCLC\n",
        row=10,
    ),
    "E308": _rows(f"{COUNTS},year", "Lee 2020,3,20,20211", "Lee 2020,3,20,2021"),
    "N309": _pair(
        f"{COUNTS}\n"
        + "".join(f"Study {i},{8 + i % 4},{40 + i}\n" for i in range(8))
        + "Last 2020,46,50\n",
        f"{COUNTS}\n"
        + "".join(f"Study {i},{8 + i % 4},{40 + i}\n" for i in range(8))
        + "Last 2020,12,50\n",
        row=10,
    ),
    "W312": _pair(
        f"study_id,{COUNTS}\nmunoz-2020,Muñoz 2020,3,20\nmunoz2020,Munoz 2020,4,31\n",
        f"study_id,{COUNTS}\nmunoz-2020,Muñoz 2020,3,20\nmunoz-2021,Muñoz 2021,4,31\n",
        row=3,
    ),
    "E310": _pair(
        f"{ARMS},year\nLee 2020,A,orr,5,20,2020\nLee 2020,B,orr,7,25,2021\n",
        f"{ARMS},year\nLee 2020,A,orr,5,20,2020\nLee 2020,B,orr,7,25,2020\n",
        row=3,
    ),
    "N311": _pair(
        f"{ARMS},year\nLee 2020,A,orr,5,20,2020\nLee 2020,B,orr,7,25,\n",
        f"{ARMS},year\nLee 2020,A,orr,5,20,2020\nLee 2020,B,orr,7,25,2020\n",
        row=3,
    ),
    "W313": _pair(
        f"{ARMS},rob_overall\nLee 2020,A,orr,5,20,Low\nLee 2020,B,orr,7,25,High\n",
        f"{ARMS},rob_overall\nLee 2020,A,orr,5,20,Low\nLee 2020,B,orr,7,25,Low\n",
        row=3,
    ),
}

FLOW = "prisma.csv"
"""Name of a table of a flow diagram; it is checked against 20 pooled studies."""

_FLOW_ROWS = (
    "data,n\ndatabase_results,480\nduplicates,80\nrecords_screened,400\nrecords_excluded,350\n"
    "dbr_sought_reports,50\ndbr_notretrieved_reports,2\ndbr_assessed,48\n"
    'dbr_excluded,"Wrong outcome, 20; No counts, 8"\nnew_studies,20\n'
)


def _flow(before: str, after: str, *, row: int) -> Example:
    return Example({FLOW: _FLOW_ROWS.replace(before, after)}, {FLOW: _FLOW_ROWS}, row)


_EXAMPLES |= {
    "W401": _flow("screened,400", "screened,410", row=4),
    "W402": _flow("new_studies,20", "new_studies,17", row=10),
    "W403": _flow("duplicates,", "duplicats,", row=3),
}

EXAMPLES: Mapping[str, Example] = MappingProxyType(_EXAMPLES)
"""By code; N119, N122 and W131 to N134 need more than the cells of files."""
