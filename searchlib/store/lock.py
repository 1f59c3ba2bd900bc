"""Who is writing to this folder? One at a time, and the others are told who."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from searchlib.errors import IndexLocked

__all__ = ["WriteLock"]


class WriteLock:
    """Let one writer at a time into a folder; the system frees it when its process ends.

    ``LOCK`` is what is locked, ``LOCK.owner`` says by whom.
    """

    def __init__(self, folder: Path, patience: float) -> None:
        """Take the folder, and how many seconds to wait for another writer."""
        self._folder = folder
        self._patience = patience
        self._held = 0

    @contextmanager
    def held(self, doing: str, patience: float | None = None) -> Iterator[None]:
        """Hold the lock; who holds it already may take it again.

        ``doing`` is what to tell others; another writer is waited for ``patience`` seconds,
        or as long as usual. Raises IndexLocked when somebody else holds it.
        """
        if self._held:
            self._held += 1
            try:
                yield
            finally:
                self._held -= 1
            return
        from filelock import FileLock, Timeout

        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(
            self._folder / "LOCK", timeout=self._patience if patience is None else patience
        )
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(self._who()) from error
        owner = self._folder / "LOCK.owner"
        try:
            owner.write_text(_self(doing), "utf-8")
            self._held = 1
            yield
        finally:
            self._held = 0
            with suppress(OSError):
                owner.unlink()
            lock.release()

    def _who(self) -> str:
        """Return who holds the lock, and what to do."""
        try:
            owner = json.loads((self._folder / "LOCK.owner").read_text("utf-8"))
            who = "{doing} (process {process} on {host}, since {since})".format(**owner)
        except (OSError, ValueError, KeyError, TypeError):
            who = "somebody else"
        return f"{self._folder} is being written by {who}. Wait until that has finished."


def _self(doing: str) -> str:
    import platform
    from datetime import datetime

    since = datetime.now().astimezone().strftime("%H:%M:%S")
    owner = {"doing": doing, "process": os.getpid(), "host": platform.node(), "since": since}
    return json.dumps(owner)
