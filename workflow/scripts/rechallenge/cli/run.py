"""``rechallenge run``: the launcher of the workflow."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from rechallenge.config import load_config
from rechallenge.errors import ConfigError, ReviewError
from rechallenge.formatting import plural
from rechallenge.healing.disk import check_writable, in_words, is_full
from rechallenge.healing.heal import heal
from rechallenge.healing.locks import only_run
from rechallenge.healing.retired import remove_retired
from rechallenge.jobs.keys import job_keys
from rechallenge.jobs.logged import PROGRESS
from rechallenge.plan import Plan, make_plan

HELP = "Pool the studies of a review and write its results."
WORKFLOW = Path(__file__).resolve().parents[3] / "Snakefile"
CONFIG = Path("config/config.yaml")
UNHURRIED = ("--max-jobs-per-timespan", "1000000/1d")
"""A limit never reached: with one by the second, Snakemake looks at the inputs of all waiting jobs
each second, and does so once more often with every job that ends."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the verb."""
    parser.add_argument(
        "--directory", type=Path, default=Path(), help="the review folder (default: this folder)"
    )
    parser.add_argument(
        "--config", type=Path, help=f"the configuration file (default: {CONFIG} in the folder)"
    )
    parser.add_argument(
        "--cores",
        type=_positive,
        default=os.cpu_count() or 1,
        help="jobs at once (default: all cores)",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say which jobs would be done, and do none"
    )
    parser.add_argument("--verbose", action="store_true", help="show all that Snakemake says")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def execute(options: argparse.Namespace) -> int:
    """Start Snakemake in this process on the review folder.

    Data errors stop the analyses that they touch; all others run first, and the messages come
    last.

    Raises
    ------
    ConfigError, DataError
        When the configuration cannot be used or there are no studies.
    """
    folder: Path = options.directory
    if not folder.is_dir():
        raise ConfigError(f"{folder}: there is no such folder; give the folder of your review.")
    config = options.config.resolve() if options.config else (folder / CONFIG).resolve()
    if not config.is_file():
        raise ConfigError(
            f"{folder / CONFIG if options.config is None else options.config}: there is no such "
            "file; one line is enough for a start: “data: {studies: studies}”."
        )
    plan = make_plan(load_config(config), root=folder.resolve())
    results = folder / plan.review.results
    try:
        check_writable(folder / ".snakemake", "copy the review to a folder of your own")
        check_writable(
            results, "free the place, or name another folder under “results:” in the configuration"
        )
        failed = _run(plan, folder, config, options)
    except OSError as error:
        if (sentence := in_words(error)) is None:
            raise
        raise ReviewError(sentence) from None
    if options.dry_run:
        return failed
    for problem in plan.problems:
        print(problem, file=sys.stderr)
    if failed:
        if is_full(results):
            print(f"{results}: the disk is full; free some space and run again.", file=sys.stderr)
            return failed
        logs = results / "logs"
        print(
            f"The run did not end well. The messages above say why; more stands in {logs} and "
            f"{folder / '.snakemake' / 'log'}.",
            file=sys.stderr,
        )
        return failed
    if not plan.problems:
        print(_where(plan, results))
        return 0
    analyses = plan.has_studies * (
        f"{plural(len(plan.runnable), 'analysis', 'analyses')} up to date, "
        f"{len(plan.blocked)} stopped. "
    )
    print(
        f"{plural(len(plan.problems), 'problem')}: mend and run again. "
        f"{analyses}{_where(plan, results)}"
    )
    return 1


def _where(plan: Plan, results: Path) -> str:
    """Say where to look first."""
    said = [f"The report is {results / 'report.html'}"] if plan.has_studies else []
    if plan.bulk and plan.bulk.chunks:
        folder = results / "bulk"
        said.append(
            f"The estimates of all sets are {folder / 'estimates.parquet'}, "
            f"summed up in {folder / 'summary.csv'}"
        )
    elif plan.bulk:
        said.append("The table of sets was not pooled")
    return ". ".join(said)


def _run(plan: Plan, folder: Path, config: Path, options: argparse.Namespace) -> int:
    with only_run(folder):
        keys = job_keys(plan, root=folder.resolve())
        again = heal(folder, folder / plan.review.results, keys)
        arguments = (
            *("current", "--snakefile", str(WORKFLOW), "--directory", str(folder.resolve())),
            *("--configfile", str(config), "--cores", str(options.cores)),
            *("--rerun-incomplete", "--keep-going", "--scheduler", "greedy"),
            # Keys among the params say what must be done again, and file times nothing.
            *("--rerun-triggers", "params", "input", "--max-checksum-file-size", "1000000000"),
            # What a pack has finished is whole and stays where another of its analyses fails.
            *((*UNHURRIED, "--keep-incomplete") if plan.packs else ()),
            *(
                ["--forcerun", *(f"{plan.review.results}/{name}" for name in again)]
                if again
                else ()
            ),
        )
        if options.dry_run:
            return _planned(*arguments)
        failed = _snakemake(*arguments, *(() if options.verbose else ("--quiet", "all")))
        if not failed:
            remove_retired(folder / plan.review.results, keys)
        return failed


def _planned(*arguments: str) -> int:
    """Let Snakemake plan, and print the jobs alone."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        failed = _snakemake(*arguments, "--dry-run")
    if failed:
        print(said.getvalue(), file=sys.stderr)
        return failed
    jobs = re.findall(r"^\s*Job \d+: (.+)$", said.getvalue(), re.MULTILINE)
    print(*(f"  {job}" for job in jobs or ["nothing to do"]), sep="\n")
    return 0


def _snakemake(*arguments: str) -> int:
    os.environ[PROGRESS] = "1"
    from snakemake.cli import main  # noqa: PLC0415 - the other verbs do not need Snakemake

    try:
        main(list(arguments))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    finally:
        _end_timers()
    return 0


def _end_timers() -> None:
    """Stop what would wake a scheduler that is done; the process would wait for it."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()
