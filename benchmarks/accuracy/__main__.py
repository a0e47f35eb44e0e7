"""Compare every number with R and with 50-digit arithmetic; write the page docs/accuracy.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.accuracy.collect import collect
from benchmarks.accuracy.page import page

TRACKED_PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        text = page(list(collect()))
        if options.check:
            return _check(options.page, text)
        options.page.write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    print(options.page)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--page", type=Path, default=TRACKED_PAGE, help="file to write")
    parser.add_argument(
        "--check", action="store_true", help="only check that the page is what would be written"
    )
    return parser


def _check(target: Path, text: str) -> int:
    if target.read_text(encoding="utf-8") == text:
        print(f"{target.name} is up to date.")
        return 0
    print(
        f"error: {target.name} is not what the comparisons say; "
        "write it anew with: python -m benchmarks.accuracy",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
