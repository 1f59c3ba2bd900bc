"""What does a file give? Its records, ready for an engine; read here or in other processes.

What a file gives is written to a scratch file as it is read, so that a file of a million
records takes no more memory than one of ten.
"""

from __future__ import annotations

import pickle
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from searchlib import formats
from searchlib.bilingual.alignment import Cut, together
from searchlib.errors import FormatError
from searchlib.indexing.documents import held, state
from searchlib.indexing.preparing import Analysed, Entry, Preparer
from searchlib.store.catalogue import Source

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from types import FrameType

__all__ = ["Outcome", "Reader", "read_files", "seldom_collecting"]

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


@dataclass(slots=True)
class _Reading:
    """Say how far the reading of a file has come."""

    original: formats.Original
    path: Path
    source: Source = Source("", -1, -1)  # noqa: RUF009  immutable
    failures: list[str] = field(default_factory=list)
    ended: bool = False
    """Whether one of its records could not be prepared: those behind it are left out."""
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    start: int = 0
    written: int = 0

    def outcome(self, scratch: Path, *, shared: bool) -> Outcome:
        """Say what it gave, once it has ended."""
        original, failures = self.original, self.failures
        problem = "; ".join(failures + original.problems)
        source = self.source._replace(problem=problem, notes=tuple(original.notes))
        return Outcome(
            original.name,
            source,
            scratch,
            self.written,
            bool(failures),
            self.forms,
            self.start,
            shared,
        )


_Row = tuple[_Reading, Analysed]


def _cut(row: _Row) -> Cut:
    return row[1].cut


def _letters(row: _Row) -> int:
    return sum(map(len, row[1].tokens))


class Reader:
    """Read files one after the other."""

    def __init__(self, known: Path | None = None) -> None:
        self._preparer = Preparer(known)
        self.close = self._preparer.close
        """Let go of the vocabulary that is ``known``."""

    def read(self, files: Sequence[_File], scratch: Path) -> list[Outcome]:
        """Read files; whatever is wrong with one is said in its outcome."""
        readings = [_Reading(formats.Original(*file), file[1]) for file in files]
        with scratch.open("wb") as file:
            for some in together(self._analysed(readings), _cut, _letters):
                for reading, entry in self._entries(some):
                    reading.start = reading.start if reading.written else file.tell()
                    pickle.dump(entry, file, protocol=pickle.HIGHEST_PROTOCOL)
                    reading.written += 1
        last = max((n for n, reading in enumerate(readings) if reading.written), default=0)
        return [one.outcome(scratch, shared=n < last) for n, one in enumerate(readings)]

    def _analysed(self, readings: Iterable[_Reading]) -> Iterator[_Row]:
        """Yield what files hold, each up to its end, or to where reading it fails."""
        for reading in readings:
            with _failing(reading.failures):
                content, found = held(reading.path)
                reading.source = Source(*found)
                reading.original = formats.Original(reading.original.name, content)
                for record in formats.read(reading.original):
                    if reading.ended:
                        break
                    analysed = self._preparer.analysed(record)
                    reading.forms.update(self._preparer.take_learnt())
                    yield reading, analysed

    def _entries(self, some: Sequence[_Row]) -> Iterator[tuple[_Reading, Entry]]:
        """Yield the entries of some records; what cannot be prepared ends its file."""
        some = [row for row in some if not row[0].ended]  # the first of them was read ahead
        found: list[Entry] = []
        if len(some) > 1:
            with suppress(Exception):  # found out by what follows
                found = self._preparer.entries([analysed for _, analysed in some])
        if found:
            yield from zip((reading for reading, _ in some), found, strict=True)
            return
        for reading, analysed in some:
            if not reading.ended:
                with _failing(reading.failures):
                    found = self._preparer.entries([analysed])
                reading.ended = not found
                yield from ((reading, entry) for entry in found)
                found = []


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
            for task in _tasks(files, scratch, _FILES):
                yield from reader.read(*task)
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
    bytes_of_all = 0
    for number, (name, path) in enumerate(files):
        try:
            size = path.stat().st_size
        except OSError:
            size = _BYTES  # it is reported when it is read
        if task and (len(task) >= min(most, _FILES) or bytes_of_all + size > _BYTES):
            yield _Task(task, scratch / f"{number - len(task):06}")
            task, bytes_of_all = [], 0
        task.append((name, path))
        bytes_of_all += size
    if task:
        yield _Task(task, scratch / f"{len(files) - len(task):06}")


class _Pool:
    """Lend a function that schedules files to be read in one of several processes."""

    def __init__(self, workers: int, known: Path | None) -> None:
        self._workers = workers
        self._known = known
        self._readers: set[BaseProcess] = set()

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
        before = set(multiprocessing.active_children())
        try:
            with _uninterrupted():  # or a process could be made that nobody knows of, or stops
                if not self._pool.active:  # to ask starts it
                    raise RuntimeError("the processes that read files do not start")
                self._readers = set(multiprocessing.active_children()) - before
        except BaseException:
            self.__exit__()
            raise

        def schedule(task: _Task) -> Any:  # noqa: ANN401  pebble has no types
            patience = max(_patience(path) for _, path in task.files)
            return self._pool.schedule(_read_in_worker, args=tuple(task), timeout=patience)

        return schedule

    def __exit__(self, *_: object) -> None:
        """Stop the readers: first those of the start, which may still be asking for its locks."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        for reader in self._readers:
            reader.kill()
        for reader in self._readers:
            reader.join()
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


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C in only behind a block.

    To hold the signal back is not enough: threads that libraries have begun let it in.
    """
    import signal

    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda *what: came.append(what))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        before(*came[0])


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
