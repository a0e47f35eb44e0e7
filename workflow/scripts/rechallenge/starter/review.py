"""The files of a new review folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rechallenge.errors import ConfigError
from rechallenge.files import write_bytes
from rechallenge.starter.workbook import template_workbook

TEMPLATES = Path(__file__).resolve().parent / "templates"
STUDIES = "data/studies"
# The table lies beside the folder of studies: there it would be read as a study file.
TABLE = "data/template.xlsx"
FLOW = "data/prisma.csv"
COPIED = {
    "README.md": "README.md",
    "config/config.yaml": "config.yaml",
    FLOW: "prisma.csv",
    f"{STUDIES}/example2020.csv": "example2020.csv",
}
"""Files of the review folder and the templates that they are copies of."""


def review_files() -> dict[str, bytes]:
    """Return the content of every file of a new review folder, by its path in the folder."""
    copied = {name: (TEMPLATES / source).read_bytes() for name, source in COPIED.items()}
    return dict(sorted((copied | {TABLE: template_workbook()}).items()))


def write_review(folder: Path, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
    """Make a review folder that runs at once, on an example or on the files given.

    Nothing is written outside `folder`.

    Parameters
    ----------
    folder : Path
        A folder that does not exist, in one that does; or an empty folder.
    files : mapping of str to bytes, optional
        Content by path in the folder; those of `review_files` when left out.

    Returns
    -------
    tuple of str
        Path in the folder of every file that was made.

    Raises
    ------
    ConfigError
        When the folder holds anything, or cannot be made or written.
    """
    _check_free(folder)
    files = review_files() if files is None else files
    try:
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            write_bytes(folder / name, content)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{folder}: the review cannot be written there ({_reason(error)}); name another place."
        ) from None
    return tuple(files)


def _check_free(folder: Path) -> None:
    try:
        if folder.is_dir():
            if any(folder.iterdir()):
                raise ConfigError(
                    f"{folder}: the folder is not empty, and nothing in it is overwritten; give "
                    "the name of a new folder."
                )
        elif folder.exists() or folder.is_symlink():
            raise ConfigError(f"{folder}: this is not a folder; give the name of a new one.")
        elif not folder.parent.is_dir():
            raise ConfigError(
                f"{folder}: there is no folder {folder.parent} to make it in; make that first, or "
                "correct the path."
            )
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{folder}: the folder cannot be looked into ({_reason(error)}); name another place."
        ) from None


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
