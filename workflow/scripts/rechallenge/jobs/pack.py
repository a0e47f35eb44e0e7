"""A job that works on several analyses, one after the other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rechallenge.files import write_text
from rechallenge.formatting import plural
from rechallenge.healing.ledger import is_current
from rechallenge.jobs.logged import PROGRESS, logged

Work = Callable[[Mapping[str, Any], Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class Pack:
    """Several analyses of one job; the sequences run parallel.

    Attributes
    ----------
    log : Path
        Of the whole job.
    logs : sequence of str
        Log of each analysis, beside which its entry stands.
    keys : sequence of str
        Hash of all that the results of each analysis follow from.
    tasks : sequence of mapping
        What the job of each analysis must know.
    outputs : sequence of mapping
        The files of each analysis by the names of the rule.
    """

    log: Path
    logs: Sequence[str]
    keys: Sequence[str]
    tasks: Sequence[Mapping[str, Any]]
    outputs: Sequence[Mapping[str, str]]

    @classmethod
    def of(cls, job: Any) -> Pack:
        """Take apart what Snakemake hands to a script.

        An output with several files for each analysis lists all those of one kind together.
        """
        params = job.params
        count = len(params.tasks)
        named = {
            name: list(files) for name, files in job.output.items() if name != "done" and len(files)
        }
        outputs = [
            {
                name if step == 0 else f"{name}_{step}": files[step * count + at]
                for name, files in named.items()
                for step in range(len(files) // count)
            }
            for at in range(count)
        ]
        return cls(Path(job.log[0]), params.logs, params.hashes, params.tasks, outputs)

    def work(self, work: Work, *, doing: str) -> None:
        """Do what is not current; an analysis that fails does not stop the others.

        Parameters
        ----------
        work : callable
            Gets the task and the outputs of one analysis.
        doing : str
            The verb of the sentence that is logged.

        Raises
        ------
        SystemExit
            When an analysis failed; what happened has been shown.
        """
        done = failed = 0
        analyses = zip(self.logs, self.keys, self.tasks, self.outputs, strict=True)
        for log, key, task, outputs in analyses:
            if is_current(Path(log), key):
                continue
            try:
                with _quiet(), logged(log, key):
                    work(task, outputs)
                done += 1
            except SystemExit:
                failed += 1
        kept = len(self.tasks) - done - failed
        said = f"{doing} {plural(done, 'analysis', 'analyses')}"
        said += f", {kept} current already" * bool(kept) + f", {failed} failed" * bool(failed)
        write_text(self.log, said + "\n")
        if os.environ.get(PROGRESS):
            print(f"  {said}", file=sys.stderr)
        if failed:
            raise SystemExit(1)


@contextmanager
def _quiet() -> Iterator[None]:
    """Show no line for each analysis."""
    shown = os.environ.pop(PROGRESS, None)
    try:
        yield
    finally:
        if shown is not None:
            os.environ[PROGRESS] = shown
