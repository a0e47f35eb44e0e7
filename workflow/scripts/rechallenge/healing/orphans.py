"""Processes of a run whose launcher was killed, and runs that are really under way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rechallenge.errors import ReviewError

SECONDS_TO_DIE = 10


def end_orphans(folder: Path) -> None:
    """End jobs whose launcher was killed, and refuse to work beside a living Snakemake.

    Files are written whole or not at all, so that a job can be ended at any moment.

    Parameters
    ----------
    folder : Path
        The review folder.

    Raises
    ------
    ReviewError
        When Snakemake is at work in the folder, or a job does not end.
    """
    import psutil  # noqa: PLC0415 - needed only where a run was cut off

    ours = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    others = [process for process in _of_folder(folder) if process.pid not in ours]
    orphans = [process for process in others if _is_job(process)]
    living = [process for process in others if _is_snakemake(process)]
    if living:
        raise ReviewError(
            f"{folder}: Snakemake is at work here (process {living[0].pid}); wait for it to end."
        )
    for process in orphans:
        try:
            process.kill()
        except psutil.Error:
            continue
    _, living = psutil.wait_procs(orphans, timeout=SECONDS_TO_DIE)
    if living:
        raise ReviewError(
            f"{folder}: a job of a run that was stopped is still at work here (process "
            f"{living[0].pid}); end it, or wait a minute and run again."
        )


def _of_folder(folder: Path) -> list[Any]:
    import psutil  # noqa: PLC0415

    here = str(folder.resolve())
    return [
        process
        for process in psutil.process_iter(["cwd", "cmdline", "status"])
        if process.info["cwd"] == here and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def _is_snakemake(process: Any) -> bool:
    return any(Path(part).name == "snakemake" for part in process.info["cmdline"] or ())


def _is_job(process: Any) -> bool:
    """Tell a job by its script, which Snakemake keeps in this folder."""
    return any(
        ".snakemake/scripts/" in part.replace("\\", "/") for part in process.info["cmdline"] or ()
    )
