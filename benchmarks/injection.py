"""How is a command stopped at its n-th file operation, and what had reached the disk by then?

A small library in C (`crash_shim.c`, compiled when it is needed, on Linux) is loaded into
this process before all others. Commands are run in forks of it, which saves starting
Python anew: only the fork is armed, so that nothing else is ever disturbed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "ERRORS",
    "KINDS",
    "Discipline",
    "Done",
    "Operation",
    "chosen",
    "environment",
    "is_loaded",
    "run",
    "undisciplined",
    "unsynced",
]

_SHIM = Path(__file__).with_name("crash_shim.c")
_COUNT = 0
KINDS = {"kill": 1, "torn write": 2, "disk full": 3, "disk error": 4, "short write": 5, "ctrl-c": 6}
"""What is done at an operation, and its number in the shim. ``power cut`` is a kill as well."""
ERRORS = ("disk full", "disk error")

_WRITES, _TAKES_ROOM, _CHANGES = "w", "cwtlm", "cwtarlumd"


class Operation(NamedTuple):
    """Name a file operation: its letter in the shim, its path, and a second one if it has two."""

    letter: str
    path: str
    other: str = ""


class Done(NamedTuple):
    """Say how a command ended: its exit code (negative: the signal), what it said and did."""

    code: int
    said: str
    operations: tuple[Operation, ...]


def environment(folder: Path) -> dict[str, str] | None:
    """Compile the shim in ``folder``; return the environment that loads it, or None."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not sys.platform.startswith("linux") or compiler is None:
        return None
    shim = folder / "crash_shim.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(shim), str(_SHIM), "-ldl"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    return {**os.environ, "LD_PRELOAD": str(shim), "PYTHONHASHSEED": "0"}


def is_loaded() -> bool:
    """Say whether the shim stands in this process."""
    return sys.platform.startswith("linux") and hasattr(ctypes.CDLL(None), "shim_arm")


def run(
    command: Callable[[], object], root: Path, kind: str = "", number: int = 0, *, scratch: Path
) -> Done:
    """Run a command in a fork; do what ``kind`` says at its operation ``number`` under ``root``.

    Without a kind its operations are only counted; none are where the shim is not loaded.
    """
    said, log = (
        os.open(scratch / name, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        for name in ("said", "log")
    )
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        os.dup2(said, 1)
        os.dup2(said, 2)
        what = KINDS["kill" if kind == "power cut" else kind] if kind else _COUNT
        _armed(command, root, log, number, what)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    lines = _whole(log).split("\n")[:-1]
    return Done(code, _whole(said), tuple(Operation(*line.split("\t")) for line in lines))


def _armed(command: Callable[[], object], root: Path, log: int, number: int, what: int) -> None:
    """Arm this process, run a command, and end as a process of its own would."""
    code: object = 1
    try:
        if is_loaded():
            where = os.fsencode(root.resolve())
            ctypes.CDLL(None).shim_arm(where, log, ctypes.c_long(number), what)
        code = command() or 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                code = 1
        os._exit(code if isinstance(code, int) else 1)


def _whole(descriptor: int) -> str:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    data = os.pread(descriptor, size, 0)
    os.close(descriptor)
    return data.decode("utf-8", "replace")


def chosen(operations: Sequence[Operation], kind: str) -> Iterator[int]:
    """Yield the numbers of the operations at which ``kind`` makes a difference.

    To be killed after an operation is to be killed before the next; before one that
    follows a sync, or an opening without change, it is what it was before that.
    """
    changed = True
    for number, operation in enumerate(operations, 1):
        if kind in ("kill", "power cut", "ctrl-c"):
            # What was synced is another thing after a power cut.
            if changed or (kind == "power cut" and operations[number - 2].letter == "s"):
                yield number
            changed = operation.letter in _CHANGES
        elif (
            kind == "disk error"
            or (kind == "disk full" and operation.letter in _TAKES_ROOM)
            or operation.letter in _WRITES
        ):
            yield number


class _Disk:
    """Follow which contents and which names of files have not been synced."""

    def __init__(self) -> None:
        self.contents: set[str] = set()
        self.names: set[str] = set()

    def left(self, part: str, when: str) -> Iterator[str]:
        """Yield what is not synced of the paths with this part."""
        for what, those in (("", self.contents), ("the name of ", self.names)):
            for one in sorted(those):
                if part in one and not (what and one == part):
                    yield f"{what}{one} was not synced {when}"

    def take(self, operation: Operation) -> None:
        """Follow one operation; each is taken to have succeeded."""
        letter, path, other = operation
        if letter == "s":
            self.contents.discard(path)
            self.names -= {name for name in self.names if name.rpartition("/")[0] == path}
        elif letter in "ud":
            self.contents.discard(path)
            self.names.discard(path)
        elif letter == "r":
            self.contents.discard(other)
            for kept in (self.contents, self.names):
                moved = {name for name in kept if f"{name}/".startswith(f"{path}/")}
                kept -= moved
                kept |= {f"{other}{name.removeprefix(path)}" for name in moved}
            self.names.add(other)
        elif letter == "l":
            self.contents |= {other} if path in self.contents else set()
            self.names.add(other)
        elif letter in "cwt":
            self.contents.add(path)
            self.names |= {path} if letter == "c" else set()
        elif letter == "m":
            self.names.add(path)


def unsynced(operations: Iterable[Operation]) -> set[str]:
    """Return the files of which a power cut now may leave nothing but the name.

    Names themselves are taken to be kept in order, as journals of file systems do.
    """
    disk = _Disk()
    for operation in operations:
        disk.take(operation)
    return disk.contents


class Discipline(NamedTuple):
    """Say what must be on disk before what; all are ends or parts of paths.

    ``promised`` maps the name a rename gives (empty: the end of the command) to the part of
    paths whose contents and names must be on disk by then; ``relied`` maps a name to the part
    of paths that may not be deleted until that name is on disk.
    """

    promised: Mapping[str, str]
    relied: Mapping[str, str]


def undisciplined(operations: Sequence[Operation], discipline: Discipline) -> Iterator[str]:
    """Yield what was promised, or deleted, before what it stands on was on disk for certain."""
    disk = _Disk()
    for operation in operations:
        letter, path, name = operation
        if letter == "r":
            for end, part in discipline.promised.items():
                if end and name.endswith(end):
                    yield from disk.left(path, f"when it became {name}")
                    yield from disk.left(part, f"when {name} was put in place")
        elif letter in "ud":
            for end, part in discipline.relied.items():
                if part in path and any(one.endswith(end) for one in disk.names):
                    yield f"{path} was deleted before the name of {end} was synced"
        disk.take(operation)
    yield from disk.left(discipline.promised.get("", "\0"), "at the end")
