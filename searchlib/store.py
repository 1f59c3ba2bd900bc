"""What lies in index/? Generations, a manifest in each, and which one is current.

    index/
    ├── CURRENT                  the name of the current generation, replaced in one rename
    ├── LOCK                     held by whoever writes
    └── generation-000007/
        ├── manifest.json        what this holds, built by which versions; see Manifest
        ├── sources.json         which files it was built from; see Source
        ├── vocabulary.sqlite    every form and its terms
        └── whoosh/              the engine's files

A new generation is written beside the current one and synced before CURRENT names it.
The one before is kept, so that whoever has it open goes on reading; older ones go.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from searchlib.errors import IndexDamaged, IndexLocked, IndexNotFound, IndexOutdated

__all__ = ["FORMAT", "Generation", "Manifest", "Source", "Store"]

FORMAT = 2
"""Raise it when files in a generation change their meaning."""

_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
_SOURCES = "sources.json"
_PREFIX = "generation-"


class Source(NamedTuple):
    """Say what a file of the documents was like when it was indexed."""

    sha256: str
    size: int
    mtime_ns: int
    records: tuple[str, ...] = ()
    problem: str = ""


class Manifest(NamedTuple):
    """Hold what a generation is: its format, versions, counts, and the size of each file.

    It is read at every start, so what grows with the documents stands in sources.json.
    """

    format: int
    engine: str
    analysis: int
    dictionary: str
    records: int
    built: str
    documents: str
    files: dict[str, int]


class Generation(NamedTuple):
    """Name one complete built index on disk."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Return the name of the generation."""
        return self.folder.name

    def sources(self) -> dict[str, Source]:
        """Return the files this was built from, by their names inside the documents folder.

        Raises IndexDamaged when they cannot be read.
        """
        path = self.folder / _SOURCES
        try:
            kept = json.loads(path.read_text("utf-8"))
            return {
                name: Source(**{**source, "records": tuple(source["records"])})
                for name, source in kept.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexDamaged(f"{path} cannot be read ({error}). {_REBUILD}") from error


class Store:
    """Find and switch the generations of one index folder."""

    def __init__(self, folder: Path, patience: float = 10.0) -> None:
        """Take the index folder, and how many seconds to wait for another writer."""
        self.folder = folder
        self._patience = patience

    def current(self) -> Generation | None:
        """Return the current generation, or None when nothing has been indexed.

        Raises IndexDamaged when its manifest or one of its files is missing or cut short.
        """
        while (name := self._current_name()) is not None:
            try:
                return self._generation(name)
            except IndexDamaged:
                if self._current_name() == name:  # or it was replaced and taken away meanwhile
                    raise
        return None

    def _current_name(self) -> str | None:
        """Return the name of the current generation, or None when there is none."""
        try:
            return (self.folder / _CURRENT).read_text("utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise IndexDamaged(
                f"{self.folder / _CURRENT} cannot be read ({error}). {_REBUILD}"
            ) from error

    def _generation(self, name: str) -> Generation:
        """Return a generation, once its manifest is read and its files are seen to be there."""
        folder = self.folder / name
        try:
            fields = json.loads((folder / _MANIFEST).read_text("utf-8"))
            if fields["format"] != FORMAT:
                raise IndexOutdated(
                    f"{self.folder} was written by another version of searchlib. {_REBUILD}"
                )
            manifest = Manifest(**fields)
            for file, size in manifest.files.items():
                if (folder / file).stat().st_size != size:
                    raise IndexDamaged(f"{folder / file} is not {size} bytes long. {_REBUILD}")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexDamaged(f"{folder} cannot be read ({error}). {_REBUILD}") from error
        return Generation(folder, manifest)

    def opened(self, analysis: int, dictionary: str) -> Generation:
        """Return the current generation, built by these versions.

        Raises IndexNotFound when there is none, IndexOutdated when other versions built it.
        """
        generation = self.current()
        if generation is None:
            raise IndexNotFound(f"There is no index in {self.folder}. Run: searchlib index")
        manifest = generation.manifest
        for part, built, now in (
            ("analysis", manifest.analysis, analysis),
            ("dictionary", manifest.dictionary, dictionary),
        ):
            if built != now:
                raise IndexOutdated(
                    f"{self.folder} was built with {part} {built}; this is {now}. {_REBUILD}"
                )
        return generation

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Hold the lock, and lend a folder for the next generation.

        The folder is taken away again unless ``switch`` has been called for it.
        Raises IndexLocked when somebody else is writing.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            folder = self.folder / f"{_PREFIX}{self._last() + 1:06}"
            folder.mkdir()
            try:
                yield folder
            finally:
                if self._known_name() != folder.name:
                    shutil.rmtree(folder, ignore_errors=True)

    def switch(self, folder: Path, manifest: Manifest, sources: Mapping[str, Source]) -> Generation:
        """Make the generation in ``folder`` the current one, once all of it is on disk."""
        before = self._known_name()
        kept = {name: source._asdict() for name, source in sources.items()}
        (folder / _SOURCES).write_text(json.dumps(kept), "utf-8")
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
        manifest = manifest._replace(files=sizes)
        (folder / _MANIFEST).write_text(json.dumps(manifest._asdict()), "utf-8")
        for path in [*files, folder / _MANIFEST, *{path.parent for path in files}, folder]:
            _sync(path)
        pending = self.folder / f"{_CURRENT}.new"
        pending.write_text(folder.name + "\n", "utf-8")
        _sync(pending)
        pending.replace(self.folder / _CURRENT)
        _sync(self.folder)
        for other in self._generations():
            if other.name not in (folder.name, before):
                shutil.rmtree(other, ignore_errors=True)
        return Generation(folder, manifest)

    def _known_name(self) -> str | None:
        """Return the name of the current generation, or None when it cannot be told."""
        with suppress(IndexDamaged):
            return self._current_name()
        return None

    def _generations(self) -> list[Path]:
        return sorted(self.folder.glob(f"{_PREFIX}*"))

    def _last(self) -> int:
        numbers = [path.name.removeprefix(_PREFIX) for path in self._generations()]
        return max((int(number) for number in numbers if number.isdigit()), default=0)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self.folder / "LOCK", timeout=self._patience)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(
                f"Somebody else is writing to {self.folder}. Wait until they have finished."
            ) from error
        try:
            yield
        finally:
            lock.release()


_REBUILD = "Run: searchlib index --rebuild"


def _sync(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    if os.name == "nt" and path.is_dir():
        return
    # Windows syncs only what is open for writing, POSIX opens folders only for reading.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
