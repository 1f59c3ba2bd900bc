"""How is a regular expression kept that a search may never need? Uncompiled, until it is used.

To compile all those of the modules that a search imports took a tenth of its start-up.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["lazily"]


def lazily(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what has the methods of a compiled pattern; the first to be called compiles it.

    That is where a pattern with a mistake in it raises ``re.error``.
    """
    return cast("re.Pattern[AnyStr]", _Uncompiled(pattern, flags))


class _Uncompiled:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever a pattern has
        """Find what is asked for the first time: from then on it is at hand."""
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found
