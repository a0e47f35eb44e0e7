"""``rechallenge compare``: what changed between two editions of a review, and why."""

from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rechallenge.errors import ReviewError

if TYPE_CHECKING:
    from rechallenge.compare.edition import Edition

HELP = "Say what changed between two results folders, releases or git revisions, and why."
MISUSE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    for name in ("old", "new"):
        parser.add_argument(
            name,
            metavar=name.upper(),
            help="a results folder, the archive of a release, or a git revision of the review",
        )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="where changes.html, changes.md and changes.json go (default: this folder)",
    )
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path(),
        help="the review folder that revisions are taken from (default: this folder)",
    )


def execute(options: argparse.Namespace) -> int:
    """Compare, write the three files, and say what moved.

    Returns
    -------
    int
        0 nothing moved, 10 numbers moved, 20 a conclusion moved, 2 misuse.
    """
    # Slow to import, and needed by this verb alone.
    from rechallenge.compare.comparison import VERDICTS, compare  # noqa: PLC0415
    from rechallenge.compare.page import write_changes  # noqa: PLC0415
    from rechallenge.compare.words import verdict_sentence  # noqa: PLC0415

    try:
        old, new = _editions(options)
        changes = compare(old, new)
        written = write_changes(options.out, changes)
    except ReviewError as error:
        print(*error.messages, sep="\n", file=sys.stderr)
        return MISUSE
    except OSError as error:
        print(
            f"{options.out}: the comparison cannot be written there ({error.strerror}); name "
            "another folder with --out.",
            file=sys.stderr,
        )
        return MISUSE
    print(verdict_sentence(changes))
    print(f"The comparison is {written[0]}")
    return VERDICTS[changes["verdict"]]


def _editions(options: argparse.Namespace) -> list[Edition]:
    from rechallenge.compare.earlier import read_earlier  # noqa: PLC0415
    from rechallenge.compare.revisions import read_revision  # noqa: PLC0415

    pooled: dict[str, dict[str, Any]] = {}
    return [
        read_earlier(Path(name), name=name)
        if Path(name).is_dir() or zipfile.is_zipfile(name)
        else read_revision(name, review=options.directory, pooled=pooled)
        for name in (options.old, options.new)
    ]
