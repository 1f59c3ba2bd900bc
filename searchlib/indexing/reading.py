"""What does a file give? Its records, ready for an engine; read here or in other processes.

What a file gives is written to a scratch file as it is read, so that a file of a million
records takes no more memory than one of ten.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from searchlib import entries, formats
from searchlib.analysis import AnalysedToken, Analyzer
from searchlib.bilingual.alignment import aligned
from searchlib.bilingual.evidence import of_lexicon
from searchlib.bilingual.lexicon import Lexicon
from searchlib.engine import Document
from searchlib.errors import FormatError, IndexDamaged
from searchlib.indexing.documents import state
from searchlib.indexing.lessons import lesson
from searchlib.records import LANGUAGES, Record
from searchlib.store.catalogue import Source
from searchlib.store.fingerprints import Fingerprint, fingerprint
from searchlib.vocabulary import Vocabulary

__all__ = ["Entry", "Outcome", "Preparer", "Reader", "read_files", "seldom_collecting"]

_SECONDS = 60.0
_BYTES_A_SECOND = 20_000
"""A file may take a minute, and a second more for so many bytes."""
_MEMORY = 4 * 1024**3
"""How many bytes of memory a reading process may take."""
_FILES, _BYTES = 16, 256 * 1024
"""Of how many small files one task is, and of how many bytes together."""
_AHEAD = 4
"""How many tasks there are for each reader, that none waits."""
_COLLECT = 50_000
"""How many more objects there are before a reader looks for cycles: it makes hardly any."""

_File = tuple[str, Path]


class Entry(NamedTuple):
    """Hold a record as an engine and the catalogue take it, and what it teaches."""

    document: Document
    fingerprint: Fingerprint
    lesson: str


class Outcome(NamedTuple):
    """Say what reading a file gave: how many entries, where they lie, the forms in them.

    ``failed`` says that it ended before the file's end; ``source.problem`` says why. The
    entries begin at ``start`` in ``scratch``, where ``shared`` says that others follow.
    """

    name: str
    source: Source
    scratch: Path
    entries: int = 0
    failed: bool = False
    forms: Mapping[str, tuple[str, ...]] = {}
    start: int = 0
    shared: bool = False

    def take(self) -> Iterator[Entry]:
        """Yield the entries, and clear them away."""
        if not self.entries:
            return
        with self.scratch.open("rb") as file:
            file.seek(self.start)
            for _ in range(self.entries):
                yield pickle.load(file)  # noqa: S301  written by ourselves a moment ago
        if not self.shared:
            self.scratch.unlink()


class Preparer:
    """Align and analyse records, remembering the forms of words.

    ``known`` is a vocabulary made by the same analysis: what it holds need not be analysed.
    """

    def __init__(self, known: Path | None = None) -> None:
        self._vocabulary: Vocabulary | None = None
        if known is not None:
            with suppress(IndexDamaged, OSError):
                self._vocabulary = Vocabulary.open(known)
        self._analyzer = Analyzer(self._looked_up if self._vocabulary else None)
        self._evidence = of_lexicon(Lexicon.open())
        self._found: dict[str, tuple[str, ...]] = {}

    def close(self) -> None:
        """Let go of the vocabulary."""
        if self._vocabulary is not None:
            self._vocabulary.close()

    def _looked_up(self, forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return what the vocabulary says of forms; nothing once it cannot be read any more."""
        if self._vocabulary is None:
            return {}
        try:
            found = self._vocabulary.terms(forms)
        except (IndexDamaged, OSError):
            self.close()
            self._vocabulary = None
            return {}
        self._found.update(found)
        return found

    def take_learnt(self) -> dict[str, tuple[str, ...]]:
        """Return the forms of words seen since this was last asked, and their terms."""
        found, self._found = self._found, {}
        return found | self._analyzer.take_learnt()

    def entry(self, record: Record) -> Entry:
        """Return a record as an engine and the catalogue take it; each text is analysed once."""
        bodies = [text.body if (text := record.text(name)) else "" for name in LANGUAGES]
        known = {body: self._analyzer.analyse(body) for body in bodies}
        ru, en = (known[body] for body in bodies)
        alignment, words = aligned(bodies[0], bodies[1], (ru, en), self._evidence)

        def analyse(text: str) -> list[AnalysedToken]:
            return known[text] if text in known else self._analyzer.analyse(text)

        document = entries.document(record, alignment, analyse)
        taught = lesson(alignment, words, self._evidence)
        return Entry(document, fingerprint(record), taught)


