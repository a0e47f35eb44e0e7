"""``rechallenge new``: a review folder to start from."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from rechallenge.errors import ConfigError, ReviewError
from rechallenge.imports.cochrane import ARMS, read_data_rows
from rechallenge.imports.robvis import read_robvis
from rechallenge.starter.imported import imported_files
from rechallenge.starter.review import write_review

HELP = "Make a review folder with a configuration, an example and a template for Excel."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    parser.add_argument(
        "directory", metavar="DIR", type=Path, help="the folder to make; it must not hold anything"
    )
    parser.add_argument(
        "--from-cochrane",
        metavar="FILE",
        type=Path,
        help="take the studies from the data rows (CSV) of a Cochrane data package",
    )
    parser.add_argument(
        "--from-robvis",
        metavar="FILE",
        type=Path,
        help="add judgements of the risk of bias laid out for robvis (CSV)",
    )
    parser.add_argument(
        "--arm", choices=ARMS, help="whose cases and N are taken with --from-cochrane"
    )


def execute(options: argparse.Namespace) -> int:
    """Make the folder and say what to type next; 0 when it is made, 2 when it cannot be."""
    folder: Path = options.directory
    try:
        source = options.from_cochrane
        imported = read_data_rows(source, arm=options.arm) if source else None
        bias = options.from_robvis
        if bias and imported is None:
            raise ConfigError(
                f"{bias}: judgements need studies to belong to; add --from-cochrane, or name the "
                "file in the configuration of your review: data: {risk_of_bias: …}."
            )
        names = [row["study"] for row in imported.rows] if imported else []
        judged = read_robvis(bias, studies=names) if bias else None
        made = write_review(folder, imported_files(imported, judged) if imported else None)
    except ReviewError as error:
        print(*error.messages, sep="\n", file=sys.stderr)
        return 2
    for name in made:
        print(folder / name)
    if imported:
        for sentence in (*imported.told, *(judged.told if judged else ())):
            print(sentence)
        print(f"{len(imported.rows)} rows were imported. To pool them, type:")
    else:
        print(f"How to go on stands in {folder / 'README.md'}. To try the example, type:")
    print(f"{_called_as()} run --directory {shlex.quote(str(folder))}")
    return 0


def _called_as() -> str:
    """Name the program as it was called, so that the line can be pasted."""
    called = sys.argv[0]
    return shlex.quote(called) if Path(called).stem == "rechallenge" else "python -m rechallenge"
