"""Which piece of a Cyrillic word stands for which piece of a Latin one, and at what cost?

A table of pairs of pieces is a weighted transducer: the distance of two words is the cost
of the cheapest way to cut both into pieces that pair off, and the likely spellings of a word
are the cheapest outputs. Costs are negative logarithms: 0 is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import inf
from pathlib import Path

__all__ = ["BEGIN", "END", "Pairs", "Prepared", "learnt", "parse"]

BEGIN, END = "^", "$"
"""What stands at both ends of a word in a table whose pieces depend on them."""
EMPTY = "_"
"""How a piece without letters is written in a file."""

_UNKNOWN = 7.0
"""What it costs to leave out a letter that no pair accounts for."""
_BEAM = 24
"""How many outputs are carried on while a word is spelt."""
_SLACK = 14.0
"""How far behind the best a partial pairing may fall before it is given up."""

Options = Mapping[str, float]
Prepared = tuple[tuple[tuple[int, tuple[int, ...], Options], ...], ...]
"""For each place in a word: the pieces that begin there, as their length, the lengths of
what they pair with, and what that costs."""


class Pairs:
    """Hold a table of pairs and what follows from it; ``marked`` if words carry end marks."""

    def __init__(self, costs: Mapping[str, Options], *, marked: bool = False) -> None:
        self._costs = costs
        self._marked = marked
        self._turned: Pairs | None = None
        self._longest = max(map(len, costs), default=0)
        self._known: dict[str, tuple[int, tuple[int, ...], Options]] = {}

    def turned(self) -> Pairs:
        """Return the table the other way round: from Latin to Cyrillic."""
        if self._turned is None:
            costs: dict[str, dict[str, float]] = {}
            for piece, row in self._costs.items():
                for other, cost in row.items():
                    costs.setdefault(other, {})[piece] = cost
            self._turned = Pairs(costs, marked=self._marked)
        return self._turned

    def prepare(self, word: str) -> Prepared:
        """Look up the pieces of a word once, to compare it with many."""
        if self._marked:
            word = f"{BEGIN}{word}{END}"
        places = []
        for start in range(len(word) + 1):
            pieces = (word[start:end] for end in range(start, start + self._longest + 1))
            row = [self._of(piece) for piece in dict.fromkeys(pieces) if piece in self._costs]
            places.append(tuple(row))
        return tuple(places)

    def _of(self, piece: str) -> tuple[int, tuple[int, ...], Options]:
        """Return what a prepared word has of a piece; a word needs few of them."""
        found = self._known.get(piece)
        if found is None:
            options = self._costs[piece]
            found = len(piece), tuple(sorted({*map(len, options)})), options
            self._known[piece] = found
        return found

    def distance(self, prepared: Prepared, other: str, most: float = inf) -> float:
        """Return the cost of pairing a prepared word with another; inf if above ``most``.

        A table with end marks lets letters go unpaired at a price, one without does not.
        """
        if self._marked:
            other = f"{BEGIN}{other}{END}"
        unknown = _UNKNOWN if self._marked else inf
        last, width = len(prepared) - 1, len(other)
        # One row and one column more than needed: what is left out at the end falls there.
        rows = [[inf] * (width + 2) for _ in range(last + 2)]
        rows[0][0] = 0.0
        for place, pieces in enumerate(prepared):
            row, below = rows[place], rows[place + 1]
            limit = min(min(row) + _SLACK, most)
            for at in range(width + 1):
                cost = row[at]
                if cost > limit or cost == inf:
                    continue
                below[at] = min(below[at], cost + unknown)
                row[at + 1] = min(row[at + 1], cost + unknown)
                for step, lengths, options in pieces:
                    target = rows[place + step]
                    for length in lengths:
                        end = at + length
                        if end > width:
                            break
                        price = options.get(other[at:end])
                        if price is not None and cost + price < target[end]:
                            target[end] = cost + price
        found = rows[last][width]
        return found if found <= most else inf

    def can_cut(self, prepared: Prepared) -> bool:
        """Say whether a prepared word is wholly made of pieces of this table."""
        reached = {0}
        for place, pieces in enumerate(prepared):
            if place in reached:
                reached.update(place + step for step, _, _ in pieces)
        return len(prepared) - 1 in reached

    def spellings(self, word: str, limit: int) -> list[tuple[str, float]]:
        """Return up to ``limit`` outputs for a word with their costs, cheapest first."""
        prepared = self.prepare(word)
        beams: list[dict[str, float]] = [{} for _ in prepared]
        beams[0][""] = 0.0
        for place, pieces in enumerate(prepared):
            kept = sorted(beams[place].items(), key=lambda item: (item[1], item[0]))[:_BEAM]
            beams[place] = dict(kept)
            for step, _, options in pieces:
                if not step:
                    continue
                beam = beams[place + step]
                for piece, price in options.items():
                    for written, cost in kept:
                        longer, total = written + piece, cost + price
                        if total < beam.get(longer, inf):
                            beam[longer] = total
        found = list(beams[-1].items())[:limit]
        if not self._marked:
            return found
        return [(text.strip(BEGIN + END), cost) for text, cost in found]


def parse(lines: Iterable[str], scale: float = 100.0) -> dict[str, dict[str, float]]:
    """Read a table: a piece, then what it pairs with and what that costs, in hundredths."""
    table: dict[str, dict[str, float]] = {}
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        piece, *row = line.split()
        options = table.setdefault("" if piece == EMPTY else piece, {})
        for other, cost in zip(row[::2], row[1::2], strict=True):
            options["" if other == EMPTY else other] = int(cost) / scale
    return table


@cache
def learnt() -> Pairs:
    """Return the table learnt from names: see ``benchmarks/name_pairs.py``."""
    text = Path(__file__).with_name("learnt.txt").read_text("utf-8")
    return Pairs(parse(text.splitlines()), marked=True)