class Reader:
    """Read files one after the other."""

    def __init__(self, known: Path | None = None) -> None:
        self._preparer = Preparer(known)
        self.close = self._preparer.close
        """Let go of the vocabulary that is ``known``."""

    def read(self, files: Sequence[_File], scratch: Path) -> list[Outcome]:
        """Read files; whatever is wrong with one is said in its outcome."""
        with scratch.open("wb") as file:
            outcomes = [self._read(name, path, scratch, file) for name, path in files]
        last = max((n for n, outcome in enumerate(outcomes) if outcome.entries), default=0)
        return [outcome._replace(shared=n < last) for n, outcome in enumerate(outcomes)]

    def _read(self, name: str, path: Path, scratch: Path, file: BinaryIO) -> Outcome:
        """Read one file, and write its entries."""
        original = formats.Original(name, path)
        failures: list[str] = []
        source = Source("", -1, -1)
        written, start = 0, file.tell()
        with _failing(failures):
            source = Source(*state(path))
        entries = iter(()) if failures else self._entries(original, failures)
        for entry in entries:
            pickle.dump(entry, file, protocol=pickle.HIGHEST_PROTOCOL)
            written += 1
        problem = "; ".join(failures + original.problems)
        source = source._replace(problem=problem, notes=tuple(original.notes))
        forms = self._preparer.take_learnt()
        return Outcome(name, source, scratch, written, bool(failures), forms, start)

    def _entries(self, original: formats.Original, failures: list[str]) -> Iterator[Entry]:
        """Yield what a file holds up to its end, or to where reading it fails."""
        with _failing(failures):
            for record in formats.read(original):
                yield self._preparer.entry(record)


@contextmanager
def _failing(failures: list[str]) -> Iterator[None]:
    """Put down what goes wrong with a file, whatever it is, and go on after the block."""
    try:
        yield
    except FormatError as error:
        failures.append(str(error))
    except OSError as error:
        failures.append(f"cannot be read: {error.strerror or error}")
    except MemoryError:
        failures.append(f"reading it takes more than {_MEMORY // 1024**3} GB of memory")
    except Exception as error:
        failures.append(f"cannot be read: {type(error).__name__}: {error}")


