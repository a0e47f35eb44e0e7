"""Logs of jobs, and errors that a reviewer can read."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TextIO

from rechallenge.errors import ReviewError
from rechallenge.healing.disk import in_words
from rechallenge.healing.ledger import entered

PROGRESS = "RECHALLENGE_PROGRESS"


@contextmanager
def logged(log: str, key: str) -> Iterator[None]:
    """Send what a job prints to its log, enter what it wrote, and end it cleanly when it fails.

    What the log holds at the end of a job that went well is also shown on the terminal when the
    environment has `PROGRESS`: one line a job, instead of what Snakemake says.

    A `ReviewError` is shown as its sentences, and so is a disk that is full; anything else as one
    sentence that names the log, which keeps the traceback.

    Parameters
    ----------
    log : str
        Path of the log file.
    key : str
        Key of the job, see `rechallenge.jobs.keys`.
    """
    terminal = sys.stderr
    path = Path(log)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _closing(path.open("w", encoding="utf-8")) as stream:
        try:
            with redirect_stdout(stream), redirect_stderr(stream), entered(path, key):
                yield
            if os.environ.get(PROGRESS):
                stream.flush()
                print("  " + path.read_text(encoding="utf-8").strip(), file=terminal)
        except ReviewError as error:
            print(*error.messages, sep="\n", file=stream)
            print(*error.messages, sep="\n", file=terminal)
            raise SystemExit(1) from None
        except Exception as error:
            with suppress(OSError):
                traceback.print_exc(file=stream)
                stream.flush()
            if isinstance(error, OSError) and (sentence := in_words(error)):
                print(sentence, file=terminal)
                raise SystemExit(1) from None
            print(
                f"Something went wrong that is not your data's fault ({type(error).__name__}); "
                f"{log} holds the details.",
                file=terminal,
            )
            raise SystemExit(1) from None


@contextmanager
def _closing(stream: TextIO) -> Iterator[TextIO]:
    """Close a log without a word about what no longer fits on the disk."""
    try:
        yield stream
    finally:
        with suppress(OSError):
            stream.close()
