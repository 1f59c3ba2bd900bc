"""What does a line of a page say, without the marks it is set with?"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

__all__ = [
    "HEADING",
    "LONGEST_KEY",
    "MOST_TITLE",
    "address",
    "begins_with",
    "joined",
    "key",
    "lines_of",
    "shortened",
    "unmarked",
    "without_rules",
]

HEADING = re.compile(r"^\s{0,3}#{1,6}\s(?P<text>.*)$")
MOST_TITLE = 200
"""A longer title, in characters, is cut."""
LONGEST_KEY = 400
"""A longer line, in characters, is no label, and nothing of the site's: it has no key."""
_REMEMBERED = 2048
"""Of how many lines what they say is remembered: each reader of a layout asks for it again."""

_BLANK_LINES = re.compile(r"\n{3,}")
_MARKS = re.compile(r"\\(?=[\[\]_*#.])|\*\*|__")
_BULLETS = "•·▪◦‣*+–—-"
_BULLET = re.compile(rf"^[{_BULLETS}]\s+")
_FIRST = 40
"""Within how many characters a line's first word is looked at."""
_SETTING = frozenset("#*_\\")
_ADDRESS = re.compile(
    r"<(https?://[^\s<>]{1,2000})>|\b(https?://[^\s<>\"']{1,2000})", re.IGNORECASE
)
# Lines drawn across a page. Three hyphens may stand for something left out.
_RULE = re.compile(r"^\s*(?:_{4,}|-{5,}|={4,}|[—–─━═]{4,}|(?:[_—–─━═-]\s){4,}[_—–─━═-]?)\s*$")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text; a page's end is a blank line."""
    text = text.removeprefix("\ufeff").replace("\f", "\n\n")
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.split("\n")


def unmarked(line: str) -> str:
    """Return a line without heading, bold and escape marks."""
    return _unmarked(line) if len(line) <= LONGEST_KEY else _without_marks(line)


@lru_cache(maxsize=_REMEMBERED)
def _unmarked(line: str) -> str:
    return _without_marks(line)


def _without_marks(line: str) -> str:
    line = line.strip().lstrip("#").strip() if HEADING.match(line) else line.strip()
    line = line.rstrip("#").rstrip() if line.endswith("#") else line
    marked = "**" in line or "__" in line or "\\" in line
    return _MARKS.sub("", line).strip() if marked else line


def key(line: str) -> str:
    """Fold a short line to compare it: no marks, bullets or colon, in lower case; "" if long."""
    return _folded(line) if len(line) <= LONGEST_KEY else ""


@lru_cache(maxsize=_REMEMBERED)
def _folded(line: str) -> str:
    text = unmarked(line)
    bullet = _BULLET.match(text)
    return " ".join(text[bullet.end() if bullet else 0 :].casefold().split()).rstrip(" :")


def begins_with(line: str, words: Set[str]) -> bool:
    """Tell a line whose key may begin with one of some words.

    It says so of a line that begins with marks too: but to fold each line takes ten times as long.
    The words have fewer letters than ``_FIRST``.
    """
    word, *_ = *line.lstrip()[:_FIRST].split(None, 1), ""
    if not word:
        return False
    if word.isalnum():
        return word.casefold() in words
    return word in _BULLETS or not _SETTING.isdisjoint(word) or word.casefold().rstrip(":") in words


def joined(lines: list[str]) -> str:
    """Join a value's lines; a blank line between two paragraphs stays."""
    text = "\n".join(line.strip() for line in lines).strip()
    if "\n" not in text:
        return text
    return re.sub(r"(?<!\n)\n(?!\n)", " ", _BLANK_LINES.sub("\n\n", text))


def shortened(title: str) -> str:
    """Cut a title that is really a paragraph at a word."""
    if len(title) <= MOST_TITLE:
        return title
    cut = title[:MOST_TITLE]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,.;:") + "…"


def address(text: str) -> str:
    """Return a record's address: the last one in angle brackets, else the last one."""
    found = list(_ADDRESS.finditer(text))
    bracketed = [one[1] for one in found if one[1]]
    return bracketed[-1] if bracketed else found[-1][2].rstrip(".,;)") if found else ""


def without_rules(lines: list[str]) -> list[str]:
    """Return lines with a blank one in place of each line drawn across the page."""
    return ["" if _RULE.match(line[:500]) and not line[500:].strip("_-=—–─━═ ") else line
            for line in lines]  # fmt: skip
