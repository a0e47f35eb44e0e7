"""Which files of the library a module imports, found from their import lines."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
IMPORT = re.compile(
    r"^\s*(?:from\s+rechallenge(?P<module>[\w.]*)\s+import\s+(?P<names>\([^)]*\)|[^\n]*)"
    r"|import\s+rechallenge(?P<plain>[\w.]*))",
    re.MULTILINE,
)


def library_files(module: str) -> tuple[Path, ...]:
    """Files that a module of the library consists of, with all that it imports from the library.

    Parameters
    ----------
    module : str
        Name below the package, such as ``jobs.pool_analysis``.

    Returns
    -------
    tuple of Path
        Sorted; packages' ``__init__.py`` files on the way belong to them.
    """
    # The package itself imports its front door only when asked: its own imports do not count.
    found = {PACKAGE / "__init__.py"}
    waiting = list(_files(module))
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imports(path)
    return tuple(sorted(found))


@cache
def _imports(path: Path) -> tuple[Path, ...]:
    files: list[Path] = []
    for match in IMPORT.finditer(path.read_text(encoding="utf-8")):
        module = (match["module"] or match["plain"] or "").strip(".")
        files += _files(module)
        for name in re.findall(r"\w+", re.sub(r"#[^\n]*|\bas\s+\w+", "", match["names"] or "")):
            files += _files(f"{module}.{name}".strip("."), optional=True)
    return tuple(files)


@cache
def _files(module: str, *, optional: bool = False) -> tuple[Path, ...]:
    parts = module.split(".") if module else []
    folder = PACKAGE.joinpath(*parts)
    own = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    if parts and not own.is_file():
        if optional:
            return ()
        raise ModuleNotFoundError(f"rechallenge.{module}")
    packages = [PACKAGE.joinpath(*parts[:i]) / "__init__.py" for i in range(1, len(parts))]
    return (own if parts else PACKAGE / "__init__.py", *(p for p in packages if p.is_file()))
