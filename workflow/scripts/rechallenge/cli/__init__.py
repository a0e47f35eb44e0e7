"""The command line: ``rechallenge new``, ``check``, ``run`` and ``compare``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rechallenge import __version__
from rechallenge.cli import check, compare, new, run
from rechallenge.errors import ReviewError

VERBS = {"new": new, "check": check, "run": run, "compare": compare}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb.

    Returns
    -------
    int
        0 when all is well, 1 when the data or a job have errors, 2 for misuse; what moved for
        ``compare``.
    """
    parser = argparse.ArgumentParser(
        prog="rechallenge",
        description="From a folder of responders and totals to pooled proportions.",
    )
    parser.add_argument("--version", action="version", version=f"rechallenge {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        verb.add_arguments(verbs.add_parser(name, help=verb.HELP, description=verb.HELP))
    chosen = parser.parse_args(arguments)
    try:
        return int(VERBS[chosen.verb].execute(chosen))
    except ReviewError as error:
        print(*error.messages, sep="\n", file=sys.stderr)
        return 1
