"""How do files get into documents/? Copied byte for byte, never one over another, then indexed."""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from searchlib import formats
from searchlib.engine import discard
from searchlib.errors import FormatError, IndexDamaged, IndexOutdated, SearchlibError, UsageError
from searchlib.files import digest, sync
from searchlib.indexing.building import Build, Progress, Report, silent
from searchlib.indexing.documents import files_under
from searchlib.store.catalogue import Catalogue
from searchlib.store.generations import Store

__all__ = ["Import", "half_copy", "import_files", "known_catalogue"]

_PART = re.compile(r"\.[0-9a-f]{16}\.part")
"""The name of half a copy: nobody else's."""
_REPLACED = ".replaced"
_FATAL = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)
"""What is wrong with the disk is not wrong with one file only."""


@dataclass(frozen=True, slots=True)
class Import:
    """Say what an import did.

    ``copied`` maps each path to the name of its copy inside the documents folder,
    ``there`` those whose content was there already to where, ``skipped`` those left out to
    the reason. ``index`` says what indexing gave; it is None when nothing was written.
    """

    copied: dict[str, str] = field(default_factory=dict)
    there: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    index: Report | None = None


def import_files(
    paths: Iterable[str | Path],
    documents: str | Path = "documents",
    folder: str | Path = "index",
    *,
    replacing: bool = False,
    dry_run: bool = False,
    workers: int = 0,
    wait: float = 10.0,
    copying: Progress | None = None,
    progress: Progress | None = None,
) -> Import:
    """Copy files, and folders of files, into ``documents``, and bring the index in step.

    >>> from pathlib import Path
    >>> _ = Path("letter.md").write_text("# Письмо об угле", "utf-8")
    >>> done = searchlib.import_files(["letter.md"], "documents", "index")
    >>> done.copied, done.index.records
    ({'letter.md': 'letter.md'}, 2)

    A folder is copied with its name. A file whose content is there already is not copied
    again; one whose name is taken by other content is skipped, unless ``replacing`` is
    set: then the old one is moved to the hidden folder ``.replaced``. Files in no format
    that can be read are skipped; hidden ones are left out. With ``dry_run`` nothing is
    written. ``copying`` and ``progress`` are called as in ``build``, for the two halves.

    Raises UsageError for a path that is not there, IndexLocked when somebody else is
    writing, OSError when a copy cannot be written; what was copied before stays, and the
    next import or index goes on from there.
    """
    started = time.perf_counter()
    documents, store = Path(documents), Store(Path(folder), wait, discard)
    files = list(_files([Path(path) for path in paths], documents))
    copy = _Copy(documents, store, replacing, dry_run)
    if dry_run:
        copy.run(files, copying or silent)
        return replace(copy.done, seconds=time.perf_counter() - started)
    with store.writing("searchlib import"):
        copy.make_folder(documents)
        _clear_parts(documents)
        copy.run(files, copying or silent)
        report = Build(documents, store, None, workers, progress or silent).run()
    return replace(copy.done, seconds=time.perf_counter() - started, index=report)


