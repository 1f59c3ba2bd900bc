"""How does an index come from documents? Read, align, analyse, write, switch."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from searchlib import entries, formats
from searchlib.analysis import VERSION as ANALYSIS_VERSION
from searchlib.analysis import Analyzer, dictionary_version
from searchlib.bilingual.alignment import align
from searchlib.engine import DEFAULT, Engine, create_engine
from searchlib.errors import FormatError, IndexDamaged, IndexOutdated, UsageError
from searchlib.records import LANGUAGES, Record
from searchlib.store import FORMAT, Generation, Manifest, Source, Store
from searchlib.vocabulary import Vocabulary

__all__ = ["Progress", "Report", "Status", "build", "fill", "status"]

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """Say what a build did.

    ``problems`` maps each file that was skipped, whole or in part, to the reason;
    ``changed`` is False when the index was in step with the documents already.
    """

    records: int
    files: int
    changed: bool
    seconds: float
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """Say what an index holds, and which files are not in step with it.

    ``bytes`` is the size of the index on disk; ``new``, ``changed`` and ``gone`` are
    names of files inside the documents folder, ``problems`` those skipped, with reasons.
    """

    generation: str
    documents: str
    built: str
    engine: str
    dictionary: str
    records: int
    files: int
    bytes: int
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)


def build(
    documents: str | Path = "documents",
    folder: str | Path = "index",
    *,
    engine: str = DEFAULT,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring the index in ``folder`` in step with the files under ``documents``.

    Nothing is done when no file has changed, unless ``rebuild`` is set. ``progress``
    is called with the number of files read, how many there are, and a path. Files
    that cannot be read are reported and skipped. Raises UsageError when there is no
    such folder, IndexLocked when somebody else is writing.
    """
    return _Build(Path(documents), Store(Path(folder)), engine, progress).run(rebuild=rebuild)


class _Build:
    """Build one generation from a folder of documents."""

    def __init__(
        self, documents: Path, store: Store, engine: str, progress: Progress | None = None
    ) -> None:
        self._documents = documents
        self._store = store
        self._engine = engine
        self._progress = progress or _silent
        self._sources: dict[str, Source] = {}
        self._owners: dict[str, str] = {}

    def run(self, *, rebuild: bool = False) -> Report:
        """Build, unless the current generation is in step with the documents."""
        started = time.perf_counter()
        if not self._documents.is_dir():
            raise UsageError(
                f"There is no folder {self._documents}. Name one: searchlib index FOLDER"
            )
        if self._documents.resolve().is_relative_to(self._store.folder.resolve()):
            raise UsageError(
                f"The index cannot lie in {self._store.folder}, around the documents. "
                "Name another folder: --index FOLDER"
            )
        files = list(files_under(self._documents, self._store.folder))
        generation = None if rebuild else self._in_step(files)
        changed = generation is None
        if generation is None:
            generation = self._build(files)
        sources = generation.sources()
        return Report(
            records=generation.manifest.records,
            files=len(sources),
            changed=changed,
            seconds=time.perf_counter() - started,
            problems=_problems(sources),
        )

    def _in_step(self, files: list[tuple[str, Path]]) -> Generation | None:
        """Return the current generation when these files and this version gave it."""
        try:
            current = self._store.current()
            sources = current.sources() if current else {}
        except (IndexDamaged, IndexOutdated):
            return None
        if current is None:
            return None
        manifest = current.manifest
        versions = (manifest.engine, manifest.analysis, manifest.dictionary)
        if versions != (self._engine, ANALYSIS_VERSION, dictionary_version()):
            return None
        if [name for name, _ in files] != sorted(sources):
            return None
        same = all(_unchanged(path, sources[name]) for name, path in files)
        return current if same else None

    def _build(self, files: list[tuple[str, Path]]) -> Generation:
        with self._store.building() as folder:
            with (
                closing(create_engine(self._engine, folder / self._engine)) as engine,
                closing(Vocabulary.create(folder / "vocabulary.sqlite")) as vocabulary,
            ):
                fill(engine, vocabulary, self._records(files))
                records = engine.count()
            manifest = Manifest(
                format=FORMAT,
                engine=self._engine,
                analysis=ANALYSIS_VERSION,
                dictionary=dictionary_version(),
                records=records,
                built=datetime.now(UTC).isoformat(timespec="seconds"),
                documents=str(self._documents.resolve()),
                files={},
            )
            return self._store.switch(folder, manifest, self._sources)

    def _records(self, files: list[tuple[str, Path]]) -> Iterator[Record]:
        """Yield the records of all files, remembering what each file was like."""
        for done, (name, path) in enumerate(files):
            self._progress(done, len(files), name)
            problem = ""
            records: list[Record] = []
            size, mtime, digest = -1, -1, ""
            try:
                stat = path.stat()
                size, mtime, digest = stat.st_size, stat.st_mtime_ns, _digest(path)
                records, problem = self._new(formats.read(formats.Original(name, path)), name)
            except FormatError as error:
                problem = str(error)
            except OSError as error:
                problem = f"cannot be read: {error.strerror or error}"
            except Exception as error:
                problem = f"cannot be read: {type(error).__name__}: {error}"
            yield from records
            ids = tuple(record.id for record in records)
            self._sources[name] = Source(digest, size, mtime, ids, problem)
        self._progress(len(files), len(files), "")

    def _new(self, records: Iterable[Record], name: str) -> tuple[list[Record], str]:
        """Return the records that have not been given yet, and what is wrong with the others."""
        new, problems = [], []
        for record in records:
            if owner := self._owners.get(record.id):
                problems.append(f"holds the record {record.id}, which {owner} holds already")
            else:
                self._owners[record.id] = name
                new.append(record)
        return new, "; ".join(problems)


