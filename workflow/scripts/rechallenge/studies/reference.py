"""The page of the data checks in the manual: each code with an example and its message."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.prisma.checks import check_flow
from rechallenge.prisma.reading import read_flow
from rechallenge.studies.catalogue import CATALOGUE, Check
from rechallenge.studies.examples import EXAMPLES, FLOW, Content, Files
from rechallenge.studies.findings import Finding
from rechallenge.studies.reading import read_studies

PAGE = Path(__file__).parents[4] / "docs" / "data-checks.md"
_UNSEEN = re.compile(r"[^\x20-\U0010ffff\n]|[\u200b\u200e\u200f\ue000-\uf8ff]")
_HEAD = """\
# Data checks

What `rechallenge check` and every run look for in the study files, with an example of each. All
findings come in one pass, each in one sentence: file, row (as a spreadsheet counts, the header is
row 1), study, column, what is wrong, how to mend it, and its code.

- An **error** (E) stops the analyses that use the row; the others go on.
- A **warning** (W) is pooled and stands in the report. One that is right as it is can be accepted
  under `data: accept:` in the configuration, with a reason that the report prints.
- A **note** (N) tells what was read or repaired. A number is repaired only where one reading is
  possible.

Findings of one code in one column of a file are joined on the terminal where there are five or
more; `results/findings.csv` has each for itself.
"""


def found_in(files: Files, options: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Write files into a folder of their own, and check them.

    Parameters
    ----------
    files : mapping
        Content by name; `FLOW` is the table of a flow diagram.
    options : mapping
        Keyword options of `read_studies`.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, content in files.items():
            (root / name).write_bytes(_bytes(content))
        if FLOW in files:
            flow = read_flow(FLOW, root=root)
            return () if flow is None else check_flow(flow, pooled=20, listed=22)
        return read_studies(root, root=root, **options).findings


def page() -> str:
    """Return the whole page as Markdown."""
    parts = [_HEAD]
    for code, check in CATALOGUE.items():
        parts.append(f"## {code} · {check.title} ({check.level})\n\n{check.meaning}\n")
        if code in EXAMPLES:
            parts.append(_example(check))
    return "\n".join(parts)


def main() -> None:
    """Renew the page in the manual of the repository."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def _example(check: Check) -> str:
    example = EXAMPLES[check.code]
    findings = found_in(example.wrong, example.options)
    message = _UNSEEN.sub(
        "�", next(f.message for f in findings if f.code == check.code and f.row == example.row)
    )
    return f"{_blocks(example.wrong)}\n> {message}\n\nRight:\n\n{_blocks(example.right)}"


def _blocks(files: Files) -> str:
    return "\n".join(
        f"`{name}`\n\n```\n{_shown(content)}\n```\n" for name, content in files.items()
    )


def _shown(content: Content) -> str:
    if isinstance(content, bytes):
        text = content.decode("cp1252", errors="replace")
    elif isinstance(content, str):
        text = content
    else:
        text = "\n".join(
            " | ".join("" if cell is None else str(cell) for cell in row) for row in content
        )
    return _UNSEEN.sub("�", text.rstrip("\n"))


def _bytes(content: Content) -> bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    from openpyxl import Workbook  # noqa: PLC0415 - only examples write workbooks

    book = Workbook()
    sheet = book.active
    for row in content:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


if __name__ == "__main__":
    main()
