"""Who is still reading? What has been opened is let go when it is closed and nobody reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from searchlib.errors import UsageError

__all__ = ["Readers", "reading"]

_Given = ParamSpec("_Given")
_Returned = TypeVar("_Returned")


class Readers:
    """Count who reads, from any thread; each block with it is one reader."""

    def __init__(self, let_go: Callable[[], object]) -> None:
        """Take what lets go of the files; it is called once."""
        self._let_go = let_go
        self._counting = threading.Lock()
        self._many = 0
        self._closed = False

    def __enter__(self) -> None:
        """Begin to read. Raises UsageError when it has been closed."""
        with self._counting:
            if self._closed:
                raise UsageError(
                    "This index has been closed. Open it again: searchlib.open(FOLDER)"
                )
            self._many += 1

    def __exit__(self, *_: object) -> None:
        with self._counting:
            self._many -= 1
            last = self._closed and not self._many
        if last:
            self._let_go()

    def close(self) -> None:
        """Let nobody else begin to read; the last who does lets go of the files."""
        with self._counting:
            idle = not self._closed and not self._many
            self._closed = True
        if idle:
            self._let_go()


class _Read(Protocol):
    @property
    def readers(self) -> Readers:
        """Return who reads it."""


_Owner = TypeVar("_Owner", bound=_Read)


def reading(
    method: Callable[Concatenate[_Owner, _Given], _Returned],
) -> Callable[Concatenate[_Owner, _Given], _Returned]:
    """Let a method count as a reader as long as it runs."""

    @wraps(method)
    def read(self: _Owner, /, *args: _Given.args, **named: _Given.kwargs) -> _Returned:
        with self.readers:
            return method(self, *args, **named)

    return read
