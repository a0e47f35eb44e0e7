"""Tables of flow diagrams of made-up reviews."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from rechallenge.prisma.flow import Flow
from rechallenge.prisma.reading import read_flow

NEW = {
    "database_results": "480",
    "register_results": "20",
    "duplicates": "90",
    "excluded_automatic": "5",
    "excluded_other": "5",
    "records_screened": "400",
    "records_excluded": "350",
    "dbr_sought_reports": "50",
    "dbr_notretrieved_reports": "2",
    "dbr_assessed": "48",
    "dbr_excluded": "Wrong outcome, 20; No counts, 8",
    "new_studies": "18",
    "new_reports": "20",
}
"""500 − 100 = 400; 400 − 350 = 50; 50 − 2 = 48; 48 − 28 = 20 reports of 18 studies."""
OTHER = {
    "website_results": "3",
    "organisation_results": "0",
    "citations_results": "9",
    "other_sought_reports": "12",
    "other_notretrieved_reports": "1",
    "other_assessed": "11",
    "other_excluded": "Wrong outcome, 6",
    "new_studies": "22",
    "new_reports": "25",
}
"""12 − 1 = 11; 11 − 6 = 5 more reports."""
PREVIOUS = {
    "previous_studies": "10",
    "previous_reports": "12",
    "total_studies": "28",
    "total_reports": "32",
}


def table(numbers: Mapping[str, str], *, texts: Mapping[str, str] | None = None) -> str:
    """Write numbers as the template does; headings and texts where there are any."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["data", "node", "box", "description", "boxtext", "tooltips", "url", "n"])
    given = dict(texts or {})
    for key, number in numbers.items():
        writer.writerow([key, "NA", "", "", given.pop(key, ""), "NA", "x.html", number])
    for box, text in given.items():
        writer.writerow(["NA", "node1", box, "", text, "NA", "x.html", "0"])
    return stream.getvalue()


def flow(
    folder: Path, numbers: Mapping[str, str], *, texts: Mapping[str, str] | None = None
) -> Flow:
    (folder / "prisma.csv").write_text(table(numbers, texts=texts), encoding="utf-8")
    read = read_flow("prisma.csv", root=folder)
    assert read is not None
    return read
