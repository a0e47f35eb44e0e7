"""Mutation testing of the estimators: ``python -m benchmarks.mutation``.

mutmut puts one small fault at a time into a copy of a module and runs the tests that reach it. A
fault that no test notices is a survivor. Faults without effect (a wider bracket, a tolerance that
alters no digit) survive whatever the tests do, and count as survivors all the same.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.mutation.scratch import MODULES, build
from benchmarks.mutation.summary import as_text, lines_of, read_verdicts, survivors, write_csv

LEAST_SHARE = 85.0
RESULTS = Path(__file__).with_name("results.csv")
MUTMUT = (sys.executable, "-c", "from mutmut.__main__ import cli; cli()")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print and write the summary; 1 when too few mutants are killed."""
    options = _parser().parse_args(arguments)
    modules = tuple(options.modules) or MODULES
    with _folder(keep=options.keep) as folder:
        build(folder, modules)
        _mutmut(folder, "run", "--max-children", str(options.children))
        verdicts = read_verdicts(_mutmut(folder, "results", "--all", "True", show=False))
        listed = options.survivors or (folder / "survivors.txt" if options.keep else None)
        if listed is not None:
            listed.write_text(_diffs(folder, survivors(verdicts)), encoding="utf-8")
            print(f"Survivors: {listed}")
    if not verdicts:
        print("mutmut reported no mutants.", file=sys.stderr)
        return 1
    lines = lines_of(verdicts, modules)
    print(as_text(lines))
    out = options.out or (RESULTS if modules == MODULES else None)
    if out is not None:
        write_csv(out, lines)
        print(f"Written to {out}")
    if lines[-1].share < LEAST_SHARE:
        print(f"Fewer than {LEAST_SHARE:g} % of the mutants were killed.", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutation", description="Mutation testing of the estimators."
    )
    parser.add_argument(
        "modules",
        nargs="*",
        metavar="MODULE",
        type=_module,
        help="such as models/tau2 (all estimators)",
    )
    parser.add_argument("--children", type=int, default=2, help="processes (2)")
    parser.add_argument("--keep", action="store_true", help="keep the scratch folder")
    parser.add_argument(
        "--survivors", type=Path, metavar="FILE", help="write the diff of each survivor to FILE"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write the summary to FILE (results.csv beside this program, for all modules)",
    )
    return parser


def _module(text: str) -> str:
    if text not in MODULES:
        raise argparse.ArgumentTypeError(f"unknown module {text}; choose from {', '.join(MODULES)}")
    return text


@contextlib.contextmanager
def _folder(*, keep: bool) -> Iterator[Path]:
    if keep:
        kept = Path(tempfile.mkdtemp(prefix="rechallenge-mutation-"))
        print(f"Scratch folder: {kept}")
        yield kept
    else:
        with tempfile.TemporaryDirectory(prefix="rechallenge-mutation-") as name:
            yield Path(name)


def _mutmut(folder: Path, *arguments: str, show: bool = True) -> str:
    # One thread for linear algebra, because mutants are forked; a fixed order of the tests.
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment = {**os.environ, **threads, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [*MUTMUT, *arguments],
        cwd=folder,
        env=environment,
        check=False,
        text=True,
        encoding="utf-8",
        stdout=None if show else subprocess.PIPE,
    )
    if done.returncode != 0:
        raise SystemExit(f"mutmut {arguments[0]} ended with {done.returncode}")
    return done.stdout or ""


def _diffs(folder: Path, names: Sequence[str]) -> str:
    script = Path(__file__).with_name("diffs.py")
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        input="\n".join(names),
        check=True,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
