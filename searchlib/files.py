"""Is a file on disk, what does it hold, and how does it get a further name?"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["digest", "link", "sync"]

_PIECE = 1 << 16
"""Of how many bytes a file is read at once: most are smaller."""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    from hashlib import sha256

    told = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            told.update(piece)
    return told.hexdigest()


def link(file: Path, name: Path) -> None:
    """Give a file a further name, or make a copy where that cannot be done."""
    try:
        name.hardlink_to(file)
    except OSError:  # another file system, or one without links
        from shutil import copyfile

        copyfile(file, name)


def sync(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    if os.name == "nt" and path.is_dir():
        return
    # Windows syncs only what is open for writing, POSIX opens folders only for reading.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
