"""What lies in index/? Generations, a manifest in each, and which one is current.

    index/
    ├── CURRENT                  the current generation, and its manifest's CRC-32
    ├── LOCK, LOCK.owner         held by whoever writes, and who that is
    ├── generation-000007/
    │   ├── manifest.json        what this holds, built by which versions; see Manifest
    │   ├── catalogue.sqlite     which files it was built from, and their records
    │   ├── vocabulary.sqlite    every form and its terms
    │   ├── glossaries/          what the archive's glossaries say, a lexicon each
    │   ├── learnt.lexicon       which words translate which, learnt from the records
    │   └── whoosh/              the engine's files
    └── quarantine/              generations found damaged, and why

A new generation is written beside the current one and synced before CURRENT names it,
in one rename. The one before is kept, so that whoever has it open goes on reading; older
ones go, and so does what an interrupted build left. Files that two generations share are
one file with two names; none is ever changed once it has been written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from searchlib.errors import (
    IndexDamaged,
    IndexLocked,
    IndexNotFound,
    IndexOutdated,
    SearchlibError,
)
from searchlib.files import digest, link, sync
from searchlib.store.lock import WriteLock

__all__ = ["FORMAT", "GLOSSARIES", "LEARNT", "Generation", "Manifest", "Store", "Versions"]

FORMAT = 7
"""Raise it when files in a generation change their meaning, the keys of names among them."""

GLOSSARIES, LEARNT = "glossaries", "learnt.lexicon"
_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
_PREFIX = "generation-"
_QUARANTINE = "quarantine"
_READ_AT_ONCE = (".toc", ".json")
"""The endings of files that are small, and verified whenever an index is opened."""


class Versions(NamedTuple):
    """Say which versions of searchlib's parts built an index.

    What differs in ``reading`` or ``stemmer`` alone answers as before, until the files are
    read again. The stemmer is not looked at where an index is opened: that would load it.
    """

    analysis: int
    dictionary: str
    reading: int
    stemmer: str = ""

    def gives_terms_of(self, other: Versions) -> bool:
        """Say whether the same words have the same terms by these versions and by others."""
        return self._replace(reading=0) == other._replace(reading=0)


class Manifest(NamedTuple):
    """Hold what a generation is: its format, versions, counts, and its files.

    ``files`` gives each file's size in bytes and its SHA-256, ``sums`` the CRC-32 of those
    that are verified whenever an index is opened: loading SHA-256 takes longer than opening.
    ``glossaries`` gives the SHA-256 of each of the archive's glossaries, and what was wrong
    with it; ``learnt`` is of how many records the lexicon was learnt, 0 when there is none.
    ``fingerprint`` says what it holds, whoever built it (see contents.py).
    """

    format: int
    engine: str
    versions: Versions
    records: int
    built: str
    documents: str
    files: dict[str, tuple[int, str]]
    sums: dict[str, int] = {}  # noqa: RUF012  nobody adds to it
    glossaries: dict[str, tuple[str, str]] = {}  # noqa: RUF012
    learnt: int = 0
    fingerprint: str = ""


class Generation(NamedTuple):
    """Name one complete built index on disk; ``checksum`` is the CRC-32 of its manifest."""

    folder: Path
    manifest: Manifest
    checksum: str = ""

    @property
    def name(self) -> str:
        """Return the name of the generation."""
        return self.folder.name

    @property
    def catalogue(self) -> Path:
        """Return where its catalogue lies."""
        return self.folder / "catalogue.sqlite"

    @property
    def vocabulary(self) -> Path:
        """Return where its vocabulary lies."""
        return self.folder / "vocabulary.sqlite"

    @property
    def engine(self) -> Path:
        """Return the folder of its engine."""
        return self.folder / self.manifest.engine

    @property
    def glossaries(self) -> Path:
        """Return the folder of what its glossaries say."""
        return self.folder / GLOSSARIES

    @property
    def learnt(self) -> Path:
        """Return where the lexicon lies that its records taught, if they did."""
        return self.folder / LEARNT

    @property
    def lexicons(self) -> list[Path]:
        """Return where its lexicons lie, the most trusted first: glossaries, what was learnt."""
        own = sorted(name for name in self.manifest.files if name.endswith(".lexicon"))
        paths = [self.folder / name for name in own]
        return sorted(paths, key=lambda path: path == self.learnt)

    def damage(self) -> Iterator[str]:
        """Read every file, and yield what is wrong with each that is not as it was written."""
        for name, (size, sha) in self.manifest.files.items():
            try:
                if (there := (self.folder / name).stat().st_size) != size:
                    yield f"{name} has {there:,} bytes instead of {size:,}"
                elif digest(self.folder / name) != sha:
                    yield f"{name} is not as it was written"
            except OSError as error:
                yield f"{name} cannot be read ({error.strerror or error})"


class Store:
    """Find and switch the generations of one index folder."""

    def __init__(
        self,
        folder: Path,
        patience: float = 10.0,
        discard: Callable[[Path, Sequence[Path]], None] | None = None,
    ) -> None:
        """Take the index folder, and how many seconds to wait for another writer.

        ``discard`` takes away what a generation has elsewhere; one whose own cannot be
        taken away stays, and is tried again with the next build.
        """
        self.folder = folder
        self.patience = patience
        """How many seconds another writer is waited for."""
        self._lock = WriteLock(folder, patience)
        self._discard = discard

    # Reading ----------------------------------------------------------------

    def current(self) -> Generation | None:
        """Return the current generation, or None when nothing has been indexed.

        Raises IndexDamaged when a file is missing or cut short, or a small one altered;
        IndexOutdated when another version of searchlib wrote it.
        """
        while (name := self.current_name()) is not None:
            try:
                return self._generation(*name)
            except IndexDamaged:
                if self.current_name() == name:  # or it was replaced and taken away meanwhile
                    raise
        return None

    def current_name(self) -> tuple[str, str] | None:
        """Return the current generation's name and its manifest's CRC-32, or None."""
        path = self.folder / _CURRENT
        try:
            words = path.read_text("utf-8").split()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{path} cannot be read ({error}). {_REPAIR}") from error
        if len(words) == 1:  # as formats before the third had it
            words.append("")
        if len(words) != 2 or not words[0].startswith(_PREFIX) or Path(words[0]).name != words[0]:
            raise IndexDamaged(f"{path} does not name a generation. {_REPAIR}")
        return words[0], words[1]

    def _generation(self, name: str, checksum: str) -> Generation:
        """Return a generation, once its manifest is read and its files are seen to be there."""
        folder = self.folder / name
        try:
            written = (folder / _MANIFEST).read_bytes()
            if checksum and _checksum(written) != checksum:
                raise IndexDamaged(f"{folder / _MANIFEST} is not as it was written. {_REPAIR}")
            fields = json.loads(written)
            if fields["format"] != FORMAT:
                raise IndexOutdated(
                    f"{self.folder} was written by another version of searchlib. {_REBUILD}"
                )
            files = {name: (size, sha) for name, (size, sha) in fields["files"].items()}
            versions = Versions(*fields["versions"])
            known = fields.get("glossaries", {}).items()
            glossaries = {name: (sha, problem) for name, (sha, problem) in known}
            own = {"versions": versions, "files": files, "glossaries": glossaries}
            manifest = Manifest(**{**fields, **own})
            for file, (size, _) in manifest.files.items():
                if os.stat(f"{folder}{os.sep}{file}").st_size != size:  # noqa: PTH116  200 paths take 1 ms
                    raise IndexDamaged(f"{folder / file} is not {size} bytes long. {_REPAIR}")
            for file, found in manifest.sums.items():
                if crc32((folder / file).read_bytes()) != found:
                    raise IndexDamaged(f"{folder / file} is not as it was written. {_REPAIR}")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexDamaged(f"{folder} cannot be read ({error}). {_REPAIR}") from error
        return Generation(folder, manifest, _checksum(written))

    def is_current(self, generation: Generation) -> bool:
        """Say whether a generation is still the current one."""
        return self.known_name() == generation.name

    def opened(self, analysis: int, dictionary: str) -> Generation:
        """Return the current generation, built by these versions.

        Raises IndexNotFound when there is none, IndexOutdated when other versions built it.
        """
        generation = self.current()
        if generation is None:
            raise IndexNotFound(f"There is no index in {self.folder}. Run: searchlib index")
        built = generation.manifest.versions
        for part, before, now in (
            ("analysis", built.analysis, analysis),
            ("dictionary", built.dictionary, dictionary),
        ):
            if before != now:
                raise IndexOutdated(
                    f"{self.folder} was built with {part} {before}; this is {now}. {_REBUILD}"
                )
        return generation

    # Writing ----------------------------------------------------------------

    def writing(self, doing: str) -> AbstractContextManager[None]:
        """Hold the lock; ``doing`` is what others are told. Raises IndexLocked."""
        return self._lock.held(doing)

    @contextmanager
    def building(self, doing: str = "searchlib") -> Iterator[Path]:
        """Hold the lock, and lend a folder for the next generation.

        What interrupted builds left is taken away first. The folder itself is taken away
        again unless ``switch`` has been called for it. Raises IndexLocked.
        """
        with self.writing(doing):
            self._clean()
            folder = self.folder / f"{_PREFIX}{self._last() + 1:06}"
            folder.mkdir()
            try:
                yield folder
            finally:
                if self.known_name() != folder.name:
                    self._take_away(folder)

    @contextmanager
    def succeeding(
        self, doing: str, now: Versions, without: str
    ) -> Iterator[tuple[Path, Generation]]:
        """Hold the lock, and lend a folder for the next generation with the files of this one.

        Left out are those whose names begin with ``without``. Raises what ``opened`` does,
        and IndexLocked.
        """
        analysis, dictionary = now.analysis, now.dictionary
        self.opened(analysis, dictionary)  # or a folder would be made where there is no index
        with self.building(doing) as folder:
            base = self.opened(analysis, dictionary)
            if not now.gives_terms_of(built := base.manifest.versions):
                raise IndexOutdated(
                    f"{self.folder} was built with stemmer {built.stemmer or 'unknown'}; "
                    f"this is {now.stemmer}. {_REBUILD}"
                )
            for name in base.manifest.files:
                if not name.startswith(without):
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    link(base.folder / name, folder / name)
            yield folder, base

    def switch(
        self, folder: Path, manifest: Manifest, base: Generation | None = None
    ) -> Generation:
        """Make the generation in ``folder`` the current one, once all of it is on disk.

        Files it shares with ``base`` are on disk already, and their checksums known.
        """
        before = self.known_name()
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        sums: dict[str, tuple[int, str]] = {}
        for path in files:
            name = path.relative_to(folder).as_posix()
            shared = base is not None and name in base.manifest.files
            if base is not None and shared and path.samefile(base.folder / name):
                sums[name] = base.manifest.files[name]
            else:
                sync(path)
                sums[name] = (path.stat().st_size, digest(path))
        at_once = [path for path in files if path.suffix in _READ_AT_ONCE]
        quick = {p.relative_to(folder).as_posix(): crc32(p.read_bytes()) for p in at_once}
        manifest = manifest._replace(files=sums, sums=quick)
        written = json.dumps(manifest._asdict()).encode()
        (folder / _MANIFEST).write_bytes(written)
        sync(folder / _MANIFEST)
        for inner in {path.parent for path in files} | {folder, self.folder}:
            sync(inner)
        pending = self.folder / f"{_CURRENT}.new"
        pending.write_text(f"{folder.name} {_checksum(written)}\n", "utf-8")
        sync(pending)
        pending.replace(self.folder / _CURRENT)
        sync(self.folder)
        self._keep_only(folder.name, before)
        return Generation(folder, manifest, _checksum(written))

    def tidy(self) -> None:
        """Take away what interrupted builds left, unless somebody is writing."""
        if self.leftovers():
            with suppress(IndexLocked, OSError), self._lock.held("searchlib index", patience=0):
                self._clean()

    def documents(self) -> Path | None:
        """Return where the documents lie, as far as any generation can tell, damaged or not."""
        for folder in reversed(self._generations()):
            with suppress(OSError, ValueError, KeyError, TypeError):
                return Path(json.loads((folder / _MANIFEST).read_bytes())["documents"])
        return None

    def quarantine(self, name: str, reason: str) -> Path | None:
        """Put a damaged generation aside, with the reason; return where it lies.

        Nothing is done, and None returned, when there is no such generation any more.
        """
        if not (self.folder / name).is_dir():
            return None
        aside = self.folder / _QUARANTINE / name
        while aside.exists():
            aside = aside.with_name(f"{aside.name}-again")
        aside.parent.mkdir(exist_ok=True)
        (self.folder / name).rename(aside)
        (aside / "REASON.txt").write_text(f"{reason}\n", "utf-8")
        return aside

    def quarantined(self) -> list[Path]:
        """Return where damaged generations lie."""
        return sorted((self.folder / _QUARANTINE).glob(f"{_PREFIX}*"))

    def leftovers(self) -> list[Path]:
        """Return what interrupted builds left."""
        current = self.known_name()
        if current is None:
            return []
        generations = self._generations()
        left = [path for path in generations if path.name < current][:-1]
        left += [path for path in generations if path.name > current]
        return left + [path for path in [self.folder / f"{_CURRENT}.new"] if path.exists()]

    def _clean(self) -> None:
        for path in self.leftovers():
            if path.is_dir():
                self._take_away(path)
            else:
                path.unlink(missing_ok=True)

    def _keep_only(self, *names: str | None) -> None:
        for other in self._generations():
            if other.name not in names:
                self._take_away(other)

    def _take_away(self, folder: Path) -> None:
        """Delete a generation, with what it has elsewhere."""
        with suppress(SearchlibError):
            if self._discard is not None:
                self._discard(folder, [other for other in self._generations() if other != folder])
            from shutil import rmtree

            rmtree(folder, ignore_errors=True)

    def known_name(self) -> str | None:
        """Return the name of the current generation, or None when it cannot be told."""
        with suppress(IndexDamaged):
            if name := self.current_name():
                return name[0]
        return None

    def _generations(self) -> list[Path]:
        return sorted(self.folder.glob(f"{_PREFIX}*"))

    def _last(self) -> int:
        """Return the highest number in use, also where only CURRENT names it."""
        names = [path.name for path in self._generations()] + [self.known_name() or ""]
        numbers = [name.removeprefix(_PREFIX) for name in names]
        return max((int(number) for number in numbers if number.isdigit()), default=0)


_REBUILD = "Run: searchlib rebuild"
_REPAIR = "Run: searchlib check --repair"


def _checksum(data: bytes) -> str:
    return f"{crc32(data):08x}"
