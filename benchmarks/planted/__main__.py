"""Plant errors in clean reviews and measure what the data checks report; exit 1 below a target."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.planted.measure import KINDS, Outcome, clean_reviews, measured, shipped_data
from benchmarks.planted.page import page
from benchmarks.planted.summary import Measured

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-checks-measured.md"


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    options = _parser().parse_args(arguments)
    outcomes: list[Outcome] = []
    for kind in KINDS:
        found = measured(kind, count=options.variants, seed=options.seed)
        outcomes += found
        _tell(found, every=options.missed)
    result = Measured(
        tuple(outcomes),
        clean_reviews(count=options.clean, seed=options.seed),
        shipped_data(),
    )
    print()
    for figure in result.figures():
        verdict = "" if figure.met else "  BELOW TARGET"
        print(f"{figure.name:50} {figure.value:32} {figure.target}{verdict}")
    for text in result.synthetic.false_alarms if options.missed else ():
        print(f"  false alarm: {text}")
    if options.write:
        text = page(result, variants=options.variants, seed=options.seed)
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        print(PAGE)
    return 0 if all(figure.met for figure in result.figures()) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planted", description=__doc__)
    parser.add_argument("--variants", type=_positive, default=25, help="variants of each kind")
    parser.add_argument("--clean", type=_positive, default=100, help="clean reviews to check")
    parser.add_argument("--seed", type=int, default=35, help="seed of the random numbers")
    parser.add_argument("--missed", action="store_true", help="tell which variants are missed")
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _tell(outcomes: tuple[Outcome, ...], *, every: bool) -> None:
    kind, count = outcomes[0].kind, len(outcomes)
    caught = sum(outcome.caught for outcome in outcomes)
    rows = sum(outcome.row_right for outcome in outcomes)
    alarms = [text for outcome in outcomes for text in outcome.false_alarms]
    codes = ", ".join(sorted(kind.codes))
    changed = [o for o in outcomes if kind.intact and o.changed]
    print(
        f"{kind.name:42} {codes:18} reported {caught:3}/{count}  rows {rows:3}/{count}  "
        f"false alarms {len(alarms)}{f'  COUNTS CHANGED {len(changed)}' if changed else ''}",
        flush=True,
    )
    if every:
        for outcome in outcomes:
            if not outcome.caught or not outcome.row_right:
                print(f"  {'rows of' if outcome.caught else 'missed:'} {outcome.variant}")
        for text in alarms:
            print(f"  false alarm: {text}")
        for outcome in changed:
            print(f"  counts changed: {outcome.variant}")


if __name__ == "__main__":
    sys.exit(main())
