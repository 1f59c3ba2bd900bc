"""Is an index whole, and in step with the documents? What does it hold?"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from searchlib import entries, formats
from searchlib.engine import Engine, discard, open_engine
from searchlib.engine.capacity import CAPACITIES, share_used
from searchlib.errors import (
    FormatError,
    IndexDamaged,
    IndexNotFound,
    IndexOutdated,
    SearchlibError,
    UsageError,
)
from searchlib.files import digest
from searchlib.indexing import glossaries
from searchlib.indexing.building import Build, Progress, duplicates, silent, versions
from searchlib.indexing.documents import Changes, changes, files_under
from searchlib.store.catalogue import Catalogue, Source
from searchlib.store.generations import Generation, Store

__all__ = ["Check", "Status", "check", "compare", "status"]


@dataclass(frozen=True, slots=True)
class Status:
    """Say what an index holds, and which files are not in step with it.

    ``bytes`` is the size of the index on disk; ``new``, ``changed`` and ``gone`` are
    names of files inside the documents folder, ``moved`` gives new names and old ones;
    ``problems``, ``notes``, ``duplicates`` and ``near_duplicates`` are as in ``Report``.
    ``outdated`` says that another version of searchlib, or of its stemmer, read the files,
    which would give other records or terms now; ``quarantine`` names the folders of
    generations found damaged. ``learnt`` is of how many records in both languages its lexicon
    was learnt, ``glossaries`` are those it translates by; ``glossaries_changed`` says that
    those there are now differ from them. ``fingerprint`` says what it holds, as in
    ``Index.fingerprint``. ``engine_share`` is how much of what the engine is made for the
    index takes, 1.0 is all of it; past that it is time for ``next_engine``, which the commands
    in ``next_commands`` install and take up. Both are empty for an engine without limits.
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
    moved: dict[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    duplicates: dict[str, str] = field(default_factory=dict)
    near_duplicates: tuple[tuple[str, ...], ...] = ()
    outdated: bool = False
    quarantine: tuple[str, ...] = ()
    learnt: int = 0
    glossaries: tuple[str, ...] = ()
    glossaries_changed: bool = False
    engine_share: float = 0.0
    next_engine: str = ""
    next_commands: tuple[str, ...] = ()
    fingerprint: str = ""


def status(documents: str | Path | None = None, folder: str | Path = "index") -> Status:
    """Return what the index in ``folder`` holds, and how the documents differ from it.

    >>> status = searchlib.status(folder="index")
    >>> status.records, status.engine, status.new
    (1, 'whoosh', ())

    The documents are those it was built from, unless another folder is given. Raises
    IndexNotFound, IndexOutdated or IndexDamaged, each with what to do about it.
    """
    now = versions()
    store = Store(Path(folder))
    generation = store.opened(now.analysis, now.dictionary)
    manifest = generation.manifest
    documents = Path(manifest.documents if documents is None else documents)
    with closing(Catalogue.open(generation.catalogue)) as catalogue:
        known = catalogue.sources()
        twice, groups = duplicates(catalogue), tuple(catalogue.groups())
    differing = changes(dict(files_under(documents, Path(folder))), known)
    size = sum(size for size, _ in manifest.files.values())
    capacity = CAPACITIES.get(manifest.engine)
    return Status(
        generation=generation.name,
        documents=str(documents),
        built=manifest.built,
        engine=manifest.engine,
        dictionary=manifest.versions.dictionary,
        records=manifest.records,
        files=len(known),
        bytes=size,
        new=differing.new,
        changed=differing.changed,
        moved=dict(differing.moved),
        gone=differing.gone,
        problems={
            **{name: source.problem for name, source in known.items() if source.problem},
            **glossaries.problems(manifest.glossaries, documents),
        },
        notes={name: "; ".join(source.notes) for name, source in known.items() if source.notes},
        duplicates=twice,
        near_duplicates=groups,
        outdated=manifest.versions != now,
        quarantine=tuple(map(str, store.quarantined())),
        learnt=manifest.learnt if generation.learnt.exists() else 0,
        glossaries=tuple(manifest.glossaries),
        glossaries_changed=glossaries.changed(manifest.glossaries, documents),
        engine_share=share_used(manifest.engine, manifest.records, size),
        next_engine=capacity.next if capacity else "",
        next_commands=capacity.commands if capacity else (),
        fingerprint=manifest.fingerprint,
    )


def compare(documents: str | Path = "documents", folder: str | Path = "index") -> Changes:
    """Return which files ``build`` would read, and which it would forget.

    >>> bool(searchlib.compare("documents", "index"))
    False
    """
    return Build(Path(documents), Store(Path(folder)), None, 0, silent).compared()


@dataclass(frozen=True, slots=True)
class Check:
    """Say what is wrong with an index, and what was.

    ``problems`` are there now, ``repaired`` were before a new generation was built;
    ``compared`` is how many of its ``records`` were read again from the documents.
    ``notes`` say what is no damage but may be of use.
    """

    problems: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    generation: str = ""
    records: int = 0
    compared: int = 0
    seconds: float = 0.0


def check(
    documents: str | Path | None = None,
    folder: str | Path = "index",
    *,
    repair: bool = False,
    sample: int | None = 100,
    workers: int = 0,
    wait: float = 10.0,
    progress: Progress | None = None,
) -> Check:
    """Verify the checksums and counts of an index, and records against the documents.

    >>> searchlib.check(folder="index").problems
    ()

    Records of ``sample`` files are compared, of all files when it is None. With
    ``repair``, an index with problems is built anew from the documents, and the damaged
    generation is put in quarantine. Raises IndexNotFound when there is no index, and
    with ``repair`` what ``build`` raises. ``progress`` is called as in ``build``.
    """
    started = time.perf_counter()
    store = Store(Path(folder), wait, discard)
    shown = progress or silent
    if repair:
        store.tidy()
    found = _inspected(store, documents, sample, shown)
    if repair and found.problems:
        where = Path(documents) if documents is not None else store.documents()
        if where is None:
            raise UsageError(
                f"{store.folder} cannot tell any more where its documents lie."
                " Name the folder: --documents FOLDER"
            )
        damaged = store.known_name()
        repaired = tuple(one.partition(" Run: ")[0] for one in found.problems)  # it is being done
        engine = found.generation and store.current()
        build = Build(where, store, engine.manifest.engine if engine else None, workers, shown)
        with store.writing("searchlib check --repair"):
            build.run(rebuild=True)
            if damaged is not None:
                store.quarantine(damaged, "\n".join(repaired))
        again = _inspected(store, documents, sample, shown)
        found = replace(again, repaired=repaired)
    return replace(found, seconds=time.perf_counter() - started)


def _inspected(
    store: Store, documents: str | Path | None, sample: int | None, progress: Progress
) -> Check:
    """Look at everything, and change nothing."""
    try:
        generation = store.current()
    except (IndexDamaged, IndexOutdated) as error:
        return Check(problems=(str(error),))
    if generation is None:
        raise IndexNotFound(f"There is no index in {store.folder}. Run: searchlib index")
    where = Path(documents if documents is not None else generation.manifest.documents)
    inspection = _Inspection(generation, where, sample, progress)
    problems = tuple(inspection.problems())
    if problems and not store.is_current(generation):  # two builds may have ended meanwhile
        return _inspected(store, documents, sample, progress)
    return Check(
        problems=problems,
        notes=tuple(_notes(store, generation)) + tuple(inspection.notes),
        generation=generation.name,
        records=generation.manifest.records,
        compared=inspection.compared,
    )


def _notes(store: Store, generation: Generation) -> Iterator[str]:
    """Yield what is no damage of the index that answers."""
    if left := store.leftovers():
        yield f"{len(left)} left by an interrupted run; the next index takes them away"
    for aside in store.quarantined():
        yield f"{aside} is a damaged generation put aside; delete it when it is not needed"
    if generation.manifest.versions != versions():
        yield "another version of searchlib built it. Run: searchlib rebuild"


class _Inspection:
    """Look for what is wrong with one generation."""

    def __init__(
        self, generation: Generation, documents: Path, sample: int | None, progress: Progress
    ) -> None:
        self.compared = 0
        self.notes: list[str] = []
        self._generation = generation
        self._documents = documents
        self._sample = sample
        self._progress = progress

    def problems(self) -> Iterator[str]:
        """Yield each problem; what is built on damaged files is not looked at."""
        damage = [f"{self._generation.folder / one}" for one in self._generation.damage()]
        if damage:
            yield from damage
            return
        try:
            with (
                closing(Catalogue.open(self._generation.catalogue)) as catalogue,
                closing(
                    open_engine(self._generation.manifest.engine, self._generation.engine)
                ) as engine,
            ):
                yield from self._counts(catalogue, list(engine.ids()))
                yield from self._compared(catalogue, engine)
        except SearchlibError as error:
            yield str(error)

    def _counts(self, catalogue: Catalogue, ids: Sequence[str]) -> Iterator[str]:
        """Compare what the manifest, the catalogue and the engine say there is."""
        said = self._generation.manifest.records
        if not said == len(ids) == catalogue.count():
            yield (
                f"the manifest counts {said:,} records, the catalogue {catalogue.count():,},"
                f" the engine {len(ids):,}"
            )
        known = catalogue.ids()
        if sorted(ids) != known:
            lost, strange = set(known).difference(ids), set(ids).difference(known)
            twice = {one for one in ids if ids.count(one) > 1} if len(set(ids)) < len(ids) else ()
            for what, which in (("lost", lost), ("not in any file", strange), ("twice", twice)):
                if which:
                    yield f"{len(which):,} records {what}: {', '.join(sorted(which)[:5])}"

    def _compared(self, catalogue: Catalogue, engine: Engine) -> Iterator[str]:
        """Compare records with the documents they came from."""
        if not self._documents.is_dir():
            self.notes.append(f"there is no folder {self._documents} to compare with")
            return
        if self._generation.manifest.versions != versions():
            return  # the files may well give other records now
        sources = catalogue.sources()
        names = sorted(sources)
        if self._sample is not None and len(names) > self._sample:
            names = sorted(random.sample(names, self._sample))
        for done, name in enumerate(names):
            self._progress(done, len(names), name)
            yield from self._file(name, sources[name], catalogue, engine)
        self._progress(len(names), len(names), "")

    def _file(
        self, name: str, source: Source, catalogue: Catalogue, engine: Engine
    ) -> Iterator[str]:
        """Compare the records of one file."""
        path = self._documents / name
        try:
            stat = path.stat()
            if digest(path) != source.sha256:
                if (stat.st_size, stat.st_mtime_ns) == (source.size, source.mtime_ns):
                    yield f"{path} holds other bytes than when it was indexed, at the same time"
                return
        except OSError:
            return  # gone or not to be opened: status and index say so
        if source.problem:
            return
        rows = {row.place: row for row in catalogue.rows(name) if row.kept}
        try:
            for place, record in enumerate(formats.read(formats.Original(name, path))):
                if row := rows.pop(place, None):
                    self.compared += 1
                    stored = engine.get(row.id)
                    if stored is None or entries.unstored(stored)[0] != record:
                        yield f"the record {row.id} is not what {path} holds"
        except FormatError as error:
            yield f"{path} could be read and cannot any more: {error}"
        for row in rows.values():
            yield f"the record {row.id} is not in {path}"
