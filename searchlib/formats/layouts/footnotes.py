"""Which paragraphs below a document are an editor's footnotes, and where does it call them?

Saved as text, a page has its footnotes as a numbered list at its end, and the digits that
call them glued to words: ``Emb.26 Dept``. Pages are printed from one volume, so the digits
run on from page to page while the list begins at 1: only their order joins the two.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

__all__ = ["Notes", "find_notes"]


class Notes(NamedTuple):
    """Hold a page's lines without its footnotes and their calls, and the footnotes."""

    lines: list[str]
    footnotes: list[str]


_NOTE = re.compile(
    r"(?P<indent>\s{0,12})(?:(?P<dot>\d{1,3})[.)]|\[(?P<square>\d{1,3})\]|(?P<bare>\d{1,3})(?=\s+[A-Z]))"
    r"\s+(?P<text>\S.*)"
)
_SOURCE = re.compile(r"\s{0,12}source:\s", re.IGNORECASE)
_HEADING = re.compile(r"\W*(?:foot)?notes\W*|\W*примечания\W*", re.IGNORECASE)
_BACK = re.compile(r"\s*[↩⤴↑]\ufe0e?\s*$")
_MOST = 300
_LONGEST_CONTINUED = 12
"""Over how many lines the last footnote may go on."""


def find_notes(lines: list[str], title: str = "") -> Notes:
    """Divide a page's lines from its footnotes, and take out the digits that call them.

    ``title`` stands above the lines and may hold calls too; it comes back as the first line.
    What only may be footnotes stays where it is.
    """
    start, numbers = _run(lines)
    above = [title, *lines[:start]]
    own, text = (numbers[0] if numbers else 0), "\n".join(above)
    calls = _calls(text, len(numbers), own)
    told = bool(calls) or _told(lines, start)
    if not numbers or not told:
        return Notes([title, *lines], [])
    for begin, end in reversed(calls):
        text = text[:begin] + text[end:]
    kept = text.split("\n")
    while kept and (not kept[-1].strip() or _HEADING.fullmatch(kept[-1][:40])):
        kept.pop()
    return Notes(kept or [""], _footnotes(lines[start:]))


def _run(lines: list[str]) -> tuple[int, list[int]]:
    """Find the numbered list that closes a page: its first line, and its numbers."""
    start, numbers, rest = len(lines), list[int](), 0
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if not line.strip():
            continue
        own = _number(line)
        follows = not numbers or (own is not None and own == numbers[0] - 1)
        if own is not None and follows:
            start, numbers, rest = number, [own, *numbers], 0
        elif numbers and numbers[0] == 1:
            break
        else:
            rest += 1
        if rest > _LONGEST_CONTINUED or len(numbers) > _MOST:
            break
    return start, numbers


def _number(line: str) -> int | None:
    found = _NOTE.match(line[:80])
    return int(found["dot"] or found["square"] or found["bare"]) if found else None


def _told(lines: list[str], start: int) -> bool:
    """Tell footnotes that no digits call: by their look, their heading, or their first words."""
    notes = [line for line in lines[start:] if line.strip()]
    above = next((line for line in reversed(lines[:start]) if line.strip()), "")
    first = _NOTE.match(notes[0][:200]) if notes else None
    return (
        bool(first and (first["indent"].strip("\n") or _SOURCE.match(first["text"])))
        or any(_BACK.search(line[-10:]) for line in notes)
        or bool(_HEADING.fullmatch(above[:40]))
    )


def _footnotes(lines: list[str]) -> list[str]:
    """Join the lines of each footnote; a number opens one."""
    notes: list[list[str]] = []
    for line in lines:
        text = _BACK.sub("", line[-10:]).join([line[:-10], ""]).strip()
        if not text:
            continue
        if _number(line) is not None or not notes:
            notes.append([text])
        else:
            notes[-1].append(text)
    return [" ".join(note) for note in notes]


# Calls ----------------------------------------------------------------------

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CALL = re.compile(
    r"(?<=[^\W\d_]|[.,;:!?)\]”\"’'»])(?:\[(?P<square>\d{1,3})\](?!\()|(?P<raised>[⁰¹²³⁴-⁹]{1,3})"
    r"|(?P<glued>\d{1,3}))(?![\w–—-]|[.,:/]\d)"
)


def _calls(text: str, count: int, own: int) -> list[tuple[int, int]]:
    """Return where a text calls its footnotes: digits that run on, one for each."""
    if not count:
        return []
    places: dict[int, list[tuple[int, int]]] = {}
    for found in _CALL.finditer(text):
        places.setdefault(int(found[0].strip("[]").translate(_SUPERSCRIPTS)), []).append(
            found.span()
        )
    starts = {first - missing for first in places for missing in range(min(3, count))} | {own}
    best: list[tuple[int, int]] = []
    for first in sorted(starts, key=lambda first: (first != own, first)):
        chain = _chain(places, first, count)
        if len(chain) > len(best):
            best = chain
    sure = any(_is_sure(text, begin) for begin, _ in best)
    return best if sure and 2 * len(best) >= count else []


def _chain(
    places: dict[int, list[tuple[int, int]]], first: int, count: int
) -> list[tuple[int, int]]:
    """Return the places of numbers that run on from ``first``, in the order of the text."""
    chain: list[tuple[int, int]] = []
    after = -1
    for number in range(first, first + count):
        spans = places.get(number, [])
        nearest = bisect_right(spans, (after, 1 << 60))
        if nearest < len(spans):
            chain.append(spans[nearest])
            after = spans[nearest][0]
    return chain


def _is_sure(text: str, start: int) -> bool:
    """Tell a call from a name that ends in digits, such as B29, and from a decimal, 3.25."""
    before = text[start - 1]
    if before.isalpha():
        return before.islower()
    return not (before in ".,:" and text[start - 2 : start - 1].isdecimal())
