"""What lies in documents/? Which files are there, and which have changed since they were read?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from searchlib.files import digest
from searchlib.store.catalogue import Source

__all__ = ["Changes", "changes", "files_under", "held", "state"]

_JUST_NOW = 100_000_000
"""A file changed again within so many nanoseconds may bear the same time."""
_SMALL = 1 << 20
"""A file of up to so many bytes is read once, for its digest and for what it holds."""


class Changes(NamedTuple):
    """Name the files that are not as they were read, each inside the documents folder.

    ``moved`` gives a file's new name and the one it had; it is in no other of these.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: Mapping[str, str] = {}
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(self)


def files_under(documents: Path, index: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Yield the documents in a folder, in order: each file's name inside it, and its path.

    Hidden files and folders are left out, and an index that lies in the folder. Links to
    folders are not followed; a link to nothing is a file, to be reported. A folder that is
    not there holds nothing. Raises OSError for one inside it that cannot be opened: its
    files must not pass for gone.
    """
    if not documents.is_dir():
        return
    own = os.fsencode(index.resolve()) if index is not None else b""
    names: list[str] = []
    waiting = [("", os.fspath(documents))]
    while waiting:
        inside, folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                name = f"{inside}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    if not own or os.fsencode(Path(entry.path).resolve()) != own:
                        waiting.append((f"{name}/", entry.path))
                elif _is_document(entry):
                    names.append(name)
    for name in sorted(names):
        yield name, documents / name


def _is_document(entry: os.DirEntry[str]) -> bool:
    """Say whether an entry is a file, or leads to nothing, or cannot be told: to be reported."""
    try:
        return entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists())
    except OSError:
        return True


def changes(here: Mapping[str, Path], known: Mapping[str, Source]) -> Changes:
    """Compare the files that are here with those that were read."""
    changed = tuple(n for n in here if n in known and not _unchanged(here[n], known[n]))
    new = [name for name in here if name not in known]
    gone = [name for name in known if name not in here]
    moved = _moved({name: here[name] for name in new}, {name: known[name] for name in gone})
    left = set(moved.values())
    return Changes(
        new=tuple(name for name in new if name not in moved),
        changed=changed,
        moved=moved,
        gone=tuple(sorted(name for name in gone if name not in left)),
    )


def _moved(new: Mapping[str, Path], gone: Mapping[str, Source]) -> dict[str, str]:
    """Return the new files that hold what files did that are gone: new name to old."""
    sizes = {source.size for source in gone.values()}
    left: dict[str, list[str]] = {}
    for name in sorted(gone, reverse=True):
        left.setdefault(gone[name].sha256, []).append(name)
    moved = {}
    for name, path in new.items():
        try:
            if path.stat().st_size in sizes and (same := left.get(digest(path))):
                moved[name] = same.pop()
        except OSError:
            continue  # it is reported when it is read
    return moved


def state(path: Path) -> tuple[str, int, int]:
    """Return a file's SHA-256, its size, and its time; -1 where the time tells too little."""
    return held(path)[1]


def held(path: Path) -> tuple[bytes | Path, tuple[str, int, int]]:
    """Return what a file holds, but for a large one the path to read it from; and its state."""
    from hashlib import sha256

    with path.open("rb", buffering=0) as file:
        stat = os.fstat(file.fileno())
        told = time.time_ns() - stat.st_mtime_ns > _JUST_NOW
        data = file.read() if stat.st_size <= _SMALL else b""
    small = len(data) == stat.st_size  # or else it is being written
    sha = sha256(data).hexdigest() if small else digest(path)
    return data if small else path, (sha, stat.st_size, stat.st_mtime_ns if told else -1)


def _unchanged(path: Path, source: Source) -> bool:
    """Say whether a file is what it was: by size and time, or else by what it holds."""
    try:
        stat = path.stat()
        if stat.st_size != source.size:
            return False
        return stat.st_mtime_ns == source.mtime_ns or digest(path) == source.sha256
    except OSError:
        return False
