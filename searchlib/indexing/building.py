"""How does an index come from documents? What has changed is read; the rest is taken over."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from searchlib import formats
from searchlib.analysis import VERSION as ANALYSIS_VERSION
from searchlib.analysis import dictionary_version, stemmer_version
from searchlib.bilingual.naming.sounds import entries
from searchlib.engine import DEFAULT, Engine, address, create_engine, discard
from searchlib.errors import IndexDamaged, IndexOutdated, UsageError
from searchlib.files import digest, link
from searchlib.indexing.added import is_unsettled, settle
from searchlib.indexing.added import lock as added_lock
from searchlib.indexing.documents import Changes, changes, files_under
from searchlib.indexing.glossaries import States, changed, problems, write_glossaries
from searchlib.indexing.lessons import LEARNING, Lessons, in_both_languages, write_learnt
from searchlib.indexing.preparing import Preparer
from searchlib.indexing.reading import Outcome, read_files, seldom_collecting
from searchlib.indexing.updating import Earlier, Update
from searchlib.records import Record
from searchlib.store.catalogue import Catalogue
from searchlib.store.contents import fingerprint
from searchlib.store.generations import (
    FORMAT,
    GLOSSARIES,
    LEARNT,
    Generation,
    Manifest,
    Store,
    Versions,
)
from searchlib.vocabulary import Vocabulary

__all__ = [
    "Build",
    "Progress",
    "Report",
    "build",
    "duplicates",
    "fill",
    "fingerprint_of",
    "silent",
    "versions",
]

Progress = Callable[[int, int, str], None]
_MOST_NAMED = 20
"""How many of a file's records that are left out are named."""
_FEW = 10
"""The lexicon is learnt anew when one record in so many has come or gone since it was."""


@dataclass(frozen=True, slots=True)
class Report:
    """Say what a build did.

    ``records`` and ``files`` are what the index holds now; ``changes`` names the files
    that were read because they were not as before, all of them in a rebuild. Each of
    ``problems`` (a file skipped, whole or in part), ``notes`` (what was repaired in
    reading) and ``duplicates`` (records that another file holds already) maps files to
    what is to be said of them; ``older`` are those of the problems that earlier runs have
    met with, in files that were not read again. ``near_duplicates`` are groups of ids;
    ``changed`` is False when the index was in step with the documents already.
    """

    records: int
    files: int
    changed: bool
    seconds: float
    changes: Changes = field(default_factory=Changes)
    problems: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    duplicates: dict[str, str] = field(default_factory=dict)
    near_duplicates: tuple[tuple[str, ...], ...] = ()
    older: tuple[str, ...] = ()


def build(
    documents: str | Path = "documents",
    folder: str | Path = "index",
    *,
    engine: str | None = None,
    url: str | None = None,
    rebuild: bool = False,
    workers: int = 0,
    wait: float = 10.0,
    progress: Progress | None = None,
) -> Report:
    """Bring the index in ``folder`` in step with the files under ``documents``.

    >>> report = searchlib.build("documents", "index")
    >>> report.records, report.problems
    (1, {})

    Only files that are new, changed or moved are read, unless ``rebuild`` is set or
    another version of searchlib made the index. ``engine`` is the one the index has, or
    whoosh, unless one is named; ``url`` says where one that is a cluster answers, and that
    all is to be built anew there. With ``workers``, files are read in so many other
    processes, and one that cannot be read in reasonable time and memory is skipped; a
    script that asks for them needs ``if __name__ == "__main__"``, as the module
    ``multiprocessing`` does. Another writer is waited for ``wait`` seconds. ``progress``
    is called with the number of files read, how many there are to read, and a name.

    Files that cannot be read are reported and skipped; records read from them before
    are kept. Raises UsageError when there is no such folder, IndexLocked when somebody
    else is writing.
    """
    store = Store(Path(folder), wait, discard)
    shown = progress or silent
    return Build(Path(documents), store, engine, workers, shown, url).run(rebuild)


def versions() -> Versions:
    """Return the versions of the parts that make an index what it is."""
    return Versions(ANALYSIS_VERSION, dictionary_version(), formats.VERSION, stemmer_version())


def fingerprint_of(contents: Iterable[bytes], glossaries: Mapping[str, tuple[str, str]]) -> str:
    """Return the fingerprint of an index that this version builds of records and glossaries."""
    known = {name: sha for name, (sha, _) in glossaries.items()}
    return fingerprint(contents, ANALYSIS_VERSION, dictionary_version(), known)


