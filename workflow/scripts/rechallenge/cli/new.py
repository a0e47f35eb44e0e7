"""``rechallenge new``: a review folder to start from."""

from __future__ import annotations

import argparse
import shlex
import sys
from functools import partial
from pathlib import Path

from rechallenge.errors import ConfigError, ReviewError
from rechallenge.imports.cochrane import ARMS
from rechallenge.imports.gathering import Source, gather
from rechallenge.imports.kinds import KINDS
from rechallenge.starter.imported import imported_files
from rechallenge.starter.review import write_review

HELP = "Make a review folder with a configuration, an example and a template for Excel."

_KNOWN = {
    "cochrane": "the table of data rows of a Cochrane data package",
    "covidence": "a data-extraction export of Covidence",
    "robvis": "a table of judgements laid out for robvis",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    parser.add_argument(
        "directory", metavar="DIR", type=Path, help="the folder to make; it must not hold anything"
    )
    # Options that end in one list, so that files are taken in the order in which they are named.
    for kind in ("", *KINDS):
        parser.add_argument(
            f"--from-{kind}" if kind else "--from",
            metavar="FILE",
            dest="sources",
            action="append",
            type=partial(_source, kind=kind),
            help=f"the same, for a file of which you know that it is {_KNOWN[kind]}"
            if kind
            else "take studies or judgements from a CSV file of another program; may be repeated",
        )
    parser.add_argument("--arm", choices=ARMS, help="whose counts are taken where there are two")
    parser.add_argument(
        "--column",
        metavar="NAME=HEADER",
        dest="columns",
        action="append",
        default=[],
        help="which column of an export of Covidence holds what, such as events=Responders",
    )


def _source(text: str, *, kind: str) -> Source:
    return Source(Path(text), kind)


def execute(options: argparse.Namespace) -> int:
    """Make the folder and say what to type next; 0 when it is made, 2 when it cannot be."""
    folder: Path = options.directory
    try:
        columns = dict(map(_parted, options.columns))
        if (options.arm or columns) and not options.sources:
            raise ConfigError(
                "--arm and --column belong to --from FILE; add it, or leave them out."
            )
        sources = options.sources
        gathered = gather(sources, arm=options.arm, columns=columns) if sources else None
        made = write_review(folder, imported_files(gathered) if gathered else None)
    except ReviewError as error:
        print(*error.messages, sep="\n", file=sys.stderr)
        return 2
    for name in made:
        print(folder / name)
    if gathered:
        for sentence in gathered.told:
            print(sentence)
        print(f"{len(gathered.rows)} rows were imported. To pool them, type:")
    else:
        print(f"How to go on stands in {folder / 'README.md'}. To try the example, type:")
    print(f"{_called_as()} run --directory {shlex.quote(str(folder))}")
    return 0


def _parted(text: str) -> tuple[str, str]:
    name, equals, header = text.partition("=")
    if not (name.strip() and equals and header.strip()):
        raise ConfigError(f"--column {text}: write NAME=HEADER, such as events=Responders.")
    return name.strip(), header.strip()


def _called_as() -> str:
    """Name the program as it was called, so that the line can be pasted."""
    called = sys.argv[0]
    return shlex.quote(called) if Path(called).stem == "rechallenge" else "python -m rechallenge"
