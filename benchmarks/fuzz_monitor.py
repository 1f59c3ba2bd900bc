"""Which file takes how long, and which process how much memory? Looked up in /proc."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["Monitor"]

_EVERY = 0.05
_PROC = Path("/proc")
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Monitor:
    """Watch a process and all it starts while a block runs.

    ``seconds`` tells how long each file was being read, by its place in the order in which
    files are read: a reading process has the scratch file of that number open.
    """

    def __init__(self, process: int, index: Path) -> None:
        self.seconds: dict[int, float] = defaultdict(float)
        self._process = process
        self._scratch = re.compile(re.escape(f"{index}/generation-") + r"\d+/scratch-[^/]+/(\d+)$")
        self._peaks: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        if _PROC.is_dir():
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def peaks(self) -> dict[str, int]:
        """Return the peaks of memory in MB, of the process itself and of the largest other."""
        others = [peak for process, peak in self._peaks.items() if process != self._process]
        return {
            "parent_mb": self._peaks.get(self._process, 0) // 1000,
            "worker_mb": max(others, default=0) // 1000,
        }

    def _watch(self) -> None:
        last = time.monotonic()
        while not self._done.wait(_EVERY):
            now = time.monotonic()
            for process in self._processes():
                with suppress(OSError):
                    self._look(process, now - last)
            last = now

    def _processes(self) -> list[int]:
        """Return the numbers of the processes of the session that the process began."""
        found = []
        for path in _PROC.iterdir():
            if path.name.isdecimal():
                with suppress(OSError):
                    fields = (path / "stat").read_bytes().rpartition(b")")[2].split()
                    if int(fields[3]) == self._process:
                        found.append(int(path.name))
        return found

    def _look(self, process: int, since: float) -> None:
        """Note a process's memory, and the file it is reading."""
        folder = _PROC / str(process)
        if peak := _PEAK.search((folder / "status").read_text("utf-8")):
            self._peaks[process] = max(self._peaks.get(process, 0), int(peak[1]))
        if process == self._process:
            return
        for link in (folder / "fd").iterdir():
            with suppress(OSError):
                if found := self._scratch.match(str(link.readlink())):
                    self.seconds[int(found[1])] += since