def _files(paths: list[Path], documents: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files to copy, and the name each is to have inside the documents folder."""
    inside = documents.resolve()
    for path in paths:
        whole = path.resolve()
        if not whole.exists():
            raise UsageError(f"There is no file or folder {path}.")
        if whole.is_relative_to(inside) or inside.is_relative_to(whole):
            raise UsageError(f"{path} and {documents} lie in one another. Run: searchlib index")
    for path in paths:
        if path.is_dir():
            top = path.resolve().name
            for name, file in files_under(path):
                yield file, f"{top}/{name}" if top else name
        else:
            yield path, path.resolve().name if path.name in ("", "..") else path.name


class _Copy:
    """Copy files one after the other, and remember what became of each."""

    def __init__(self, documents: Path, store: Store, replacing: bool, dry_run: bool) -> None:
        self.done = Import()
        self._documents = documents
        self._store = store
        self._replacing = replacing
        self._dry_run = dry_run
        self._sums: dict[str, str] = {}
        self._folders: set[Path] = set()

    def run(self, files: list[tuple[Path, str]], progress: Progress) -> None:
        """Copy files, and wait until they are on disk."""
        with closing(known_catalogue(self._store)) as catalogue:
            for number, (path, name) in enumerate(files):
                progress(number, len(files), str(path))
                self._file(path, name, catalogue)
            progress(len(files), len(files), "")
        self._sync_folders()

    def _file(self, path: Path, name: str, catalogue: Catalogue) -> None:
        """Copy a file, or say why not."""
        try:
            formats.format_of(formats.Original(name, path))
            content = digest(path)
        except FormatError as error:
            self.done.skipped[str(path)] = str(error).removeprefix(f"{name}: ")
            return
        except OSError as error:
            self.done.skipped[str(path)] = f"cannot be read: {error.strerror or error}"
            return
        target = self._documents / name
        if there := self._there(content, name, catalogue):
            self.done.there[str(path)] = there
        elif self._taken(target) and not self._replacing:
            self.done.skipped[str(path)] = (
                f"{target} is there with other content; --replace takes the new one"
            )
        else:
            if not self._dry_run:
                try:
                    self._copy(path, target, content)
                except OSError as error:
                    if error.errno in _FATAL:
                        raise
                    self.done.skipped[str(path)] = f"cannot be copied: {error.strerror or error}"
                    return
            self._sums[content] = name
            self.done.copied[str(path)] = name

    def _there(self, content: str, name: str, catalogue: Catalogue) -> str | None:
        """Return the name under which this content is there already, or None."""
        for known in (name, self._sums.get(content), catalogue.named(content)):
            if known is None:
                continue
            if known == self._sums.get(content):
                return known
            path = self._documents / known
            if path.is_file() and digest(path) == content:
                return known
        return None

    @staticmethod
    def _taken(target: Path) -> bool:
        return target.exists() or target.is_symlink()

    def _copy(self, path: Path, target: Path, content: str) -> None:
        """Copy a file beside its place, make sure of it, and give it its name."""
        try:
            self.make_folder(target.parent)
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(f"{target.parent} is a file; no folder can be made there.") from error
        with half_copy(path, target) as part:
            if digest(part) != content:
                raise SearchlibError(f"{path} changed while it was copied. Import it again.")
            if self._taken(target):
                self._set_aside(target)
            part.replace(target)  # nobody else writes here while the lock is held

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, and remember to sync what names them.

        Those inside the documents may have been made by an interrupted import.
        """
        for one in (folder, *folder.parents):
            self._folders.add(one)
            if one.exists() and self._documents not in one.parents:
                break
        folder.mkdir(parents=True, exist_ok=True)

    def _sync_folders(self) -> None:
        for folder in self._folders:
            sync(folder)

    def _set_aside(self, target: Path) -> None:
        """Keep a file that is to be replaced where it is not indexed; wait until it is on disk."""
        aside = self._documents / _REPLACED / target.relative_to(self._documents)
        self.make_folder(aside.parent)
        plain = target.is_file() and not target.is_symlink()
        number = 1
        while (free := aside.with_name(f"{aside.name}.{number}")).exists():
            if plain and free.samefile(target):  # an interrupted import has come as far as this
                return
            number += 1
        if not plain:
            target.rename(free)
        else:  # it stays in its place until the new one takes it
            try:
                os.link(target, free)
            except OSError:  # a file system without links
                with half_copy(target, free) as part:
                    part.replace(free)
        self._sync_folders()


@contextmanager
def half_copy(path: Path, target: Path) -> Iterator[Path]:
    """Lend a copy of a file that lies beside its place and is on disk; take away what is left."""
    name = sha256(os.fsencode(target.name)).hexdigest()[:16]
    part = target.with_name(f".{name}.part")
    try:
        shutil.copyfile(path, part)
        sync(part)  # before it becomes read-only, if the original is
        shutil.copystat(path, part)
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def known_catalogue(store: Store) -> Catalogue:
    """Return what is known of the documents; nothing, when the index cannot be read."""
    with suppress(IndexDamaged, IndexOutdated):
        if generation := store.current():
            return Catalogue.open(generation.catalogue)
    return Catalogue.create()


def _clear_parts(documents: Path) -> None:
    """Take away the halves of copies an interrupted import left."""
    for part in documents.rglob(".*.part"):
        if _PART.fullmatch(part.name):
            with suppress(OSError):
                part.unlink()
