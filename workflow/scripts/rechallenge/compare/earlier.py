"""An earlier edition of a review: a results folder, or the archive of a release."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from rechallenge.archives import packed
from rechallenge.compare.edition import Edition
from rechallenge.compare.reading import read_results
from rechallenge.contract import DATA_FILE
from rechallenge.errors import DataError

_TABLES = ("manifest.json", "summary.csv", "findings.csv", DATA_FILE)
_IN_ARCHIVE = re.compile(
    rf"results/({'|'.join(map(re.escape, _TABLES))}|[a-z0-9-]{{1,40}}/estimates\.json)"
)
REMEDY = (
    "give the results folder of an earlier edition, or the archive that “make bundle” made of it"
)


def earlier_files(path: Path, *, name: str) -> dict[str, bytes]:
    """Read what a comparison needs of an earlier edition.

    Parameters
    ----------
    path : Path
        A results folder, a folder with one in it, or the zip archive of a release.
    name : str
        What messages call it.

    Returns
    -------
    dict of str to bytes
        By the path below its results folder.

    Raises
    ------
    DataError
        When there is nothing, or nothing of an edition in it.
    """
    if not path.exists():
        raise DataError(f"{name}: there is no such folder or archive; {REMEDY}.")
    found = _in_folder(results_within(path)) if path.is_dir() else _in_archive(path, name)
    if not found:
        raise DataError(f"{name}: this holds no results; {REMEDY}.")
    return found


def _in_folder(folder: Path) -> dict[str, bytes]:
    files = [*(folder / table for table in _TABLES), *folder.glob("*/estimates.json")]
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(files)
        if file.is_file()
    }


def _in_archive(path: Path, name: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            places = (_IN_ARCHIVE.fullmatch(entry) for entry in sorted(archive.namelist()))
            return {place[1]: archive.read(place[0]) for place in places if place}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        raise DataError(f"{name}: this is no whole zip archive; {REMEDY}.") from None


def earlier_digest(path: Path, *, name: str) -> str:
    """Hash what a comparison reads of an earlier edition."""
    digest = hashlib.sha256()
    for file, content in earlier_files(path, name=name).items():
        digest.update(f"{file}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def read_earlier(path: Path, *, name: str) -> Edition:
    """Read an earlier edition from its folder or archive.

    Raises
    ------
    DataError
        When it holds no results, or a file in it is damaged.
    """
    if path.is_dir():
        return read_results(results_within(path), name=name)
    with TemporaryDirectory(prefix="rechallenge-") as place:
        folder = Path(place)
        for file, content in earlier_files(path, name=name).items():
            target = folder / file
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
        return read_results(folder, name=name)


def kept_in_release(path: Path, *, name: str) -> Mapping[str, bytes]:
    """Return what a release keeps of an earlier edition, so that the comparison can be made again.

    Parameters
    ----------
    path : Path
    name : str
        Its path within the review folder, with ``/``.

    Returns
    -------
    mapping of str to bytes
        By the path within the review folder; of an archive, a smaller one of the same name.
    """
    files = earlier_files(path, name=name)
    if path.is_dir():
        below = results_within(path).relative_to(path).as_posix()
        start = name if below == "." else f"{name}/{below}"
        return {f"{start}/{file}": content for file, content in files.items()}
    return {name: packed({f"results/{file}": content for file, content in files.items()})}


def results_within(path: Path) -> Path:
    """Find the results folder where a whole review folder, or an unpacked release, is given."""
    inner = path / "results"
    outer = any((path / table).is_file() for table in _TABLES)
    return inner if inner.is_dir() and not outer else path
