"""What stands on the page of a concordance? Its lines, with what the other text says beside."""

from __future__ import annotations

import re

import searchlib
from searchlib import ConcordanceLine, Passage
from searchlib.export.marking import Piece, pieces, seen
from searchlib.server.addresses import Asked, address, reading
from searchlib.server.parameters import MOST_READ, ORDER
from searchlib.server.views import View
from searchlib.server.words import Words

__all__ = ["context_page"]

_SPACES = re.compile(r"\s+")
_LINES = 50
"""How many lines a page has."""
_PAGES = 200
_WIDTH = 90
_BEFORE, _AFTER = 40, 90
"""How many characters of the other text are shown around what says the words there."""


def context_page(index: searchlib.Index, asked: Asked, words: Words) -> View:
    """Return what the page of a concordance shows: only what is translated, if nothing else is."""
    found = _found(index, asked, translate=False)
    if not found.total and asked["translate"]:
        found = _found(index, asked, translate=True)
    pages = min(max(1, -(-found.total // _LINES)), _PAGES)
    page = asked["page"]
    before = ["", *(line.record_id for line in found)]
    return {
        "page": "context",
        "asked": asked,
        "back": address(asked, by="text"),
        "total": found.total,
        "read": found.read,
        "took": f"{found.took_ms:.0f}",
        "warnings": found.warnings,
        "notes": [words.note(note) for note in found.notes],
        "orders": [(by, address(asked, "/context", by=by), by == asked["by"]) for by in ORDER],
        "lines": [
            _line(line, n, asked, words, named=last != line.record_id)
            for n, (line, last) in enumerate(zip(found, before, strict=False), found.offset + 1)
        ],
        "number": page,
        "pages": pages,
        "before": address(asked, "/context", page=page - 1) if page > 1 else "",
        "after": address(asked, "/context", page=page + 1) if page < pages else "",
    }


def _found(index: searchlib.Index, asked: Asked, *, translate: bool) -> searchlib.Concordance:
    return index.concordance(
        asked["q"],
        match=asked["match"],
        filter=asked["filter"],
        sort=asked["by"],
        width=_WIDTH,
        limit=_LINES,
        offset=(asked["page"] - 1) * _LINES,
        translate=translate,
        most=MOST_READ,
    )


def _line(line: ConcordanceLine, number: int, asked: Asked, words: Words, *, named: bool) -> View:
    pair = line.passages[0] if line.passages else None
    other = (pair.en if line.language == "ru" else pair.ru) if pair else None
    first = (pair.ru or pair.en) if pair else None
    anchor = f"#{first.language}{first.start}" if first else ""
    facts = (words.date(line.date), line.title or words("untitled")) if named else ()
    return {
        "number": number,
        "href": reading(asked, line.record_id) + anchor,
        "language": line.language,
        "left": _flat(line.left),
        "match": _flat(line.match),
        "right": _flat(line.right),
        "other": _around(other) if other else [],
        "other_language": "en" if line.language == "ru" else "ru",
        "facts": [seen(fact) for fact in facts if fact],
    }


def _flat(text: str) -> str:
    """Return text in one line."""
    return _SPACES.sub(" ", seen(text))


def _around(passage: Passage) -> list[Piece]:
    """Return a passage around its first mark."""
    mark = passage.marks[0] if passage.marks else None
    at, end = (mark.start - passage.start, mark.end - passage.start) if mark else (0, 0)
    first = max(0, at - _BEFORE)
    if first:
        first = max(first, passage.text.find(" ", first, at) + 1)
    cut = passage.text.rfind(" ", end, end + _AFTER)
    last = cut if end + _AFTER < len(passage.text) and cut > end else end + _AFTER
    start = passage.start + first
    inside = [one for one in passage.marks if one.end <= passage.start + last]
    shown = pieces(passage.text[first:last], inside, start)
    whole = [Piece("…")] * bool(first) + shown + [Piece("…")] * (last < len(passage.text))
    return [Piece(_flat(text), kind) for text, kind in whole]
