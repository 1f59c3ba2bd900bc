"""What stands at this place of a query? Chunks, quotes, and the position after them."""

from __future__ import annotations

import re

from searchlib.patterns import lazily
from searchlib.query.leaves import Remarks
from searchlib.query.tree import QUOTE, QUOTES

__all__ = ["CHUNK", "Scanner"]

_SPACE = re.compile(r"\s*")
CHUNK = re.compile(rf"(?:[^\s()\\{QUOTE}]++|\\.|\\\Z)+", re.DOTALL)
_SLOP = lazily(r"~([0-9]+)")
# Not compiled before they are needed.
_QUOTED = {
    opening: rf"(?s)((?:[^\\{closing}]++|\\.)*+)[{closing}]" for opening, closing in QUOTES.items()
}


class Scanner:
    """Step through a query; ``here`` and ``part`` look, the others take."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.position = 0
        self.end = len(query.rstrip())
        self.remarks = Remarks()
        self._unclosed: set[str] = set()

    def skip_space(self) -> int:
        """Step over white space; return the position after it."""
        matched = _SPACE.match(self.query, self.position)
        self.position = matched.end() if matched else self.position
        return self.position

    def here(self) -> str:
        """Return the character at the position without taking it; "" at the end."""
        return self.query[self.position : self.position + 1]

    def chunk(self) -> str:
        """Take the characters up to a space, bracket or quote."""
        matched = CHUNK.match(self.query, self.position)
        if not matched:
            return ""
        self.position = matched.end()
        return matched[0]

    def part(self, start: int, end: int | None = None) -> str:
        """Return a part of the query for a remark."""
        return self.query[start : min(start + 60, end or self.end)]

    def quoted(self) -> str | None:
        """Take what stands between quotes here; step over a quote without a partner."""
        opening = self.here()
        if not opening or opening not in QUOTE:
            return None
        if opening in QUOTES and opening not in self._unclosed:
            if matched := re.compile(_QUOTED[opening]).match(self.query, self.position + 1):
                self.position = matched.end()
                return matched[1]
            self._unclosed.add(opening)
        part = self.part(self.position)
        self.remarks.add("The quote at {} has no partner, so it is left out.", part)
        self.position += 1
        return None

    def slop(self, most: int) -> int:
        """Take the ``~5`` after a phrase, 0 if there is none, ``most`` if it is more."""
        matched = _SLOP.match(self.query, self.position)
        if not matched:
            return 0
        self.position = matched.end()
        digits = matched[1].lstrip("0")[:9]
        if int(digits or 0) <= most:
            return int(digits or 0)
        self.remarks.add(f"{{}} is read as ~{most}, the widest there is.", matched[0])
        return most
