"""``rechallenge check``: the data checks alone."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rechallenge.errors import ConfigError, DataError
from rechallenge.formatting import plural
from rechallenge.studies import read_studies
from rechallenge.studies.acceptance import with_acceptances
from rechallenge.studies.findings import Finding, grouped, in_order
from rechallenge.studies.reading import StudyData

HELP = "Check study files and say what is wrong, where, and how to mend it."
CONFIG = Path("config/config.yaml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    parser.add_argument("path", type=Path, help="a folder of study files, or one CSV or XLSX file")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print the findings"
    )


def execute(options: argparse.Namespace) -> int:
    """Print the findings; 0 without errors, 1 with errors, 2 when there is nothing to check.

    The studies of the review in the current folder are read as its configuration says, and the
    numbers of its flow diagram are checked with them.
    """
    try:
        data, findings = _checked(options.path)
    except (DataError, ConfigError) as error:
        print(*error.messages, sep="\n", file=sys.stderr)
        return 2
    if options.format == "json":
        print(_as_json(findings))
    else:
        _print(data, findings)
    return 1 if data.errors else 0


def _checked(path: Path) -> tuple[StudyData, Sequence[Finding]]:
    root = Path.cwd()
    if CONFIG.is_file():
        # Slow to import, and needed only here.
        from rechallenge.config import load_config  # noqa: PLC0415
        from rechallenge.plan import bias_source, latest_year, make_plan  # noqa: PLC0415

        review = load_config(CONFIG)
        if (root / review.studies).resolve() == path.resolve():
            data = read_studies(
                path,
                root=root,
                columns=review.columns,
                sheet=review.sheet,
                outcomes=[a.outcome for a in review.analyses if a.outcome],
                latest_year=latest_year(review),
                bias=bias_source(review),
            )
            about_flow = make_plan(review, root=root).about_flow if review.prisma else ()
            found = in_order([*data.findings, *about_flow])
            return data, with_acceptances(found, review.accept)
    data = read_studies(path, root=root)
    return data, data.findings


def _as_json(findings: Sequence[Finding]) -> str:
    fields = [
        {
            "code": finding.code,
            "level": finding.level,
            "file": finding.file,
            "row": finding.row,
            "rows": list(finding.rows),
            "column": finding.column,
            "message": finding.message,
        }
        for finding in findings
    ]
    return json.dumps(fields, indent=1, ensure_ascii=False)


def _print(data: StudyData, findings: Sequence[Finding]) -> None:
    open_ones = [finding for finding in findings if not finding.accepted]
    for finding in grouped(open_ones):
        print(f"{finding.level}: {finding.message}")
    accepted = len(findings) - len(open_ones)
    counts = [
        plural(len(data.errors), "error"),
        plural(sum(finding.level == "warning" for finding in open_ones), "warning"),
        *([f"{accepted} accepted"] if accepted else []),
    ]
    print(
        f"{plural(len(data.rows), 'row')} in {plural(len(data.files), 'file')}: "
        f"{', '.join(counts)}."
    )
