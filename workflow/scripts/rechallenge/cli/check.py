"""``rechallenge check``: the data checks alone."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rechallenge.errors import DataError
from rechallenge.formatting import plural
from rechallenge.studies import read_studies
from rechallenge.studies.findings import grouped

HELP = "Check study files and say what is wrong, where, and how to mend it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    parser.add_argument("path", type=Path, help="a folder of study files, or one CSV or XLSX file")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print the findings"
    )


def execute(options: argparse.Namespace) -> int:
    """Print the findings; 0 without errors, 1 with errors, 2 when there is nothing to check."""
    try:
        data = read_studies(options.path, root=Path.cwd())
    except DataError as error:
        print(*error.messages, sep="\n", file=sys.stderr)
        return 2
    if options.format == "json":
        print(
            json.dumps(
                [
                    {
                        "code": finding.code,
                        "level": finding.level,
                        "file": finding.file,
                        "row": finding.row,
                        "rows": list(finding.rows),
                        "column": finding.column,
                        "message": finding.message,
                    }
                    for finding in data.findings
                ],
                indent=1,
                ensure_ascii=False,
            )
        )
    else:
        for finding in grouped(data.findings):
            print(f"{finding.level}: {finding.message}")
        print(
            f"{plural(len(data.rows), 'row')} in {plural(len(data.files), 'file')}: "
            f"{plural(len(data.errors), 'error')}, "
            f"{plural(sum(f.level == 'warning' for f in data.findings), 'warning')}."
        )
    return 1 if data.errors else 0
