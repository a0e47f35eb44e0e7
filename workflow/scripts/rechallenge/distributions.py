"""Which installed packages a part of the library rests on, and in which versions."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

OTHER_NAMES = {"docx": "python-docx", "yaml": "pyyaml"}
"""Packages that are imported by another name than they are installed by."""
_VERSION = re.compile(r"^Version:\s*(\S+)", re.MULTILINE)
_NEEDED = re.compile(r"^Requires-Dist:\s*(.+)$", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def versions_behind(files: Iterable[Path]) -> dict[str, str]:
    """Versions of the packages that files import, and of all that these need in turn.

    Parameters
    ----------
    files : iterable of Path
        Python files.

    Returns
    -------
    dict of str to str
        Sorted by name; what is not installed is left out.
    """
    waiting = [name for file in files for name in _imported(file)]
    found: dict[str, str] = {}
    seen: set[str] = set()
    while waiting:
        name = _normal(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        version, needed = _installed(name)
        if version is not None:
            found[name] = version
            waiting += needed
    return dict(sorted(found.items()))


@cache
def _imported(file: Path) -> tuple[str, ...]:
    """Name the packages that a file imports anywhere, without the standard library and this one."""
    names: set[str] = set()
    for line in file.read_text(encoding="utf-8").splitlines():
        if not (text := line.strip()).startswith(("import ", "from ")):
            continue
        names.update(_names_in(text))
    own = Path(__file__).parent.name
    return tuple(
        OTHER_NAMES.get(name, name)
        for name in sorted(names)
        if name != own and name not in sys.stdlib_module_names
    )


def _names_in(line: str) -> set[str]:
    if line.startswith("from "):
        return {line.split()[1].partition(".")[0]} - {""}
    try:
        (statement,) = ast.parse(line).body
    except (SyntaxError, ValueError):
        return set()
    names = statement.names if isinstance(statement, ast.Import) else []
    return {alias.name.partition(".")[0] for alias in names}


@cache
def _installed(name: str) -> tuple[str | None, tuple[str, ...]]:
    try:
        text = distribution(name).read_text("METADATA")
    except PackageNotFoundError:
        text = None
    if text is None:
        return None, ()
    # The parser of the standard library also reads the long description, at a hundredfold cost.
    head = text.replace("\r\n", "\n").partition("\n\n")[0]
    version = _VERSION.search(head)
    needed = (line for line in _NEEDED.findall(head) if "extra ==" not in line)
    names = (match[0] for line in needed if (match := _NAME.match(line)))
    return version[1] if version else None, tuple(names)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