class Build:
    """Build one generation from a folder of documents."""

    def __init__(
        self,
        documents: Path,
        store: Store,
        engine: str | None,
        workers: int,
        progress: Progress,
        url: str | None = None,
    ) -> None:
        self._documents = documents
        self._store = store
        self._engine = engine
        self._url = url
        self._workers = workers
        self._progress = progress
        self._damaged: tuple[str | None, str] = (None, "")
        """The name of the current generation when it cannot be read, and why."""

    def run(self, rebuild: bool = False) -> Report:
        """Build, unless the current generation is in step with the documents."""
        started = time.perf_counter()
        self.check()
        self._settle()
        current = self._store.known_name()
        generation, todo, here = self._compared(rebuild)
        known = generation.manifest.glossaries if generation else {}
        if differs := self._differs(generation, todo):
            with self._store.building("searchlib rebuild" if rebuild else "searchlib index") as new:
                if self._store.known_name() != current:  # somebody built while we waited
                    generation, todo, here = self._compared(rebuild)
                if self._differs(generation, todo):
                    with seldom_collecting():
                        generation = self._built(new, generation, todo, here)
                assert generation is not None
                self._put_aside(generation)
        else:
            self._store.tidy()
        assert generation is not None
        return self._report(generation, todo, differs, started, known)

    def _differs(self, generation: Generation | None, todo: Changes) -> bool:
        """Say whether a generation differs from the documents and the glossaries."""
        if generation is None or todo:
            return True
        return changed(generation.manifest.glossaries, self._documents)

    def _put_aside(self, generation: Generation) -> None:
        """Put the generation that was found damaged into quarantine, now that there is another."""
        damaged, reason = self._damaged
        if damaged is not None and damaged != generation.name:
            self._store.quarantine(damaged, reason)

    def compared(self) -> Changes:
        """Return what ``run`` would do, without doing it."""
        self.check()
        return self._compared(rebuild=False)[1]

    def _settle(self) -> None:
        """Put in place what a writer has changed that was killed before it could."""
        if is_unsettled(self._documents):
            doing, lock = "searchlib index", added_lock(self._documents, self._store.patience)
            with self._store.writing(doing), lock.held(doing):
                settle(self._documents)

    def check(self) -> None:
        """Raise UsageError where the documents are not there, or lie in the index."""
        if not self._documents.is_dir():
            raise UsageError(
                f"There is no folder {self._documents}. Name one: searchlib index FOLDER"
            )
        if self._documents.resolve().is_relative_to(self._store.folder.resolve()):
            raise UsageError(
                f"The index cannot lie in {self._store.folder}, around the documents. "
                "Name another folder: --index FOLDER"
            )

    def _usable(self) -> Generation | None:
        """Return the current generation when what it holds can be taken over."""
        current = self._current()
        if current is None or current.manifest.versions != versions() or self._url is not None:
            return None
        return current if self._engine in (None, current.manifest.engine) else None

    def _current(self) -> Generation | None:
        """Return the current generation when it can be read."""
        self._damaged = (None, "")
        try:
            current = self._store.current()
            if current is not None:
                Catalogue.open(current.catalogue).close()
        except IndexOutdated:
            return None
        except IndexDamaged as error:
            self._damaged = (self._store.known_name(), str(error))
            return None
        return current

    def _compared(self, rebuild: bool) -> tuple[Generation | None, Changes, dict[str, Path]]:
        """Return the generation to go on from, what differs from it, and the files there are."""
        here = dict(files_under(self._documents, self._store.folder))
        base = None if rebuild else self._usable()
        if base is None:
            return None, Changes(new=tuple(here)), here
        with closing(Catalogue.open(base.catalogue)) as catalogue:
            return base, changes(here, catalogue.sources()), here

    def _built(
        self, folder: Path, base: Generation | None, todo: Changes, here: Mapping[str, Path]
    ) -> Generation:
        """Build the next generation out of the one before and what has changed."""
        before = self._current() if base is None else base
        name = self._engine or (before.manifest.engine if before else DEFAULT)
        # A name of its own: the readers of a killed build may still be writing to theirs.
        scratch = Path(mkdtemp(prefix="scratch-", dir=folder))
        if base is not None:
            shutil.copyfile(base.catalogue, folder / base.catalogue.name)
            shutil.copyfile(base.vocabulary, folder / base.vocabulary.name)
        opening = "create" if base is None else "change"
        with (
            closing(self._engine_in(folder, name, base, before)) as engine,
            closing(getattr(Vocabulary, opening)(folder / "vocabulary.sqlite")) as vocabulary,
            closing(getattr(Catalogue, opening)(folder / "catalogue.sqlite")) as catalogue,
            closing(Lessons(scratch / "lessons")) as lessons,
        ):
            with engine.writer() as writer:
                earlier = Earlier(None if base else before)
                update = Update(writer, catalogue, vocabulary, lessons, earlier)
                names = sorted({*todo.new, *todo.changed, *todo.moved})
                known = _known(before) if names else None
                read = partial(self._read, here=here, scratch=scratch, known=known)
                update.run(todo.gone, todo.moved.items(), names, read)
            records = engine.count()
            learnt = self._learnt(base, folder / LEARNT, engine, vocabulary, lessons)
            contents = catalogue.contents()
        shutil.rmtree(scratch)
        glossaries = write_glossaries(folder / GLOSSARIES, base, self._documents)
        manifest = Manifest(
            format=FORMAT,
            engine=name,
            versions=versions(),
            records=records,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            documents=str(self._documents.resolve()),
            files={},
            glossaries=glossaries,
            learnt=learnt,
            fingerprint=fingerprint_of(contents, glossaries),
        )
        return self._store.switch(folder, manifest, base)

    def _learnt(
        self,
        base: Generation | None,
        path: Path,
        engine: Engine,
        vocabulary: Vocabulary,
        lessons: Lessons,
    ) -> int:
        """Learn, or take over what was learnt while few records have come or gone since.

        Return of how many records it was learnt.
        """
        now = in_both_languages(engine)
        if base and abs(now - base.manifest.learnt) * _FEW <= base.manifest.learnt:
            if base.learnt.exists():
                link(base.learnt, path)
            return base.manifest.learnt
        write_learnt(path, engine, vocabulary, lessons, lambda: self._progress(0, 0, LEARNING))
        return now

    def _engine_in(
        self, folder: Path, name: str, base: Generation | None, before: Generation | None
    ) -> Engine:
        """Make the next generation's engine; one that is elsewhere stays where it was."""
        url = self._url
        if url is None and before is not None and before.manifest.engine == name:
            url = address(name, before.engine)
        return create_engine(name, folder / name, base.engine if base else None, url)

    def _read(
        self, names: Iterable[str], here: Mapping[str, Path], scratch: Path, known: Path | None
    ) -> Iterator[Outcome]:
        """Read files, showing how far it is."""
        files = [(name, here[name]) for name in names if name in here]
        workers = min(self._workers, len(files))
        with closing(read_files(files, scratch, workers, known)) as outcomes:
            for done, (name, _) in enumerate(files):
                self._progress(done, len(files), name)
                yield next(outcomes)
        self._progress(len(files), len(files), "")

    def _report(
        self,
        generation: Generation,
        todo: Changes,
        changed: bool,
        started: float,
        known: States,
    ) -> Report:
        """Return what was done; ``known`` are the glossaries as they were before."""
        read = {*todo.new, *todo.changed, *todo.moved}
        glossaries = generation.manifest.glossaries
        same = {name: state for name, state in known.items() if glossaries.get(name) == state}
        older = problems(same, self._documents)
        with closing(Catalogue.open(generation.catalogue)) as catalogue:
            sources = catalogue.sources()
            return Report(
                records=generation.manifest.records,
                files=len(sources),
                changed=changed,
                seconds=time.perf_counter() - started,
                changes=todo,
                problems={
                    **{name: s.problem for name, s in sources.items() if s.problem},
                    **problems(glossaries, self._documents),
                },
                notes={name: "; ".join(s.notes) for name, s in sources.items() if s.notes},
                duplicates=duplicates(catalogue),
                near_duplicates=tuple(catalogue.groups()),
                older=(*(n for n, s in sources.items() if s.problem and n not in read), *older),
            )


