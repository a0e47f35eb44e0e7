"""Which files hold the studies, and what they are called in messages."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from rechallenge.contract import INVISIBLE
from rechallenge.errors import DataError
from rechallenge.studies.cells import visible
from rechallenge.studies.findings import Finding, quoted

_ENDINGS = (".csv", ".tsv", ".xlsx")
_DATA_ENDINGS = frozenset(
    {".xls", ".xlsb", ".xlsm", ".ods", ".numbers", ".txt", ".dat", ".sav", ".dta", ".rds", ".rda"}
    | {".parquet", ".feather"}
)

# Braces would be wildcards of the workflow.
_UNFIT = re.compile(f"[{{}}\t-\r{INVISIBLE}]")


def study_files(path: Path, *, root: Path) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    """List the study files of a folder by name, or the one file that `path` is.

    Hidden files, lock files of spreadsheet programs and README files are passed over; files that
    look like data of another kind, and folders of study files within the folder, are reported
    (W120, N134).

    Raises
    ------
    DataError
        When there is nothing to read.
    """
    name = shown_path(path, root=root)
    if path.is_file():
        if path.suffix.lower() not in _ENDINGS:
            raise DataError(
                f"{name}: files ending in {quoted(path.suffix)} are not read; save it as "
                "“CSV UTF-8” or XLSX."
            )
        return (path,), ()
    if not path.is_dir():
        raise DataError(
            f"{name}: there is no such file or folder; put the study files there, or correct "
            "“data: studies:” in the configuration."
        )
    files = _plain_files(path, name)
    studies = tuple(entry for entry in files if entry.suffix.lower() in _ENDINGS)
    unfit = [shown_path(entry, root=root) for entry in studies if _UNFIT.search(entry.name)]
    if unfit:
        raise DataError(
            [
                f"{visible(file)}: the name of the file holds braces or invisible characters; "
                "rename it with letters, digits, hyphens and dots."
                for file in unfit
            ]
        )
    passed_over = tuple(
        Finding(
            code="W120",
            file=shown_path(entry, root=root),
            problem=f"files ending in {quoted(entry.suffix)} are not read, so any studies in it "
            "are missing",
            remedy="save it as “CSV UTF-8” or XLSX, or move it out of this folder",
        )
        for entry in files
        if entry.suffix.lower() in _DATA_ENDINGS
    )
    inner = _inner_folders(path)
    if not studies:
        remedy = "put a CSV, TSV or XLSX file there, with the columns study, responders and total"
        if inner:
            shown = quoted(shown_path(inner[0], root=root))
            remedy = f"{shown} within it does, so name that folder instead"
        raise DataError(
            (
                f"{name}: the folder holds no study files; {remedy}.",
                *(finding.message for finding in passed_over),
            )
        )
    unread = tuple(
        Finding(
            code="N134",
            file=shown_path(folder, root=root),
            problem="the study files in this folder within the folder are not read",
            remedy="nothing to do, or move those that belong to the review up",
        )
        for folder in inner
    )
    return studies, (*passed_over, *unread)


def named_files(names: Collection[str], *, root: Path) -> tuple[Path, ...] | None:
    """Find the study files that messages name so, without a look at all others of their folder.

    Parameters
    ----------
    names : collection of str
        See `shown_path`.
    root : Path
        The review folder.

    Returns
    -------
    tuple of Path or None
        By name, as `study_files` lists them; None where a name is no path to a file.
    """
    paths = tuple(root / name for name in names)
    if not paths or not all(path.is_file() for path in paths):
        return None
    return tuple(sorted(paths, key=lambda path: path.name))


def shown_path(path: Path, *, root: Path) -> str:
    """Name a file below the review folder, with ``/``; its own path when it lies elsewhere."""
    # Links are kept as they are: the reviewer knows the path that was written.
    full, base = Path(os.path.abspath(path)), Path(os.path.abspath(root))  # noqa: PTH100
    shown = full.relative_to(base) if full.is_relative_to(base) else path
    # Names of files need not be text in any encoding, but everything that is written must be.
    return shown.as_posix().encode("utf-8", "replace").decode("utf-8")


def _inner_folders(folder: Path) -> list[Path]:
    """List folders one or two levels down that hold study files; not those of results."""
    found = set()
    for level in ("*/*", "*/*/*"):
        for entry in folder.glob(level):
            inner = entry.relative_to(folder)
            hidden = any(part.startswith((".", "~$")) for part in inner.parts)
            if entry.suffix.lower() in _ENDINGS and not hidden and inner.parts[0] != "results":
                found.add(entry.parent)
    return sorted(found)


def _plain_files(folder: Path, name: str) -> list[Path]:
    try:
        entries = [entry for entry in folder.iterdir() if entry.is_file()]
    except OSError as error:
        raise DataError(
            f"{name}: the folder cannot be read ({error.strerror}); check its permissions."
        ) from error
    return sorted(
        (
            entry
            for entry in entries
            if not entry.name.startswith((".", "~$"))
            and not entry.name.casefold().startswith("readme")
        ),
        key=lambda entry: entry.name,
    )
