"""Which index is asked, when a newer one may be built at any moment? The newest, by leases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import searchlib

__all__ = ["LiveIndex"]

Answer = TypeVar("Answer")


class _Held:
    """Hold an open index, and how many are asking it."""

    def __init__(self, index: searchlib.Index) -> None:
        self.index = index
        self.askers = 0


class LiveIndex:
    """Lend the newest index of a folder, from any thread; an older one closes when it is idle."""

    def __init__(self, folder: Path) -> None:
        """Open the index. Raises what ``searchlib.open`` does."""
        self._folder = folder
        self._counting = threading.Lock()
        self._opening = threading.Lock()
        self._held = _Held(searchlib.open(folder))
        self.trouble = ""
        """Why a newer index could not be opened, while the one before goes on answering."""

    @property
    def generation(self) -> str:
        """Return what the index that answers now is called."""
        return self._held.index.generation

    @contextmanager
    def lent(self) -> Iterator[searchlib.Index]:
        """Lend the index; it stays open as long as the block lasts."""
        with self._counting:
            held = self._held
            held.askers += 1
        try:
            yield held.index
        finally:
            with self._counting:
                held.askers -= 1
                idle = not held.askers and held is not self._held
            if idle:
                held.index.close()

    def ask(self, question: Callable[[searchlib.Index], Answer]) -> Answer:
        """Return what a question finds in the index.

        Asked again where two builds have ended since, and the files were taken away.
        """
        asked = self.generation
        try:
            with self.lent() as index:
                return question(index)
        except searchlib.IndexDamaged:
            self.refresh()
            if self.generation == asked:
                raise
            with self.lent() as index:
                return question(index)

    def refresh(self) -> bool:
        """Change over to a newer index, if there is one; say whether it was done.

        One that cannot be opened is left alone, and ``trouble`` says why.
        """
        with self._opening:
            try:
                if self._held.index.is_current():
                    self.trouble = ""
                    return False
                opened = _Held(searchlib.open(self._folder))
            except (searchlib.SearchlibError, OSError, MemoryError) as error:
                self.trouble = str(error) or type(error).__name__
                return False
            self.trouble = ""
            with self._counting:
                before, self._held = self._held, opened
                idle = not before.askers
            if idle:
                before.index.close()
            return True

    def close(self) -> None:
        """Close the index; whoever still asks it gets an error."""
        self._held.index.close()