def read_files(
    files: Iterable[_File], scratch: Path, workers: int, known: Path | None = None
) -> Generator[Outcome, None, None]:
    """Read files, and yield what each gives, in order.

    With ``workers`` they are read in so many other processes, a few ahead: a file that
    takes too long, too much memory, or ends its process is then a problem of that file
    alone. With none they are read in this one. ``known`` is a vocabulary that the same
    analysis made, if there is one: it saves analysing what it holds.
    """
    files = list(files)
    if not workers:
        with closing(Reader(known)) as reader:
            for number, file in enumerate(files):
                yield from reader.read([file], scratch / f"{number:06}")
        return
    tasks = _tasks(files, scratch, len(files) // (_AHEAD * workers))
    with ExitStack() as stack:
        schedule = stack.enter_context(_Pool(workers, known))
        waiting = deque((schedule(task), task) for task in islice(tasks, _AHEAD * workers))
        while waiting:
            yield from _results(*waiting.popleft(), schedule)
            if (following := next(tasks, None)) is not None:
                waiting.append((schedule(following), following))


class _Task(NamedTuple):
    """Name files to be read one after the other, and where what they give is written."""

    files: Sequence[_File]
    scratch: Path

    def alone(self) -> list[_Task]:
        """Return a task for each file."""
        places = (f"{self.scratch.name}-{number}" for number in range(len(self.files)))
        return [
            _Task([file], self.scratch.with_name(place))
            for file, place in zip(self.files, places, strict=True)
        ]


_Schedule = Callable[[_Task], Any]


def _tasks(files: Sequence[_File], scratch: Path, most: int) -> Iterator[_Task]:
    """Divide files into tasks of up to ``most``: to hand one over takes as long as to write."""
    task: list[_File] = []
    together = 0
    for number, (name, path) in enumerate(files):
        try:
            size = path.stat().st_size
        except OSError:
            size = _BYTES  # it is reported when it is read
        if task and (len(task) >= min(most, _FILES) or together + size > _BYTES):
            yield _Task(task, scratch / f"{number - len(task):06}")
            task, together = [], 0
        task.append((name, path))
        together += size
    if task:
        yield _Task(task, scratch / f"{len(files) - len(task):06}")


class _Pool:
    """Lend a function that schedules files to be read in one of several processes."""

    def __init__(self, workers: int, known: Path | None) -> None:
        self._workers = workers
        self._known = known

    def __enter__(self) -> _Schedule:
        import multiprocessing

        from pebble import ProcessPool

        context: Any = multiprocessing.get_context("spawn")
        if "forkserver" in multiprocessing.get_all_start_methods():
            with suppress(OSError):  # the folder for temporary files is too long for a socket
                _start_server(server := multiprocessing.get_context("forkserver"))
                context = server
        self._pool = ProcessPool(
            max_workers=self._workers,
            initializer=_begin_worker,
            initargs=(self._known,),
            context=context,
        )

        def schedule(task: _Task) -> Any:  # noqa: ANN401  pebble has no types
            patience = max(_patience(path) for _, path in task.files)
            return self._pool.schedule(_read_in_worker, args=tuple(task), timeout=patience)

        return schedule

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _start_server(context: Any) -> None:  # noqa: ANN401  a context of multiprocessing
    """Start the process that makes the readers, deaf to Ctrl-C from its first moment.

    It inherits which signals are held back; here they are let in again afterwards.
    """
    import signal
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # holds signals back for itself, and lets them in after
    context.set_forkserver_preload([__name__])
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _patience(path: Path) -> float:
    """Return how many seconds a file may take."""
    try:
        return _SECONDS + path.stat().st_size / _BYTES_A_SECOND
    except OSError:
        return _SECONDS


def _results(future: Any, task: _Task, schedule: _Schedule) -> Iterator[Outcome]:  # noqa: ANN401
    """Yield what a process gave, or why it gave nothing.

    Of several files, one that takes too long or ends the process is found by reading each
    in a task of its own.
    """
    from concurrent.futures import TimeoutError as TooLong

    from pebble import ProcessExpired

    (name, path), *others = task.files
    try:
        yield from future.result()
        return
    except (TooLong, ProcessExpired) as error:
        failure = error
    task.scratch.unlink(missing_ok=True)
    if others:
        for single, one in [(schedule(one), one) for one in task.alone()]:
            yield from _results(single, one, schedule)
        return
    if isinstance(failure, TooLong):
        problem = f"reading it took longer than {_patience(path):.0f} seconds"
    else:
        problem = f"reading it ended the reading process (exit code {failure.exitcode})"
    try:
        sha, size, mtime = state(path)
    except OSError:
        sha, size, mtime = "", -1, -1
    yield Outcome(name, Source(sha, size, mtime, problem), task.scratch, failed=True)


_reader: Reader | None = None


def _begin_worker(known: Path | None) -> None:
    """Make this process a reader that the terminal does not interrupt, of bounded memory."""
    import gc
    import signal

    global _reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _reader = Reader(known)
    gc.freeze()
    gc.set_threshold(_COLLECT)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for cycles seldom in a block: what is collected has hardly any, and lives long."""
    import gc

    before = gc.get_threshold()
    gc.set_threshold(max(_COLLECT, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _read_in_worker(files: Sequence[_File], scratch: Path) -> list[Outcome]:
    assert _reader is not None
    return _reader.read(files, scratch)
