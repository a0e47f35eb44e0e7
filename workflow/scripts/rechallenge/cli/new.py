"""``rechallenge new``: a review folder to start from."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from rechallenge.errors import ConfigError
from rechallenge.starter.review import write_review

HELP = "Make a review folder with a configuration, an example and a template for Excel."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    parser.add_argument(
        "directory", metavar="DIR", type=Path, help="the folder to make; it must not hold anything"
    )


def execute(options: argparse.Namespace) -> int:
    """Make the folder and say what to type next; 0 when it is made, 2 when it cannot be."""
    folder: Path = options.directory
    try:
        made = write_review(folder)
    except ConfigError as error:
        print(*error.messages, sep="\n", file=sys.stderr)
        return 2
    for name in made:
        print(folder / name)
    print(f"How to go on stands in {folder / 'README.md'}. To try the example, type:")
    print(f"{_called_as()} run --directory {shlex.quote(str(folder))}")
    return 0


def _called_as() -> str:
    """Name the program as it was called, so that the line can be pasted."""
    called = sys.argv[0]
    return shlex.quote(called) if Path(called).stem == "rechallenge" else "python -m rechallenge"
