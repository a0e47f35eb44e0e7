"""Pool a made-up library of sets with the workflow; print seconds and the peak of memory."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bulk_stage.table import write_table

ROOT = Path(__file__).resolve().parents[2]
METHODS = {
    "dl": "{method: inverse-variance, tau2: DL}",
    "reml": "{method: inverse-variance, tau2: REML}",
    "pm-arcsine": "{method: inverse-variance, measure: PAS, tau2: PM}",
    "glmm": "{method: glmm, test: t, profiles: false}",
}
_KIB = 1 if sys.platform == "linux" else 1024
"""In how many units of the peak a kibibyte is counted."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the options say; returns the exit code."""
    options = _parser().parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        (folder / "config").mkdir(parents=True, exist_ok=True)
        table = folder / f"library.{options.format}"
        rows = write_table(table, sets=options.sets, seed=options.seed)
        print(f"{options.sets} sets, {rows} rows, {table.stat().st_size / 2**20:.0f} MiB")
        methods = "".join(f"    {key}: {METHODS[key]}\n" for key in options.methods)
        config = f"bulk:\n  table: {table.name}\n  chunk: {options.chunk}\n  methods:\n{methods}"
        (folder / "config/config.yaml").write_text(config, encoding="utf-8")
        print(f"from nothing: {_told(folder, options.cores)}", flush=True)
        print(f"nothing to do: {_told(folder, options.cores)}", flush=True)
        size = (folder / "results/bulk/estimates.parquet").stat().st_size
        print(f"estimates.parquet: {size / 2**20:.0f} MiB")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk_stage", description=__doc__)
    parser.add_argument("--sets", type=int, default=100_000, help="sets of the table")
    parser.add_argument("--chunk", type=int, default=10_000, help="sets in one job")
    parser.add_argument("--cores", type=int, default=2, help="jobs at once")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument(
        "--methods", nargs="+", choices=METHODS, default=["dl", "reml", "pm-arcsine"]
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the random numbers")
    parser.add_argument("--keep", type=Path, help="folder in which the review is left")
    return parser


def _told(folder: Path, cores: int) -> str:
    """Run the launcher and say what that took; the peak is that of the largest process."""
    paths = [str(ROOT / "workflow/scripts"), os.environ.get("PYTHONPATH", "")]
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "rechallenge", "run", "--cores", str(cores)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stdout=subprocess.DEVNULL,
    ) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise SystemExit(f"the run ended with {run.returncode}")
    return (
        f"{time.perf_counter() - start:.1f} s, "
        f"{usage.ru_utime + usage.ru_stime:.1f} s of a processor, "
        f"{usage.ru_maxrss / _KIB / 1024:.0f} MiB at most"
    )


if __name__ == "__main__":
    sys.exit(main())
