"""Check tables of a million rows, each in a process of its own; print seconds and peak memory."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.million_rows.tables import SHAPES, write_table

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for shape in SHAPES:
            path = folder / f"{shape.replace(' ', '-')}.csv"
            write_table(path, shape=shape, rows=options.rows, seed=options.seed)
            print(f"{shape}, {path.stat().st_size / 2**20:.0f} MiB")
            for _ in range(options.repeats):
                print(f"  {_told(path)}", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million_rows", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of each table")
    parser.add_argument("--repeats", type=int, default=1, help="how often each is checked")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers")
    parser.add_argument("--keep", type=Path, help="folder in which the tables are left")
    return parser


def _told(path: Path) -> str:
    """Check a file in a fresh process and say what that took.

    This process stays small, as the peak of another one starts from that of its parent.
    """
    paths = [str(ROOT / "workflow/scripts"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.million_rows.clock", path.name],
        cwd=path.parent,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdout=subprocess.PIPE,
        check=True,
    )
    took = json.loads(ended.stdout)
    return (
        f"{took['seconds']:.1f} s, {took['processor']:.1f} s of a processor, "
        f"{took['mebibytes']:.0f} MiB at most: {took['said']}"
    )


if __name__ == "__main__":
    sys.exit(main())
