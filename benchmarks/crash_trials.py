"""What is left when a command is cut off, and does the next one put it right?

Each trial runs a command on a copy of the same archive and cuts it off: at one of its file
operations (see `injection.py`), or at a moment drawn by chance. Then a reader asks the index
everything, the same command is run again to its end, `check --all` looks at all of it, and
it is compared with an index built from scratch.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple, Protocol

import click

import searchlib
from benchmarks import injection
from benchmarks.crash_archive import (
    SCENARIOS,
    Build,
    Complaint,
    Expected,
    Snapshot,
    Verifier,
    files_in,
    leftovers,
    snapshot,
    words_of,
)
from searchlib import cli

__all__ = [
    "DISCIPLINE",
    "KINDS",
    "SEARCHLIB",
    "Run",
    "Stage",
    "System",
    "Trial",
    "ended",
    "started",
]

KINDS = ("kill", "torn write", "power cut", "disk full", "disk error", "short write")
_NAMED = (
    *("No space left on device", "Input/output error"),
    *("database or disk is full", "disk I/O error"),
    *("unable to open database file", "attempt to write a readonly database"),
)
DISCIPLINE = injection.Discipline(
    {"/index/CURRENT": "/index/generation-", ".md": "/documents/.replaced", "": "/documents"},
    {"/index/CURRENT": "/index/generation-"},
)
_FOLDERS = ("--documents", "documents", "--index", "index")
_PATIENCE = 120.0

for _command in cli._COMMANDS:
    cli._group.get_command(click.Context(cli._group), _command)  # or each fork would import it anew


class Trial(NamedTuple):
    """Name a run: which command, what happens, and at which operation (or by which seed)."""

    scenario: str
    kind: str
    number: int


class Run(NamedTuple):
    """Say what was wrong after a trial; ``struck`` says whether it came to what was to happen."""

    trial: Trial
    struck: bool
    complaints: tuple[Complaint, ...]


class Ask(Protocol):
    """Ask an index everything, among that for words."""

    def __call__(self, index: Path, words: Sequence[str]) -> Snapshot:
        """Return what it answers. Raises what opening it raises."""


class System(NamedTuple):
    """Say how a command is run inside an archive, and how its index is asked everything."""

    name: str
    command: Callable[[Path, Sequence[str]], Callable[[], object]]
    ask: Ask
    build: Build
    ours: bool


class Stage:
    """Hold one command: the archive before it, and what must hold after it.

    ``scratch`` is where copies of the archive are made; it may be set anew.
    """

    def __init__(self, system: System, name: str, archive: Path, scratch: Path) -> None:
        """Run the command once, undisturbed. Raises RuntimeError when that goes wrong."""
        self.name = name
        self.scratch = scratch
        self._system = system
        self._archive = archive
        self._arguments = SCENARIOS[name].arguments
        after = self._copied()
        done = self._run(self._arguments)
        self.operations = done.operations
        self.undisciplined = tuple(injection.undisciplined(done.operations, DISCIPLINE))
        if done.code:
            raise RuntimeError(f"{name}, undisturbed, ended with {done.code}: {done.said}")
        self._verifier = _verifier(system, archive, after)
        system.build(after / "documents", after / "fresh")
        if complaints := list(self._verifier.finished(after, "fresh")):
            raise RuntimeError(f"{name}, undisturbed, is not as built from scratch: {complaints}")

    def trials(self, kinds: Sequence[str], every: int) -> Iterator[Trial]:
        """Yield the trials: at all operations that make a difference, or at every n-th."""
        for start, kind in enumerate(kinds):
            numbers = list(injection.chosen(self.operations, kind))
            for number in numbers[start % every :: every]:
                yield Trial(self.name, kind, number)

    def at(self, trial: Trial) -> Run:
        """Cut the command off at an operation, and see what follows."""
        archive = self._copied()
        done = self._run(self._arguments, trial.kind, trial.number)
        struck = len(done.operations) >= trial.number
        complaints = list(ended(done, trial.kind)) if struck and self._system.ours else []
        if trial.kind == "power cut":
            for path in map(Path, injection.unsynced(done.operations)):
                if path.is_file():
                    os.truncate(path, 0)
        return Run(trial, struck, (*complaints, *self._followed(archive)))

    def by_chance(self, trial: Trial) -> Run:
        """Kill the command at some moment, as a process with workers; see what follows."""
        archive = self._copied()
        chance = random.Random(f"{trial}")
        process = started(archive, self._arguments)
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.1, 1) * self.whole_seconds)
        struck = process.poll() is None
        _kill(process, alone=chance.random() < 0.5)
        complaints = [*self._followed(archive), *_orphans(process.pid)]
        return Run(trial, struck, tuple(complaints))

    @cached_property
    def whole_seconds(self) -> float:
        """Return how long the command takes as a process of its own."""
        archive = self._copied()
        begun = time.perf_counter()
        if code := started(archive, self._arguments).wait(_PATIENCE):
            raise RuntimeError(f"{self.name} ended with {code}")
        return time.perf_counter() - begun

    def _copied(self) -> Path:
        case = self.scratch / "case"
        shutil.rmtree(case, ignore_errors=True)
        archive = case / "archive"
        shutil.copytree(self._archive, archive)
        return archive

    def _run(self, arguments: Sequence[str], kind: str = "", number: int = 0) -> injection.Done:
        """Run a command on the copied archive, in a fork."""
        case = self.scratch / "case"
        command = self._system.command(case / "archive", arguments)
        return injection.run(command, case, kind, number, scratch=self.scratch)

    def _followed(self, archive: Path) -> Iterator[Complaint]:
        """Yield what is wrong for a reader now, with the next command, and after it."""
        yield from self._verifier.cut_off(archive)
        checked = (("check", "--all"),) if self._system.ours else ()
        for arguments in (self._arguments, *checked):
            done = self._run(arguments)
            if done.code:
                what = f"{' '.join(arguments)} ended with {done.code}: {done.said}"
                yield Complaint("unclean" if arguments[0] == "check" else "error", what)
        yield from self._verifier.finished(archive)
        if self._system.ours:
            yield from (Complaint("unclean", f"left behind: {one}") for one in leftovers(archive))


def _verifier(system: System, before: Path, after: Path) -> Verifier:
    """Return what compares an archive with what it was before and must be after."""
    originals, documents = files_in(before / "documents"), files_in(after / "documents")
    incoming = files_in(before / "incoming")
    words = words_of([*originals.values(), *documents.values(), *incoming.values()])

    def ask(index: Path) -> Snapshot:
        return system.ask(index, words)

    expected = Expected(
        before=_answers(ask, before / "index"),
        after=ask(after / "index"),
        documents=documents,
        incoming=incoming,
        replaced=tuple(data for name, data in originals.items() if documents.get(name) != data),
        originals=originals,
    )
    return Verifier(expected, ask)


def _answers(ask: Callable[[Path], Snapshot], index: Path) -> Snapshot | None:
    """Return what an index answers before a command; None where there is none, or it is damaged."""
    try:
        return ask(index)
    except searchlib.SearchlibError:
        return None


def _command_line(archive: Path, arguments: Sequence[str]) -> Callable[[], None]:
    def command() -> None:
        os.chdir(archive)
        sys.argv = ["searchlib", *arguments, *_FOLDERS, "--workers", "0"]
        cli.main()

    return command


SEARCHLIB = System("searchlib", _command_line, snapshot, searchlib.build, ours=True)


def ended(done: injection.Done, kind: str) -> Iterator[Complaint]:
    """Yield what is wrong with how a command ended."""
    expected = {"short write": (0,)}.get(kind, (0, 2) if kind in injection.ERRORS else (-9,))
    if done.code not in expected:
        yield Complaint("error", f"ended with {done.code}: {done.said}")
    elif done.code == 2 and not any(named in done.said for named in _NAMED):
        yield Complaint("error", f"does not name the problem: {done.said}")
    if "Traceback" in done.said or "should not happen" in done.said:
        yield Complaint("error", f"was surprised: {done.said}")


def started(archive: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the command line with two workers as a process and group of its own, not loaded."""
    kept = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    return subprocess.Popen(
        [sys.executable, "-m", "searchlib", *arguments, *_FOLDERS, "--workers", "2"],
        cwd=archive,
        env={**kept, "PYTHONPATH": str(Path(searchlib.__file__).parents[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[bytes], *, alone: bool) -> None:
    """Kill a command, with the processes it has started or without them."""
    semaphores = []
    with suppress(OSError):  # who would clear them away is killed as well
        maps = Path(f"/proc/{process.pid}/maps").read_text("utf-8")
        semaphores = re.findall(r"/dev/shm/sem\.mp-\w+", maps)
    with suppress(ProcessLookupError):
        (process.kill if alone else partial(os.killpg, process.pid, signal.SIGKILL))()
    process.wait()
    for semaphore in semaphores:
        Path(semaphore).unlink(missing_ok=True)


def _orphans(group: int) -> Iterator[Complaint]:
    """Yield a complaint when processes of a group that has lost its leader do not end."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    yield Complaint("unclean", "reading processes outlived the command")
