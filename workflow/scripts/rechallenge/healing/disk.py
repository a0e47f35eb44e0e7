"""Disks that are full, and folders in which nothing can be written."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from rechallenge.errors import ConfigError, ReviewError

PROBE = 2**16
LEAST = 2**20
"""Bytes: with less, Snakemake's own notes and logs do not fit either."""
_REASONS = {
    errno.ENOSPC: "the disk is full; free some space and run again",
    errno.EDQUOT: "your share of the disk is used up; delete something and run again",
    errno.EFBIG: "no file of this size is allowed here; lift the limit (ulimit -f) and run again",
    errno.EROFS: "nothing can be written there; copy the review to a folder of your own",
    errno.EACCES: "nothing can be written there; copy the review to a folder of your own",
    errno.EPERM: "nothing can be written there; copy the review to a folder of your own",
    errno.EIO: "the disk does not answer; look after it, and run again",
}


def in_words(error: OSError) -> str | None:
    """Say what a reviewer can do about an error of the disk; None for any other error."""
    reason = _REASONS.get(error.errno or 0)
    if reason is None:
        return None
    return f"{error.filename}: {reason}." if error.filename else f"{reason}."


def check_writable(folder: Path, advice: str) -> None:
    """Make sure that files can be made in a folder, and that the disk is not full.

    Parameters
    ----------
    folder : Path
        Made where it does not exist.
    advice : str
        What to do where nothing can be written.

    Raises
    ------
    ConfigError
        Where the folder cannot be written.
    ReviewError
        Where the disk is full.
    """
    probe = folder / f".writable.{os.getpid()}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(bytes(PROBE))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise ReviewError(f"{folder}: {_REASONS[error.errno]}.") from None
        raise ConfigError(
            f"{folder}: nothing can be written there ({error.strerror}); {advice}."
        ) from None


def is_full(folder: Path) -> bool:
    """Tell whether hardly anything fits on the disk of a folder any more."""
    return shutil.disk_usage(folder).free < LEAST
