"""Fifty texts made to do harm, and a review that has them wherever it takes a text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

RUN = "window.harmed=1;alert(1)"
LABELS = (
    f"<script>{RUN}</script>", f"</script><script>{RUN}</script>", f"<ScRiPt>{RUN}</sCrIpT>",
    f"<img src=x onerror='{RUN}'>", f'"><img src=x onerror="{RUN}">', f"'><svg/onload='{RUN}'>",
    f"<svg><script>{RUN}</script></svg>", f"<svg><animate onbegin='{RUN}' attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    f"</title></desc></text></style></svg><script>{RUN}</script>", f"<body onload='{RUN}'>",
    f"<details open ontoggle='{RUN}'>", f"<input autofocus onfocus='{RUN}'>",
    "<iframe src='javascript:alert(1)'></iframe>", f"<iframe srcdoc='<script>{RUN}</script>'>",
    "<object data='data:text/html,<script>alert(1)</script>'>", "<embed src='//example.org/x'>",
    "<link rel=stylesheet href='//example.org/x.css'>", "<base href='//example.org/'>",
    "<meta http-equiv=refresh content='0;url=//example.org'>", "<form action='//example.org'>",
    "<style>@import url(//example.org/x.css);</style>", "<style>*{display:none}</style>",
    "</style><style>body{background:url(//example.org/x)}", "x;background:url(//example.org/y)",
    "width:expression(alert(1))", "<!-- never closed", "--><b>bold</b><!--", "<![CDATA[x]]>",
    "]]><!DOCTYPE x [<!ENTITY e 'e'>]>&e;", "&lt;b&gt;&#60;script&#62;", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)",
    "{{ 7*7 }}{% raw %}", "${alert(1)}`${alert(1)}`", "<%= 7*7 %>#{7*7}", "$\\alpha$ $\\frac$",
    "\\input{/etc/passwd}\\write18{id}", '"); system("touch harmed"); ("', "'); quit(); #",
    "=1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    '@SUM(1+1)*HYPERLINK("https://example.org")', "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "\u202etxt.exe\u202c\u2066x\u2069", "a\u200bb\ufeffc \u2028 d",
)  # fmt: skip
COLUMNS = ("study_id", "study", "arm", "outcome", "responders", "total", "cancer", "source", "doi",
           "notes")  # fmt: skip


def write_hostile_review(folder: Path) -> None:
    """Write a review whose studies, arms, sources, groups, title and label are these texts."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for i, text in enumerate(LABELS):
        writer.writerow([f"s{i}", text, text, "orr", 3 + i % 9, 40, text, text, text, text])
    (folder / "config").mkdir(parents=True)
    (folder / "studies.csv").write_text(stream.getvalue(), encoding="utf-8")
    quoted = [text.replace("'", "''") for text in LABELS]
    (folder / "config/config.yaml").write_text(
        f"review: {{title: '{quoted[1]}'}}\ndata: {{studies: studies.csv}}\n"
        f"analyses:\n  hostile: {{outcome: orr, label: '{quoted[9]}', subgroups: [cancer]}}\n",
        encoding="utf-8",
    )