def fill(engine: Engine, vocabulary: Vocabulary, records: Iterable[Record]) -> None:
    """Align and analyse records, and put them into an engine and a vocabulary."""
    analyzer = Analyzer()
    with engine.writer() as writer:
        for record in records:
            alignment = align(*(_body(record, language) for language in LANGUAGES))
            writer.add(entries.document(record, alignment, analyzer.analyse))
    vocabulary.add(analyzer.known)


def _body(record: Record, language: str) -> str:
    text = record.text(language)
    return "" if text is None else text.body


def status(documents: str | Path | None = None, folder: str | Path = "index") -> Status:
    """Return what the index in ``folder`` holds, and how the documents differ from it.

    The documents are those it was built from, unless another folder is given. Raises
    IndexNotFound, IndexOutdated or IndexDamaged, each with what to do about it.
    """
    generation = Store(Path(folder)).opened(ANALYSIS_VERSION, dictionary_version())
    manifest = generation.manifest
    documents = Path(manifest.documents if documents is None else documents)
    here = dict(files_under(documents, Path(folder)))
    known = generation.sources()
    return Status(
        generation=generation.name,
        documents=str(documents),
        built=manifest.built,
        engine=manifest.engine,
        dictionary=manifest.dictionary,
        records=manifest.records,
        files=len(known),
        bytes=sum(manifest.files.values()),
        new=tuple(sorted(here.keys() - known.keys())),
        changed=tuple(n for n in sorted(here.keys() & known) if not _unchanged(here[n], known[n])),
        gone=tuple(sorted(known.keys() - here.keys())),
        problems=_problems(known),
    )


def _problems(sources: Mapping[str, Source]) -> dict[str, str]:
    return {name: source.problem for name, source in sources.items() if source.problem}


def files_under(documents: Path, index: Path) -> Iterator[tuple[str, Path]]:
    """Yield the documents in a folder: each file's name inside it, and its path.

    Hidden files are left out, and an index that lies in the folder.
    """
    whole, own = documents.resolve(), index.resolve()
    inside = own.relative_to(whole).parts if own.is_relative_to(whole) else (".",)
    named = {path.relative_to(documents): path for path in documents.rglob("*")}
    for name, path in sorted(named.items(), key=lambda item: item[0].as_posix()):
        hidden = any(part.startswith(".") for part in name.parts)
        if hidden or name.parts[: len(inside)] == inside:
            continue
        if path.is_file() or (
            path.is_symlink() and not path.exists()
        ):  # a link to nothing: to say so
            yield name.as_posix(), path


def _silent(_done: int, _total: int, _path: str) -> None:
    """Show no progress."""


def _unchanged(path: Path, source: Source) -> bool:
    """Say whether a file is what it was: by size and time, or else by what it holds."""
    try:
        stat = path.stat()
        if stat.st_size != source.size:
            return False
        return stat.st_mtime_ns == source.mtime_ns or _digest(path) == source.sha256
    except OSError:
        return False


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
