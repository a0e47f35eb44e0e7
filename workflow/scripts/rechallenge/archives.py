"""Zip archives of which equal content gives equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip archive can hold."""
_STORED = (".png", ".jpeg", ".jpg", ".docx", ".xlsx")
"""Compressed already."""


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Write a zip archive with sorted names, one date, and no trace of the system.

    Parameters
    ----------
    contents : mapping of str to bytes
        Paths within the archive, with ``/``, and what the files hold.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in sorted(contents, key=_place):
            entry = zipfile.ZipInfo(name, date_time=EARLIEST)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            stored = name.lower().endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            target.writestr(entry, contents[name])
    return stream.getvalue()


def repacked(content: bytes) -> bytes:
    """Write a zip archive, such as an Office file, anew as `packed` does."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return packed({name: source.read(name) for name in source.namelist()})


def _place(name: str) -> tuple[bool, str]:
    # Readers that look at the first entry only tell the kind of an Office file by it.
    return (name != "[Content_Types].xml", name)