def _known(before: Generation | None) -> Path | None:
    """Return the vocabulary of a generation, if the same analysis made it and it is whole."""
    if before is None or not versions().gives_terms_of(before.manifest.versions):
        return None
    path = before.vocabulary
    try:
        return path if digest(path) == before.manifest.files[path.name][1] else None
    except (KeyError, OSError):
        return None


def duplicates(catalogue: Catalogue) -> dict[str, str]:
    """Return the files with records another holds already, and which the first of these are."""
    found: dict[str, list[str]] = {}
    more: Counter[str] = Counter()
    for row, kept in catalogue.duplicates():
        if len(found.setdefault(row.source, [])) == _MOST_NAMED:
            more[row.source] += 1
            continue
        which = f"holds the record {row.id}, which {kept.source} holds already"
        if row.id != kept.id:
            which = f"holds the record {row.id}, whose text is that of {kept.id} in {kept.source}"
        elif row.words != kept.words:
            which += ", with other words"
        found[row.source].append(which)
    for name, count in more.items():
        found[name].append(f"and {count:,} more like these")
    return {name: "; ".join(those) for name, those in found.items()}


def fill(engine: Engine, vocabulary: Vocabulary, records: Iterable[Record]) -> str:
    """Align and analyse records, and put them into an engine and a vocabulary.

    Return the fingerprint of what they hold.
    """
    contents: dict[str, bytes] = {}
    with engine.writer() as writer, closing(Preparer()) as preparer:
        for record in records:
            entry = preparer.entry(record)
            writer.add(entry.document)
            contents[record.id] = entry.fingerprint.contents
        learnt = preparer.take_learnt()
    vocabulary.add(learnt)
    vocabulary.add_names(entries(learnt))
    return fingerprint_of(contents.values(), {})


def silent(_done: int, _total: int, _path: str) -> None:
    """Show no progress."""
