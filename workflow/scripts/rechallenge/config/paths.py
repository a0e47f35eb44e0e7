"""Which folders and files a configuration may name."""

from __future__ import annotations

import posixpath
import unicodedata
from pathlib import PureWindowsPath

from rechallenge.contract import is_slug, slugify

_OCCUPIED = {"config", "workflow", ".git", ".snakemake", ".venv"}
_RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}


def path_problem(text: str) -> tuple[str, str] | None:
    """Return what is wrong with the path of a file or folder and how to mend it, or None."""
    if not text.strip():
        return "the path is empty", "write a path, or delete the key"
    if not text.isprintable():
        return "the path holds invisible characters", "type the path again"
    if text.startswith("~"):
        return f"“{text}” starts with “~”, which is not expanded here", "write the whole path"
    unsafe = sorted(set(text) & set('{}*?"<>|'))
    if unsafe:
        return (
            f"the path holds {' '.join(unsafe)}, which cannot stand in names of files everywhere",
            "rename the folder or file",
        )
    if "://" in text:
        return f"“{text}” is an address on the web", "download the file and write its path"
    return None


def results_problem(results: str, *, studies: str, folder: str) -> tuple[str, str] | None:
    """Return what is wrong with the folder for results and how to mend it, or None.

    Parameters
    ----------
    results, studies : str
        The paths as configured, both sound by `path_problem`.
    folder : str
        Absolute path of the folder in which the review runs.
    """
    drive = PureWindowsPath(results)
    target, data, home = (_absolute(path, folder) for path in (results, studies, ""))
    remedy = "name a folder of its own, such as “results”"
    if target == "/" or (drive.anchor and len(drive.parts) == 1):
        return "results cannot fill a whole disk", remedy
    if _within(home, target):
        return "this is the folder of the review itself, or a folder around it", remedy
    below = posixpath.relpath(target, home).split("/")[0]
    if below in _OCCUPIED:
        return f"the folder “{below}” belongs to the workflow itself", remedy
    if _within(target, data) or _within(data, target):
        return "results and study files cannot share a folder", remedy
    return None


def table_problem(table: str, *, results: str, folder: str) -> tuple[str, str] | None:
    """Return what is wrong with the place of a table and how to mend it, or None.

    Parameters
    ----------
    table, results : str
        The paths as configured, both sound.
    folder : str
        Absolute path of the folder in which the review runs.
    """
    if _within(_absolute(table, folder), _absolute(results, folder)):
        what = "the table lies in the folder of the results, where files are made and removed"
        return what, "move it into another folder"
    return None


TAKEN = {"logs": "the logs", "bulk": "the results of “bulk:”"}
"""Folders of the results that no analysis can have, and what they hold."""


def slug_problem(slug: str, *, of: str = "an analysis") -> tuple[str, str] | None:
    """Return what is wrong with a name and how to mend it, or None.

    Parameters
    ----------
    slug : str
    of : str
        What is named: ``an analysis``, which has a folder of its own among the results, or
        ``a method``.
    """
    if slug in TAKEN and of == "an analysis":
        return f"the folder of this name holds {TAKEN[slug]}", f"write “{slug}-analysis”"
    if is_slug(slug) and not slug.startswith("-") and slug not in _RESERVED:
        return None
    better = safe_slug(slug)
    if slug in _RESERVED:
        return "this name is reserved on Windows", f"write “{better}”"
    rule = f"the name of {of} has 1 to 40 signs, of a-z, 0-9 and -, and starts with no -"
    label = " and keep the wording for its label" if of == "an analysis" else ""
    return rule, f"write “{better}”{label}"


def safe_slug(text: str) -> str:
    """Make a slug that is safe as a folder name on every system."""
    slug = slugify(text)
    taken = slug in _RESERVED or slug in TAKEN or not slug
    return f"analysis-{slug}"[:40].strip("-") if taken else slug


def _absolute(path: str, folder: str) -> str:
    """Return one spelling for all names that are one file on some systems: ``Data`` is ``data``."""
    whole = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
    return unicodedata.normalize("NFC", whole).casefold()


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(outer.rstrip("/") + "/")
