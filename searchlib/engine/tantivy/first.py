"""Which matches come first? By score and id, of candidates in tantivy's own order."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from typing import Any, Final

from tantivy import DocAddress

from searchlib.engine.base import Match

__all__ = ["First", "Hit", "Key", "distinct", "match_of"]

_MANY: Final = 50
"""From how many candidates on equals are told apart before they are scored."""
_ROUNDED: Final = 1e-6

Hit = tuple[Any, DocAddress]
Key = tuple[float, str]
"""What hits are put in order by: the score with its sign turned round, and the id."""


class First:
    """Collect the first matches by score and id."""

    def __init__(self, wanted: int, keys: list[Key]) -> None:
        """Take the keys of matches."""
        self.wanted = wanted
        self._found = sorted(keys)
        self._last = self._found[wanted - 1] if len(keys) >= wanted else None
        self.equals: dict[tuple[float, int] | None, Key] = {}
        """The last of each that are equal to tantivy."""

    def add(self, key: Key, equals: tuple[float, int] | None) -> None:
        """Take a match; ``equals`` is what those have in common that come in order of ids."""
        insort(self._found, key)
        if len(self._found) >= self.wanted:
            self._last = self._found[self.wanted - 1]
        if equals is not None:
            self.equals[equals] = key

    def complete(self, most: float) -> bool:
        """Say whether no match that scores at most so much can be among the first."""
        return self._last is not None and most < -self._last[0] - _ROUNDED

    def unwanted(self, equals: tuple[float, int] | None) -> bool:
        """Say whether others of these equals can be left out."""
        if self._last is None:
            return False
        before = self.equals.get(equals)
        return before is not None and before >= self._last

    def page(self, offset: int) -> tuple[Match, ...]:
        """Return the first matches, from one on."""
        page = self._found[offset : self.wanted]
        return tuple(map(match_of, page))


def match_of(key: Key) -> Match:
    """Return a match by its key."""
    return Match(key[1], 0.0 - key[0])


def distinct(hits: list[Hit], wanted: int) -> list[Hit]:
    """Return the hits that can be among the first: of equals, the first in each segment."""
    if len(hits) < _MANY:
        return hits
    seen: Counter[tuple[Any, int]] = Counter()
    found = []
    for hit in hits:
        equals = hit[0], hit[1].segment_ord
        seen[equals] += 1
        if seen[equals] <= wanted:
            found.append(hit)
    return found
