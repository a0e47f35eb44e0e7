"""Writing files whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, TextIO

# Where decimals have a comma, spreadsheet programs split a CSV at “;”, within quotes or not.
_RUNS = r"(^|[;\t\r\n])(?='*[=+\-@\t\r\n＝＋－＠])"
_FORMULA = re.compile(_RUNS)
_DISARMED = re.compile(_RUNS.replace("(?=", "'(?="))
_LINE = 320
"""Characters within which a list or object of a JSON file stands on one line."""


UNFINISHED = ".*.[0-9]*.tmp"
"""Pattern of the names under which files are written until they are whole."""
_written: ContextVar[dict[Path, str] | None] = ContextVar("written", default=None)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file, as `written_whole` does."""
    with written_whole(path) as stream:
        stream.write(content)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Write under a temporary name, flush to disk, and rename: no half file under a final name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Processes on other machines may have this number and write the same file.
    part = path.with_name(f".{path.name}.{os.getpid()}-{token_hex(4)}.tmp")
    written = _written.get()
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        digest = "" if written is None else sha256(part)
        part.replace(path)
    except OSError as error:
        # A full disk is told without the file that was to be written.
        raise type(error)(error.errno, error.strerror, str(path)) from error
    finally:
        part.unlink(missing_ok=True)
    if written is not None:
        written[path] = digest


@contextmanager
def recorded() -> Iterator[Mapping[Path, str]]:
    """Note which files are written meanwhile, with the SHA-256 of their content."""
    written: dict[Path, str] = {}
    token = _written.set(written)
    try:
        yield written
    finally:
        _written.reset(token)


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8, as `write_bytes` does."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Write JSON with full precision and a final newline; NaN and infinity are refused.

    Lists of numbers stand on one line each, and so does what is short.
    """
    write_text(path, _laid_out(content, "\n") + "\n")


def _laid_out(value: Any, margin: str) -> str:
    """Write a value as JSON; ``margin`` is the line break with the indentation it stands at."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not isinstance(value, list | tuple | dict) or len(line) <= _LINE:
        return line
    inner = margin + " "
    if isinstance(value, dict):
        items = [
            f"{json.dumps(str(key), ensure_ascii=False)}: {_laid_out(item, inner)}"
            for key, item in value.items()
        ]
        return "{" + inner + f",{inner}".join(items) + margin + "}"
    if all(isinstance(item, int | float) for item in value):
        return line
    return "[" + inner + f",{inner}".join(_laid_out(item, inner) for item in value) + margin + "]"


def read_json(path: Path) -> Any:
    """Read JSON written by `write_json`."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a CSV, a row at a time; see `csv_text`."""
    with written_whole(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        try:
            _write_rows(text, columns, rows)
        finally:
            text.detach()


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a CSV with these columns; absent values stay empty, numbers keep full precision.

    What a spreadsheet program would run as a formula, at the start of a text or after a sign at
    which it may split the text, gets an apostrophe in front.
    """
    buffer = io.StringIO()
    _write_rows(buffer, columns, rows)
    return buffer.getvalue()


def _write_rows(stream: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a table written by `write_csv` as text, without the apostrophes added there."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [{key: _plain(value or "") for key, value in row.items()} for row in rows]


def _plain(text: str) -> str:
    return _DISARMED.sub(r"\1", text)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else str(value)


def sha256(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
